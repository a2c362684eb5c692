//! Every address a site has, relative to its root. Must not know where the root is.

/// The manifest, and its newest page.
pub const FEED: &str = "feed.json";

/// What can be read without a network.
pub const SAVED: &str = "saved/";

/// Where the reader is set up.
pub const SETTINGS: &str = "settings/";

/// Where an article's page (its twin) lies.
pub fn article(id: &str) -> String {
    format!("a/{}/", encode_segment(id))
}

/// Where an article of a feed without pages of its own is read.
pub fn read(id: &str) -> String {
    format!("read/?id={}", encode_segment(id))
}

/// [`SAVED`], telling that the page of this address (relative to the root, with its query) could not be had.
pub fn missing(path: &str) -> String {
    format!("{SAVED}?missing={}", encode_segment(path))
}

/// A sealed page of the manifest, numbered from the oldest, beginning with 1.
pub fn feed_page(number: usize) -> String {
    format!("feed-{number}.json")
}

/// Percent-encodes all but the characters that RFC 3986 calls unreserved, so that the result stands in a path or a query.
pub fn encode_segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(article("abc234"), "a/abc234/");
        assert_eq!(article("长图"), "a/%E9%95%BF%E5%9B%BE/");
        assert_eq!(read("https://a.example/1?x=1&y"), "read/?id=https%3A%2F%2Fa.example%2F1%3Fx%3D1%26y");
        assert_eq!(missing("a/长/"), "saved/?missing=a%2F%E9%95%BF%2F");
        assert_eq!(feed_page(3), "feed-3.json");
    }
}
