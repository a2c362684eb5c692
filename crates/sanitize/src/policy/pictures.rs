//! Pictures: where their addresses stand, and which addresses are none. Data only; must not know how they are tried.

/// Attributes that hold an address, in the order in which lazy loaders of scraped sites are to be believed.
/// Before them comes the press's own `data-from`, after them `src`, which often holds a stand-in.
pub const LAZY: &[(&str, &str)] = &[
    ("data-original", "jQuery's lazyload, and ZAKER"),
    ("data-src", "most loaders, and WeChat"),
    ("data-original-src", "Douban and others; without a scheme"),
    ("data-actualsrc", "Zhihu"),
    ("data-lazy-src", "WordPress' loaders"),
    ("_src", "UEditor"),
    ("zoomfile", "Discuz"),
];

/// Attributes that hold a list of addresses with widths; the largest is taken.
pub const SETS: &[(&str, &str)] = &[("data-srcset", "lazy loaders"), ("srcset", "HTML")];

/// Pairs of attributes that state width and height in pixels. `width` and `height` come last: on scraped pages
/// they may be the size of the box, but their ratio is right where both are numbers.
pub const SIZES: &[(&str, &str, &str)] = &[
    ("data-width", "data-height", "ZAKER and others"),
    ("data-rawwidth", "data-rawheight", "Zhihu"),
    ("data-owidth", "data-oheight", "enlargements"),
    ("coffee-w", "coffee-h", "4Gamers"),
    ("data-w", "data-h", "WeChat, with a height or with data-ratio instead"),
    ("width", "height", "HTML"),
];

/// Ends of addresses that lazy loaders show while the picture is not there.
pub const STAND_INS: &[[&str; 2]] = &[
    ["/undefined", "a script's missing value"],
    ["/null", "a script's missing value"],
    ["/blank.gif", "nothing to see"],
    ["/spacer.gif", "nothing to see"],
    ["/transparent.gif", "nothing to see"],
    ["/loading.gif", "a wheel that turns"],
    ["/grey.gif", "jQuery's lazyload"],
    ["/placeholder.gif", "as it says"],
];

/// Hosts (and paths) that answer with an arbitrary picture, which is no content.
pub const RANDOM_PICTURES: &[[&str; 2]] = &[
    ["picsum.photos", "any photograph"],
    ["source.unsplash.com", "any photograph"],
    ["unsplash.it", "any photograph"],
    ["placekitten.com", "any kitten"],
    ["placehold.it", "a grey box"],
    ["placehold.co", "a grey box"],
    ["via.placeholder.com", "a grey box"],
    ["dummyimage.com", "a grey box"],
    ["loremflickr.com", "any photograph"],
];

/// Pictures that count readers: the end of a host, with the beginning of a path where only that counts; or the end of a
/// path, from its slash, for pictures that state neither a size nor a description. Besides them, a picture is one that by its
/// attributes or its style is of one pixel or hidden.
pub const BEACONS: &[[&str; 2]] = &[
    ["google-analytics.com", "Google Analytics"],
    ["googletagmanager.com", "Google's tags"],
    ["doubleclick.net", "Google's displays"],
    ["googleadservices.com", "Google's displays"],
    ["feeds.feedburner.com/~", "FeedBurner's counters and buttons"],
    ["feedsportal.com", "feeds with displays"],
    ["stats.wordpress.com", "WordPress"],
    ["pixel.wp.com", "WordPress"],
    ["facebook.com/tr", "Facebook"],
    ["hm.baidu.com", "Baidu's statistics"],
    ["cnzz.com", "CNZZ"],
    ["umeng.com", "Umeng"],
    ["51.la", "51.LA"],
    ["scorecardresearch.com", "Comscore"],
    ["quantserve.com", "Quantcast"],
    ["mc.yandex.ru", "Yandex"],
    ["list-manage.com/track", "Mailchimp"],
    ["medium.com/_/stat", "Medium"],
    ["/beacon.gif", "as it says"],
    ["/pixel.gif", "as it says"],
    ["/pixel.png", "as it says"],
    ["/1x1.gif", "as it says"],
    ["/track.gif", "as it says"],
];

/// Parts of an image's class that say that it runs along with the text.
pub const SIGNS: &[[&str; 2]] = &[
    ["inline", "as it says; the press writes it too"],
    ["emoji", "a face"],
    ["emoticon", "a face"],
    ["smiley", "a face"],
    ["latex", "a formula"],
    ["formula", "a formula"],
    ["equation", "a formula"],
];
