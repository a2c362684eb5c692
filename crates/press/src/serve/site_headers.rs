//! The headers that a site asks its host to send, in the file that the press writes for such hosts. Knows the file's form, as
//! Netlify and Cloudflare Pages read it; must not know what the headers mean.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Adds to `headers` what `file` (the text of `_headers`) says for `path`, which begins with a slash.
/// Lines that say nothing, and headers that no answer could have, are passed over, as those hosts do.
pub(super) fn add(file: &str, path: &str, headers: &mut HeaderMap) {
    let mut applies = false;
    for line in file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let is_header = line.starts_with([' ', '\t']);
        if !is_header {
            applies = matches(line.trim(), path);
            continue;
        }
        let Some((name, value)) = line.split_once(':').filter(|_| applies) else { continue };
        let name = HeaderName::try_from(name.trim());
        let value = HeaderValue::try_from(value.trim());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.insert(name, value);
        }
    }
}

/// Whether a pattern means a path: `*` at its end stands for anything.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => path == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# for all\n/*\n  X-One: a: b\n\tX-Two: c\n\n/assets/*\n  X-One: d\n/exact\n  X-Three: e\n  no header\n  Bad\u{7}Name: f\n";

    #[track_caller]
    fn check(path: &str, expected: &[(&str, &str)]) {
        let mut headers = HeaderMap::new();
        add(FILE, path, &mut headers);
        let found: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().expect("text"))).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn headers_are_those_of_the_patterns_that_match() {
        check("/", &[("x-one", "a: b"), ("x-two", "c")]);
        check("/assets/a.js", &[("x-one", "d"), ("x-two", "c")]);
        check("/exact", &[("x-one", "a: b"), ("x-two", "c"), ("x-three", "e")]);
    }
}
