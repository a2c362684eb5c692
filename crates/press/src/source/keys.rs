//! What the keys of a front matter mean, as Hexo, Hugo, Jekyll and feed readers' generators use them. Keys it does
//! not know are kept quiet. It judges no date, no language and no slug.

use std::collections::HashSet;

use url::Url;

use super::front_matter::{Entries, Value};
use super::text;

/// What a front matter says of its article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) cover: Option<String>,
    pub(super) description: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) guid: Option<String>,
    pub(super) link: Option<String>,
    pub(super) is_draft: bool,
}

const TITLE: &[&str] = &["title"];
const DATE: &[&str] = &["date", "publishdate", "pubdate"];
const UPDATED: &[&str] = &["updated", "lastmod", "modified", "lastmodifiedat"];
const AUTHORS: &[&str] = &["authors", "author"];
const CATEGORIES: &[&str] = &["categories", "category"];
const TAGS: &[&str] = &["tags", "tag"];
const COVER: &[&str] = &["headimg", "cover", "banner", "thumbnail", "image", "featuredimage", "images"];
const DESCRIPTION: &[&str] = &["description", "excerpt", "summary"];
const LANG: &[&str] = &["lang", "language"];
const SLUG: &[&str] = &["slug", "permalink", "url"];
const GUID: &[&str] = &["guid", "id"];
const LINK: &[&str] = &["link", "originalurl", "source"];
const DRAFT: &[&str] = &["draft"];
const PUBLISHED: &[&str] = &["published"];
const ALL: &[&[&str]] = &[
    TITLE,
    DATE,
    UPDATED,
    AUTHORS,
    CATEGORIES,
    TAGS,
    COVER,
    DESCRIPTION,
    LANG,
    SLUG,
    GUID,
    LINK,
    DRAFT,
    PUBLISHED,
    // Not read, but written by generators often enough to tell front matter from prose.
    &["comments", "layout", "toc", "weight", "type"],
];
/// Tables whose keys count as if they stood outside: Hugo's params, Zola's taxonomies and extra.
const TABLES: &[&str] = &["params", "taxonomies", "extra"];

/// Whether the press knows the key, in any of its spellings.
pub(super) fn is_known(key: &str) -> bool {
    let key = normal(key);
    ALL.iter().any(|names| names.contains(&key.as_str()))
}

/// Reads what is known.
pub(super) fn read(entries: &Entries) -> Keys {
    let link = |value: &Value| single(value).and_then(|text| web_address(&text));
    let given_slug = first(entries, SLUG, single);
    let slug = first(entries, SLUG, |value| single(value).filter(|text| !is_web_address(text)));
    let published = first(entries, PUBLISHED, single);
    Keys {
        title: first(entries, TITLE, |value| single(value).or_else(|| bracketed(value)))
            .map(|text| text::one_line(&text))
            .filter(|title| !title.is_empty()),
        date: first(entries, DATE, single).or_else(|| {
            published.clone().filter(|text| text.starts_with(|c: char| c.is_ascii_digit()) && text.len() > 1)
        }),
        updated: first(entries, UPDATED, single),
        authors: list(entries, AUTHORS, false),
        categories: list(entries, CATEGORIES, false),
        tags: list(entries, TAGS, true),
        cover: first(entries, COVER, picture),
        description: first(entries, DESCRIPTION, single)
            .map(|text| text::without_markup(&text))
            .filter(|text| !text.is_empty()),
        lang: first(entries, LANG, single),
        // An absolute permalink is where the article stood before; its address here is made of another key.
        link: first(entries, LINK, link).or_else(|| given_slug.and_then(|text| web_address(&text))),
        slug,
        guid: first(entries, GUID, single),
        is_draft: first(entries, DRAFT, single).is_some_and(|text| !is_false(&text))
            || published.is_some_and(|text| is_false(&text)),
    }
}

/// `featured_image`, `featured-image` and `featuredImage` are one key.
fn normal(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The first of the names, in their order, whose value can be read.
fn first<T>(entries: &Entries, names: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let in_table = |entries: &Entries| {
        names.iter().find_map(|name| {
            let named = entries.iter().filter(|(key, _)| normal(key) == *name);
            named.map(|(_, value)| value).find_map(&read)
        })
    };
    in_table(entries).or_else(|| {
        entries.iter().find_map(|(key, value)| match value {
            Value::Map(inner) if TABLES.contains(&normal(key).as_str()) => in_table(inner),
            _ => None,
        })
    })
}

/// One text; of a list its first, of a table its `name`.
fn single(value: &Value) -> Option<String> {
    let text = match value {
        Value::Empty => return None,
        Value::Text(text) => cleaned(text),
        Value::List(items) => return items.iter().find_map(single),
        Value::Map(entries) => return named(entries, &["name", "title"]),
    };
    (!text.is_empty()).then_some(text)
}

/// `title: [转载] …` is an error in YAML, but `title: [转载]` is a list.
fn bracketed(value: &Value) -> Option<String> {
    match value {
        Value::Map(entries) => entries.iter().find_map(|(key, _)| Some(cleaned(key)).filter(|key| !key.is_empty())),
        _ => None,
    }
}

fn picture(value: &Value) -> Option<String> {
    match value {
        Value::Map(entries) => named(entries, &["image", "src", "url", "path"]),
        Value::List(items) => items.iter().find_map(picture),
        _ => single(value),
    }
}

fn named(entries: &Entries, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| entries.iter().find(|(key, _)| normal(key) == *name).and_then(|(_, value)| single(value)))
}

/// All texts of a value, nested lists flattened, each once.
fn list(entries: &Entries, names: &[&str], split_at_commas: bool) -> Vec<String> {
    fn collect(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::List(items) => items.iter().for_each(|item| collect(item, texts)),
            // `- a: b` was meant as the text “a: b”.
            Value::Map(entries) if named(entries, &["name", "title"]).is_none() => {
                for (key, value) in entries {
                    let value = single(value).unwrap_or_default();
                    texts.push(format!("{}: {value}", cleaned(key)).trim_end_matches([' ', ':']).to_owned());
                }
            }
            _ => texts.extend(single(value)),
        }
    }
    let texts = first(entries, names, |value| {
        let mut texts = Vec::new();
        collect(value, &mut texts);
        if split_at_commas && matches!(value, Value::Text(_)) {
            texts = texts
                .iter()
                .flat_map(|text| text.split([',', '，', '、']))
                .map(|text| text.trim().to_owned())
                .collect();
        }
        texts.retain(|text| !text.is_empty());
        (!texts.is_empty()).then_some(texts)
    });
    let mut seen = HashSet::new();
    let lines = texts.unwrap_or_default().into_iter().map(|text| text::one_line(&text));
    lines.filter(|line| !line.is_empty() && seen.insert(line.clone())).collect()
}

/// Generators write `&#123;` for `{` so that templates do not see it. Only references with a semicolon are meant:
/// an address may hold `&copy=1`.
fn cleaned(text: &str) -> String {
    let decoded = html_escape::decode_html_entities(text);
    decoded.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

/// A web address as a URL parser writes it; what none can read leads nowhere.
fn web_address(text: &str) -> Option<String> {
    is_web_address(text).then(|| Url::parse(text).ok()).flatten().map(Into::into)
}

fn is_web_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["http://", "https://"].iter().any(|scheme| lower.len() > scheme.len() && lower.starts_with(scheme))
}

fn is_false(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "false" | "no" | "off" | "0" | "n")
}

#[cfg(test)]
mod tests;
