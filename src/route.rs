//! Every address the reader has, typed. Pure: paths are relative to the site's root, which `browser` knows.

use handscroll_core::address;

/// A page of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The list of articles.
    Library,
    /// An article that has a page of its own, by its id.
    Article(String),
    /// An article of a feed without pages, by its item's id.
    Read(String),
    /// What can be read without a network.
    Saved {
        /// The address, relative to the root, that could not be had, where that is why one is here.
        missing: Option<String>,
    },
    /// How the reader is set up, and what it keeps.
    Settings,
}

impl Route {
    /// The page at `path` (relative to the root, percent-encoded as in an address) with `query` (without its `?`).
    /// `None` for what is no page of the reader: the browser loads it then.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let path = path.strip_suffix("index.html").unwrap_or(path);
        match path {
            "" => Some(Self::Library),
            address::SAVED => Some(Self::Saved { missing: parameter(query, "missing") }),
            address::SETTINGS => Some(Self::Settings),
            "read/" => Some(Self::Read(parameter(query, "id").unwrap_or_default())),
            _ => {
                let id = path.strip_prefix("a/")?.strip_suffix('/')?;
                (!id.is_empty() && !id.contains('/')).then(|| decode(id)).flatten().map(Self::Article)
            }
        }
    }

    /// The name by which the press's pages say which one they are, in `data-page`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Article(_) => "article",
            Self::Read(_) => "read",
            Self::Saved { .. } => "saved",
            Self::Settings => "settings",
        }
    }

    /// The page's address, relative to the root.
    pub fn address(&self) -> String {
        match self {
            Self::Library => String::new(),
            Self::Article(id) => address::article(id),
            Self::Read(id) => address::read(id),
            Self::Saved { missing: None } => address::SAVED.to_owned(),
            Self::Saved { missing: Some(path) } => address::missing(path),
            Self::Settings => address::SETTINGS.to_owned(),
        }
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    decode(&value.replace('+', " ")).filter(|value| !value.is_empty())
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        for route in [
            Route::Library,
            Route::Article("abc234".into()),
            Route::Article("长图 50%".into()),
            Route::Read("https://a.example/?x=1&y=2+3".into()),
            Route::Saved { missing: None },
            Route::Saved { missing: Some("read/?id=长 图".into()) },
            Route::Settings,
        ] {
            let address = route.address();
            let (path, query) = address.split_once('?').unwrap_or((&address, ""));
            assert_eq!(Route::parse(path, query), Some(route), "{address}");
        }
    }

    #[test]
    fn what_is_no_page_is_left_to_the_browser() {
        for (path, query) in [("feed.json", ""), ("a/", ""), ("a/x", ""), ("a/x/y/", ""), ("a/%zz/", "")] {
            assert_eq!(Route::parse(path, query), None, "{path}?{query}");
        }
    }
}
