//! Installing the site: what the browser offers, and its own question. Must not know how that is shown.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::document::window;
use super::listen::Listener;
use crate::state::install::Signs;

/// The name on the window under which boot.js keeps the browser's offer, which may come before the reader.
const OFFER: &str = "handscrollOffer";

/// What the browser says now; `was_installed` is for those who [`watch`].
pub fn signs() -> Signs {
    let navigator = of(&window(), "navigator");
    // Only browsers of iOS have it; it is true in an installed site.
    let standalone = navigator.as_ref().and_then(|navigator| of(navigator, "standalone"));
    let is_without_bars = window().match_media("(display-mode: standalone)").ok().flatten();
    Signs {
        is_app: standalone.as_ref().is_some_and(JsValue::is_truthy)
            || is_without_bars.is_some_and(|query| query.matches()),
        was_installed: false,
        is_offered: offer().is_some(),
        is_ios: standalone.is_some(),
    }
}

/// Calls `react` when the browser offers to install the site, and with `true` when it has been installed.
pub fn watch(react: impl Fn(bool) + Clone + 'static) -> [Listener; 2] {
    let heard = react.clone();
    [
        Listener::on_window("beforeinstallprompt", move || heard(false)),
        Listener::on_window("appinstalled", move || react(true)),
    ]
}

/// Lets the browser ask whether to install the site. Its offer is used up by that, whatever the answer. Must be called while
/// a click is being answered.
pub async fn ask() {
    let Some(offer) = offer() else { return };
    let _ = Reflect::delete_property(&window(), &OFFER.into());
    let Some(prompt) = of(&offer, "prompt").and_then(|prompt| prompt.dyn_into::<Function>().ok()) else { return };
    if let Ok(answer) = prompt.call0(&offer) {
        // A browser that refuses to ask says so by an error; then nothing has been installed, as when the answer is no.
        let _ = JsFuture::from(Promise::resolve(&answer)).await;
    }
}

fn offer() -> Option<JsValue> {
    of(&window(), OFFER)
}

/// A property, where there is one.
fn of(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
