//! Which addresses a link may keep, and how. Knows schemes and fragments; must not parse an address itself (the host does).

use std::borrow::Cow;

use crate::limits;
use crate::policy::{COPYABLE_SCHEMES, LINK_SCHEMES, MEDIA_SCHEMES, names};
use crate::sink::Attribute;
use crate::tracking::without_tracking;

/// How far an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Another page of the same site.
    Site,
    /// Anywhere else, or an application (`mailto:`).
    Outside,
}

/// An address after the host resolved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address as it is to be written, normalised by a WHATWG URL parser; relative only within the site.
    pub href: String,
    /// Where it leads.
    pub reach: Reach,
}

static LINKED: [&str; LINK_SCHEMES.len()] = names(LINK_SCHEMES);
static LOADED: [&str; MEDIA_SCHEMES.len()] = names(MEDIA_SCHEMES);
static COPIED: [&str; COPYABLE_SCHEMES.len()] = names(COPYABLE_SCHEMES);

/// The scheme of a normalised address with its colon, in lower case; empty where the address is relative.
fn scheme(href: &str) -> &str {
    match href.find([':', '/', '?', '#']) {
        Some(end) if href.as_bytes()[end] == b':' => &href[..=end],
        _ => "",
    }
}

fn allows(schemes: &[&str], address: &Address) -> bool {
    let scheme = scheme(&address.href);
    // What is as long as this, is missing when the result is read again.
    address.href.len() < limits::ATTRIBUTE_BYTES
        && (schemes.contains(&scheme) || (scheme.is_empty() && address.reach == Reach::Site))
}

/// Whether a link may lead to this address.
pub(crate) fn may_link(address: &Address) -> bool {
    allows(&LINKED, address)
}

/// Whether a picture or medium may be loaded from this address.
pub(crate) fn may_load(address: &Address) -> bool {
    allows(&LOADED, address)
}

/// Whether what a host says of a picture is an address it may be loaded from: of the web, or relative to the page.
pub(crate) fn may_be_loaded(href: &str) -> bool {
    let scheme = scheme(href);
    scheme.is_empty() || LOADED.contains(&scheme)
}

/// Whether an address that no link may have is worth copying by hand.
pub(crate) fn may_copy(raw: &str) -> bool {
    COPIED.iter().any(|scheme| raw.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// The host of an address, without user and port; empty where there is none. Two slashes further on say nothing.
pub(crate) fn host(address: &str) -> &str {
    let Some(rest) = address[scheme(address).len()..].strip_prefix("//") else { return "" };
    let place = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let place = place.split('@').fold("", |_, part| part);
    // The colons in brackets are no port's.
    match place.split_once(']') {
        Some((inner, _)) => &place[..=inner.len()],
        None => place.split(':').next().unwrap_or_default(),
    }
}

/// Whether a host is this one, or below it.
pub(crate) fn is_below(host: &str, end: &str) -> bool {
    host.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// The attributes of a link to `address`.
pub(crate) fn link_attributes(address: Address) -> Vec<Attribute> {
    let outside = address.reach == Reach::Outside;
    let href = if outside { without_tracking(address.href) } else { address.href };
    let mut attributes: Vec<Attribute> = vec![("href", Cow::Owned(href))];
    if outside {
        attributes.push(("rel", Cow::Borrowed("noopener noreferrer external")));
        attributes.push(("target", Cow::Borrowed("_blank")));
    }
    attributes
}

/// Whether a link around a picture leads to something other than the picture itself.
pub(crate) fn leads_elsewhere(link: &[Attribute], sources: &[String]) -> bool {
    let Some((_, href)) = link.iter().find(|(name, _)| *name == "href") else { return false };
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_image = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp"].iter().any(|end| path.ends_with(end));
    !is_image && !sources.iter().any(|source| source == href)
}

/// Ids of a body begin with this, so that they can never be taken for one of the page's own.
const ID_PREFIX: &str = "r-";

/// Bytes of the longest id that is kept.
const ID_BYTES: usize = 200;

/// The id in the page for an id (or a fragment without its `#`) in a body; `None` where it cannot be an id.
/// One that has the prefix keeps it, so that a filtered body passes again unchanged.
pub fn fragment_id(found: &str) -> Option<String> {
    // What is decoded may be encoded again, and a result must not change when it is read again.
    let mut decoded = Cow::Borrowed(found);
    while let Some(further) = Some(percent_decode(&decoded)).filter(|further| *further != decoded) {
        // Each turn goes through what is left, and what is longer than this cannot become an id.
        if decoded.len() > 10 * ID_BYTES {
            return None;
        }
        decoded = Cow::Owned(further.into_owned());
    }
    let plain = decoded.strip_prefix(ID_PREFIX).unwrap_or(&decoded);
    let fits =
        !plain.is_empty() && plain.len() <= ID_BYTES && !plain.chars().any(|c| c.is_whitespace() || c.is_control());
    fits.then(|| format!("{ID_PREFIX}{plain}"))
}

/// Percent-decoded text, or the text itself where the result would not be UTF-8.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' && bytes[at + 1] != b'+' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(href: &str) -> Address {
        Address { href: href.into(), reach: Reach::Outside }
    }

    #[test]
    fn only_four_schemes_may_be_linked() {
        for (href, expected) in [
            ("https://example.org/", true),
            ("mailto:a@example.org", true),
            ("tel:+8610", true),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("magnet:?xt=1", false),
            ("data:text/html,x", false),
            ("../relative/", false),
        ] {
            assert_eq!(may_link(&outside(href)), expected, "{href}");
        }
        assert!(may_link(&Address { href: "../x/".into(), reach: Reach::Site }));
    }

    #[test]
    fn a_host_is_what_stands_after_the_user_and_before_the_port() {
        for (address, expected) in [
            ("https://a.example/b", "a.example"),
            ("//a.example", "a.example"),
            ("https://trusted.example@evil.example:8080?x", "evil.example"),
            ("https://[::1]:80/", "[::1]"),
            ("https://[::1]/", "[::1]"),
            ("mailto:a@b.example", ""),
            ("mailto:a@b.example?body=//c.example/", ""),
            ("../a/?b=//c.example/", ""),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
        assert!(is_below("www.a.example", "a.example") && !is_below("aa.example", "a.example"));
    }

    #[test]
    fn ids_get_one_prefix_and_no_second() {
        for (found, expected) in [
            ("fn1", Some("r-fn1")),
            ("r-fn1", Some("r-fn1")),
            ("%E6%B3%A8", Some("r-注")),
            ("100%", Some("r-100%")),
            ("%+1", Some("r-%+1")),
            ("100%2525", Some("r-100%")),
            ("a%2520b", None),
            ("a b", None),
            ("", None),
        ] {
            assert_eq!(fragment_id(found).as_deref(), expected, "{found}");
        }
    }
}
