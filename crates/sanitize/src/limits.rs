//! How much of one body is read. Pure numbers; what happens at a limit is the filter's business.

/// Elements and texts of one body that are kept. The largest real body seen has about 6,000.
pub const NODES: usize = 200_000;

/// Elements and texts of one body that are looked at. Most bodies keep most of theirs; beyond this is only made-up noise.
pub const NODES_MET: usize = 4 * NODES;

/// Nodes and bytes by which a body that was cut may be larger than the limits say: what one text can open at most, and
/// the note that follows it.
pub const SPARE: usize = 500;

/// Bytes of attributes for each of those nodes: one link may be as long as [`ATTRIBUTE_BYTES`], the others are short.
pub const ATTRIBUTE_BYTES_OF_SPARE: usize = 1024;

/// Bytes of text of one body that are kept.
pub const TEXT_BYTES: usize = 8 * 1024 * 1024;

/// Lists, tables and quotations inside one another. Deeper ones lose their element and keep their text. Real bodies stay below 20.
pub const DEPTH: usize = 100;

/// Inline elements inside one another. Deeper ones lose their element and keep their text.
pub const INLINE_DEPTH: usize = 32;

/// Elements of any kind inside one another that are followed. In what is deeper only what stands by itself counts; without
/// a limit, the place of each text would be sought among tens of thousands of made-up levels.
pub const OPEN_ELEMENTS: usize = 500;

/// By how much the parts of formulas and of lists of choices may go deeper than that.
pub const OPEN_PARTS: usize = 50;

/// Bytes of one attribute's value; a longer one is treated as missing. A `data:` picture is the only real use of more.
pub const ATTRIBUTE_BYTES: usize = 64 * 1024;

/// Bytes of a style that are looked at; a longer one is treated as missing. Real ones have some hundred.
pub const STYLE_BYTES: usize = 4 * 1024;

/// Bytes of all attributes of the elements that are kept. A link is written anew in each block that it runs through, so that a
/// long address could be multiplied.
pub const KEPT_ATTRIBUTE_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of an image's `data:` address, which holds the picture itself.
pub const DATA_BYTES: usize = 16 * 1024 * 1024;

/// Bytes of an address that is kept as text to copy. Magnet links with twenty trackers have about 2,000.
pub const COPIED_BYTES: usize = 4 * 1024;

/// All of them, with what each is for.
pub const LIMITS: &[(&str, usize, &str)] = &[
    ("elements and texts kept", NODES, "the largest real body seen has about 6,000"),
    ("elements and texts looked at", NODES_MET, "beyond this is only made-up noise"),
    (
        "bytes of text",
        TEXT_BYTES,
        "a long book, with its pictures' descriptions and all that the filter writes; the rest is said to be missing",
    ),
    ("lists, tables and quotations in one another", DEPTH, "deeper ones lose their tag; real bodies stay below 20"),
    ("inline elements in one another", INLINE_DEPTH, "deeper ones lose their tag; a lost link is said to be missing"),
    (
        "elements in one another",
        OPEN_ELEMENTS,
        "in deeper ones only texts, pictures, media and cards count; a lost link is said to be missing",
    ),
    ("parts of formulas and choices deeper than that", OPEN_PARTS, "what goes beyond is said to be missing"),
    ("bytes of an attribute", ATTRIBUTE_BYTES, "a longer one is treated as missing"),
    ("bytes of a style", STYLE_BYTES, "a longer one is treated as missing; real ones have some hundred"),
    ("bytes of kept attributes", KEPT_ATTRIBUTE_BYTES, "a link is written anew in each block that it runs through"),
    ("bytes of a picture's data: address", DATA_BYTES, "it holds the picture itself"),
    ("bytes of an address to copy", COPIED_BYTES, "magnet links with twenty trackers have about 2,000"),
    ("nodes and bytes above the limits of a cut body", SPARE, "what one text can open, and the note that follows"),
];
