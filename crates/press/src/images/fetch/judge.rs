//! What bytes are, by themselves: a picture and its size, or what came in its place. Must not decode one.

use super::fetched::{Failure, FailureKind};
use crate::images::local;

/// So many bytes from the beginning tell a picture from what is none.
pub(super) const TELLING_BYTES: usize = 512;

/// What the beginning of a file tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A picture of this width and height in pixels.
    Picture(u32, u32),
    /// A picture, whose size stands further back.
    NotYet,
    /// Nothing that is wanted.
    Failure(Failure),
}

/// Judges the beginning of a file that may be a picture of at most so many `pixels`.
pub(super) fn judge(head: &[u8], pixels: u64) -> Verdict {
    if let Some((_, (width, height))) = local::measure(head) {
        return judge_size(width, height, pixels);
    }
    match imagesize::image_type(head) {
        Ok(kind) if local::ending(kind).is_some() => Verdict::NotYet,
        Ok(_) => failure(FailureKind::Unusual, "it is of a kind that few browsers show"),
        Err(_) => no_picture(head),
    }
}

/// Judges a picture by its width and height in pixels.
pub(super) fn judge_size(width: u32, height: u32, pixels: u64) -> Verdict {
    if u64::from(width) * u64::from(height) > pixels {
        let most = pixels / 1_000_000;
        return failure(
            FailureKind::Oversized,
            format!("it has {width} x {height} pixels, and {most} million are taken"),
        );
    }
    if width <= 1 || height <= 1 {
        return failure(FailureKind::Placeholder, "a line or a point of one pixel");
    }
    Verdict::Picture(width, height)
}

/// Says what stands where a picture should.
fn no_picture(head: &[u8]) -> Verdict {
    if head.is_empty() {
        return failure(FailureKind::Dead, "the answer is empty");
    }
    let text = String::from_utf8_lossy(&head[..head.len().min(TELLING_BYTES)]).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("<svg") || (text.starts_with("<?xml") || text.starts_with("<!--")) && text.contains("<svg") {
        // A page of the site could open it by itself, and then its scripts would run as the site's.
        return failure(FailureKind::Unusual, "it is an SVG, which may hold scripts and so is not copied");
    }
    if text.starts_with('<') {
        return failure(FailureKind::Dead, "a page came in place of a picture");
    }
    failure(FailureKind::Broken, "what came is no picture")
}

fn failure(kind: FailureKind, reason: impl Into<String>) -> Verdict {
    Verdict::Failure(Failure::new(kind, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], expected: Option<FailureKind>) {
        let found = match judge(head, 200_000_000) {
            Verdict::Failure(failure) => Some(failure.kind),
            _ => None,
        };
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(head));
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        head
    }

    #[test]
    fn bytes_are_judged_by_themselves() {
        check(&png(1080, 5614), None);
        check(&png(1080, 5614)[..12], None);
        check(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", None);
        check(&png(30_000, 30_000), Some(FailureKind::Oversized));
        check(&png(1, 600), Some(FailureKind::Placeholder));
        check(b"", Some(FailureKind::Dead));
        check(b"\n <!DOCTYPE html><title>Not found</title>", Some(FailureKind::Dead));
        check(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Some(FailureKind::Unusual));
        check(b"II*\0\x08\0\0\0\x01\0\0\x01", Some(FailureKind::Unusual));
        check(b"{\"error\":1}", Some(FailureKind::Broken));
    }
}
