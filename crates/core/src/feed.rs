//! The manifest: JSON Feed 1.1 with one extension object, `_handscroll`. Documented in docs/format.md.
//!
//! Reading is tolerant, because any JSON Feed may stand in place of ours: unknown keys are kept quiet, a missing or
//! misshapen one is its default. Writing is strict.

use serde::Serialize;
use serde_json::Value;

use crate::display::plain_line;

/// The key of the extension object, in the feed and in its items.
const EXTENSION: &str = "_handscroll";

/// The version line of JSON Feed 1.1.
pub const JSON_FEED_1_1: &str = "https://jsonfeed.org/version/1.1";

/// The version of the extension that this code writes. A reader of a greater one reads what it knows.
pub const EXTENSION_VERSION: u32 = 1;

/// Items of a sealed page.
pub const PAGE_ITEMS: usize = 100;

/// Rows of the library that stand in `index.html`.
pub const FIRST_ROWS: usize = 20;

/// Why a text is no manifest.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FeedError {
    /// It is not JSON, or cut off.
    #[error("not whole JSON: {0}")]
    NotJson(String),
    /// It is JSON, but nothing that looks like a JSON Feed.
    #[error("JSON, but not a JSON Feed: it has no list of items")]
    NotAFeed,
}

/// One page of a manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Feed {
    /// The version line.
    pub version: String,
    /// The site's title.
    pub title: String,
    /// The site's address, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_page_url: Option<String>,
    /// This feed's address, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed_url: Option<String>,
    /// What the site is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The site's language, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The next older page, relative to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_url: Option<String>,
    /// Newest first; undated last.
    pub items: Vec<Item>,
    /// What JSON Feed lacks.
    #[serde(rename = "_handscroll", skip_serializing_if = "Option::is_none")]
    pub extension: Option<FeedExtension>,
}

/// What JSON Feed lacks, of the whole site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FeedExtension {
    /// [`EXTENSION_VERSION`] of the press that wrote it.
    pub version: u32,
    /// How many articles the site has, on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
}

/// An article's entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Item {
    /// Its id, unique in the feed.
    pub id: String,
    /// Its page, absolute; only where the site's address is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the original stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
    /// Its title; may be empty in feeds of others.
    pub title: String,
    /// Its body as HTML, in feeds that have no pages of their own. Untrusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_html: Option<String>,
    /// An excerpt, or the whole as plain text in feeds of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_text: Option<String>,
    /// What the author says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// A picture for the list, relative to the feed or absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_published: Option<String>,
    /// RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_modified: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Categories, then tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its language, a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What JSON Feed lacks.
    #[serde(rename = "_handscroll", skip_serializing_if = "Option::is_none")]
    pub extension: Option<ItemExtension>,
}

/// Who wrote an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Author {
    /// The name.
    pub name: String,
}

/// What JSON Feed lacks, of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ItemExtension {
    /// The page that holds the body, relative to the feed. It wins over `content_html` and `content_text`.
    pub body: String,
    /// Categories alone, in the publisher's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Characters and words of the body together.
    pub words: u32,
    /// Minutes to read it.
    pub minutes: u32,
    /// Pictures in the body.
    pub pictures: u32,
    /// A hash of the entry and the body, 16 hex digits; changes when the text is corrected.
    pub hash: String,
}

impl Feed {
    /// Reads a page of a manifest: ours, or any JSON Feed 1 or 1.1.
    pub fn parse(text: &str) -> Result<Self, FeedError> {
        let text = text.trim_start_matches('\u{feff}');
        let value: Value = serde_json::from_str(text).map_err(|error| FeedError::NotJson(error.to_string()))?;
        let Some(Value::Array(items)) = value.get("items") else { return Err(FeedError::NotAFeed) };
        Ok(Self {
            version: string(&value, "version").unwrap_or_default(),
            title: line(&value, "title").unwrap_or_default(),
            home_page_url: string(&value, "home_page_url"),
            feed_url: string(&value, "feed_url"),
            description: line(&value, "description"),
            language: string(&value, "language"),
            next_url: string(&value, "next_url"),
            items: items.iter().filter_map(|item| Item::read(item, &authors(&value))).collect(),
            extension: value.get(EXTENSION).filter(|value| value.is_object()).map(FeedExtension::read),
        })
    }
}

impl FeedExtension {
    fn read(value: &Value) -> Self {
        Self { version: number(value, "version").unwrap_or_default(), total: number(value, "total") }
    }
}

impl ItemExtension {
    fn read(value: &Value) -> Self {
        let count = |key| number(value, key).unwrap_or_default();
        Self {
            body: string(value, "body").unwrap_or_default(),
            categories: strings(value, "categories"),
            words: count("words"),
            minutes: count("minutes"),
            pictures: count("pictures"),
            hash: string(value, "hash").unwrap_or_default(),
        }
    }
}

impl Item {
    /// An entry, or `None` where nothing could be read or told apart from others.
    fn read(value: &Value, of_feed: &[Author]) -> Option<Self> {
        let url = string(value, "url");
        let external_url = string(value, "external_url");
        let id = string(value, "id").or_else(|| url.clone()).or_else(|| external_url.clone())?;
        let own = authors(value);
        Some(Self {
            id,
            url,
            external_url,
            title: line(value, "title").unwrap_or_default(),
            content_html: string(value, "content_html"),
            content_text: string(value, "content_text"),
            summary: line(value, "summary"),
            image: string(value, "image").or_else(|| string(value, "banner_image")),
            date_published: string(value, "date_published"),
            date_modified: string(value, "date_modified"),
            authors: if own.is_empty() { of_feed.to_vec() } else { own },
            tags: strings(value, "tags"),
            language: string(value, "language"),
            extension: value.get(EXTENSION).filter(|value| value.is_object()).map(ItemExtension::read),
        })
    }
}

/// A text, or a number as text: some feeds have numbers for ids. Blank ones count as missing.
fn string(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text that is shown in one line beside the reader's own words, which it can neither reorder nor cover.
fn line(value: &Value, key: &str) -> Option<String> {
    string(value, key).map(|text| plain_line(&text)).filter(|line| !line.is_empty())
}

/// The authors of a feed or an item. JSON Feed 1.0 had one.
fn authors(value: &Value) -> Vec<Author> {
    let listed = match value.get("authors") {
        Some(Value::Array(list)) => list.iter().collect(),
        _ => value.get("author").into_iter().collect::<Vec<_>>(),
    };
    let names =
        listed.into_iter().filter_map(|author| line(author, "name").or_else(|| author.as_str().map(plain_line)));
    names.filter(|name| !name.is_empty()).map(|name| Author { name }).collect()
}

fn strings(value: &Value, key: &str) -> Vec<String> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(plain_line)
        .filter(|line| !line.is_empty())
        .collect()
}

fn number(value: &Value, key: &str) -> Option<u32> {
    value.get(key)?.as_u64()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(text: &str, expected: fn(&FeedError) -> bool) {
        let error = Feed::parse(text).expect_err(text);
        assert!(expected(&error), "{text}: {error}");
    }

    #[test]
    fn what_is_no_feed_is_refused_with_a_reason() {
        check_refused("<!doctype html>", |error| matches!(error, FeedError::NotJson(_)));
        check_refused(r#"{"items":[{"id":"#, |error| matches!(error, FeedError::NotJson(_)));
        check_refused("[]", |error| *error == FeedError::NotAFeed);
        check_refused(r#"{"title":"x"}"#, |error| *error == FeedError::NotAFeed);
    }

    #[test]
    fn feeds_of_others_are_read_with_what_they_have() {
        let feed = Feed::parse(
            r#"{"version":"https://jsonfeed.org/version/1","title":"T","unknown":{},"author":{"name":"F"},"items":[
                {"id":7,"author":{"name":"A"},"content_html":"<p>x</p>","tags":["a",1],"image":4},
                {"url":"https://a.example/1","title":" t\u202e\n1 ","tags":["\u202d"]},
                {"title":"nameless"}]}"#,
        )
        .expect("a feed");
        assert_eq!(feed.items.len(), 2);
        assert_eq!(feed.items[0].id, "7");
        assert_eq!(feed.items[0].authors, [Author { name: "A".into() }]);
        assert_eq!(feed.items[0].tags, ["a"]);
        assert_eq!(feed.items[1].id, "https://a.example/1");
        assert_eq!(feed.items[1].title, "t 1");
        assert_eq!(feed.items[1].tags, Vec::<String>::new());
        assert_eq!(feed.items[1].authors, [Author { name: "F".into() }]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let item = Item {
            id: "abc".into(),
            title: "题".into(),
            extension: Some(ItemExtension { body: "a/abc/".into(), words: 9, ..ItemExtension::default() }),
            ..Item::default()
        };
        let feed = Feed {
            version: JSON_FEED_1_1.into(),
            title: "S".into(),
            items: vec![item],
            extension: Some(FeedExtension { version: EXTENSION_VERSION, total: Some(1) }),
            ..Feed::default()
        };
        let text = serde_json::to_string(&feed).expect("JSON");
        assert_eq!(Feed::parse(&text).expect("a feed"), feed);
    }
}
