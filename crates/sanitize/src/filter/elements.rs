//! Elements that text can be in: what each becomes, and which attributes it keeps. Writes nothing yet.

use std::borrow::Cow;

use handscroll_core::display::plain_line;

use super::Filter;
use super::controls::Copied;
use crate::attributes::{Capped, alignment, anchor, judge, language_of_code, named_anchor};
use crate::path::{self, Role};
use crate::policy::{self, Holds};
use crate::sink::Attribute;
use crate::style::{self, Declarations};
use crate::{Host, Sink, links};

impl<S: Sink, H: Host> Filter<S, H> {
    pub(super) fn enter_block(&mut self, name: &'static str, holds: Holds, attributes: &Capped<'_>) {
        if !path::belongs(name, &self.frames) {
            self.enter_container(attributes);
            return;
        }
        let around = path::innermost_holds(&self.frames);
        let in_phrasing = matches!(around, Holds::Phrasing | Holds::Verbatim);
        let is_too_deep = path::is_too_deep(name, holds, &self.frames);
        if (in_phrasing && matches!(holds, Holds::Phrasing | Holds::Verbatim)) || is_too_deep {
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
            "pre" => kept.extend(language_of_code(attributes).map(|language| ("data-lang", Cow::Owned(language)))),
            _ => {}
        }
        self.push(Role::Block(name, holds), kept);
    }

    pub(super) fn enter_container(&mut self, attributes: &Capped<'_>) {
        if matches!(path::innermost_holds(&self.frames), Holds::Phrasing | Holds::Verbatim) {
            self.enter_soft(attributes);
            return;
        }
        self.end_line();
        self.remember_anchor(attributes);
        self.push(Role::Container, Vec::new());
    }

    /// A block where none may stand: only its line breaks remain.
    pub(super) fn enter_soft(&mut self, attributes: &Capped<'_>) {
        self.breaks = self.breaks.max(1);
        self.remember_anchor(attributes);
        self.push(Role::Nothing(true), Vec::new());
    }

    pub(super) fn enter_inline(&mut self, name: &'static str, attributes: &Capped<'_>) {
        if path::is_inline_too_deep(&self.frames) {
            self.report.shortened |= name == "a" && attributes.get("href").is_some();
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
            "span" if kept.is_empty() => Role::Nothing(false),
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

    pub(super) fn link(&mut self, attributes: &Capped<'_>) -> Option<Vec<Attribute>> {
        let raw = attributes.get("href")?;
        let raw = raw.trim_matches(|c: char| c <= ' ');
        if let Some(fragment) = raw.strip_prefix('#') {
            let id = links::fragment_id(fragment)?;
            return Some(vec![("href", Cow::Owned(format!("#{id}")))]);
        }
        if links::may_copy(raw) && self.copied.is_none() {
            self.copied = Some(Copied { depth: self.frames.len(), address: plain_line(raw), text: String::new() });
            return None;
        }
        let address = self.host.resolve(raw).filter(links::may_link);
        if address.is_none() {
            self.report.lost_links += 1;
        }
        address.map(links::link_attributes)
    }

    pub(super) fn kept_attributes(&self, name: &'static str, attributes: &Capped<'_>) -> Vec<Attribute> {
        let mut kept: Vec<Attribute> = Vec::new();
        for (key, value) in policy::attributes(name) {
            if let Some(judged) = attributes.get(key).and_then(|found| judge(&found, value)) {
                kept.push((key, Cow::Owned(judged)));
            }
        }
        let named = || if name == "a" { named_anchor(attributes) } else { None };
        kept.extend(anchor(attributes).or_else(named));
        kept
    }

    pub(super) fn remember_anchor(&mut self, attributes: &Capped<'_>) {
        self.anchors.extend(anchor(attributes));
    }

    /// An element whose name says less than its style: the element that the style stands for.
    pub(super) fn enter_styled(&mut self, name: &'static str, attributes: &Capped<'_>) {
        let style = attributes.get("style").unwrap_or_default();
        let style = Declarations::read(&style);
        let has = |role: &str| self.frames.iter().any(|frame| matches!(frame.role, Role::Inline(name) if name == role));
        let made = if name == "b" {
            // A word processor puts a whole text into one, and says that it is none.
            let weight = style.value("font-weight").unwrap_or_default();
            if weight.starts_with("normal") || weight.starts_with('4') { "span" } else { "b" }
        } else {
            let face = || attributes.get("face").map(|face| format!("font-family:{face}"));
            let by_face = || style::stands_for(&Declarations::read(&face()?));
            let meant = style::stands_for(&style).or_else(by_face).unwrap_or(name);
            let is_set_apart = match meant {
                "strong" => has("b") || self.is_in_heading(),
                "em" => has("i"),
                "u" => has("a"),
                _ => false,
            };
            if is_set_apart { name } else { meant }
        };
        self.enter_inline(made, attributes);
    }

    /// Whether what comes stands in a heading, of a section or of a column.
    fn is_in_heading(&self) -> bool {
        let block = self.frames.iter().rev().find_map(|frame| match frame.role {
            Role::Block(name, _) => Some(name),
            _ => None,
        });
        matches!(block, Some("h2" | "h3" | "h4" | "h5" | "h6" | "th" | "caption" | "summary" | "dt"))
    }
}
