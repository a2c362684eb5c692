//! Takes out of a picture's file what says where, when and by whom it was made, without touching how it looks. Knows the
//! outer form of files alone.

/// The segments of a JPEG that are kept, by their marker: what decoding needs, JFIF, colour profiles, Adobe's transform.
/// All others that stand before the scan are notes of cameras and programs.
fn is_needed_by_jpeg(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xe0 | 0xee => true,
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// The chunks of a PNG that say nothing of how it looks.
const PNG_NOTES: [&[u8; 4]; 5] = [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];
/// Those of a WebP, with the bits of its header that announce them.
const WEBP_NOTES: [(&[u8; 4], u8); 2] = [(b"EXIF", 0x08), (b"XMP ", 0x04)];

/// What is left of a picture's file without its notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bare {
    /// The file as it is: it has none, or is of a kind whose notes stay.
    Same,
    /// This file, which looks the same.
    Without(Vec<u8>),
    /// Nobody knows: its form is not understood.
    Unknown,
}

/// The file without its notes, and without what follows the picture: cameras put films and larger pictures there. How a
/// JPEG is to be turned stays said. A file that is cut off stays so.
pub fn without_metadata(bytes: &[u8], kind: &str) -> Bare {
    let kept = match kind {
        "jpg" => jpeg(bytes),
        "png" => png(bytes),
        "webp" => webp(bytes),
        _ => return Bare::Same,
    };
    match kept {
        Some(kept) if kept == bytes => Bare::Same,
        Some(kept) => Bare::Without(kept),
        None => Bare::Unknown,
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const SCAN: u8 = 0xda;
    const END: u8 = 0xd9;
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let mut kept = bytes[..2].to_vec();
    let orientation = crate::decode::orientation(bytes).filter(|orientation| *orientation > 1);
    kept.extend(orientation.map(exif_of_orientation).unwrap_or_default());
    let mut in_scan = false;
    while let Some(at) = marker(rest) {
        // Between two segments stands nothing but what fills.
        if in_scan {
            kept.extend(&rest[..at]);
        }
        let marker = rest[at + 1];
        if marker == END {
            kept.extend([0xff, END]);
            return Some(kept);
        }
        let length = usize::from(u16::from_be_bytes(*rest.get(at + 2..)?.first_chunk()?));
        let (segment, after) = rest[at..].split_at_checked(length + 2)?;
        if is_needed_by_jpeg(marker, segment.get(4..)?) {
            kept.extend(segment);
        }
        in_scan = marker == SCAN;
        rest = after;
    }
    kept.extend(in_scan.then_some(rest)?);
    Some(kept)
}

/// Where the next marker is that is neither a part of a scan's data nor stands before another.
fn marker(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0x01 | 0xd0..=0xd7 | 0xff))
}

/// The shortest EXIF that says how a picture is to be turned.
fn exif_of_orientation(orientation: u8) -> Vec<u8> {
    let mut segment = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut kept = bytes[..8].to_vec();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let name = rest.get(4..8)?;
        // Its length, its name, its content, its sum.
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?).unwrap_or((rest, &[]));
        if !PNG_NOTES.iter().any(|note| name == *note) {
            kept.extend(chunk);
        }
        if name == b"IEND" {
            break;
        }
        rest = after;
    }
    Some(kept)
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    // It says how long it is, without the eight bytes that say so.
    let end = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?).checked_add(8)? as usize;
    let mut rest = bytes.get(12..end.min(bytes.len()))?;
    let mut kept = bytes[..12].to_vec();
    let mut features = None;
    while !rest.is_empty() {
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        // Its name, its length, its content, which takes an even number of bytes; the last may lack one.
        let whole = length.checked_next_multiple_of(2)?.checked_add(8)?;
        let (chunk, after) = rest.split_at_checked(whole).unwrap_or((rest, &[]));
        if chunk.starts_with(b"VP8X") {
            features = Some(kept.len() + 8);
        }
        if !WEBP_NOTES.iter().any(|(name, _)| chunk[..4] == **name) {
            kept.extend(chunk);
            kept.resize(kept.len().next_multiple_of(2), 0);
        }
        rest = after;
    }
    if let Some(features) = features.and_then(|at| kept.get_mut(at)) {
        *features &= !WEBP_NOTES.iter().fold(0, |bits, (_, bit)| bits | bit);
    }
    let length = u32::try_from(kept.len() - 8).ok()?;
    kept[4..8].copy_from_slice(&length.to_le_bytes());
    Some(kept)
}
