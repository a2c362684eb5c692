//! The filter itself: takes a tree node by node, gives what may stay. Must not know whose tree it is.
//!
//! An element is not written when it is met but when something in it is: so empty ones vanish, and the
//! result's nesting is always one that a parser gives back unchanged.

use std::borrow::Cow;

use crate::attributes::{NoAttributes, alignment, anchor, judge, language_of_code};
use crate::media::Media;
use crate::path::{self, Frame, Leaf, OpenElements, Role, Step};
use crate::picture::{self, Picture};
use crate::policy::{self, Holds, Rule};
use crate::sink::Attribute;
use crate::text::{collapse_into, is_padding, takes_room};
use crate::{Attributes, Host, Sink, card, limits, links};

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
    /// Links whose address could not stay.
    pub lost_links: usize,
    /// Whether anything was written at all.
    pub has_content: bool,
}

/// The filter. See the crate's documentation.
pub struct Filter<'h, S: Sink, H: Host> {
    sink: S,
    host: &'h mut H,
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
    numbers: u32,
    nodes: usize,
    text_bytes: usize,
    report: Report,
}

impl<'h, S: Sink, H: Host> Filter<'h, S, H> {
    /// A filter for one body.
    pub fn new(sink: S, host: &'h mut H) -> Self {
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
                media.add_source(attributes.get("src"), self.host);
            }
            return Descend::Skip;
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
                self.media = Some(Media::read(made, attributes, self.host));
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
        let Some(frame) = self.frames.last() else { return };
        if !frame.written && matches!(frame.role, Role::Block("td" | "th", _)) {
            self.write_path(Leaf::Itself);
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
        self.frames.push(Frame { number: self.numbers, role, attributes, piece: 0, written: false });
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

    // --- elements -----------------------------------------------------------

    fn enter_block(&mut self, name: &'static str, holds: Holds, attributes: &dyn Attributes) {
        if !path::belongs(name, &self.frames) {
            self.enter_container(attributes);
            return;
        }
        let around = path::innermost_holds(&self.frames);
        let in_phrasing = matches!(around, Holds::Phrasing | Holds::Verbatim);
        if (in_phrasing && matches!(holds, Holds::Phrasing | Holds::Verbatim)) || path::is_too_deep(&self.frames, false)
        {
            self.enter_soft(attributes);
            return;
        }
        self.end_line();
        let mut kept = self.kept_attributes(name, attributes);
        let class = attributes.get("class");
        match name {
            "td" | "th" => {
                kept.extend(alignment(attributes, class.as_deref()).map(|side| ("class", Cow::Borrowed(side))))
            }
            "p" if class.as_deref() == Some("card") => kept.push(("class", "card".into())),
            _ => {}
        }
        self.push(Role::Block(name, holds), kept);
    }

    fn enter_container(&mut self, attributes: &dyn Attributes) {
        if matches!(path::innermost_holds(&self.frames), Holds::Phrasing | Holds::Verbatim) {
            self.enter_soft(attributes);
            return;
        }
        self.end_line();
        self.remember_anchor(attributes);
        self.push(Role::Container, Vec::new());
    }

    /// A block where none may stand: only its line breaks remain.
    fn enter_soft(&mut self, attributes: &dyn Attributes) {
        self.breaks = self.breaks.max(1);
        self.remember_anchor(attributes);
        self.push(Role::Nothing(true), Vec::new());
    }

    fn enter_inline(&mut self, name: &'static str, attributes: &dyn Attributes) {
        if path::is_too_deep(&self.frames, true) {
            self.remember_anchor(attributes);
            self.push(Role::Nothing(false), Vec::new());
            return;
        }
        let mut kept = self.kept_attributes(name, attributes);
        let role = match name {
            "a" => match self.link(attributes) {
                Some(link) => {
                    kept.splice(0..0, link);
                    Role::Inline("a")
                }
                None if kept.is_empty() => Role::Nothing(false),
                None => Role::Inline("span"),
            },
            "span" | "bdo" if kept.is_empty() => Role::Nothing(false),
            "code" => {
                kept.extend(language_of_code(attributes).map(|language| ("data-lang", Cow::Owned(language))));
                Role::Inline(name)
            }
            // The same again adds nothing; unclosed tags pile up by the hundred.
            _ if kept.is_empty() && self.frames.iter().any(|frame| frame.role == Role::Inline(name)) => {
                Role::Nothing(false)
            }
            _ => Role::Inline(name),
        };
        self.push(role, kept);
    }

    fn link(&mut self, attributes: &dyn Attributes) -> Option<Vec<Attribute>> {
        let raw = attributes.get("href").filter(|raw| raw.len() <= limits::ATTRIBUTE_BYTES)?;
        let raw = raw.trim_matches(|c: char| c <= ' ');
        if let Some(fragment) = raw.strip_prefix('#') {
            let id = links::fragment_id(fragment)?;
            return Some(vec![("href", Cow::Owned(format!("#{id}")))]);
        }
        let address = self.host.resolve(raw).filter(links::may_link);
        if address.is_none() {
            self.report.lost_links += 1;
        }
        address.map(links::link_attributes)
    }

    fn kept_attributes(&self, name: &'static str, attributes: &dyn Attributes) -> Vec<Attribute> {
        let mut kept: Vec<Attribute> = Vec::new();
        let own =
            policy::ATTRIBUTES.iter().filter(|(element, ..)| *element == name).map(|(_, key, value)| (*key, *value));
        for (key, value) in own.chain(policy::EVERYWHERE.iter().copied()) {
            if let Some(judged) = attributes.get(key).and_then(|found| judge(&found, value)) {
                kept.push((key, Cow::Owned(judged)));
            }
        }
        kept.extend(anchor(attributes));
        kept
    }

    fn remember_anchor(&mut self, attributes: &dyn Attributes) {
        self.anchors.extend(anchor(attributes));
    }

    fn control(&mut self, attributes: &dyn Attributes) {
        if attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
            self.flowing_text(if attributes.get("checked").is_some() { "☑ " } else { "☐ " });
        }
    }

    // --- things that stand by themselves ------------------------------------

    fn picture(&mut self, attributes: &dyn Attributes) {
        let sources = std::mem::take(&mut self.picture_sources);
        let Some(found) = picture::read(attributes, &sources) else { return };
        let alt = found.alt.clone();
        match self.host.picture(found) {
            Some(picture) if !picture.sources.is_empty() => {
                self.report.pictures += 1;
                self.write_picture(&picture);
            }
            _ => {
                self.report.lost_pictures += 1;
                self.flowing_text(&alt);
            }
        }
    }

    fn write_picture(&mut self, picture: &Picture) {
        let in_caption = self.frames.iter().rev().find_map(|frame| match frame.role {
            Role::Block(name, _) => Some(matches!(name, "figcaption" | "summary" | "caption")),
            _ => None,
        });
        if picture.inline || in_caption == Some(true) {
            let steps = self.start_inline();
            self.reconcile(&steps);
            self.sink.picture(&Picture { inline: true, ..picture.clone() });
        } else {
            let sources = &picture.sources;
            let steps = path::target(&self.frames, self.root_piece, Leaf::Figure, |frame| {
                links::leads_elsewhere(&frame.attributes, sources)
            });
            self.reconcile(&steps);
            self.sink.picture(picture);
            self.end_line();
        }
        self.report.has_content = true;
    }

    fn finish_media(&mut self) {
        let Some((name, attributes, sources)) = self.media.take().and_then(Media::finish) else { return };
        self.write_path(Leaf::Figure);
        self.sink.open(name, &attributes);
        for source in sources {
            self.sink.open("source", &[("src", Cow::Owned(source))]);
            self.sink.close();
        }
        self.sink.close();
        self.end_line();
    }

    fn card(&mut self, attributes: &dyn Attributes) {
        let Some(raw) = card::written_address(attributes) else { return };
        let Some(address) = self.host.resolve(raw.trim()).filter(links::may_link) else {
            self.report.lost_links += 1;
            return;
        };
        let address = card::page_of_player(address);
        let words = card::words(&address);
        self.enter_container(&NoAttributes);
        self.push(Role::Block("p", Holds::Phrasing), vec![("class", "card".into())]);
        self.push(Role::Inline("a"), links::link_attributes(address));
        self.flowing_text(&words);
        for _ in 0..3 {
            self.close();
        }
    }

    fn thematic_break(&mut self) {
        self.write_path(Leaf::Line);
        self.sink.open("hr", &[]);
        self.sink.close();
        self.end_line();
    }

    fn word_break(&mut self) {
        let steps = self.steps_for_text();
        if self.open.continues(&steps) && self.breaks == 0 && !self.space {
            self.reconcile(&steps);
            self.sink.open("wbr", &[]);
            self.sink.close();
        }
    }

    fn write_path(&mut self, leaf: Leaf) {
        let steps = path::target(&self.frames, self.root_piece, leaf, |_| false);
        self.reconcile(&steps);
        self.report.has_content = true;
    }

    // --- text ---------------------------------------------------------------

    fn steps_for_text(&self) -> Vec<Step> {
        path::target(&self.frames, self.root_piece, Leaf::Text, |_| true)
    }

    fn verbatim_text(&mut self, text: &str) {
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

    fn flowing_text(&mut self, text: &str) {
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
    fn start_inline(&mut self) -> Vec<Step> {
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

    fn reconcile(&mut self, steps: &[Step]) {
        self.open.reconcile(steps, &mut self.frames, &mut self.anchors, &mut self.sink);
    }
}
