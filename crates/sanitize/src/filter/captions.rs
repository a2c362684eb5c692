//! The first text after a picture, where it is the picture's caption. Knows the shapes that scraped pages give it; must not
//! know addresses.

use super::{Filter, waiting};
use crate::attributes::Capped;
use crate::path::{Key, Step};
use crate::policy::{CAPTION_CLASS_ROWS, Holds, rows};
use crate::style::Declarations;
use crate::{Host, Sink, style};

/// A paragraph that is written as a caption.
#[derive(Clone, Copy)]
pub(super) struct Caption {
    paragraph: Key,
    /// The figure it is put into; `None` where it stands in one.
    figure: Option<Key>,
}

/// What speaks for a caption, one bit each.
const CENTRED: u8 = 1;
const SMALL: u8 = 2;
const GREY: u8 = 4;
const CREDIT: u8 = 8;
/// Named so: no more is needed.
const NAMED: u8 = 16;

/// Bytes from the beginning of a text within which it names a source, two hundred ideographs: a caption is not longer.
const CREDIT_BYTES: usize = 600;

impl<S: Sink, H: Host> Filter<S, H> {
    /// What an element that begins after a picture says of the text in it.
    pub(super) fn gather_evidence(&mut self, name: &str, attributes: &Capped<'_>) {
        let style = attributes.get("style").unwrap_or_default();
        let style = Declarations::read(&style);
        let class = attributes.get("class").unwrap_or_default();
        let is_centred = style.value("text-align").is_some_and(|side| side.eq_ignore_ascii_case("center"))
            || attributes.get("align").is_some_and(|side| side.eq_ignore_ascii_case("center"));
        for (bit, speaks) in [
            (NAMED, name == "figcaption" || rows(CAPTION_CLASS_ROWS).any(|known| style::holds(&class, known))),
            (CENTRED, name == "center" || is_centred),
            (SMALL, name == "small" || style::is_small(&style)),
            (GREY, style::is_grey(&style)),
        ] {
            if speaks {
                self.evidence |= bit;
            }
        }
    }

    /// Whether what was gathered is enough.
    pub(super) fn is_caption_by_shape(&self, text: &str) -> bool {
        let text = &text[..text.floor_char_boundary(CREDIT_BYTES)];
        let names_source = ["图/", "图源", "来源", "來源", "©"].iter().any(|word| style::holds(text, word));
        let credit = if text.starts_with(['图', '圖']) || names_source { CREDIT } else { 0 };
        let evidence = self.evidence | credit;
        evidence & NAMED != 0 || evidence.count_ones() >= 2
    }

    /// The steps to the first text of a paragraph: into the figure of the picture before it, where it is its caption.
    pub(super) fn steps_of_caption(&mut self, steps: Vec<Step>, text: &str) -> Vec<Step> {
        let Some(at) = steps.iter().rposition(|step| step.holds.is_some()).filter(|_| self.after_picture) else {
            return steps;
        };
        let paragraph = &steps[at];
        let has_class =
            paragraph.frame.is_some_and(|frame| self.frames[frame].attributes.iter().any(|(name, _)| *name == "class"));
        let Some(figure) = self.open.figure_in(&steps[..at]).filter(|_| paragraph.name == "p" && !has_class) else {
            return steps;
        };
        let is_inside = steps[..at].last().is_some_and(|step| step.key == figure);
        let is_plain = self.is_plain(&steps);
        if !is_inside && !waiting::is_marked(text, is_plain) && !self.is_caption_by_shape(text) {
            return steps;
        }
        self.caption = Some(Caption { paragraph: paragraph.key, figure: (!is_inside).then_some(figure) });
        self.as_caption(steps)
    }

    /// The steps with the paragraph that is a caption written as one.
    pub(super) fn as_caption(&self, mut steps: Vec<Step>) -> Vec<Step> {
        let Some(caption) = self.caption else { return steps };
        let Some(at) = steps.iter().position(|step| step.name == "p" && step.key == caption.paragraph) else {
            return steps;
        };
        steps[at].name = "figcaption";
        steps[at].holds = Some(Holds::Mixed);
        if let Some(key) = caption.figure {
            steps.insert(at, Step { key, name: "figure", holds: Some(Holds::Blocks), frame: None });
        }
        steps
    }
}
