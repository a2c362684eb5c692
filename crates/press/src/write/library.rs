//! `index.html`: the library's first rows, as the reader would show them. Must not know articles' bodies.

use handscroll_core::strings::fill;
use handscroll_core::{address, feed};
use maud::{Markup, html};

use super::article::{self, Entry};
use super::frame::{self, Page, Site};

/// The page. `entries` are all articles, newest first.
pub fn page(site: &Site, entries: &[Entry]) -> String {
    let words = site.strings;
    let page = Page {
        kind: "library",
        root: "",
        title: &site.title,
        language: &site.language,
        description: site.description.as_deref(),
        address: Some(""),
        ..Page::default()
    };
    let main = html! {
        section.library {
            header.library__head {
                h1.library__title { (site.title) }
                @if let Some(about) = &site.description { p.library__about { (about) } }
                p.library__count { (words.articles(entries.len())) }
            }
            @if entries.is_empty() { p.status { (words.empty_library) } }
            ol.rows role="list" { @for entry in entries.iter().take(feed::FIRST_ROWS) { (row(site, entry)) } }
        }
    };
    frame::page(site, &page, &main)
}

fn row(site: &Site, entry: &Entry) -> Markup {
    let item = &entry.item;
    let words = site.strings;
    let language = (entry.language != site.language).then_some(entry.language.as_str());
    html! {
        li.row data-id=(item.id) {
            a.row__link href=(address::article(&item.id)) {
                h2.row__title lang=[language] { (if item.title.is_empty() { words.untitled } else { &item.title }) }
                @if let Some(text) = item.content_text.as_deref() { p.row__excerpt lang=[language] { (text) } }
                p.row__meta {
                    @for author in item.authors.iter().take(2) { span { (author.name) } }
                    @if let Some(category) = category(item) { span { (category) } }
                    (article::date(site, item))
                    @if let Some(extension) = &item.extension { span { (fill(words.minutes, extension.minutes)) } }
                }
                @if let Some(image) = &item.image {
                    img.row__thumb src=(image) alt="" width="128" height="96" loading="lazy" decoding="async" referrerpolicy="no-referrer";
                }
            }
        }
    }
}

/// The category that says most of an article in a row: the first that is not the author's own name.
fn category(item: &feed::Item) -> Option<&str> {
    let categories = &item.extension.as_ref()?.categories;
    categories.iter().map(String::as_str).find(|category| item.authors.iter().all(|author| author.name != *category))
}
