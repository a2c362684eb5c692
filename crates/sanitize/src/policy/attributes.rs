//! Every attribute that may stay, and how its value is judged. Data only; must not know where attributes come from.

use super::Value::{self, Flag, Language, Number, OneOf, Signed, Text};

/// Attributes every kept element may bring, with what is done with them and why. `id` is kept too, with a prefix.
pub const EVERYWHERE: &[(&str, Value, &str)] = &[
    ("dir", OneOf(&["ltr", "rtl", "auto"]), "the direction of a foreign text"),
    ("lang", Language, "typefaces and voices are chosen by it"),
];

/// Attributes of single elements, by their name in the result. Addresses and classes are not here: see the tables below.
pub const ATTRIBUTES: &[(&str, &str, Value, &str)] = &[
    ("abbr", "title", Text(300), "what is abbreviated"),
    ("details", "open", Flag, "whether it is folded"),
    ("dfn", "title", Text(300), "what is defined"),
    ("li", "value", Signed(1_000_000), "the item's number"),
    ("ol", "reversed", Flag, "counts downwards"),
    ("ol", "start", Signed(1_000_000), "the first item's number"),
    ("ol", "type", OneOf(&["1", "a", "A", "i", "I"]), "how items are counted"),
    ("td", "colspan", Number(100), "a cell's columns"),
    ("td", "rowspan", Number(1_000), "a cell's rows"),
    ("th", "colspan", Number(100), "a cell's columns"),
    ("th", "rowspan", Number(1_000), "a cell's rows"),
    ("th", "scope", OneOf(&["row", "col", "rowgroup", "colgroup"]), "what the cell is the heading of"),
    ("time", "datetime", Text(40), "the moment meant"),
];

/// Attributes that the filter writes itself, by element: what stands in them never is a foreign value as it was found.
pub const WRITTEN: &[(&str, &str, &str)] = &[
    (
        "*",
        "id",
        "places that links of the same body lead to; with the prefix `r-`, so that none is taken for one of the page's own",
    ),
    (
        "a",
        "href",
        "an address that a link may have, after a parser of addresses has written it anew; or a fragment with the prefix",
    ),
    ("a", "rel", "`noopener noreferrer external` on every link that leaves the site"),
    ("a", "target", "`_blank` on every link that leaves the site"),
    ("audio, video", "controls", "always: the reader decides what plays"),
    ("audio, video", "loop", "as it was"),
    ("audio, video", "preload", "always `none`: nothing is loaded before it is asked for"),
    ("code, pre", "data-lang", "the language, from a class `language-…` or `lang-…`"),
    ("p", "class", "`card`, on the link that stands for a frame"),
    ("source", "src", "an address that media may be loaded from"),
    ("td, th", "class", "`center` or `right`, from `align` or `text-align`"),
    ("video", "data-poster", "an address that pictures may be loaded from; it waits until the reader is near"),
    ("video", "height", "a number; with the width it reserves the box"),
    ("video", "width", "a number"),
];

/// Which attributes hold an address, and what it is judged as. No other address of a body is ever read.
pub const ADDRESSES: &[(&str, &str, &str)] = &[
    (
        "a href",
        "link",
        "resolved against the article's own address, then the scheme is judged and what tracks is taken out",
    ),
    ("audio, video src, data-src", "media", "http and https alone; written as https outside of the site"),
    (
        "a, span data-strips",
        "picture",
        "the strips of a tall picture: names of the site's own files, 16 hexadecimal digits each; believed in its own pages alone",
    ),
    (
        "embed, iframe src, data-src; object data; param value",
        "media",
        "the first that is http or https becomes a link; nothing is loaded from it",
    ),
    (
        "img, canvas: see the lazy attributes",
        "picture",
        "candidates in order; each is resolved and its scheme judged by the host",
    ),
    ("source src", "media", "in audio and video"),
    ("source srcset", "picture", "in picture: its largest is a candidate of the img"),
    ("video poster, data-poster", "picture", "as a picture that waits"),
];
