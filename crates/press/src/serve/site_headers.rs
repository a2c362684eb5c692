//! The headers that a site asks its host to send, in the file that the press writes for such hosts. Knows the file's form, as
//! Netlify and Cloudflare Pages read it; must not know what the headers mean.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, header};

/// Sets on `response` what `file` (the text of `_headers`) says for `path`, which begins with a slash, in the place of what
/// stands there. Lines that say nothing, and headers that no answer could have, are passed over, as those hosts do. How
/// long a file may be kept is not said of an answer without the file: it may come, and is not to be missed until then.
pub(super) fn add<Body>(file: &str, path: &str, response: &mut Response<Body>) {
    let has_the_file = response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED;
    let mut wanted = wanted(file, path);
    if !has_the_file {
        wanted.remove(header::CACHE_CONTROL);
    }
    response.headers_mut().extend(wanted);
}

/// What several rules say of one header is joined by commas: a site that is right only where the last one wins would be
/// wrong on Cloudflare Pages.
fn wanted(file: &str, path: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut applies = false;
    for line in file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let is_header = line.starts_with([' ', '\t']);
        if !is_header {
            applies = matches(line.trim(), path);
            continue;
        }
        let Some((name, value)) = line.split_once(':').filter(|_| applies) else { continue };
        let Ok(name) = HeaderName::try_from(name.trim()) else { continue };
        let before = headers.get(&name).and_then(|value: &HeaderValue| value.to_str().ok());
        let value = before.map_or_else(|| value.trim().to_owned(), |before| format!("{before}, {}", value.trim()));
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    headers
}

/// Whether a pattern means a path: `*` at its end stands for anything, `:name` for one name between slashes.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, rest_is_free) = pattern.strip_suffix('*').map_or((pattern, false), |start| (start, true));
    let mut given = path.split('/');
    let mut wanted = pattern.split('/').peekable();
    while let Some(part) = wanted.next() {
        let Some(name) = given.next() else { return false };
        let fits = match part.strip_prefix(':') {
            Some(_) => !name.is_empty(),
            None if rest_is_free && wanted.peek().is_none() => return name.starts_with(part),
            None => name == part,
        };
        if !fits {
            return false;
        }
    }
    given.next().is_none()
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    const FILE: &str = "# for all\n/*\n  X-One: a: b\n\tX-Two: c\n\n/assets/*\n  X-One: d\n  Cache-Control: max-age=9\n/exact\n  X-Three: e\n  \
        no header\n  Bad\u{7}Name: f\n/:file\n  X-Four: g\n";

    #[track_caller]
    fn check(path: &str, status: StatusCode, expected: &[(&str, &str)]) {
        let mut response = Response::builder().status(status).header("x-two", "ours").body(()).expect("an answer");
        add(FILE, path, &mut response);
        let mut found: Vec<_> =
            response.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().expect("text"))).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn headers_are_those_of_the_patterns_that_match() {
        check("/", StatusCode::OK, &[("x-one", "a: b"), ("x-two", "c")]);
        check("/assets/a.js", StatusCode::OK, &[("cache-control", "max-age=9"), ("x-one", "a: b, d"), ("x-two", "c")]);
        check("/exact", StatusCode::OK, &[("x-four", "g"), ("x-one", "a: b"), ("x-three", "e"), ("x-two", "c")]);
        check("/exact/", StatusCode::OK, &[("x-one", "a: b"), ("x-two", "c")]);
    }

    #[test]
    fn what_is_not_there_is_not_kept() {
        let kept = [("cache-control", "max-age=9"), ("x-one", "a: b, d"), ("x-two", "c")];
        check("/assets/a.js", StatusCode::NOT_MODIFIED, &kept);
        check("/assets/a.js", StatusCode::NOT_FOUND, &kept[1..]);
        check("/assets/a.js", StatusCode::RANGE_NOT_SATISFIABLE, &kept[1..]);
    }
}
