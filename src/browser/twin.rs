//! An article's page as the press wrote it → its head, its neighbours and its body, still inert.
//! Takes texts and addresses out of it; puts nothing into the page.

use web_sys::Element;

use super::fetch::Markup;
use super::{document, parse};
use crate::state::article::{Head, Neighbour};

/// A twin, taken apart.
pub struct Twin {
    /// The article's id.
    pub id: String,
    /// What the manifest says of its state, 16 hex digits; empty where the page does not say it.
    pub hash: String,
    /// What stands above the body.
    pub head: Head,
    /// The body, inert.
    pub body: Element,
    /// The next newer article.
    pub newer: Option<Neighbour>,
    /// The next older article.
    pub older: Option<Neighbour>,
}

/// Takes the page at `address` (absolute) apart; `None` where it is no page of the press, or not a whole one.
pub fn read(html: &Markup, address: &str) -> Option<Twin> {
    let root = parse::root_of(&parse::inert(html)?)?;
    let article = find(&root, "article.article[data-id]")?;
    // The foot is the last thing the press writes: a page without it has lost its end, and perhaps half its text.
    find(&root, "footer.foot")?;
    let all = |selector: &str| -> Vec<String> {
        let Ok(list) = article.query_selector_all(selector) else { return Vec::new() };
        (0..list.length()).filter_map(|at| list.get(at)?.text_content()).map(|text| text.trim().to_owned()).collect()
    };
    let attribute =
        |selector: &str, name: &str| find(&article, selector).and_then(|element| element.get_attribute(name));
    let head = Head {
        title: all("h1.article__title").into_iter().next().unwrap_or_default(),
        language: root.get_attribute("lang").unwrap_or_default(),
        categories: all(".article__kicker > span"),
        authors: all(".article__author"),
        date: attribute(".article__meta time", "datetime"),
        minutes: attribute(".article__minutes", "data-minutes").and_then(|minutes| minutes.parse().ok()),
        original: attribute(".article__original", "href")
            .filter(|href| href.starts_with("https://") || href.starts_with("http://")),
    };
    let neighbour = |relation: &str| {
        let link = find(&root, &format!("nav.neighbours a[rel={relation}]"))?;
        let title = find(&link, ".neighbours__title")?;
        Some(Neighbour {
            href: document::resolve(&link.get_attribute("href")?, address)?,
            title: title.text_content().unwrap_or_default(),
            language: title.get_attribute("lang").unwrap_or_default(),
        })
    };
    let id = article.get_attribute("data-id")?;
    let hash = article.get_attribute("data-hash").unwrap_or_default();
    Some(Twin { id, hash, newer: neighbour("prev"), older: neighbour("next"), body: find(&article, ".prose")?, head })
}

/// Only called on elements of the press's own frame; what untrusted text could clobber is a form's, and there is none in it.
fn find(inside: &Element, selector: &str) -> Option<Element> {
    inside.query_selector(selector).ok().flatten()
}
