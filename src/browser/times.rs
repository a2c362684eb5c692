//! How long this page waits: the waits of the contract, shortened in a site that was pressed for tests. Must not know what
//! anybody waits for.

use handscroll_core::contract::times::{SCALE_ATTRIBUTE, Scale, Wait};
use wasm_bindgen::JsValue;

use super::document::root_attribute;

thread_local! {
    /// Read once: the document keeps its root element for as long as the reader runs.
    static SCALE: Scale = scale_of_page();
}

/// Returns the milliseconds that this page waits.
pub fn ms(wait: Wait) -> i32 {
    wait.scaled(SCALE.with(|scale| *scale))
}

/// Reads the scale that the press wrote. Without one, or with a malformed one, the times are the real ones.
pub fn scale_of_page() -> Scale {
    // The browser's own conversion: that of Rust would weigh some kilobytes. It makes 0 of an empty text.
    let factor = JsValue::from(root_attribute(SCALE_ATTRIBUTE)).unchecked_into_f64();
    Scale::new(factor).unwrap_or(Scale::REAL)
}
