//! What a file is called on the wire, whether it may be kept for ever, and whether it is worth compressing: all told by its name.

use axum::http::{HeaderMap, Response, header};
use tower_http::compression::predicate::{Predicate, SizeAbove};

/// The content type for a file of this name, where the guess of the file service needs help: it names no charset,
/// and for some files a type that no static host uses.
pub(super) fn content_type(file_name: &str) -> Option<&'static str> {
    let extension = file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
    Some(match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        _ => return None,
    })
}

/// Whether a path names its file by a hash of the content, as the press names what never changes: `*.<16 hex digits>.*`, and
/// among the pictures `images/<16 hex digits>.*`.
pub(super) fn is_named_by_content(path: &str) -> bool {
    let (folder, file_name) = path.rsplit_once('/').unwrap_or(("", path));
    let first = if folder.rsplit('/').next() == Some("images") { 0 } else { 1 };
    let is_hash = |part: &str| part.len() == 16 && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let parts: Vec<&str> = file_name.split('.').collect();
    parts.len() > 1 && parts[..parts.len() - 1].iter().skip(first).any(|part| is_hash(part))
}

/// Compresses text and wasm. Pictures, video and fonts are compressed already, and a stream of events must not wait in a buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &Response<B>) -> bool {
        SizeAbove::new(256).should_compress(response) && is_text_or_code(response.headers())
    }
}

fn is_text_or_code(headers: &HeaderMap) -> bool {
    let Some(content_type) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    match kind {
        "text/event-stream" => false,
        "application/json" | "application/manifest+json" | "application/xml" | "application/wasm" | "image/svg+xml" => {
            true
        }
        _ => kind.starts_with("text/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_hash_between_dots_names_content() {
        let check = |input: &str, expected: bool| assert_eq!(is_named_by_content(input), expected, "{input}");
        check("boot.0123456789abcdef.js", true);
        check("sea.0123456789abcdef.540.webp", true);
        check("/images/0123456789abcdef.webp", true);
        check("/sub/images/0123456789abcdef.webp", true);
        check("/images/sea.webp", false);
        check("/images/0123456789abcdef", false);
        check("boot.js", false);
        check("0123456789abcdef.js", false);
        check("boot.0123456789abcdef", false);
        check("boot.0123456789abcde.js", false);
        check("boot.0123456789ABCDEF.js", false);
        check("boot.0123456789abcdeg.js", false);
    }
}
