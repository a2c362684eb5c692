//! Text: where it goes, which blanks and breaks of it stay.

use std::borrow::Cow;

use super::Filter;
use crate::path::{self, Leaf, Role, Step};
use crate::policy::Holds;
use crate::text::{
    collapse_into, count_shown, is_padding, plain_words, shows_nothing, takes_room, without_edges, without_order,
};
use crate::{Host, Sink, limits};

/// The place of [`NOISE`](crate::policy::NOISE) that counts controls.
const CONTROLS_RULE: usize = 1;

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn steps_for_text(&self) -> Vec<Step> {
        let steps = path::target(&self.frames, self.root_piece, Leaf::Text, &|_| true);
        if self.caption.is_some() { self.as_caption(steps) } else { steps }
    }

    /// Text of the body, or of the filter's own, where it stands.
    pub(super) fn write_text(&mut self, text: &str) {
        let text = self.within_room(text);
        if path::innermost_holds(&self.frames) == Holds::Verbatim {
            self.verbatim_text(text);
        } else {
            self.flowing_text(text);
        }
    }

    /// As much of a text as there is room for. All that is read as text in the result is counted here.
    pub(super) fn within_room<'t>(&mut self, text: &'t str) -> &'t str {
        let room = (limits::TEXT_BYTES + self.spare).saturating_sub(self.text_bytes);
        let kept = &text[..text.floor_char_boundary(room)];
        self.is_full |= kept.len() < text.len();
        self.text_bytes += kept.len();
        kept
    }

    fn is_in_link(&self) -> bool {
        self.frames.iter().any(|frame| frame.role == Role::Inline("a"))
    }

    fn verbatim_text(&mut self, text: &str) {
        let text = if self.is_in_link() { plain_words(text) } else { without_order(text) };
        if text.is_empty() {
            return;
        }
        let steps = self.steps_for_text();
        let breaks = std::mem::take(&mut self.breaks) as usize;
        let line_ends = if self.open.continues(&steps) { breaks } else { 0 };
        self.reconcile(&steps);
        if line_ends > 0 {
            self.sink.text(&"\n".repeat(line_ends));
        }
        self.sink.text(&text);
        self.report.has_content = true;
    }

    fn flowing_text(&mut self, text: &str) {
        let plain = if self.is_in_link() { plain_words(text) } else { Cow::Borrowed(text) };
        let (before, words, after) = without_edges(&plain, &is_padding);
        if words.chars().all(|character| is_padding(character) || shows_nothing(character)) {
            self.space |= takes_room(text);
            return;
        }
        self.space |= takes_room(before);
        if self.choice {
            self.part_choices();
        }
        if let Some(copied) = &mut self.copied {
            copied.text.push_str(words);
        }
        if let Cow::Owned(plain) = &plain {
            self.report.noise[CONTROLS_RULE] += count_shown(text) - count_shown(plain);
        }
        let mut line = String::with_capacity(words.len());
        let steps = self.steps_of_line();
        let waits = !self.waiting.is_empty();
        let begins = if waits { self.breaks == 0 } else { !self.open.continues(&steps) };
        if begins && path::is_paragraph(&steps) && self.is_plain(&steps) {
            line.push_str(&self.waiting);
            if waits && self.space {
                line.push(' ');
            }
            self.report.noise[CONTROLS_RULE] += collapse_into(words, &mut line);
            self.waiting.clear();
            self.space = false;
            self.breaks = 0;
            if self.may_wait(&line) {
                self.waiting = line;
            } else {
                self.write_line(steps, &line);
            }
        } else {
            let steps = self.start_inline(steps);
            self.report.noise[CONTROLS_RULE] += collapse_into(words, &mut line);
            self.write_line(steps, &line);
        }
        self.space = takes_room(after);
    }

    /// Whether text at these steps stands directly in its block. A span that has said its id before is not written again.
    pub(super) fn is_plain(&self, steps: &[Step]) -> bool {
        let says_nothing =
            |step: &Step| step.name == "span" && step.frame.is_some_and(|at| self.frames[at].attributes.is_empty());
        steps.iter().rev().take_while(|step| step.holds.is_none()).all(says_nothing)
    }

    /// Writes text whose place is known; the first of a paragraph may turn out to be a caption.
    pub(super) fn write_line(&mut self, steps: Vec<Step>, line: &str) {
        let steps = if self.after_picture { self.steps_of_caption(steps, line) } else { steps };
        self.reconcile(&steps);
        self.sink.text(line);
        self.report.has_content = true;
    }

    /// Where the next text or inline picture goes; after two breaks in a row that is a new paragraph.
    pub(super) fn steps_of_line(&mut self) -> Vec<Step> {
        let steps = self.steps_for_text();
        let goes_on = || !self.waiting.is_empty() || self.open.continues(&steps);
        if self.breaks >= 2 && path::is_paragraph(&steps) && goes_on() {
            self.end_line();
            return self.steps_for_text();
        }
        steps
    }

    /// Makes ready for text or an inline picture at `steps`. What was met since the last one (a blank, line breaks) is settled.
    pub(super) fn start_inline(&mut self, steps: Vec<Step>) -> Vec<Step> {
        let breaks = std::mem::take(&mut self.breaks);
        let space = std::mem::take(&mut self.space);
        if self.waiting.is_empty() && !self.open.continues(&steps) {
            return steps;
        }
        self.write_waiting();
        // What waited may have become a caption.
        let steps = self.as_caption(steps);
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
        self.after_picture = false;
        self.open.reconcile(steps, &mut self.frames, &mut self.anchors, &mut self.sink);
    }
}
