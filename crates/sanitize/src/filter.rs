//! The filter itself: takes a tree node by node, gives what may stay. Must not know whose tree it is.
//!
//! An element is not written when it is met but when something in it is: so empty ones vanish, and the
//! result's nesting is always one that a parser gives back unchanged.

mod captions;
mod controls;
mod elements;
mod leaves;
mod text;
mod waiting;
mod within;

use std::collections::VecDeque;

use captions::Caption;
use controls::{Copied, Joining};
use within::Within;

use crate::attributes::Capped;
use crate::media::Media;
use crate::path::{self, Frame, Leaf, OpenElements, Role};
use crate::policy::{self, Holds, Rule};
use crate::sink::Attribute;
use crate::{Attributes, Host, Report, Sink, limits};

/// Whether the caller should report what is inside the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descend {
    /// Report its children, then call [`Filter::close`].
    Into,
    /// Pass over its children; no `close`.
    Skip,
}

/// The filter. See the crate's documentation.
pub struct Filter<S: Sink, H: Host> {
    sink: S,
    host: H,
    frames: Vec<Frame>,
    open: OpenElements,
    /// Pieces into which text at the root has been parted.
    root_piece: u32,
    /// Ids of elements that were not written, for the next block that is.
    anchors: VecDeque<Attribute>,
    /// Sources of a `picture`, for the `img` that follows.
    picture_sources: Vec<String>,
    media: Option<Media>,
    /// What the part that is being read is read for, and how many elements are open in the part, with its own.
    within: Within,
    within_depth: usize,
    /// Addresses of pictures written so far, and of those that came from fallbacks.
    shown: Vec<String>,
    from_fallback: Vec<String>,
    /// Elements whose parts are told apart, and whether the next text begins one of a control's choices.
    joining: Vec<Joining>,
    choice: bool,
    copied: Option<Copied>,
    /// Text at the beginning of a paragraph that is not written yet.
    waiting: String,
    /// Nothing has been written since a picture that has a figure of its own, and what has been seen since.
    after_picture: bool,
    evidence: u8,
    caption: Option<Caption>,
    /// Line breaks met since the last text.
    breaks: u32,
    /// A blank was met since the last text.
    space: bool,
    /// Elements that are open beyond the limit, and are not followed.
    beyond: usize,
    numbers: u32,
    nodes: usize,
    /// Texts and elements without content among them.
    leaves: usize,
    text_bytes: usize,
    /// Bytes of attributes read so far.
    bytes_read: usize,
    /// A limit of the whole body was reached.
    is_full: bool,
    /// How far beyond the limits it goes.
    spare: usize,
    report: Report,
}

impl<S: Sink, H: Host> Filter<S, H> {
    /// A filter for one body.
    pub fn new(sink: S, host: H) -> Self {
        Self {
            sink,
            host,
            frames: Vec::new(),
            open: OpenElements::default(),
            root_piece: 0,
            anchors: VecDeque::new(),
            picture_sources: Vec::new(),
            media: None,
            within: Within::Body,
            within_depth: 0,
            shown: Vec::new(),
            from_fallback: Vec::new(),
            joining: Vec::new(),
            choice: false,
            copied: None,
            waiting: String::new(),
            after_picture: false,
            evidence: 0,
            caption: None,
            breaks: 0,
            space: false,
            beyond: 0,
            numbers: 0,
            nodes: 0,
            leaves: 0,
            text_bytes: 0,
            bytes_read: 0,
            is_full: false,
            spare: 0,
            report: Report::default(),
        }
    }

    /// Goes a little beyond the limits: a body that was cut at them and has a note under it passes whole.
    pub fn with_spare(self) -> Self {
        Self { spare: limits::SPARE, ..self }
    }

    /// Whether a limit of the whole body was reached. What comes after is not looked at.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Bytes of all attributes read so far: what reading them has cost.
    pub fn bytes_read(&self) -> usize {
        self.bytes_read
    }

    /// An element of the HTML namespace, by its lower-case name. Those of other namespaces go to [`Filter::open_foreign`].
    pub fn open(&mut self, name: &str, attributes: &dyn Attributes) -> Descend {
        let attributes = Capped::new(attributes);
        let descend = self.open_element(name, &attributes);
        self.bytes_read += attributes.bytes();
        descend
    }

    /// An element of another namespace than HTML's, by its local name.
    pub fn open_foreign(&mut self, name: &str, attributes: &dyn Attributes) -> Descend {
        let attributes = Capped::new(attributes);
        let descend = self.open_drawing_or_formula(name, &attributes);
        self.bytes_read += attributes.bytes();
        descend
    }

    fn open_element(&mut self, name: &str, attributes: &Capped<'_>) -> Descend {
        if !self.count_node() {
            return Descend::Skip;
        }
        let rule = policy::rule(name);
        if self.media.is_some() {
            if rule == Rule::Source
                && let Some(media) = &mut self.media
            {
                media.add_source(attributes.get("src"), &mut self.host);
            }
            return Descend::Skip;
        }
        if self.within != Within::Body {
            return self.open_within(rule, attributes);
        }
        if self.is_tall_picture(name, attributes) {
            self.leaves += 1;
            self.picture(attributes);
            return Descend::Skip;
        }
        let is_flow =
            matches!(rule, Rule::Block(..) | Rule::Container | Rule::Inline(_) | Rule::Styled(_) | Rule::Unwrap);
        let is_part = matches!(rule, Rule::Choices | Rule::Choice);
        let most = limits::OPEN_ELEMENTS + if is_part { limits::OPEN_PARTS } else { 0 };
        if (is_flow || is_part) && self.frames.len() >= most {
            // A bare wrapper is no loss.
            self.report.shortened |= is_part || (rule == Rule::Inline("a") && attributes.get("href").is_some());
            self.remember_anchor(attributes);
            self.space = true;
            return self.pass_by();
        }
        let is_leaf = !is_flow && !is_part && !matches!(rule, Rule::Media(_) | Rule::Fallback);
        self.leaves += usize::from(is_leaf && !matches!(rule, Rule::Drop | Rule::Parameter));
        if self.after_picture && is_flow {
            self.gather_evidence(name, attributes);
        }
        match rule {
            Rule::Drop => return Descend::Skip,
            Rule::Break => self.breaks += 1,
            Rule::WordBreak => self.word_break(),
            Rule::Line => self.thematic_break(),
            Rule::Picture => self.picture(attributes),
            Rule::Canvas => self.canvas(attributes),
            Rule::Source => self.picture_sources.extend(attributes.get_picture("srcset")),
            Rule::Card => {
                self.card(&["src", "data-src"], attributes);
            }
            Rule::Object => return self.object(attributes),
            Rule::Parameter => self.parameter(attributes),
            Rule::Control => self.control(attributes),
            Rule::Media(made) => {
                self.media = Some(Media::read(made, attributes, &mut self.host));
                self.push(Role::Media, Vec::new());
                return Descend::Into;
            }
            Rule::Block(made, holds) => {
                self.enter_block(made, holds, attributes);
                return Descend::Into;
            }
            Rule::Container => {
                self.enter_container(attributes);
                return Descend::Into;
            }
            Rule::Inline(made) => {
                self.enter_inline(made, attributes);
                return Descend::Into;
            }
            Rule::Styled(name) => {
                self.enter_styled(name, attributes);
                return Descend::Into;
            }
            Rule::Choices => {
                self.enter_choices();
                return Descend::Into;
            }
            Rule::Choice => {
                self.push(Role::Nothing(false), Vec::new());
                self.choice = true;
                return Descend::Into;
            }
            Rule::Fallback => {
                self.enter_within(Within::Fallback);
                return Descend::Into;
            }
            Rule::Unwrap => {
                self.remember_anchor(attributes);
                self.push(Role::Nothing(false), Vec::new());
                return Descend::Into;
            }
        }
        Descend::Skip
    }

    /// The innermost element that was to be descended into ends.
    pub fn close(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let ends_block = |frame: &Frame| matches!(frame.role, Role::Block(..) | Role::Container);
        if self.frames.last().is_some_and(ends_block) {
            self.settle_waiting();
        }
        let Some(frame) = self.frames.last() else { return };
        if !frame.written
            && let Role::Block(name @ ("td" | "th"), _) = frame.role
        {
            self.empty_cell(name);
        }
        let Some(frame) = self.frames.pop() else { return };
        self.beyond = frame.beyond;
        let depth = self.frames.len();
        self.evidence = 0;
        self.choice = false;
        if self.joining.last().is_some_and(|joining| joining.depth > depth) {
            self.joining.pop();
        }
        self.leave_within();
        match frame.role {
            Role::Block(..) | Role::Container => {
                self.open.close_frame(frame.number, self.after_picture, &mut self.sink);
                self.end_line();
            }
            Role::Nothing(true) => self.breaks = self.breaks.max(1),
            Role::Media => self.finish_media(),
            Role::Inline(_) | Role::Nothing(false) | Role::Object => {}
        }
        self.finish_copied();
        if !frame.written {
            self.anchors.extend(frame.attributes.into_iter().filter(|(name, _)| *name == "id"));
        }
    }

    /// The innermost element is a cell with nothing in it: written if its row is, else kept until that is.
    fn empty_cell(&mut self, name: &'static str) {
        if let [.., row, cell] = self.frames.as_mut_slice()
            && row.role == Role::Block("tr", Holds::Parts)
            && !row.written
        {
            cell.written = true;
            row.empty_cells.push((name, std::mem::take(&mut cell.attributes)));
        } else {
            self.write_path(Leaf::Itself);
        }
    }

    /// A text node, or the first piece of one ([`piece_of`](crate::piece_of)).
    pub fn text(&mut self, text: &str) {
        if text.is_empty() || !self.reads_text() || !self.count_node() {
            return;
        }
        let depth = self.frames.len();
        let is_between = self.joining.last().is_some_and(|joining| joining.depth == depth);
        if is_between && text.chars().all(crate::text::is_blank) {
            return;
        }
        self.leaves += 1;
        self.write_text(text);
    }

    /// The next piece of a text node whose first piece was the last that was told.
    pub fn more_text(&mut self, text: &str) {
        if self.reads_text() && !self.is_full {
            self.write_text(text);
        }
    }

    fn reads_text(&self) -> bool {
        self.media.is_none() && matches!(self.within, Within::Body | Within::NameOfDrawing)
    }

    /// Ends the body. The sink is given back.
    pub fn finish(mut self) -> (S, Report) {
        self.beyond = 0;
        while !self.frames.is_empty() {
            self.close();
        }
        self.settle_waiting();
        self.open.close_to_common(&[], &mut self.sink);
        self.report.shortened |= self.is_full;
        (self.sink, self.report)
    }

    fn count_node(&mut self) -> bool {
        self.nodes += 1;
        let written = self.leaves + self.open.opened();
        let most_attributes = limits::KEPT_ATTRIBUTE_BYTES + self.spare * limits::ATTRIBUTE_BYTES_OF_SPARE;
        self.is_full |= self.nodes > limits::NODES_MET
            || written > limits::NODES + self.spare
            || self.open.attribute_bytes() > most_attributes;
        !self.is_full
    }

    /// Goes through an element that means nothing where it stands. Deeper than elements are followed, it is only counted.
    fn pass_by(&mut self) -> Descend {
        if self.frames.len() < limits::OPEN_ELEMENTS {
            self.push(Role::Nothing(false), Vec::new());
        } else {
            self.beyond += 1;
        }
        Descend::Into
    }

    fn push(&mut self, role: Role, attributes: Vec<Attribute>) {
        self.numbers += 1;
        self.frames.push(Frame {
            number: self.numbers,
            role,
            attributes,
            piece: 0,
            written: false,
            beyond: std::mem::take(&mut self.beyond),
            empty_cells: Vec::new(),
        });
    }

    /// Text after this belongs to another line, and to another paragraph where paragraphs are implied.
    fn end_line(&mut self) {
        self.settle_waiting();
        self.breaks = 0;
        self.space = false;
        self.part_text();
    }

    fn part_text(&mut self) {
        self.settle_waiting();
        match path::innermost_block(&mut self.frames) {
            Some(frame) => frame.piece += 1,
            None => self.root_piece += 1,
        }
    }
}
