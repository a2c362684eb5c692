//! The path that a site is served under; it knows addresses as text, and no files.

use std::convert::Infallible;
use std::str::FromStr;

/// A path that begins and ends with a slash: `/`, `/sub/path/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// Where a requested path stands to the base.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// Below it; the path as the site sees it, with its leading slash.
    Inside(&'a str),
    /// The base itself, without the final slash that its relative links need.
    WithoutSlash,
    /// Elsewhere on the host.
    Outside,
}

impl BasePath {
    /// The path, with both its slashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn place<'a>(&self, path: &'a str) -> Place<'a> {
        let without_slash = self.0.trim_end_matches('/');
        match path.strip_prefix(without_slash) {
            Some("") if !without_slash.is_empty() => Place::WithoutSlash,
            Some(rest) if rest.starts_with('/') => Place::Inside(rest),
            _ => Place::Outside,
        }
    }
}

impl Default for BasePath {
    fn default() -> Self {
        BasePath("/".to_owned())
    }
}

impl FromStr for BasePath {
    type Err = Infallible;

    /// Accepts the path with or without its outer slashes.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let inner = text.trim().trim_matches('/');
        Ok(if inner.is_empty() { BasePath::default() } else { BasePath(format!("/{inner}/")) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_has_both_slashes() {
        let check =
            |input: &str, expected: &str| assert_eq!(input.parse::<BasePath>().unwrap().as_str(), expected, "{input}");
        check("", "/");
        check("/", "/");
        check("sub", "/sub/");
        check("/sub/path", "/sub/path/");
        check("sub/path/", "/sub/path/");
    }

    #[test]
    fn a_path_stands_inside_or_outside() {
        let check = |base: &str, path: &str, expected: Place<'_>| {
            assert_eq!(base.parse::<BasePath>().unwrap().place(path), expected, "{path} at {base}");
        };
        check("/", "/", Place::Inside("/"));
        check("/", "/a/x/", Place::Inside("/a/x/"));
        check("/sub/", "/sub/", Place::Inside("/"));
        check("/sub/", "/sub/a/x", Place::Inside("/a/x"));
        check("/sub/", "/sub", Place::WithoutSlash);
        check("/sub/", "/subway/", Place::Outside);
        check("/sub/", "/", Place::Outside);
    }
}
