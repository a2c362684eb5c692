//! Files that a person takes away or brings. Must not know what is in them.

use handscroll_core::contract::times::FILE_OFFER_LIMIT_MS;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, HtmlAnchorElement, HtmlInputElement, Url};

use super::document::document;
use super::listen::Timer;

/// Why a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It has so many bytes.
    TooLarge(u64),
    /// The browser could not; it may have been moved meanwhile.
    Unreadable,
}

/// Offers a text as a file of that name, to be kept where the person likes. `false` when the browser cannot.
pub fn offer(name: &str, text: &str) -> bool {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let address = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)
        .and_then(|blob| Url::create_object_url_with_blob(&blob));
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let (Ok(address), Some(link)) = (address, link) else { return false };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    let revoke = Timer::after(FILE_OFFER_LIMIT_MS, move || {
        let _ = Url::revoke_object_url(&address);
    });
    std::mem::forget(revoke);
    true
}

/// Reads the file that was chosen in a field, which forgets it. `None` when none was.
///
/// # Errors
/// When it is larger than `most_bytes`, or cannot be read.
pub async fn chosen(event: Event, most_bytes: u64) -> Option<Result<String, FileError>> {
    let field = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = field.files()?.get(0)?;
    let bytes = file.size() as u64;
    if bytes > most_bytes {
        field.set_value("");
        return Some(Err(FileError::TooLarge(bytes)));
    }
    let text: Promise = file.text();
    let text = JsFuture::from(text).await.ok().as_ref().and_then(JsValue::as_string);
    // The same file may be chosen again.
    field.set_value("");
    Some(text.ok_or(FileError::Unreadable))
}

/// The day of a moment in milliseconds since 1970, where the person is, as RFC 3339 has days.
pub fn day_of(moment: u64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(moment as f64));
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
