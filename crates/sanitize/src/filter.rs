//! The filter itself: takes a tree node by node, gives what may stay. Must not know whose tree it is.
//!
//! An element is not written when it is met but when something in it is: so empty ones vanish, and the
//! result's nesting is always one that a parser gives back unchanged.

mod elements;
mod leaves;
mod text;

use crate::media::Media;
use crate::path::{self, Frame, Leaf, OpenElements, Role};
use crate::policy::{self, Holds, Rule};
use crate::sink::Attribute;
use crate::{Attributes, Host, Sink, limits};

/// Whether the caller should report what is inside the element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descend {
    /// Report its children, then call [`Filter::close`].
    Into,
    /// Pass over its children; no `close`.
    Skip,
}

/// What the filter has to say of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// A limit was reached; what came after is missing.
    pub shortened: bool,
    /// Pictures kept.
    pub pictures: usize,
    /// Image elements without any usable address.
    pub lost_pictures: usize,
    /// Links and frames whose address could not stay.
    pub lost_links: usize,
    /// Video and audio without any usable address.
    pub lost_media: usize,
    /// Whether anything was written at all.
    pub has_content: bool,
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
    anchors: Vec<Attribute>,
    /// Sources of a `picture`, for the `img` that follows.
    picture_sources: Vec<String>,
    media: Option<Media>,
    /// Line breaks met since the last text.
    breaks: u32,
    /// A blank was met since the last text.
    space: bool,
    /// Elements that are open beyond the limit, and are not followed.
    beyond: usize,
    numbers: u32,
    nodes: usize,
    text_bytes: usize,
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
            anchors: Vec::new(),
            picture_sources: Vec::new(),
            media: None,
            breaks: 0,
            space: false,
            beyond: 0,
            numbers: 0,
            nodes: 0,
            text_bytes: 0,
            report: Report::default(),
        }
    }

    /// An element of the HTML namespace, by its lower-case name. Elements of other namespaces must not be reported.
    pub fn open(&mut self, name: &str, attributes: &dyn Attributes) -> Descend {
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
        let is_leaf =
            !matches!(rule, Rule::Block(..) | Rule::Container | Rule::Inline(_) | Rule::Unwrap | Rule::Media(_));
        if self.frames.len() >= limits::OPEN_ELEMENTS && !is_leaf {
            self.beyond += 1;
            self.space = true;
            return Descend::Into;
        }
        match rule {
            Rule::Drop => return Descend::Skip,
            Rule::Break => self.breaks += 1,
            Rule::WordBreak => self.word_break(),
            Rule::Line => self.thematic_break(),
            Rule::Picture => self.picture(attributes),
            Rule::Source => self.picture_sources.extend(attributes.get("srcset")),
            Rule::Card => self.card(attributes),
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
        let Some(frame) = self.frames.last() else { return };
        if !frame.written
            && let Role::Block(name @ ("td" | "th"), _) = frame.role
        {
            self.empty_cell(name);
        }
        let Some(frame) = self.frames.pop() else { return };
        match frame.role {
            Role::Block(..) | Role::Container => {
                self.open.close_frame(frame.number, &mut self.sink);
                self.end_line();
            }
            Role::Nothing(true) => self.breaks = self.breaks.max(1),
            Role::Media => self.finish_media(),
            Role::Inline(_) | Role::Nothing(false) => {}
        }
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

    /// A text node.
    pub fn text(&mut self, text: &str) {
        if self.media.is_some() || text.is_empty() || !self.count_node() {
            return;
        }
        self.text_bytes += text.len();
        if self.text_bytes > limits::TEXT_BYTES {
            self.report.shortened = true;
            return;
        }
        if path::innermost_holds(&self.frames) == Holds::Verbatim {
            self.verbatim_text(text);
        } else {
            self.flowing_text(text);
        }
    }

    /// Ends the body. The sink is given back.
    pub fn finish(mut self) -> (S, Report) {
        self.beyond = 0;
        while !self.frames.is_empty() {
            self.close();
        }
        self.open.close_to_common(&[], &mut self.sink);
        (self.sink, self.report)
    }

    fn count_node(&mut self) -> bool {
        self.nodes += 1;
        self.report.shortened |= self.nodes > limits::NODES;
        self.nodes <= limits::NODES
    }

    fn push(&mut self, role: Role, attributes: Vec<Attribute>) {
        self.numbers += 1;
        self.frames.push(Frame {
            number: self.numbers,
            role,
            attributes,
            piece: 0,
            written: false,
            empty_cells: Vec::new(),
        });
    }

    /// Text after this belongs to another line, and to another paragraph where paragraphs are implied.
    fn end_line(&mut self) {
        self.breaks = 0;
        self.space = false;
        self.part_text();
    }

    fn part_text(&mut self) {
        match path::innermost_block(&mut self.frames) {
            Some(frame) => frame.piece += 1,
            None => self.root_piece += 1,
        }
    }
}
