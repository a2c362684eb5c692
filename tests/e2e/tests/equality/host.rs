//! What the reader's host does with addresses, done without a browser.

use handscroll_sanitize::{Address, Found, Host, Picture, Reach, picture};
use url::Url;

/// Resolves from one base, as the reader does.
pub(super) struct WebHost {
    base: Option<Url>,
    root: &'static str,
}

impl WebHost {
    pub(super) fn new(base: &str, root: &'static str) -> Self {
        Self { base: Url::parse(base).ok(), root }
    }

    fn absolute(&self, address: &str) -> Option<String> {
        self.base.as_ref()?.join(address).ok().map(String::from)
    }
}

impl Host for WebHost {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let href = self.absolute(raw)?;
        let reach = if href.starts_with(self.root) { Reach::Site } else { Reach::Outside };
        Some(Address { href, reach })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline, made } = found;
        let is_web = |address: &String| address.starts_with("http:") || address.starts_with("https:");
        let sources = candidates
            .iter()
            .filter(|address| !picture::is_random_picture(address, &[]))
            .filter_map(|address| self.absolute(address))
            .filter(is_web)
            .collect();
        Some(Picture { sources, width, height, alt, inline, made })
    }
}
