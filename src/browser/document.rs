//! The page the reader runs in: where the site's root is, what the press painted, title, language, theme.

use handscroll_core::strings::{Strings, strings};
use handscroll_sanitize::picture::secure;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Window};
pub use web_sys::{Element, HtmlElement};

use crate::state::theme::Theme;

/// The window. The reader runs nowhere else, so the global object is one.
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The live document. Every window has one.
pub fn document() -> Document {
    js_sys::Reflect::get(&js_sys::global(), &"document".into()).unwrap_or_default().unchecked_into()
}

/// The value of an attribute of the root element; empty where it has none.
pub(super) fn root_attribute(name: &str) -> String {
    document().document_element().and_then(|root| root.get_attribute(name)).unwrap_or_default()
}

/// The page as the press painted it.
#[derive(Clone, Debug)]
pub struct Page {
    /// The site's root, absolute, ending with `/`.
    pub root: String,
    /// The words of the site's language.
    pub strings: &'static Strings,
    /// The site's title.
    pub site_title: String,
    /// The site's language, BCP 47.
    pub language: String,
}

impl Page {
    /// Reads the page. `None` where it is no page of the press, which the reader leaves alone.
    pub fn read() -> Option<Self> {
        let here = window().location().href().ok()?;
        let root = web_sys::Url::new_with_base(&format!("./{}", root_attribute("data-root")), &here).ok()?;
        root.set_search("");
        root.set_hash("");
        let home = find(".bar__home");
        find("#main")?;
        Some(Self {
            root: root.href(),
            strings: strings(&root_attribute("data-ui")),
            language: home
                .as_ref()
                .and_then(|home| home.closest("[lang]").ok()?)
                .and_then(|around| around.get_attribute("lang"))
                .unwrap_or_default(),
            site_title: home.and_then(|home| home.text_content()).unwrap_or_default(),
        })
    }

    /// `address` (relative to the root) made absolute.
    pub fn absolute(&self, address: &str) -> String {
        resolve(address, &self.root).unwrap_or_else(|| self.root.clone())
    }
}

/// The first element of the page's own frame that fits the selector. Not for looking into bodies.
pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// The service worker's address, absolute, where the site wants one.
pub fn worker_address() -> Option<String> {
    let script = document().query_selector("script[data-worker]").ok().flatten()?;
    resolve(&script.get_attribute("data-worker")?, &address())
}

/// The body of the article that is shown.
pub fn body_of_article() -> Option<HtmlElement> {
    find("article.article > .prose")
}

/// Title and language of the article that is shown.
pub fn article_title() -> Option<(String, String)> {
    let title = find("article.article .article__title")?;
    let language = document().document_element().and_then(|root| root.get_attribute("lang"));
    Some((title.text_content().unwrap_or_default(), language.unwrap_or_default()))
}

/// What boot.js has left under that name on the root element for the reader, once.
pub fn take_note(name: &str) -> Option<String> {
    let root = document().document_element()?;
    let note = root.get_attribute(name)?;
    let _ = root.remove_attribute(name);
    Some(note)
}

/// The ids of the articles whose rows the press painted, in order.
pub fn painted_rows() -> Vec<String> {
    let Ok(list) = document().query_selector_all(".rows > .row[data-id]") else { return Vec::new() };
    let ids = (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<Element>().ok()?.get_attribute("data-id"));
    ids.collect()
}

/// The address to load a picture or a film from: over https, unless it is the site's own, which is where it is.
pub fn loadable(address: &str) -> String {
    let absolute = openable(address);
    if is_own(&absolute) { absolute } else { secure(&absolute).into_owned() }
}

/// The address to open in a page of its own, as it is written: some hosts know nothing of https.
pub fn openable(address: &str) -> String {
    resolve(address, &self::address()).unwrap_or_default()
}

/// Whether an absolute address is of the page's own origin.
pub fn is_own(address: &str) -> bool {
    let origin = window().location().origin().unwrap_or_default();
    address.strip_prefix(&origin).is_some_and(|rest| rest.starts_with('/'))
}

/// Makes the addresses of the frame absolute. They are written relative to the page the document began with, and that
/// will change without a new document.
pub fn fix_frame_addresses() {
    let Ok(list) = document().query_selector_all("head link[href], .bar a[href], .foot a[href]") else { return };
    let here = address();
    for element in (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<Element>().ok()) {
        if let Some(absolute) = element.get_attribute("href").and_then(|href| resolve(&href, &here)) {
            let _ = element.set_attribute("href", &absolute);
        }
    }
}

/// Takes the rows the press painted out of the page.
pub fn remove_painted_rows() {
    let Ok(list) = document().query_selector_all(".rows > .row[data-id]") else { return };
    for row in (0..list.length()).filter_map(|at| list.get(at)?.dyn_into::<Element>().ok()) {
        row.remove();
    }
}

/// Takes everything out of an element.
pub fn empty(element: &Element) {
    element.replace_children_with_node_0();
}

/// Puts nodes into an element, at its end.
pub fn fill(element: &Element, content: &web_sys::DocumentFragment) {
    let _ = element.append_child(content);
}

/// `address` made absolute by the browser's own parser; `None` for what is no address.
pub fn resolve(address: &str, base: &str) -> Option<String> {
    web_sys::Url::new_with_base(address, base).ok().map(|url| url.href())
}

/// Tells the style which page it is.
pub fn set_kind(kind: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-page", kind);
    }
}

/// An address as people read it, without what stands for characters that an address may not have.
pub fn readable(address: &str) -> String {
    let decoded = js_sys::decode_uri_component(address).ok().map(String::from);
    handscroll_core::display::plain_line(decoded.as_deref().unwrap_or(address))
}

/// Sets the document's title and language.
pub fn describe(title: &str, language: &str) {
    let document = document();
    document.set_title(title);
    if let (Some(root), false) = (document.document_element(), language.is_empty()) {
        let _ = root.set_attribute("lang", language);
    }
}

/// Sets the colours of the page.
pub fn set_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        };
        let _ = colour_surroundings(&root, theme);
    }
}

/// Lets the device's bars have the colour of the paper: of a chosen one too, which goes before those of the system's, for
/// the first that fits counts.
fn colour_surroundings(root: &Element, theme: Theme) -> Option<()> {
    if let Some(before) = find("meta[name=theme-color]:not([media])") {
        before.remove();
    }
    if theme == Theme::System {
        return None;
    }
    let of_the_system = find("meta[name=theme-color]")?;
    let paper = window().get_computed_style(root).ok()??.get_property_value("--paper").ok()?;
    let meta = document().create_element("meta").ok()?;
    meta.set_attribute("name", "theme-color").ok()?;
    meta.set_attribute("content", paper.trim()).ok()?;
    of_the_system.before_with_node_1(&meta).ok()
}

/// How much of `element` has been read, in thousandths: none at its top, all when its end is on the screen.
pub fn read_share(element: &Element) -> u32 {
    let area = element.get_bounding_client_rect();
    let screen = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let way = area.height() - screen;
    if way <= 0.0 { 1_000 } else { (-area.top() / way * 1_000.0).clamp(0.0, 1_000.0) as u32 }
}

/// Moves the focus without scrolling, so that a screen reader and the keyboard are where the eye is.
pub fn focus_quietly(element: &HtmlElement) {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
    // web-sys has FocusOptions, but one property does not need a type of its own.
    let focus =
        js_sys::Reflect::get(element, &"focus".into()).ok().and_then(|focus| focus.dyn_into::<js_sys::Function>().ok());
    if let Some(focus) = focus {
        let _ = focus.call1(element, &options);
    }
}

/// How far the page is scrolled, in whole CSS pixels.
pub fn scroll_top() -> u32 {
    exact_scroll_top().max(0.0) as u32
}

/// How far the page is scrolled, in CSS pixels. Where a pixel of the screen is smaller, it is not a whole number.
pub fn exact_scroll_top() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Whether the engine knows a property of styles, by its name in scripts.
pub fn has_style(name: &str) -> bool {
    let style = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    style.is_some_and(|root| js_sys::Reflect::has(&root.style(), &name.into()).unwrap_or_default())
}

/// Scrolls the page at once, whatever the style says of smoothness.
pub fn scroll_to(top: u32) {
    scroll_to_exact(f64::from(top));
}

/// As [`scroll_to`], to a part of a pixel.
pub fn scroll_to_exact(top: f64) {
    let options = web_sys::ScrollToOptions::new();
    options.set_top(top);
    options.set_behavior(web_sys::ScrollBehavior::Instant);
    window().scroll_to_with_scroll_to_options(&options);
}

/// The id that the address's fragment names, if it names one.
pub fn fragment() -> Option<String> {
    let hash = window().location().hash().unwrap_or_default();
    let id = hash.strip_prefix('#').filter(|id| !id.is_empty())?;
    Some(js_sys::decode_uri_component(id).ok().map_or_else(|| id.to_owned(), String::from))
}

/// The element that the address's fragment names, if it is in the page.
pub fn fragment_element() -> Option<Element> {
    document().get_element_by_id(&fragment()?)
}

/// CSS pixels from the top of the page to the top of an element.
pub fn top_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().top() + exact_scroll_top()
}

/// The page's own address, absolute, without its fragment.
pub fn address() -> String {
    let here = window().location().href().unwrap_or_default();
    here.split('#').next().unwrap_or_default().to_owned()
}

/// Puts plain text into a body, a paragraph for each of its lines.
pub fn paragraphs(place: &Element, text: &str) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Ok(paragraph) = document().create_element("p") {
            paragraph.set_text_content(Some(line.trim()));
            let _ = place.append_child(&paragraph);
        }
    }
}
