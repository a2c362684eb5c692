//! Parts of a body that are read for one thing alone: drawings for their names, fallbacks for their pictures; and formulas,
//! whose parts are told apart. Must not know whose tree they stand in.

use super::{Descend, Filter};
use crate::attributes::Capped;
use crate::path::Role;
use crate::picture::Picture;
use crate::policy::{self, Rule};
use crate::{Host, Sink, limits};

/// How many pictures back one is looked for that a fallback repeats: lazy loaders put the two side by side.
const NEARBY: usize = 50;

/// What part of the body is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Within {
    #[default]
    Body,
    /// Only pictures count.
    Fallback,
    /// Only a title and a description directly in it count.
    Drawing,
    /// Only text counts.
    NameOfDrawing,
}

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn open_drawing_or_formula(&mut self, name: &str, attributes: &Capped<'_>) -> Descend {
        if !self.count_node() || self.media.is_some() {
            return Descend::Skip;
        }
        let is_name = self.within == Within::Drawing && matches!(name, "title" | "desc");
        if is_name {
            self.within = Within::NameOfDrawing;
            self.push(Role::Nothing(false), Vec::new());
            return Descend::Into;
        }
        if self.within != Within::Body {
            return Descend::Skip;
        }
        if name == "svg" {
            if attributes.get("aria-hidden").is_some_and(|hidden| hidden == "true") {
                return Descend::Skip;
            }
            self.enter_within(Within::Drawing);
            return Descend::Into;
        }
        let Some(sign) = policy::formula(name) else { return Descend::Skip };
        if self.frames.len() >= limits::OPEN_ELEMENTS + limits::OPEN_PARTS {
            self.report.shortened |= !sign.is_empty();
            return self.pass_by();
        }
        let depth = self.frames.len();
        if let Some(around) = self.joining.last_mut().filter(|around| around.depth == depth) {
            around.parts += 1;
            let (parts, between) = (around.parts, around.sign);
            if parts > 1 && !between.is_empty() {
                self.write_text(between);
            }
        }
        self.enter_joining(sign);
        Descend::Into
    }

    pub(super) fn enter_within(&mut self, within: Within) {
        self.within = within;
        self.push(Role::Nothing(false), Vec::new());
        self.within_depth = self.frames.len();
    }

    /// An element of HTML in a part that is read for one thing alone.
    pub(super) fn open_within(&mut self, rule: Rule, attributes: &Capped<'_>) -> Descend {
        if self.within != Within::Fallback {
            return Descend::Skip;
        }
        match rule {
            Rule::Picture => self.picture(attributes),
            Rule::Source => self.picture_sources.extend(attributes.get_picture("srcset")),
            Rule::Block(..) | Rule::Container | Rule::Inline(_) | Rule::Styled(_) | Rule::Unwrap | Rule::Object => {
                return self.pass_by();
            }
            _ => {}
        }
        Descend::Skip
    }

    /// A frame ended; the part may have ended with it.
    pub(super) fn leave_within(&mut self) {
        if self.within == Within::NameOfDrawing && self.frames.len() == self.within_depth {
            self.within = Within::Drawing;
        } else if self.frames.len() < self.within_depth {
            self.within = Within::Body;
            self.within_depth = 0;
        }
    }

    /// Whether a fallback repeats a picture, or a picture one that a fallback gave before.
    pub(super) fn is_shown_already(&mut self, picture: &Picture) -> bool {
        let repeats = |known: &[String]| {
            picture.sources.iter().any(|one| known.iter().rev().take(NEARBY).any(|other| one == other))
        };
        if self.within == Within::Fallback {
            if repeats(&self.shown) {
                return true;
            }
            self.from_fallback.extend(picture.sources.iter().cloned());
            return false;
        }
        let repeated = repeats(&self.from_fallback);
        if repeated {
            self.from_fallback.clear();
        }
        repeated
    }
}
