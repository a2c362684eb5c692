//! The first words of a paragraph that may be no words of the article (the remains of a button) or may be a caption's mark:
//! they wait until it is clear. Knows phrases and the paragraph's end; must not know what a picture is.

use super::Filter;
use crate::policy::{CAPTION_MARK_ROWS, REMAIN_ROWS, rows};
use crate::text::{is_padding, without_edges};
use crate::{Host, Sink, path};

/// Bytes of the longest phrase, and of the dots and arrows that may follow it.
const LONGEST: usize = 60;

/// The place of [`NOISE`](crate::policy::NOISE) that counts remains.
const REMAINS_RULE: usize = 0;

/// The line as the phrases are written. Their letters are ASCII's or have no case, and what knows the case of all letters
/// there are would weigh five kilobytes in the reader.
fn bare(line: &str) -> String {
    let is_decoration =
        |c: char| is_padding(c) || matches!(c, '.' | '…' | '。' | '>' | '»' | '›' | '→' | '!' | '！' | '~');
    without_edges(line, &is_decoration).1.to_ascii_lowercase()
}

/// Whether a text begins with a mark that says that it is the caption of the picture above. In an inline element only marks
/// of one character count, which no two texts can share.
pub(super) fn is_marked(text: &str, is_plain: bool) -> bool {
    let lower = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text).to_ascii_lowercase();
    rows(CAPTION_MARK_ROWS).any(|mark| lower.starts_with(mark) && (is_plain || mark.chars().nth(1).is_none()))
}

impl<S: Sink, H: Host> Filter<S, H> {
    /// Whether this may become one of the phrases or marks when more comes.
    pub(super) fn may_wait(&self, line: &str) -> bool {
        if line.len() > LONGEST {
            return false;
        }
        let bare = bare(line);
        let lower = line.to_ascii_lowercase();
        rows(REMAIN_ROWS).any(|phrase| phrase.starts_with(&bare))
            || (self.after_picture
                && !self.is_caption_by_shape(line)
                && rows(CAPTION_MARK_ROWS).any(|mark| mark.starts_with(&lower) && mark.len() > lower.len()))
    }

    /// The paragraph ended: what waits was all of it.
    pub(super) fn settle_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let bare = bare(&self.waiting);
        if rows(REMAIN_ROWS).any(|phrase| phrase == bare) {
            self.report.noise[REMAINS_RULE] += self.waiting.chars().filter(|c| !c.is_whitespace()).count();
            self.waiting.clear();
        } else {
            self.write_waiting();
        }
    }

    /// More comes in the same paragraph, or its end.
    pub(super) fn write_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return;
        }
        let mut steps = self.steps_for_text();
        path::drop_inlines(&mut steps);
        self.write_line(steps, &waiting);
    }
}
