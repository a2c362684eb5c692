//! `atom.xml` (RFC 4287), for readers that know no JSON Feed. Only with `base_url`: Atom's addresses are absolute.

use std::io::Cursor;

use handscroll_core::address;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::article::Entry;
use super::frame::Site;

/// Entries an Atom feed shows; the manifest has all.
const ENTRIES: usize = 50;

/// The feed's text.
///
/// # Errors
/// Never in memory; the writer's own type says it could.
pub fn feed(site: &Site, base: &str, entries: &[Entry]) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let root = writer
        .create_element("feed")
        .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", site.language.as_str())]);
    let moment = |text: &&str| text.parse::<jiff::Timestamp>().ok();
    let updated = entries.iter().filter_map(changed).max_by_key(moment).unwrap_or("1970-01-01T00:00:00Z");
    root.write_inner_content(|writer| {
        text(writer, "title", &site.title)?;
        if let Some(about) = &site.description {
            text(writer, "subtitle", about)?;
        }
        text(writer, "id", base)?;
        text(writer, "updated", updated)?;
        link(writer, None, base)?;
        link(writer, Some("self"), &format!("{base}atom.xml"))?;
        entries.iter().take(ENTRIES).try_for_each(|entry| write_entry(writer, site, base, entry, updated))
    })?;
    Ok(writer.into_inner().into_inner())
}

type Out = Writer<Cursor<Vec<u8>>>;

fn write_entry(writer: &mut Out, site: &Site, base: &str, entry: &Entry, updated: &str) -> std::io::Result<()> {
    let item = &entry.item;
    let address = format!("{base}{}", address::article(&item.id));
    let element = writer.create_element("entry").with_attribute(("xml:lang", entry.language.as_str()));
    element.write_inner_content(|writer| {
        text(writer, "title", if item.title.is_empty() { site.strings.untitled } else { &item.title })?;
        text(writer, "id", &address)?;
        // Atom wants a time of every entry; an undated one has the feed's.
        text(writer, "updated", changed(entry).unwrap_or(updated))?;
        if let Some(date) = &item.date_published {
            text(writer, "published", date)?;
        }
        link(writer, None, &address)?;
        let site_itself = [handscroll_core::feed::Author { name: site.title.clone() }];
        for author in if item.authors.is_empty() { &site_itself[..] } else { &item.authors } {
            writer.create_element("author").write_inner_content(|writer| text(writer, "name", &author.name))?;
        }
        for tag in &item.tags {
            writer.create_element("category").with_attribute(("term", legal(tag).as_str())).write_empty()?;
        }
        item.content_text.as_deref().map_or(Ok(()), |excerpt| text(writer, "summary", excerpt))
    })?;
    Ok(())
}

fn changed(entry: &Entry) -> Option<&str> {
    entry.item.date_modified.as_deref().or(entry.item.date_published.as_deref())
}

fn text(writer: &mut Out, name: &str, content: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&legal(content)))?;
    Ok(())
}

fn link(writer: &mut Out, relation: Option<&str>, href: &str) -> std::io::Result<()> {
    let mut element = writer.create_element("link");
    if let Some(relation) = relation {
        element = element.with_attribute(("rel", relation));
    }
    element.with_attribute(("href", href)).write_empty()?;
    Ok(())
}

/// Without the characters that XML 1.0 cannot hold, not even escaped.
fn legal(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
        .collect()
}
