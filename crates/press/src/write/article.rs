//! An article's page, its twin: whole without scripts, adopted by the reader with them. Must not filter or fetch.

use handscroll_core::dates::Day;
use handscroll_core::strings::fill;
use handscroll_core::{address, feed};
use maud::{Markup, PreEscaped, html};

use super::frame::{self, Page, Site};

/// All that the site's pages say of one article.
#[derive(Debug)]
pub struct Entry {
    /// Its item in the manifest.
    pub item: feed::Item,
    /// Its language, for `lang`.
    pub language: String,
    /// The filtered body, as markup.
    pub body: String,
}

impl Entry {
    /// The page's markup, with the articles before and after it.
    pub fn page(&self, site: &Site, newer: Option<&Entry>, older: Option<&Entry>) -> String {
        let item = &self.item;
        let words = site.strings;
        let title = if item.title.is_empty() { words.untitled } else { &item.title };
        let full_title = format!("{title} · {}", site.title);
        let address = address::article(&item.id);
        let page = Page {
            kind: "article",
            root: "../../",
            title: &full_title,
            language: &self.language,
            description: item.summary.as_deref().or(item.content_text.as_deref()),
            address: Some(&address),
            image: item.image.as_deref(),
            published: item.date_published.as_deref(),
            unlisted: false,
        };
        let main = html! {
            article.article lang=(self.language) data-id=(item.id) data-hash=[item.extension.as_ref().map(|extension| &extension.hash)] {
                header.article__head {
                    (kicker(item))
                    h1.article__title { (title) }
                    p.article__meta lang=(words.language) {
                        @for author in &item.authors { span.article__author { (author.name) } }
                        (date(site, item))
                        @if let Some(extension) = &item.extension {
                            span.article__minutes data-minutes=(extension.minutes) { (fill(words.minutes, extension.minutes)) }
                        }
                        @if let Some(original) = &item.external_url {
                            span { a.article__original href=(original) rel="noopener noreferrer external" target="_blank" { (words.original) } }
                        }
                    }
                }
                div.prose { (PreEscaped(&self.body)) }
                @if self.body.is_empty() { p.status lang=(words.language) { (words.no_body) } }
            }
            nav.neighbours lang=(words.language) aria-label=(words.neighbours) {
                (neighbour(newer, "prev", words.newer, words.untitled))
                (neighbour(older, "next", words.older, words.untitled))
            }
        };
        frame::page(site, &page, &main)
    }
}

/// Category by category, the publisher's order kept.
fn kicker(item: &feed::Item) -> Markup {
    let categories = item.extension.as_ref().map_or(&[][..], |extension| &extension.categories);
    html! {
        @if !categories.is_empty() {
            p.article__kicker { @for category in categories { span { (category) } } }
        }
    }
}

/// The day it was published, or that it has none.
pub fn date(site: &Site, item: &feed::Item) -> Markup {
    let day = item.date_published.as_deref().and_then(|text| Some((text, Day::of_rfc3339(text)?)));
    html! {
        @match day {
            Some((text, day)) => time datetime=(text) { (day.in_words(site.strings.language)) },
            None => span { (site.strings.undated) },
        }
    }
}

fn neighbour(entry: Option<&Entry>, relation: &str, label: &str, untitled: &str) -> Markup {
    html! {
        @if let Some(entry) = entry {
            a class={ "neighbours__link neighbours__link--" (relation) } rel=(relation) href={ "../../" (address::article(&entry.item.id)) } {
                span.neighbours__label { (label) }
                span.neighbours__title lang=(entry.language) { (if entry.item.title.is_empty() { untitled } else { &entry.item.title }) }
            }
        }
    }
}
