//! The markup of a tall picture: a link to the whole of it, around a box for each of its strips (docs/format.md). Makes it,
//! and knows it again in a painted page. Must not know which strips are shown, or when.

use handscroll_core::strips::{Strip, Strips};
use handscroll_sanitize::Picture;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlFormElement};

use super::{calls, document};

/// Attributes of a strip that say nothing but how it is loaded.
const OF_A_STRIP: &[&str] = &["alt", "class", "decoding", "fetchpriority", "height", "sizes", "src", "srcset", "width"];

/// Attributes of what is around them.
const OF_A_TALL_PICTURE: &[&str] = &[
    "aria-label",
    "class",
    "data-from",
    "data-size",
    "data-strips",
    "data-thumb",
    "data-width",
    "href",
    "rel",
    "role",
    "target",
];

/// What a link that leaves the site says of itself, as all of them do.
const LEAVING: [(&str, &str); 2] = [("rel", "noopener noreferrer external"), ("target", "_blank")];

/// The strips that a picture is shown by. One that runs along with the text is shown whole.
pub(super) fn strips_of(picture: &Picture) -> Option<&Strips> {
    picture.made.strips.as_ref().filter(|_| !picture.inline && picture.size().is_some())
}

/// The whole, built of empty boxes. `in_link`: in a link of the author's, in which no other can be.
pub(super) fn build(document: &Document, picture: &Picture, strips: &Strips, label: &str, in_link: bool) -> Element {
    let tall = calls::create(document, if in_link { "span" } else { "a" });
    calls::set_constant(&tall, "class", "tall");
    if in_link {
        calls::set_constant(&tall, "role", "img");
    } else if let Some(first) = picture.sources.first() {
        calls::set_attribute(&tall, "href", first);
        if leaves(first) {
            LEAVING.into_iter().for_each(|(name, value)| calls::set_constant(&tall, name, value));
        }
    }
    calls::set_attribute(&tall, "data-from", &picture.sources.join(" "));
    if let Some((width, height)) = picture.size() {
        calls::set_attribute(&tall, "data-size", &format!("{width} {height}"));
    }
    calls::set_attribute(&tall, "data-strips", &strips.to_string());
    calls::set_attribute(&tall, "data-width", &strips.width_as_powers());
    if let Some(thumb) = &picture.made.thumb {
        calls::set_attribute(&tall, "data-thumb", thumb);
    }
    calls::set_attribute(&tall, "aria-label", label);
    for at in 0..strips.strips.len() {
        calls::append(&tall, &strip_box(document, strips, at));
    }
    tall
}

/// Whether an absolute address is of another host than the page's.
fn leaves(address: &str) -> bool {
    let here = document::window().location().origin().unwrap_or_default();
    !address.strip_prefix(&here).is_some_and(|path| path.starts_with('/'))
}

/// A tall picture once more, as empty boxes for [`super::pictures::Pictures`] to fill: for another screen than the page's.
/// It is no link.
pub fn copy(tall: &Element) -> Option<Element> {
    let strips: Strips = tall.get_attribute("data-strips")?.parse().ok()?;
    let document = document::document();
    let copy = calls::create(&document, "span");
    calls::set_constant(&copy, "class", "tall");
    calls::set_constant(&copy, "role", "img");
    for name in ["aria-label", "data-from", "data-size", "data-strips", "data-thumb", "data-width"] {
        if let Some(value) = tall.get_attribute(name) {
            calls::set_attribute(&copy, name, &value);
        }
    }
    for at in 0..strips.strips.len() {
        calls::append(&copy, &strip_box(&document, &strips, at));
    }
    Some(copy)
}

/// The empty box of a strip. Nothing is drawn in it, so that it takes no memory.
pub(super) fn strip_box(document: &Document, strips: &Strips, at: usize) -> Element {
    let canvas = calls::create(document, "canvas");
    calls::set_constant(&canvas, "class", "strip");
    calls::set_attribute(&canvas, "width", &strips.width.to_string());
    calls::set_attribute(&canvas, "height", &strips.rows(at).to_string());
    canvas
}

/// Whether a painted element, with all that stands in it, is this tall picture. `names` says of an address whether it is
/// one of the picture's; `base` and `root` are the body's own address and the site's.
pub(super) fn is_painted(
    tall: &Element,
    picture: &Picture,
    strips: &Strips,
    in_link: bool,
    names: impl Fn(&str) -> bool,
    (base, root): (&str, &str),
) -> bool {
    let attribute = |name: &str| tall.get_attribute(name);
    let size = picture.size().map(|(width, height)| format!("{width} {height}"));
    let is_around = tall.local_name() == if in_link { "span" } else { "a" }
        && has_only(tall, OF_A_TALL_PICTURE)
        && attribute("class").as_deref() == Some("tall")
        && attribute("role").as_deref() == in_link.then_some("img")
        && attribute("data-size") == size
        && attribute("data-strips") == Some(strips.to_string())
        && attribute("data-width") == Some(strips.width_as_powers())
        && attribute("data-thumb") == picture.made.thumb
        && attribute("href").is_some() != in_link
        && attribute("href").iter().all(|address| names(address))
        && {
            let told =
                attribute("href").is_some_and(|href| document::resolve(&href, base).is_some_and(|href| leaves(&href)));
            LEAVING.iter().all(|(name, value)| attribute(name).as_deref() == told.then_some(*value))
        }
        && attribute("data-from").unwrap_or_default().split_ascii_whitespace().all(&names);
    let count = strips.strips.len() as u32;
    is_around && tall.child_nodes().length() == count && {
        let mut next = tall.first_element_child();
        strips.strips.iter().enumerate().all(|(at, strip)| {
            // Of a form, which has no place here, nothing is what it seems.
            let Some(element) = next.take().filter(|element| !element.is_instance_of::<HtmlFormElement>()) else {
                return false;
            };
            next = element.next_element_sibling();
            is_strip(&element, (strips.width, strips.rows(at)), strip, base, root)
        })
    }
}

fn is_strip(element: &Element, (width, rows): (u32, u32), strip: &Strip, base: &str, root: &str) -> bool {
    let attribute = |name: &str| element.get_attribute(name);
    let files: Vec<_> = [Some(strip.wide), strip.narrow]
        .into_iter()
        .flatten()
        .map(|name| document::resolve(&name.path(), root))
        .collect();
    let is_its = |address: &str| files.contains(&document::resolve(address, base));
    let set = attribute("srcset").unwrap_or_default();
    matches!(element.local_name().as_str(), "canvas" | "img")
        && has_only(element, OF_A_STRIP)
        && attribute("class").as_deref() == Some("strip")
        && attribute("width") == Some(width.to_string())
        && attribute("height") == Some(rows.to_string())
        && attribute("src").iter().all(|address| is_its(address))
        && set.split(',').filter_map(|candidate| candidate.split_ascii_whitespace().next()).all(is_its)
}

fn has_only(element: &Element, allowed: &[&str]) -> bool {
    element
        .get_attribute_names()
        .iter()
        .filter_map(|name| name.as_string())
        .all(|name| allowed.contains(&name.as_str()))
}
