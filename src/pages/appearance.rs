//! How the reader looks, as the person chose it: kept with all else they did, and alike in every tab.

use handscroll_core::records::kinds::SETTING;
use leptos::prelude::*;
use serde_json::Value;

use crate::browser::document;
use crate::browser::records::THEME;
use crate::records::Records;
use crate::state::theme::Theme;

/// The colours that were chosen, and how to choose others.
pub fn theme(records: &Records) -> (Signal<Theme>, UnsyncCallback<Theme>) {
    let (kept, chosen) = (records.clone(), records.clone());
    let theme = Signal::derive(move || {
        kept.track(SETTING);
        let name = kept.get(SETTING, THEME);
        name.as_ref().and_then(Value::as_str).map(Theme::of_name).unwrap_or_default()
    });
    (theme, UnsyncCallback::new(move |theme: Theme| chosen.put(SETTING, THEME, theme.name().into())))
}

/// Shows the page in the colours that are chosen, now and later.
pub fn show(theme: Signal<Theme>) {
    Effect::new(move || document::set_theme(theme.get()));
}
