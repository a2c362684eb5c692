//! What a browser may do with the site's pages: the Content Security Policy and the headers that go with it, for `meta`
//! elements and for hosts that can send headers. Must not know what stands on a page.

use std::sync::LazyLock;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::frame::STYLE;

/// How much of its address a page tells to others: all within the site, nothing elsewhere. Films cannot say it for
/// themselves, so the page does, also where a host sends no headers.
pub const REFERRER_POLICY: &str = "same-origin";

/// Made once: it is of the whole style.
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| BASE64.encode(&Sha256::digest(STYLE)));

/// The policy that every page carries in its head. Without `remote_images`, pictures come from the site alone.
pub fn content_security_policy(remote_images: bool) -> String {
    let style = &*STYLE_HASH;
    let pictures = if remote_images { "'self' https:" } else { "'self'" };
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        &format!("style-src 'sha256-{style}'"),
        &format!("img-src {pictures}"),
        "media-src 'self' https:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types handscroll-parse handscroll-worker",
    ]
    .join("; ")
}

/// The headers of every answer, by name.
pub fn headers(remote_images: bool) -> Vec<(&'static str, String)> {
    // Only a header can say who may put the page into a frame. Nobody is the safe answer: a page in a frame can be
    // covered, so that a reader clicks on what is not seen.
    let policy = format!("{}; frame-ancestors 'none'", content_security_policy(remote_images));
    vec![
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", REFERRER_POLICY.to_owned()),
        (
            "Permissions-Policy",
            "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()".to_owned(),
        ),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ]
}
