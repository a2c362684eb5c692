//! `_headers`, in which Netlify, Cloudflare Pages and others read what to send with each file: what a browser may do, and how
//! long it may keep what it got. Must not know what the policy means, nor which files there are.

use super::policy;

/// The file's name, at the site's root.
pub const NAME: &str = "_headers";

/// What is named by a hash of its bytes never changes.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What keeps its name when it changes is kept, and asked about before each use.
pub const ASK_FIRST: &str = "no-cache";

/// How long answers may be kept, by address. No address matches two of them: where several rules give a header, those hosts
/// send all their values in one. `:file` stands for one name without a slash, `*` for anything, and only at an end: that
/// much is understood by all of them.
const CACHING: &[(&str, &str)] = &[
    ("/", ASK_FIRST),
    ("/:file", ASK_FIRST),
    ("/a/*", ASK_FIRST),
    ("/read/*", ASK_FIRST),
    ("/saved/*", ASK_FIRST),
    ("/settings/*", ASK_FIRST),
    ("/assets/*", FOR_EVER),
    ("/images/*", FOR_EVER),
];

/// The file's text. `remote_images` is the policy's.
pub fn text(remote_images: bool) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in policy::headers(remote_images) {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    for (address, value) in CACHING {
        text.push_str(&format!("{address}\n  Cache-Control: {value}\n"));
    }
    text
}
