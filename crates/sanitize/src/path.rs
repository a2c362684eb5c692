//! Where in the result something goes: from the elements open in the source to those that should be open in the result.
//! Knows nesting only; must not know attributes' meaning, text or pictures.

use std::collections::VecDeque;

use crate::limits;
use crate::policy::Holds;
use crate::sink::{Attribute, Sink};

/// What an open element of the source is in the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Block(&'static str, Holds),
    Container,
    Inline(&'static str),
    /// No element of its own; `true` where it began and ended a line.
    Nothing(bool),
    /// Video or audio: nothing but its sources counts.
    Media,
    /// Something that would load a foreign page, and has not said which: no element of its own.
    Object,
}

/// An open element of the source.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) number: u32,
    pub(crate) role: Role,
    pub(crate) attributes: Vec<Attribute>,
    /// Counts the pieces into which its text has been parted so far.
    pub(crate) piece: u32,
    /// Whether the result has an element for it.
    pub(crate) written: bool,
    /// Elements open around it that are too deep to be followed, since the frame below.
    pub(crate) beyond: usize,
    /// Of a row that is not written yet: its empty cells so far. They keep the columns where they are, if the row comes to
    /// hold anything.
    pub(crate) empty_cells: Vec<(&'static str, Vec<Attribute>)>,
}

/// Names one element of the result, so that it is known again as long as it stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    frame: u32,
    piece: u32,
    name: &'static str,
    /// Whether only the result has it.
    implied: bool,
}

/// One element that should be open.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) key: Key,
    pub(crate) name: &'static str,
    pub(crate) holds: Option<Holds>,
    /// Which frame it stands for; `None` for an element that only the result has.
    pub(crate) frame: Option<usize>,
}

/// What is about to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// Text, or what runs with it.
    Text,
    /// A picture or medium by itself: it wants a figure.
    Figure,
    /// A thematic break.
    Line,
    /// The innermost element itself, though it is empty (a cell).
    Itself,
}

/// The innermost element that says what text in it becomes; the root counts as a container.
pub(crate) fn innermost_holds(frames: &[Frame]) -> Holds {
    frames
        .iter()
        .rev()
        .find_map(|frame| match frame.role {
            Role::Block(_, holds) => Some(holds),
            Role::Container => Some(Holds::Blocks),
            _ => None,
        })
        .unwrap_or(Holds::Blocks)
}

/// The blocks of the result in which alone a block of this name means anything; none for one that may stand anywhere.
fn parents_of(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["ul", "ol"],
        "dt" | "dd" => &["dl"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        "caption" | "thead" | "tbody" | "tfoot" => &["table"],
        "tr" => &["thead", "tbody", "tfoot"],
        "td" | "th" => &["tr"],
        _ => &[],
    }
}

/// Whether a block may stand where it is met. Some mean nothing outside their parent, and a parser would move them.
pub(crate) fn belongs(name: &str, frames: &[Frame]) -> bool {
    let parent = frames.iter().rev().find_map(|frame| match frame.role {
        Role::Block(name, _) => Some(name),
        _ => None,
    });
    let parents = parents_of(name);
    parents.is_empty() || parent.is_some_and(|parent| parents.contains(&parent))
}

/// Whether a block makes what is in it deeper. Those that the result may imply do not, so that a filtered body is as deep as
/// it was.
fn deepens(name: &str, holds: Holds) -> bool {
    name != "figure" && matches!(holds, Holds::Parts | Holds::Blocks)
}

/// Whether one more block would be too deep. A part is as deep as what it is a part of: without it, that would hold what a
/// parser moves out of it.
pub(crate) fn is_too_deep(name: &str, holds: Holds, frames: &[Frame]) -> bool {
    let counts = |frame: &&Frame| matches!(frame.role, Role::Block(name, holds) if deepens(name, holds));
    parents_of(name).is_empty() && deepens(name, holds) && frames.iter().filter(counts).count() >= limits::DEPTH
}

/// Whether one more inline element would be too deep.
pub(crate) fn is_inline_too_deep(frames: &[Frame]) -> bool {
    frames.iter().filter(|frame| matches!(frame.role, Role::Inline(_))).count() >= limits::INLINE_DEPTH
}

/// The innermost frame that is a block or a container.
pub(crate) fn innermost_block(frames: &mut [Frame]) -> Option<&mut Frame> {
    frames.iter_mut().rev().find(|frame| matches!(frame.role, Role::Block(..) | Role::Container))
}

/// The elements that should be open for `leaf`. `keeps_link` says whether a link may hold the picture.
pub(crate) fn target(frames: &[Frame], root_piece: u32, leaf: Leaf, keeps_link: &dyn Fn(&Frame) -> bool) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inlines: Vec<Step> = Vec::new();
    // What text would be put into: number and piece of the innermost container or block, and what that holds.
    let mut around = (0, root_piece, Holds::Blocks);
    for (at, frame) in frames.iter().enumerate() {
        let step = |name: &'static str, holds, piece| Step {
            key: Key { frame: frame.number, piece, name, implied: false },
            name,
            holds,
            frame: Some(at),
        };
        match frame.role {
            Role::Block(name, holds) => {
                end_phrasing(&mut steps);
                // Only paragraphs are parted; a heading or a cell stays one.
                steps.push(step(name, Some(holds), if name == "p" { frame.piece } else { 0 }));
                around = (frame.number, frame.piece, holds);
            }
            Role::Container => around = (frame.number, frame.piece, Holds::Blocks),
            Role::Inline(name) => {
                inlines.retain(|outer| !is_ended_by(outer.name, name));
                inlines.push(step(name, None, 0));
            }
            Role::Nothing(_) | Role::Media | Role::Object => {}
        }
    }
    let implied = |name: &'static str, holds| Step {
        key: Key { frame: around.0, piece: around.1, name, implied: true },
        name,
        holds: Some(holds),
        frame: None,
    };
    match leaf {
        Leaf::Text => {
            match around.2 {
                Holds::Blocks => steps.push(implied("p", Holds::Phrasing)),
                Holds::Parts => match steps.last().map(|step| step.name) {
                    Some("ul" | "ol") => steps.push(implied("li", Holds::Mixed)),
                    Some("dl") => steps.push(implied("dd", Holds::Mixed)),
                    _ => {
                        steps.truncate(steps.iter().rposition(|step| step.name == "table").unwrap_or(0));
                        steps.push(implied("p", Holds::Phrasing));
                    }
                },
                Holds::Phrasing | Holds::Mixed | Holds::Verbatim => {}
            }
            steps.append(&mut inlines);
        }
        Leaf::Figure => {
            end_phrasing(&mut steps);
            if steps.last().is_none_or(|step| step.name != "figure") {
                steps.push(implied("figure", Holds::Blocks));
            }
            let links = inlines
                .into_iter()
                .filter(|step| step.name == "a" && step.frame.is_some_and(|at| keeps_link(&frames[at])));
            steps.extend(links);
        }
        Leaf::Line => end_phrasing(&mut steps),
        Leaf::Itself => {}
    }
    steps
}

/// Whether a parser ends `outer` where `inner` begins: a link at the next, the parts of a ruby at one another.
fn is_ended_by(outer: &str, inner: &str) -> bool {
    match inner {
        "a" => outer == "a",
        "rt" | "rp" => matches!(outer, "rb" | "rt" | "rp"),
        "rb" | "rtc" => matches!(outer, "rb" | "rt" | "rp" | "rtc"),
        _ => false,
    }
}

/// Whether text that goes to `steps` is in a paragraph, which may be parted.
pub(crate) fn is_paragraph(steps: &[Step]) -> bool {
    steps.iter().rev().find(|step| step.holds.is_some()).is_some_and(|step| step.name == "p")
}

/// Leaves only what leads to the block that text stands in.
pub(crate) fn drop_inlines(steps: &mut Vec<Step>) {
    steps.truncate(steps.iter().rposition(|step| step.holds.is_some()).map_or(0, |at| at + 1));
}

/// A block cannot stand in a paragraph, a heading or preformatted text: those end where it begins.
fn end_phrasing(steps: &mut Vec<Step>) {
    while steps.last().is_some_and(|step| matches!(step.holds, Some(Holds::Phrasing | Holds::Verbatim))) {
        steps.pop();
    }
}

/// The elements open in the result.
#[derive(Debug, Default)]
pub(crate) struct OpenElements {
    open: Vec<(Key, bool)>,
    /// Elements opened so far, and the bytes of their attributes.
    opened: usize,
    attribute_bytes: usize,
}

impl OpenElements {
    /// Whether what goes to `steps` continues the line of text that was written last.
    pub(crate) fn continues(&self, steps: &[Step]) -> bool {
        let wanted = steps.iter().rev().find(|step| step.holds.is_some()).map(|step| step.key);
        wanted.is_some() && wanted == self.open.iter().rev().find(|(_, block)| *block).map(|(key, _)| *key)
    }

    /// The figure that stands last among these parents, or is the last of them, if it is open.
    pub(crate) fn figure_in(&self, parents: &[Step]) -> Option<Key> {
        let around = self.open.get(..parents.len())?;
        if !around.iter().zip(parents).all(|((key, _), step)| *key == step.key) {
            return None;
        }
        let figure = |open: Option<&(Key, bool)>| open.map(|(key, _)| *key).filter(|key| key.name == "figure");
        figure(self.open.get(parents.len())).or_else(|| figure(around.last()))
    }

    /// Whether this element is open.
    pub(crate) fn contains(&self, key: Key) -> bool {
        self.open.iter().any(|(open, _)| *open == key)
    }

    /// Elements opened so far. A few of the source can make many of the result: each block parts what runs through it.
    pub(crate) fn opened(&self) -> usize {
        self.opened
    }

    /// Bytes of the attributes of all of them.
    pub(crate) fn attribute_bytes(&self) -> usize {
        self.attribute_bytes
    }

    /// Closes what `steps` does not have, and leaves the rest open.
    pub(crate) fn close_to_common(&mut self, steps: &[Step], sink: &mut impl Sink) -> usize {
        let common = self.open.iter().zip(steps).take_while(|((key, _), step)| *key == step.key).count();
        while self.open.len() > common {
            self.open.pop();
            sink.close();
        }
        common
    }

    /// Makes `steps` the open elements. `attributes` gives those of each one that is opened.
    pub(crate) fn reconcile(
        &mut self,
        steps: &[Step],
        frames: &mut [Frame],
        anchors: &mut VecDeque<Attribute>,
        sink: &mut impl Sink,
    ) {
        let common = self.close_to_common(steps, sink);
        for step in &steps[common..] {
            let mut attributes = Vec::new();
            let mut cells = Vec::new();
            if let Some(frame) = step.frame.and_then(|at| frames.get_mut(at)) {
                attributes.clone_from(&frame.attributes);
                // An id stands once, on the first piece.
                frame.attributes.retain(|(name, _)| *name != "id");
                frame.written = true;
                cells = std::mem::take(&mut frame.empty_cells);
                let again = self.open.iter().any(|(key, block)| !block && key.name == step.name);
                if step.holds.is_none() && attributes.is_empty() && (step.name == "span" || again) {
                    // Its id stands on the first piece, and it has nothing else to say.
                    frame.role = Role::Nothing(false);
                    continue;
                }
            }
            if step.holds.is_some() && attributes.iter().all(|(name, _)| *name != "id") {
                attributes.extend(anchors.pop_front());
            }
            // The id stands last, whether it is the element's own or one that waited.
            if let Some(at) = attributes.iter().position(|(name, _)| *name == "id") {
                let id = attributes.remove(at);
                attributes.push(id);
            }
            self.opened += 1 + cells.len();
            let of_cells = cells.iter().flat_map(|(_, attributes)| attributes);
            self.attribute_bytes += attributes.iter().chain(of_cells).map(|(_, value)| value.len()).sum::<usize>();
            sink.open(step.name, &attributes);
            self.open.push((step.key, step.holds.is_some()));
            for (name, attributes) in cells {
                sink.open(name, &attributes);
                sink.close();
            }
        }
    }

    /// Closes the elements of a frame that ended, and all inside them; but a figure stays open where it `waits`, and is
    /// closed by what is written next.
    pub(crate) fn close_frame(&mut self, number: u32, waits: bool, sink: &mut impl Sink) {
        let first = self.open.iter().position(|(key, _)| key.frame == number);
        if let Some(first) = first.filter(|first| !(waits && self.open[*first].0.name == "figure")) {
            while self.open.len() > first {
                self.open.pop();
                sink.close();
            }
        }
    }
}
