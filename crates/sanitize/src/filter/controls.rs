//! Controls of forms as text, and addresses that are copied by hand. Must not know where the text stands.

use super::Filter;
use crate::attributes::Capped;
use crate::path::Role;
use crate::{Host, Sink, limits, style};

/// A link whose address no page can follow, while it is open.
pub(super) struct Copied {
    /// How many elements are open around it.
    pub(super) depth: usize,
    pub(super) address: String,
    /// The text in it so far.
    pub(super) text: String,
}

/// An element that is open and whose parts would run into one another.
pub(super) struct Joining {
    /// How many elements are open, with it.
    pub(super) depth: usize,
    pub(super) sign: &'static str,
    pub(super) parts: u32,
}

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn control(&mut self, attributes: &Capped<'_>) {
        let kind = attributes.get("type").unwrap_or_default().to_ascii_lowercase();
        let is_set = || attributes.get("checked").is_some();
        let shown = match kind.as_str() {
            "checkbox" => Some(if is_set() { "☑ " } else { "☐ " }.to_owned()),
            "radio" => Some(if is_set() { "◉ " } else { "○ " }.to_owned()),
            "image" => attributes.get("alt"),
            "hidden" | "password" | "file" | "range" | "color" => None,
            _ => attributes.get("value"),
        };
        if let Some(shown) = shown {
            self.write_text(&shown);
        }
    }

    pub(super) fn enter_choices(&mut self) {
        self.space = true;
        self.enter_joining(" / ");
    }

    pub(super) fn enter_joining(&mut self, sign: &'static str) {
        self.push(Role::Nothing(false), Vec::new());
        self.joining.push(Joining { depth: self.frames.len(), sign, parts: 0 });
    }

    /// The next part of the innermost such element begins with a text: what parts it from the one before.
    pub(super) fn part_choices(&mut self) {
        self.choice = false;
        let Some(choices) = self.joining.last_mut() else { return };
        choices.parts += 1;
        let (parts, sign) = (choices.parts, choices.sign);
        if parts > 1 {
            self.write_text(sign);
        }
    }

    /// After the text of a link that cannot be followed stands its address, unless that is the text.
    pub(super) fn finish_copied(&mut self) {
        if self.copied.as_ref().is_none_or(|copied| copied.depth < self.frames.len()) {
            return;
        }
        let Some(Copied { address, text, .. }) = self.copied.take() else { return };
        if !style::holds(&text, &address) && address.len() <= limits::COPIED_BYTES {
            self.write_text(" ");
            self.push(Role::Inline("code"), Vec::new());
            self.write_text(&address);
            self.close();
        }
    }
}
