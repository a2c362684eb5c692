//! A host and a sink as strict as the press's own, for generated input: every address by the URL standard, every result
//! looked at. The fuzz targets use it too; it must not know where its input comes from.

#![allow(dead_code, unreachable_pub)] // Each of its users needs a part of it, and one of them is another crate.

use handscroll_sanitize::{
    Address, Attribute, Attributes, Descend, Filter, Found, Host, HtmlWriter, Picture, Reach, Sink, parsed, picture,
    policy, write_box,
};
use url::Url;

/// Schemes that any address of a result may have.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Attributes that no result may hold, whatever element they are on. What else may stand is the policy's own table,
/// which its tests hold to the filter; these are the ones that would make an escape.
const NEVER: &[&str] =
    &["style", "name", "srcdoc", "srcset", "formaction", "action", "ping", "background", "xlink:href"];

/// Resolves addresses as the press does for a post with (or without) an address of its own.
pub struct Page {
    base: Option<Url>,
}

impl Page {
    /// A page that relative addresses are relative to.
    pub fn at(base: Option<&str>) -> Self {
        Self { base: base.map(|base| Url::parse(base).unwrap()) }
    }

    fn absolute(&self, raw: &str) -> Option<Url> {
        match Url::parse(raw) {
            Ok(url) => Some(url),
            Err(_) if raw.starts_with("//") => Url::parse(&format!("https:{raw}")).ok(),
            Err(_) => self.base.as_ref().and_then(|base| base.join(raw).ok()),
        }
    }
}

impl Host for Page {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        self.absolute(raw).map(|url| Address { href: url.into(), reach: Reach::Outside })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline, made } = found;
        let mut sources: Vec<String> = Vec::new();
        for url in candidates.iter().filter_map(|candidate| self.absolute(candidate)) {
            if matches!(url.scheme(), "http" | "https") && !sources.iter().any(|known| known == url.as_str()) {
                sources.push(url.into());
            }
        }
        (!sources.is_empty()).then_some(Picture { sources, width, height, alt, inline, made })
    }
}

type WritePicture = fn(&Picture, &mut String);

/// Writes the result, and panics on anything that must never stand in one.
struct Watching(HtmlWriter<WritePicture>);

impl Sink for Watching {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        let rule = policy::rule(name);
        assert!(!matches!(rule, policy::Rule::Drop | policy::Rule::Card), "<{name}> in a result");
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && !NEVER.contains(key), "{key} on <{name}>");
            match *key {
                "href" | "src" | "poster" | "data-poster" | "cite" => check_address(value),
                "id" => assert!(value.starts_with("r-"), "id {value:?}"),
                _ => {}
            }
        }
        self.0.open(name, attributes);
    }

    fn close(&mut self) {
        self.0.close();
    }

    fn text(&mut self, text: &str) {
        self.0.text(text);
    }

    fn picture(&mut self, picture: &Picture) {
        assert!(!picture.sources.is_empty());
        picture.sources.iter().for_each(|source| check_address(source));
        assert!(picture.sources.iter().all(|source| !picture::secure(source).starts_with("http:")), "{picture:?}");
        self.0.picture(picture);
    }
}

/// Panics unless a page may hold the address.
fn check_address(address: &str) {
    if let Some(fragment) = address.strip_prefix('#') {
        assert!(fragment.starts_with("r-"), "fragment {address:?}");
        return;
    }
    let url = Url::parse(address).unwrap_or_else(|error| panic!("{address:?}: {error}"));
    assert!(SCHEMES.contains(&url.scheme()), "{address:?}");
}

/// An element of a body: its name, its attributes, the text in it.
pub type Element<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

struct Written<'a>(&'a [(&'a str, &'a str)]);

impl Attributes for Written<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }
}

fn sink() -> Watching {
    Watching(HtmlWriter::picture_with(write_box as WritePicture))
}

/// Filters elements that stand in a row, and then the markup they became, which must pass unchanged. Returns it.
pub fn elements_twice(elements: &[Element<'_>], page: &mut Page) -> String {
    let mut filter = Filter::new(sink(), &mut *page);
    for (name, attributes, text) in elements {
        if filter.open(name, &Written(attributes)) == Descend::Into {
            filter.text(text);
            filter.close();
        }
    }
    let once = filter.finish().0.0.into_html();
    let again = parsed::filter_html(&once, sink(), page).0.0.into_html();
    assert_eq!(once, again, "not the same when filtered again: {elements:?}");
    once
}

/// Filters a body, and then its result, which must pass unchanged. Returns the result.
pub fn body_twice(html: &str, page: &mut Page) -> String {
    let once = parsed::filter_html(html, sink(), page).0.0.into_html();
    let again = parsed::filter_html(&once, sink(), page).0.0.into_html();
    assert_eq!(once, again, "not the same when filtered again: {html:?}");
    once
}
