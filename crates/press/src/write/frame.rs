//! What every page has around its content: head, policy, style, bar and foot. Must not know any page's content.

use handscroll_core::contract::times::Scale;
use handscroll_core::strings::Strings;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{install, offline, policy};

/// The one style of every page, joined and minified from style/.
pub const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// The colour of pages, as CSS writes it.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// For a system with light colours.
    pub light: &'static str,
    /// For one with dark colours.
    pub dark: &'static str,
}

/// The paper of style/tokens.css.
pub const PAPER: Paper = include!(concat!(env!("OUT_DIR"), "/paper.rs"));

/// What is the same on all pages of a site.
#[derive(Debug)]
pub struct Site {
    /// The site's name.
    pub title: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// BCP 47.
    pub language: String,
    /// The words of its pages.
    pub strings: &'static Strings,
    /// Where it stands, ending with `/`; what needs absolute addresses is left out without it.
    pub base_url: Option<String>,
    /// Whether pages may show pictures from elsewhere.
    pub remote_images: bool,
    /// Whether the reader may install the service worker.
    pub offline: bool,
    /// By how much the reader's waits are shortened.
    pub time_scale: Scale,
    /// The reader's files under their names in the site, relative to its root; `None` for a site that reads without scripts.
    pub reader: Option<ReaderNames>,
}

/// Where the reader's files lie, relative to the site's root.
#[derive(Clone, Debug, Default)]
pub struct ReaderNames {
    /// The script that starts it.
    pub boot: String,
    /// wasm-bindgen's glue.
    pub glue: String,
    /// The reader.
    pub wasm: String,
    /// The icon, if the reader brings one.
    pub icon: Option<String>,
}

/// What one page says of itself.
#[derive(Debug, Default)]
pub struct Page<'a> {
    /// Which of the reader's pages it is: `library`, `article`, `read`, or empty for none.
    pub kind: &'a str,
    /// The way to the site's root: empty, `../` or `../../`.
    pub root: &'a str,
    /// The document's title.
    pub title: &'a str,
    /// BCP 47, of the content.
    pub language: &'a str,
    /// For searches and previews.
    pub description: Option<&'a str>,
    /// Its address relative to the root; what needs it is left out without it.
    pub address: Option<&'a str>,
    /// A picture for previews, relative to the root or absolute.
    pub image: Option<&'a str>,
    /// RFC 3339, of an article.
    pub published: Option<&'a str>,
    /// Whether searches may list it.
    pub unlisted: bool,
}

/// A whole page.
pub fn page(site: &Site, page: &Page<'_>, main: &Markup) -> String {
    let words = site.strings;
    let absolute = |address: &str| {
        site.base_url
            .as_ref()
            .map(|base| if address.contains("://") { address.to_owned() } else { format!("{base}{address}") })
    };
    let canonical = page.address.and_then(absolute);
    let image = page.image.and_then(absolute);
    let markup = html! {
        (DOCTYPE)
        html lang=(page.language) data-page=(page.kind) data-root=(page.root) data-ui=(words.language)
            data-time-scale=[(site.time_scale != Scale::REAL).then(|| site.time_scale.factor())] {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::content_security_policy(site.remote_images));
                meta name="referrer" content=(policy::REFERRER_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" media="(prefers-color-scheme: light)" content=(PAPER.light);
                meta name="theme-color" media="(prefers-color-scheme: dark)" content=(PAPER.dark);
                title { (page.title) }
                @if let Some(text) = page.description { meta name="description" content=(text); }
                @if page.unlisted { meta name="robots" content="noindex"; }
                @if let Some(address) = &canonical { link rel="canonical" href=(address); }
                @if !page.kind.is_empty() {
                    meta property="og:title" content=(page.title);
                    meta property="og:site_name" content=(site.title);
                    meta property="og:type" content=(if page.kind == "article" { "article" } else { "website" });
                    @if let Some(text) = page.description { meta property="og:description" content=(text); }
                    @if let Some(address) = &canonical { meta property="og:url" content=(address); }
                    @if let Some(address) = &image { meta property="og:image" content=(address); }
                    @if let Some(date) = page.published { meta property="article:published_time" content=(date); }
                    link rel="alternate" type="application/feed+json" title=(site.title) href={ (page.root) "feed.json" };
                    @if site.base_url.is_some() {
                        link rel="alternate" type="application/atom+xml" title=(site.title) href={ (page.root) "atom.xml" };
                    }
                }
                style { (PreEscaped(STYLE)) }
                @if let Some(reader) = site.reader.as_ref().filter(|_| !page.kind.is_empty()) {
                    @if let Some(icon) = &reader.icon { link rel="icon" type="image/svg+xml" href={ (page.root) (icon) }; }
                    // With credentials: a site behind a password would give its manifest to nobody else.
                    link rel="manifest" href={ (page.root) (install::MANIFEST) } crossorigin="use-credentials";
                    link rel="apple-touch-icon" href={ (page.root) (install::touch_icon()) };
                    script type="module" src={ (page.root) (reader.boot) } data-glue={ (page.root) (reader.glue) } data-wasm={ (page.root) (reader.wasm) }
                        data-worker=[site.offline.then(|| format!("{}{}", page.root, offline::WORKER))] {}
                }
            }
            body {
                a.skip href="#main" lang=(words.language) { (words.skip_to_content) }
                header.bar lang=(site.language) {
                    @if page.kind.is_empty() { span.bar__home { (site.title) } }
                    @else { a.bar__home href=(if page.root.is_empty() { "./" } else { page.root }) { (site.title) } }
                    div.bar__tools #tools {}
                }
                main #main tabindex="-1" { (main) }
                footer.foot lang=(site.language) {
                    p {
                        (site.title)
                        @if !page.kind.is_empty() { " · " a href={ (page.root) "feed.json" } rel="external" { (words.subscribe) } }
                    }
                }
            }
        }
    };
    markup.into_string()
}
