//! Which addresses an image element may mean, in which order, and how large it says it is. Must not fetch or parse an address.

mod size;

use std::borrow::Cow;

use handscroll_core::display::plain_line;
use handscroll_core::strips::Strips;

use crate::attributes::Capped;
use crate::links::{host, is_below, percent_decode};
use crate::policy::{BEACON_ROWS, LAZY, RANDOM_PICTURE_ROWS, SETS, SIGN_ROWS, STAND_IN_ROWS, names, rows};
use crate::style::{self, Declarations};

pub(crate) use size::thousandths;

/// What an image element says of itself, before the host decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Addresses as written, most promising first, proxies behind the addresses that they wrap. Not yet resolved.
    pub candidates: Vec<String>,
    /// Width in pixels, as stated.
    pub width: Option<u32>,
    /// Height in pixels, as stated.
    pub height: Option<u32>,
    /// The alternative text, blanks trimmed; empty where there is none.
    pub alt: String,
    /// Whether it runs along with the text (a sign, a formula) instead of standing by itself.
    pub inline: bool,
    /// What the element says the press has made of it. Anybody may say so: the host decides whether to believe it.
    pub made: Made,
}

/// What the press has made of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The strips it was cut into, if it is tall.
    pub strips: Option<Strips>,
    /// What is shown while it is not there: the bytes of a thumbhash as base64url without padding.
    pub thumb: Option<String>,
}

/// Characters of a thumbhash's text at most: its 25 bytes make 34.
const THUMB_CHARACTERS: usize = 40;

impl Made {
    fn read(attributes: &Capped<'_>) -> Self {
        let is_base64 = |text: &String| {
            text.len() <= THUMB_CHARACTERS
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        Self {
            strips: attributes.get("data-strips").and_then(|text| text.parse().ok()),
            thumb: attributes.get("data-thumb").filter(is_base64),
        }
    }
}

/// A picture as it stands in the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Addresses to try in order, as they are to be written. Never empty in a result of the filter.
    pub sources: Vec<String>,
    /// Width in pixels; with `height` it reserves the box.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// The alternative text; empty where there is none.
    pub alt: String,
    /// Whether it runs along with the text.
    pub inline: bool,
    /// What the press has made of it, if that is to be used.
    pub made: Made,
}

impl Picture {
    /// Width and height where both are known.
    pub fn size(&self) -> Option<(u32, u32)> {
        self.width.zip(self.height)
    }
}

static LAZY_ATTRIBUTES: [&str; LAZY.len()] = names(LAZY);
static SET_ATTRIBUTES: [&str; SETS.len()] = names(SETS);

/// Proxies around an address that are looked behind. An address is gone through once for each.
const STACKED_PROXIES: usize = 8;

/// A picture whose class says that it runs with the text is believed up to this height, in pixels.
const LARGEST_SIGN: u32 = 160;

/// A picture at most this high and twice as wide runs along with the text, in pixels.
const INLINE_HEIGHT: u32 = 48;

/// Reads an image element. `None` for a tracking pixel.
pub(crate) fn read(attributes: &Capped<'_>, sources: &[String]) -> Option<Found> {
    let from = attributes.get("data-from");
    // Only the press writes that list; of other elements nothing more is asked.
    let made = from.as_ref().map(|_| Made::read(attributes)).unwrap_or_default();
    let size = if made.strips.is_some() { size::of_strips(attributes) } else { size::stated(attributes) };
    if is_pixel(attributes, size) {
        return None;
    }
    let label = attributes.get("alt").or_else(|| attributes.get("aria-label")).unwrap_or_default();
    let mut candidates: Vec<String> = Vec::new();
    // The list that the press wrote: whatever proxies there were have been looked behind.
    for address in from.unwrap_or_default().split_ascii_whitespace() {
        if !is_stand_in(address) && !candidates.iter().any(|known| known == address) {
            candidates.push(address.to_owned());
        }
    }
    for address in written_addresses(attributes, sources) {
        let address = as_parsed(&address);
        if is_stand_in(&address) {
            continue;
        }
        let inner = behind_proxies(&address);
        for candidate in inner.iter().map(String::as_str).chain([&*address]) {
            if !candidates.iter().any(|known| known == candidate) {
                candidates.push(candidate.to_owned());
            }
        }
    }
    let inline = runs_with_text(attributes, size);
    let (width, height) = size.unzip();
    Some(Found { candidates, width, height, alt: plain_line(&label), inline, made })
}

/// Whether the element is there to count readers: a pixel by one of its sides, or a picture that nobody sees. One that waits
/// for a script may be shown by it.
fn is_pixel(attributes: &Capped<'_>, size: Option<(u32, u32)>) -> bool {
    if let Some((width, height)) = size {
        return width <= 1 || height <= 1;
    }
    let style = attributes.get("style").unwrap_or_default();
    let style = Declarations::read(&style);
    let waits = || LAZY_ATTRIBUTES.iter().any(|name| attributes.get_picture(name).is_some());
    size::has_no_side(attributes) || style::is_pixel(&style) || (style::is_hidden(&style) && !waits())
}

fn written_addresses(attributes: &Capped<'_>, sources: &[String]) -> Vec<String> {
    let mut written = Vec::new();
    let names =
        LAZY_ATTRIBUTES.iter().map(|name| (*name, false)).chain(SET_ATTRIBUTES.iter().map(|name| (*name, true)));
    for (name, is_set) in names {
        let Some(value) = attributes.get_picture(name) else { continue };
        written.extend(if is_set { largest_of_set(&value) } else { Some(value) });
    }
    for set in sources {
        written.extend(largest_of_set(set));
    }
    written.extend(attributes.get_picture("src"));
    written
}

/// The address to load from: `https:` in place of `http:`, which a page's policy does not let through and most
/// hosts answer as well. Other addresses as they are.
pub fn secure(address: &str) -> Cow<'_, str> {
    match address.strip_prefix("http://") {
        Some(rest) => Cow::Owned(format!("https://{rest}")),
        None => Cow::Borrowed(address),
    }
}

/// The address with the greatest width (or density) of a srcset, by the rules of HTML: addresses end at a blank,
/// a comma at their end belongs to the list, commas inside belong to the address.
pub fn largest_of_set(set: &str) -> Option<String> {
    let mut best: Option<(u64, &str)> = None;
    let mut rest = set.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{c}']);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let (address, descriptor, next) = if address.ends_with(',') {
            (address.trim_end_matches(','), "", after)
        } else {
            let stop = after.find(',').unwrap_or(after.len());
            (address, after[..stop].trim(), &after[stop..])
        };
        let weight = size::thousandths(descriptor.trim_end_matches(['w', 'x'])).unwrap_or(1_000);
        if !address.is_empty() && best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, address));
        }
        rest = next.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{c}']);
    }
    best.map(|(_, address)| address.to_owned())
}

/// The address inside a proxy's: `https://any.host/?http…`, perhaps percent-encoded, or a query whose `url`, `u`, `src`,
/// `image` or `img` is an http address.
pub fn unwrap_proxy(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    let is_web = |text: &str| {
        text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
            || text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"))
    };
    if is_web(query) {
        return Some(query.to_owned());
    }
    if query.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http")) && !query.contains(['=', '&']) {
        let decoded = percent_decode(query);
        if is_web(&decoded) {
            return Some(decoded.into_owned());
        }
    }
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(key, _)| matches!(*key, "url" | "u" | "src" | "image" | "img"))
        .map(|(_, value)| percent_decode(value))
        .find(|value| is_web(value))
        .map(Cow::into_owned)
}

/// The address behind all the proxies around it; `None` where there is none, or more than anyone would stack.
fn behind_proxies(address: &str) -> Option<String> {
    let mut inner = unwrap_proxy(address)?;
    for _ in 0..STACKED_PROXIES {
        match unwrap_proxy(&inner) {
            Some(further) => inner = further,
            None => return Some(inner),
        }
    }
    None
}

/// The address without what every URL parser passes over, so that it is judged as it will be followed.
fn as_parsed(address: &str) -> Cow<'_, str> {
    let address = address.trim().trim_matches(|c: char| c <= ' ');
    match address.contains(['\t', '\n', '\r']) {
        true => Cow::Owned(address.replace(['\t', '\n', '\r'], "")),
        false => Cow::Borrowed(address),
    }
}

/// Whether the address answers with an arbitrary picture, or begins with one of the site's own `more` prefixes.
pub fn is_random_picture(address: &str, more: &[String]) -> bool {
    let place = address.split_once("//").map_or(address, |(_, rest)| rest);
    rows(RANDOM_PICTURE_ROWS).any(|known| {
        place.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
            && matches!(place.as_bytes().get(known.len()), None | Some(b'/' | b'?' | b'#' | b':'))
    }) || more.iter().any(|prefix| address.starts_with(prefix.as_str()))
}

/// Whether a resolved address is one that only counts readers. Names of files tell it only where nothing else is known
/// (`by_name`); hosts always.
pub fn is_beacon(address: &str, by_name: bool) -> bool {
    let whole = address.split(['?', '#']).next().unwrap_or_default();
    let host = host(whole);
    let path = whole.split_once("//").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(whole);
    rows(BEACON_ROWS).any(|known| match known.find('/') {
        Some(0) => by_name && path.ends_with(known),
        Some(at) => is_below(host, &known[..at]) && path.starts_with(&known[at..]),
        None => is_below(host, known),
    })
}

/// Whether the address is what a lazy loader shows while the picture is not there.
pub(crate) fn is_stand_in(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // A data: picture of less than 300 bytes is a pixel or two.
    address.is_empty()
        || path == "undefined"
        || rows(STAND_IN_ROWS).any(|end| path.ends_with(end))
        || (address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) && address.len() < 300)
}

fn runs_with_text(attributes: &Capped<'_>, size: Option<(u32, u32)>) -> bool {
    let class = attributes.get("class").unwrap_or_default();
    let named = rows(SIGN_ROWS).any(|word| style::holds(&class, word));
    let is_small = |(_, height): (u32, u32)| height <= LARGEST_SIGN;
    (named && size.is_none_or(is_small))
        || size.is_some_and(|(width, height)| height <= INLINE_HEIGHT && width <= 2 * INLINE_HEIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Attributes;

    struct Written<'a>(&'a [(&'a str, &'a str)]);

    impl Attributes for Written<'_> {
        fn get(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
    }

    fn read(attributes: &[(&str, &str)]) -> Option<Found> {
        super::read(&Capped::new(&Written(attributes)), &[])
    }

    #[test]
    fn pictures_are_loaded_over_https() {
        for (address, expected) in [
            ("http://a.example/1", "https://a.example/1"),
            ("https://a.example/1", "https://a.example/1"),
            ("../../images/1.png", "../../images/1.png"),
        ] {
            assert_eq!(secure(address), expected);
        }
    }

    fn check(attributes: &[(&str, &str)], candidates: &[&str], size: Option<(u32, u32)>) {
        let found = read(attributes).expect("no tracking pixel");
        assert_eq!(found.candidates, candidates, "{attributes:?}");
        assert_eq!(found.width.zip(found.height), size, "{attributes:?}");
    }

    #[test]
    fn lazy_loaders_are_believed_before_src_and_proxies_are_unwrapped() {
        check(
            &[
                ("data-original", "http://a.example/1.jpg"),
                ("data-width", "1080"),
                ("data-height", "5614"),
                ("src", "https://p.example/?http://a.example/1.jpg"),
            ],
            &["http://a.example/1.jpg", "https://p.example/?http://a.example/1.jpg"],
            Some((1080, 5614)),
        );
        check(
            &[("data-original-src", "//a.example/2.png"), ("src", "https://a.example/undefined")],
            &["//a.example/2.png"],
            None,
        );
        check(
            &[
                ("data-src", "https://m.example/3"),
                ("data-ratio", "1.5"),
                ("data-w", "640"),
                ("src", "data:image/gif;base64,R0lGODlhAQABAA"),
            ],
            &["https://m.example/3"],
            Some((640, 960)),
        );
        check(
            &[("src", "https://a.example/4"), ("coffee-w", "600"), ("coffee-h", "300.4")],
            &["https://a.example/4"],
            Some((600, 300)),
        );
        check(
            &[("src", "https://p.example/i?url=https%3A%2F%2Fa.example%2F5&w=9")],
            &["https://a.example/5", "https://p.example/i?url=https%3A%2F%2Fa.example%2F5&w=9"],
            None,
        );
        check(
            &[("src", "https://p.example/?https%3A%2F%2Fa.example%2F5%3Fb%3Dc")],
            &["https://a.example/5?b=c", "https://p.example/?https%3A%2F%2Fa.example%2F5%3Fb%3Dc"],
            None,
        );
        check(
            &[("src", "https://p.example/?https://q.example/?https://a.example/7")],
            &["https://a.example/7", "https://p.example/?https://q.example/?https://a.example/7"],
            None,
        );
        check(
            &[("data-from", "https://p.example/?https://a.example/9")],
            &["https://p.example/?https://a.example/9"],
            None,
        );
        check(
            &[("src", "https://p.example/?ht\ntps://a.example/8\u{1b}")],
            &["https://a.example/8", "https://p.example/?https://a.example/8"],
            None,
        );
        let too_many = "https://p.example/?".repeat(STACKED_PROXIES + 2);
        check(&[("src", &too_many)], &[&too_many], None);
        check(&[("src", "https://a.example/6"), ("width", "100%"), ("height", "20")], &["https://a.example/6"], None);
    }

    #[test]
    fn the_largest_of_a_set_is_taken_and_commas_inside_addresses_stay() {
        for (set, expected) in [
            ("a.jpg 320w, b.jpg 1280w, c.jpg 640w", Some("b.jpg")),
            ("a,b.jpg 1x,c.jpg 2x", Some("c.jpg")),
            ("only.jpg", Some("only.jpg")),
            ("first.jpg, second.jpg 2x", Some("second.jpg")),
            (" , ", None),
        ] {
            assert_eq!(largest_of_set(set).as_deref(), expected, "{set}");
        }
    }

    #[test]
    fn a_pixel_is_no_picture_and_a_small_one_runs_with_the_text() {
        for (more, is_picture) in [
            (&[("width", "1"), ("height", "1")][..], false),
            (&[("width", "1")], false),
            (&[("height", "0")], false),
            (&[("width", "100%")], true),
            (&[("width", "0"), ("data-width", "640"), ("data-height", "480")], true),
            (&[("style", "width:1px;height:1px")], false),
            (&[("style", "Display : NONE !important")], false),
            (&[("style", "display:none"), ("width", "640"), ("height", "480")], true),
            (&[("style", "display:none"), ("data-src", "https://a.example/1.jpg")], true),
            (&[("style", "display:block")], true),
        ] {
            let attributes = [&[("src", "https://a.example/t")], more].concat();
            assert_eq!(read(&attributes).is_some(), is_picture, "{more:?}");
        }
        let small = [("src", "https://a.example/e.png"), ("width", "20"), ("height", "20")];
        assert!(read(&small).is_some_and(|found| found.inline));
    }

    #[test]
    fn what_counts_readers_is_known_by_host_path_or_name() {
        for (address, expected) in [
            ("https://www.google-analytics.com/collect?v=1", true),
            ("https://www.facebook.com/tr?id=1", true),
            ("https://www.facebook.com/photo.jpg", false),
            ("http://feeds.feedburner.com/~r/blog/~4/x", true),
            ("http://feeds.feedburner.com/blog/picture.png", false),
            ("https://stats.wordpress.com/b.gif?host=y", true),
            ("https://a.example/photos/b.gif", false),
            ("https://a.example/x/pixel.gif?host=y", true),
            ("https://a.example/x/apixel.gif", false),
            ("https://hm.baidu.com/hm.gif", true),
            ("https://notcnzz.com/a.png", false),
            ("../../images/cnzz.com", false),
        ] {
            assert_eq!(is_beacon(address, true), expected, "{address}");
        }
        assert!(!is_beacon("https://a.example/x/pixel.gif", false));
        assert!(is_beacon("https://hm.baidu.com/hm.gif", false));
    }

    #[test]
    fn random_pictures_are_known_by_host_and_by_the_sites_own_list() {
        let more = vec!["https://pics.example/random".to_owned()];
        for (address, expected) in [
            ("https://picsum.photos/400/300?random=1", true),
            ("https://picsum.photos.example/1.jpg", false),
            ("https://pics.example/random/1", true),
            ("https://pics.example/real/1", false),
        ] {
            assert_eq!(is_random_picture(address, &more), expected, "{address}");
        }
    }
}
