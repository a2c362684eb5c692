//! What stands by itself: pictures, media, cards, controls, breaks.

use std::borrow::Cow;

use handscroll_core::strips::Strips;

use super::Filter;
use super::within::Within;
use crate::attributes::Capped;
use crate::media::Media;
use crate::path::{self, Leaf, Role};
use crate::picture::{self, Picture};
use crate::policy::Holds;
use crate::{Descend, Host, Sink, card, limits, links};

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn picture(&mut self, attributes: &Capped<'_>) {
        let sources = std::mem::take(&mut self.picture_sources);
        let Some(found) = picture::read(attributes, &sources) else { return };
        let alt = found.alt.clone();
        // What says of itself what it shows, and how large, is not known by its name.
        let by_name = alt.is_empty() && found.width.is_none();
        let mut picture = self.host.picture(found);
        if let Some(picture) = &mut picture {
            // An address may show what it is only when it is resolved: control characters go then.
            picture.sources.retain(|source| !picture::is_stand_in(source));
            if picture.sources.iter().any(|source| picture::is_beacon(source, by_name)) {
                return;
            }
            // Together they are one attribute of the result.
            let mut room = limits::ATTRIBUTE_BYTES;
            picture.sources.retain(|source| {
                let fits = source.len() < room;
                room -= if fits { source.len() + 1 } else { 0 };
                fits
            });
        }
        match picture.filter(|picture| !picture.sources.is_empty()) {
            Some(picture) if self.is_shown_already(&picture) => {}
            Some(mut picture) => {
                picture.alt.truncate(self.within_room(&picture.alt).len());
                self.report.pictures += 1;
                self.write_picture(&picture);
                self.shown.extend(picture.sources);
            }
            None if self.within == Within::Fallback => {}
            None => {
                self.report.lost_pictures += 1;
                self.write_text(&alt);
            }
        }
    }

    /// The press's box is a picture; of any other canvas only the label says anything.
    pub(super) fn canvas(&mut self, attributes: &Capped<'_>) {
        if attributes.get("data-from").is_some() {
            self.picture(attributes);
        } else if let Some(label) = attributes.get("aria-label").or_else(|| attributes.get("title")) {
            self.write_text(&label);
        }
    }

    /// Whether the element holds the strips that the press has cut a picture into: a link to the whole of it, or, where it
    /// stands in a link of the author's, a span. What is in it is never looked at.
    pub(super) fn is_tall_picture(&self, name: &str, attributes: &Capped<'_>) -> bool {
        let may_be = match name {
            "a" => true,
            "span" => self.frames.iter().any(|frame| frame.role == Role::Inline("a")),
            _ => false,
        };
        may_be && attributes.get("data-strips").is_some_and(|strips| strips.parse::<Strips>().is_ok())
    }

    pub(super) fn write_picture(&mut self, picture: &Picture) {
        let in_caption = self.frames.iter().rev().find_map(|frame| match frame.role {
            // Its paragraphs may be of the result alone, and are there when it is filtered again.
            Role::Block("p", _) => None,
            Role::Block(name, _) => Some(matches!(name, "figcaption" | "summary" | "caption")),
            _ => None,
        });
        if picture.inline || in_caption == Some(true) {
            let steps = self.steps_of_line();
            let steps = self.start_inline(steps);
            self.reconcile(&steps);
            self.sink.picture(&Picture { inline: true, ..picture.clone() });
        } else {
            let sources = &picture.sources;
            let steps = path::target(&self.frames, self.root_piece, Leaf::Figure, &|frame: &path::Frame| {
                links::leads_elsewhere(&frame.attributes, sources)
            });
            let stands_alone = steps.iter().all(|step| step.name != "figure" || !self.open.contains(step.key));
            self.settle_waiting();
            self.reconcile(&steps);
            self.sink.picture(picture);
            self.end_line();
            self.after_picture = stands_alone;
        }
        self.report.has_content = true;
    }

    pub(super) fn finish_media(&mut self) {
        let Some((name, attributes, sources)) = self.media.take().and_then(Media::finish) else {
            self.report.lost_media += 1;
            return;
        };
        self.write_path(Leaf::Figure);
        self.sink.open(name, &attributes);
        for source in sources {
            self.sink.open("source", &[("src", Cow::Owned(source))]);
            self.sink.close();
        }
        self.sink.close();
        self.end_line();
    }

    /// A link to what one of these attributes would have loaded; `false` where none leads into the web.
    pub(super) fn card(&mut self, names: &[&'static str], attributes: &Capped<'_>) -> bool {
        let written: Vec<_> = names.iter().map(|name| attributes.get(name)).collect();
        let (address, is_written) = card::address_of(&written, &mut self.host);
        let Some(address) = address else {
            self.report.lost_links += usize::from(is_written);
            return false;
        };
        let address = card::page_of_player(address);
        let words = card::words(&address);
        self.enter_container(attributes);
        self.push(Role::Block("p", Holds::Phrasing), vec![("class", "card".into())]);
        self.push(Role::Inline("a"), links::link_attributes(address));
        self.write_text(&words);
        for _ in 0..3 {
            self.close();
        }
        true
    }

    /// What stands in an object is shown where its data cannot be had. With an address it is a card here, and of what stands
    /// in it only a picture may be content; without one, all of it.
    pub(super) fn object(&mut self, attributes: &Capped<'_>) -> Descend {
        if self.card(&["data"], attributes) {
            self.enter_within(Within::Fallback);
        } else if self.frames.len() >= limits::OPEN_ELEMENTS {
            return self.pass_by();
        } else {
            self.remember_anchor(attributes);
            self.push(Role::Object, Vec::new());
        }
        Descend::Into
    }

    /// A setting of an object without an address of its own, which may be that address.
    pub(super) fn parameter(&mut self, attributes: &Capped<'_>) {
        let is_in_object = self.beyond == 0 && self.frames.last().is_some_and(|frame| frame.role == Role::Object);
        let is_address = || {
            let name = attributes.get("name").unwrap_or_default();
            name.eq_ignore_ascii_case("movie") || name.eq_ignore_ascii_case("src")
        };
        if is_in_object && is_address() && self.card(&["value"], attributes) {
            self.within = Within::Fallback;
            self.within_depth = self.frames.len();
        }
    }

    pub(super) fn thematic_break(&mut self) {
        self.write_path(Leaf::Line);
        self.sink.open("hr", &[]);
        self.sink.close();
        self.end_line();
    }

    pub(super) fn word_break(&mut self) {
        let steps = self.steps_for_text();
        if self.waiting.is_empty() && self.open.continues(&steps) && self.breaks == 0 && !self.space {
            self.reconcile(&steps);
            self.sink.open("wbr", &[]);
            self.sink.close();
        }
    }

    pub(super) fn write_path(&mut self, leaf: Leaf) {
        self.settle_waiting();
        let steps = path::target(&self.frames, self.root_piece, leaf, &|_| false);
        self.reconcile(&steps);
        self.report.has_content = true;
    }
}
