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

/// The file without its notes; `None` where it has none, or is of a form that is not known here. How a JPEG is to be turned
/// stays said.
pub fn without_metadata(bytes: &[u8], kind: &str) -> Option<Vec<u8>> {
    let kept = match kind {
        "jpg" => jpeg(bytes)?,
        "png" => png(bytes)?,
        "webp" => webp(bytes)?,
        _ => return None,
    };
    (kept != bytes).then_some(kept)
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    const SCAN: u8 = 0xda;
    let orientation = crate::decode::orientation(bytes).filter(|orientation| *orientation > 1);
    let mut kept = bytes.get(..2)?.to_vec();
    kept.extend(orientation.map(exif_of_orientation).unwrap_or_default());
    let mut at = 2;
    loop {
        let [0xff, marker, high, low, ..] = *bytes.get(at..)? else { return None };
        if marker == SCAN {
            kept.extend(&bytes[at..]);
            return Some(kept);
        }
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let segment = bytes.get(at..end).filter(|segment| segment.len() >= 4)?;
        if is_needed_by_jpeg(marker, &segment[4..]) {
            kept.extend(segment);
        }
        at = end;
    }
}

/// The shortest EXIF that says how a picture is to be turned.
fn exif_of_orientation(orientation: u8) -> Vec<u8> {
    let mut segment = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut kept, mut rest) = bytes.split_at_checked(8).map(|(head, rest)| (head.to_vec(), rest))?;
    while !rest.is_empty() {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        // Its length, its name, its content, its sum.
        let (chunk, after) = rest.split_at_checked(length.checked_add(12)?)?;
        if !PNG_NOTES.iter().any(|name| chunk[4..8] == **name) {
            kept.extend(chunk);
        }
        rest = after;
    }
    Some(kept)
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut kept, mut rest) = bytes.split_at_checked(12).map(|(head, rest)| (head.to_vec(), rest))?;
    let mut features = None;
    while !rest.is_empty() {
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        // Its name, its length, its content, which takes an even number of bytes.
        let (chunk, after) = rest.split_at_checked(length.next_multiple_of(2).checked_add(8)?)?;
        if chunk.starts_with(b"VP8X") {
            features = Some(kept.len() + 8);
        }
        if !WEBP_NOTES.iter().any(|(name, _)| chunk[..4] == **name) {
            kept.extend(chunk);
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
