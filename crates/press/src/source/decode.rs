//! Bytes of a file → text, in whatever encoding they are. It knows no file and no front matter.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// A file's text, with `\n` as its only line break and without a byte order mark.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Its encoding's name.
    pub(super) encoding: &'static str,
    /// Places that are not in that encoding; each became U+FFFD.
    pub(super) losses: usize,
    /// The line of the first such place, counted from 1.
    pub(super) first_loss: u32,
    /// Whether nothing but the statistics of its bytes speaks for the encoding.
    pub(super) is_guessed: bool,
}

/// Bytes that are looked at to recognise UTF-16 or a binary file.
const SAMPLE_BYTES: usize = 2048;

/// Decodes a file. None when it is no text in any encoding.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(decoded(encoding, &bytes[mark..], false));
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return Some(decoded(encoding, bytes, false));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    if controls * 10 > sample.len() {
        return None;
    }
    if is_nearly_utf_8(bytes) {
        return Some(decoded(UTF_8, bytes, false));
    }
    if let Some(encoding) = declared(sample) {
        let declared = decoded(encoding, bytes, false);
        if declared.losses == 0 {
            return Some(declared);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // GB18030 holds all of GBK, and the two share their decoder in the standard.
    let is_usual = guess == GBK || guess == GB18030 || guess == BIG5 && is_frequent_gb(bytes);
    Some(decoded(if is_usual { GB18030 } else { guess }, bytes, !is_usual))
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], is_guessed: bool) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let written = if had_errors { count_replacements(bytes, encoding) } else { 0 };
    let losses = if had_errors { text.matches('\u{fffd}').count().saturating_sub(written).max(1) } else { 0 };
    let text = with_line_feeds(text);
    let first_loss = match text.find('\u{fffd}') {
        Some(at) if losses > 0 => 1 + text[..at].matches('\n').count(),
        _ => 0,
    };
    Decoded {
        text,
        encoding: encoding.name(),
        losses,
        first_loss: u32::try_from(first_loss).unwrap_or(u32::MAX),
        is_guessed,
    }
}

/// U+FFFD that the author wrote: an earlier loss, which is not ours.
fn count_replacements(bytes: &[u8], encoding: &'static Encoding) -> usize {
    if encoding == UTF_8 { bytes.windows(3).filter(|three| three == b"\xef\xbf\xbd").count() } else { 0 }
}

fn with_line_feeds(text: Cow<'_, str>) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() }
}

/// UTF-16 without its mark: spaces and line breaks have a zero byte on one side. Other characters do not tell the
/// two orders apart, as 一 (U+4E00) read the wrong way round is an N.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let count = |is_space: fn(&[u8]) -> bool| sample.chunks_exact(2).filter(|unit| is_space(unit)).count();
    let little = count(|unit| matches!(unit, [b'\n' | b'\r' | b' ', 0]));
    let big = count(|unit| matches!(unit, [0, b'\n' | b'\r' | b' ']));
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    let is_utf_16 = bytes.len().is_multiple_of(2) && zeros >= 4 && zeros * 50 >= sample.len();
    match (little, big) {
        (1.., _) if is_utf_16 && big * 10 <= little => Some(UTF_16LE),
        (_, 1..) if is_utf_16 && little * 10 <= big => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8, or UTF-8 with a few broken places (a cut at the end, one bad byte): other encodings hold hardly any
/// sequence that UTF-8 allows.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || sound >= 10 * broken
}

/// Whether every character outside ASCII is a frequent one of GB 2312 and its successors. In a word or two of Chinese the detector
/// takes them for Big5, whose own texts have about every third second byte below 0x80.
fn is_frequent_gb(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| !byte.is_ascii()) {
        match &rest[at..] {
            [0xa1..=0xa3 | 0xb0..=0xd7, 0xa1..=0xfe, after @ ..] => rest = after,
            // GBK's dashes and accented letters.
            [0xa8, 0x40..=0x95 | 0xa1..=0xc0, after @ ..] => rest = after,
            // GB 18030's four bytes, which Big5 cannot hold.
            [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9', after @ ..] => rest = after,
            _ => return false,
        }
    }
    true
}

/// What an HTML file says of itself: `<meta charset="gb2312">`.
fn declared(sample: &[u8]) -> Option<&'static Encoding> {
    let text: String = sample.iter().map(|byte| byte.to_ascii_lowercase() as char).collect();
    let meta = text.find("<meta")?;
    let label = text[meta..].split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
    Encoding::for_label(&label.as_bytes()[..end]).filter(|encoding| encoding.is_ascii_compatible() || *encoding == BIG5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Long enough for statistics, and with each script's usual words.
    const CHINESE: &str =
        "---\ntitle: 长卷\n---\n这是一篇讲长卷的文章，从右向左慢慢展开，一次只看一段。我们在这里说的是阅读的方法。\n";
    const JAPANESE: &str = "これは絵巻物についての記事です。右から左へ、少しずつ開いて読みます。\n";
    const KOREAN: &str = "이것은 두루마리 그림에 대한 글입니다. 오른쪽에서 왼쪽으로 펼쳐 읽습니다.\n";
    const TRADITIONAL: &str = "這是一篇講長卷的文章，從右向左慢慢展開，一次只看一段。我們在這裡說的是閱讀的方法。\n";

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.losses), (text, encoding, 0));
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn unicode() {
        check(b"", "", "UTF-8");
        check(CHINESE.as_bytes(), CHINESE, "UTF-8");
        check(format!("\u{feff}{CHINESE}").as_bytes(), CHINESE, "UTF-8");
        check(CHINESE.replace('\n', "\r\n").as_bytes(), CHINESE, "UTF-8");
        check(b"a\rb\r\nc\n", "a\nb\nc\n", "UTF-8");
        for mark in ["\u{feff}", ""] {
            let text = format!("{mark}{CHINESE}");
            check(&utf_16(&text, u16::to_le_bytes), CHINESE, "UTF-16LE");
            check(&utf_16(&text, u16::to_be_bytes), CHINESE, "UTF-16BE");
        }
    }

    #[test]
    fn legacy_encodings() {
        check(&GBK.encode(CHINESE).0, CHINESE, "gb18030");
        let rare = format!("{CHINESE}㐀𠮷");
        check(&GB18030.encode(&rare).0, &rare, "gb18030");
        check(&encoding_rs::SHIFT_JIS.encode(JAPANESE).0, JAPANESE, "Shift_JIS");
        check(&encoding_rs::EUC_KR.encode(KOREAN).0, KOREAN, "EUC-KR");
        check(&BIG5.encode(TRADITIONAL).0, TRADITIONAL, "Big5");
        let few_words = "奖 – 2019\n";
        check(&GB18030.encode(few_words).0, few_words, "gb18030");
        let html = "<html><head><meta charset=\"shift_jis\"><p>絵</p>";
        check(&encoding_rs::SHIFT_JIS.encode(html).0, html, "Shift_JIS");
    }

    #[test]
    fn losses_are_counted() {
        let mut bytes = CHINESE.as_bytes().to_vec();
        bytes.extend_from_slice("再一行".as_bytes());
        bytes.pop();
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.losses, decoded.first_loss), ("UTF-8", 1, 5));
        assert!(decoded.text.starts_with(CHINESE));
    }

    #[test]
    fn pictures_are_no_text() {
        let picture: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 & 31).collect();
        assert_eq!(decode(&picture), None);
    }
}
