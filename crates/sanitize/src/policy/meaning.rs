//! Styles and shapes that stand for an element. Data only; must not know how a style is read.

/// Declarations that carry meaning, on `span` and `font`: property, what its value must hold one of, the element, why. The first
/// that fits is taken. Not in a heading or a link, which are set apart already, where it is only weight or a line.
pub const STYLES: &[[&str; 4]] = &[
    ["font-family", "monospace courier consolas menlo monaco", "code", "letters of one width"],
    ["font-weight", "bold 600 700 800 900", "strong", "editors write weight for emphasis"],
    ["font-style", "italic oblique", "em", "editors write slant for emphasis"],
    ["text-decoration", "line-through", "s", "no longer right"],
    ["text-decoration", "underline", "u", "editors write a line for emphasis"],
    ["text-decoration-line", "line-through", "s", "no longer right"],
    ["text-decoration-line", "underline", "u", "editors write a line for emphasis"],
    ["vertical-align", "super", "sup", "notes and powers"],
    ["vertical-align", "sub", "sub", "indices"],
];

/// Parts of a class that make the first text after a picture its caption.
pub const CAPTION_CLASSES: &[[&str; 2]] = &[
    ["caption", "WordPress and most others"],
    ["img_desc", "galleries"],
    ["img-desc", "galleries"],
    ["image-desc", "galleries"],
    ["decsimg", "ZAKER"],
    ["picinfo", "magazines"],
    ["pic-info", "magazines"],
    ["img-title", "galleries"],
    ["photo-credit", "newspapers"],
];

/// What a paragraph after a picture begins with, when it is the picture's caption. A mark of one sign counts anywhere, the
/// others at the beginning of plain text.
pub const CAPTION_MARKS: &[[&str; 2]] = &[
    ["▲", "points at the picture above"],
    ["△", "points at the picture above"],
    ["图：", "“picture:”"],
    ["图:", "“picture:”"],
    ["图｜", "“picture |”"],
    ["图|", "“picture |”"],
    ["图 |", "“picture |”"],
    ["图/", "“picture by”"],
    ["图源", "“source of the picture”"],
    ["图片来源", "“source of the picture”"],
    ["圖：", "“picture:”"],
    ["圖源", "“source of the picture”"],
    ["圖片來源", "“source of the picture”"],
    ["photo:", "as it says"],
    ["photo by", "as it says"],
    ["photo credit", "as it says"],
    ["image credit", "as it says"],
];

/// Evidence that the first text after a picture is its caption; two of these together are believed.
pub const CAPTION_EVIDENCE: &[(&str, &str)] = &[
    ("centred", "`text-align: center`, `align=center` or a `center` element that begins after the picture"),
    ("small", "a font size of at most 14px, 80% or .9em, or `small`"),
    ("grey", "a colour whose three parts are alike and not dark"),
    (
        "credit",
        "the text begins with 图 or 圖, or its first 600 bytes name where the picture is from: 图/, 图源, 来源, 來源, ©",
    ),
];
