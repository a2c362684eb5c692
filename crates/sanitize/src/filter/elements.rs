//! Elements that text can be in: what each becomes, and which attributes it keeps. Writes nothing yet.

use std::borrow::Cow;

use super::Filter;
use crate::attributes::{alignment, anchor, judge, language_of_code, named_anchor};
use crate::path::{self, Role};
use crate::policy::{self, Holds};
use crate::sink::Attribute;
use crate::{Attributes, Host, Sink, limits, links};

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn enter_block(&mut self, name: &'static str, holds: Holds, attributes: &dyn Attributes) {
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

    pub(super) fn enter_container(&mut self, attributes: &dyn Attributes) {
        if matches!(path::innermost_holds(&self.frames), Holds::Phrasing | Holds::Verbatim) {
            self.enter_soft(attributes);
            return;
        }
        self.end_line();
        self.remember_anchor(attributes);
        self.push(Role::Container, Vec::new());
    }

    /// A block where none may stand: only its line breaks remain.
    pub(super) fn enter_soft(&mut self, attributes: &dyn Attributes) {
        self.breaks = self.breaks.max(1);
        self.remember_anchor(attributes);
        self.push(Role::Nothing(true), Vec::new());
    }

    pub(super) fn enter_inline(&mut self, name: &'static str, attributes: &dyn Attributes) {
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

    pub(super) fn link(&mut self, attributes: &dyn Attributes) -> Option<Vec<Attribute>> {
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

    pub(super) fn kept_attributes(&self, name: &'static str, attributes: &dyn Attributes) -> Vec<Attribute> {
        let mut kept: Vec<Attribute> = Vec::new();
        let own =
            policy::ATTRIBUTES.iter().filter(|(element, ..)| *element == name).map(|(_, key, value)| (*key, *value));
        for (key, value) in own.chain(policy::EVERYWHERE.iter().copied()) {
            if let Some(judged) = attributes.get(key).and_then(|found| judge(&found, value)) {
                kept.push((key, Cow::Owned(judged)));
            }
        }
        let named = || if name == "a" { named_anchor(attributes) } else { None };
        kept.extend(anchor(attributes).or_else(named));
        kept
    }

    pub(super) fn remember_anchor(&mut self, attributes: &dyn Attributes) {
        self.anchors.extend(anchor(attributes));
    }

    pub(super) fn control(&mut self, attributes: &dyn Attributes) {
        if attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
            self.flowing_text(if attributes.get("checked").is_some() { "☑ " } else { "☐ " });
        }
    }
}
