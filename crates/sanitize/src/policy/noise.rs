//! What scraped pages have around the words, and what is done with it. Data only.

/// The rules, by the order in which [`Report::noise`](crate::Report::noise) counts what each has taken.
pub const NOISE: &[(&str, &str)] = &[
    (
        "remains",
        "a paragraph of nothing but the words of a button or a loader (the table below): it leads nowhere any more",
    ),
    (
        "controls",
        "invisible characters, joiners that join nothing and towers of marks in links, and overrides of direction anywhere: they \
         hide words, cover them or turn them around",
    ),
    ("empty blocks", "an element is written when something in it is, so one with nothing in it never appears"),
    ("line breaks", "two or more in a row are the end of a paragraph; at the edges of one they are nothing"),
    (
        "padding",
        "no-break, ideographic and zero-width blanks at the edges of a text are an indent, which the page sets itself",
    ),
    ("repetition", "the same inline element in itself says nothing more; unclosed tags pile up by the hundred"),
];

/// Paragraphs that are nothing but this, in any case and with any dots or arrows after it, and lead nowhere.
pub const REMAINS: &[[&str; 2]] = &[
    ["continue reading", "a link that is gone"],
    ["image loading", "a loader"],
    ["loading", "a loader"],
    ["read more", "a link that is gone"],
    ["read the full article", "a link that is gone"],
    ["加载中", "a loader"],
    ["图片加载中", "a loader"],
    ["图片加载失败", "a loader"],
    ["展开全文", "a button"],
    ["查看原文", "a link that is gone"],
    ["正在加载", "a loader"],
    ["点击展开全文", "a button"],
    ["点击查看原文", "a link that is gone"],
    ["点击阅读全文", "a link that is gone"],
    ["点击阅读原文", "a link that is gone"],
    ["閱讀全文", "a link that is gone"],
    ["閱讀原文", "a link that is gone"],
    ["阅读全文", "a link that is gone"],
    ["阅读原文", "a link that is gone"],
];
