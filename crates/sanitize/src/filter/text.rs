//! Text: where it goes, which blanks and breaks of it stay.

use super::Filter;
use crate::path::{self, Leaf, Step};
use crate::text::{collapse_into, is_padding, takes_room};
use crate::{Host, Sink};

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn steps_for_text(&self) -> Vec<Step> {
        path::target(&self.frames, self.root_piece, Leaf::Text, |_| true)
    }

    pub(super) fn verbatim_text(&mut self, text: &str) {
        let steps = self.steps_for_text();
        let breaks = std::mem::take(&mut self.breaks) as usize;
        let line_ends = if self.open.continues(&steps) { breaks } else { 0 };
        self.reconcile(&steps);
        if line_ends > 0 {
            self.sink.text(&"\n".repeat(line_ends));
        }
        self.sink.text(text);
        self.report.has_content = true;
    }

    pub(super) fn flowing_text(&mut self, text: &str) {
        let words = text.trim_matches(is_padding);
        let (before, after) = match text.find(words) {
            Some(start) if !words.is_empty() => (&text[..start], &text[start + words.len()..]),
            _ => (text, ""),
        };
        if words.is_empty() {
            self.space |= takes_room(text);
            return;
        }
        self.space |= takes_room(before);
        let steps = self.start_inline();
        self.reconcile(&steps);
        let mut line = String::with_capacity(words.len());
        collapse_into(words, &mut line);
        self.sink.text(&line);
        self.space = takes_room(after);
        self.report.has_content = true;
    }

    /// Where the next text or inline picture goes. What was met since the last one (a blank, line breaks) is settled.
    pub(super) fn start_inline(&mut self) -> Vec<Step> {
        let steps = self.steps_for_text();
        let breaks = std::mem::take(&mut self.breaks);
        let space = std::mem::take(&mut self.space);
        if !self.open.continues(&steps) {
            return steps;
        }
        if breaks >= 2 && path::is_paragraph(&steps) {
            self.part_text();
            return self.steps_for_text();
        }
        if breaks > 0 || space {
            self.open.close_to_common(&steps, &mut self.sink);
        }
        for _ in 0..breaks.min(2) {
            self.sink.open("br", &[]);
            self.sink.close();
        }
        if breaks == 0 && space {
            self.sink.text(" ");
        }
        steps
    }

    pub(super) fn reconcile(&mut self, steps: &[Step]) {
        self.open.reconcile(steps, &mut self.frames, &mut self.anchors, &mut self.sink);
    }
}
