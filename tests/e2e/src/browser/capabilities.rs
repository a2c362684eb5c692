//! What each engine is asked for: no window that anyone sees, no network but this machine, windows as narrow as a phone.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use thirtyfour::Capabilities;

use super::Manner;
use crate::Engine;

/// Chromium, with nothing that a browser does for itself.
const CHROMIUM: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Pages of its own that each window would have, in a process each.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// Firefox keeps its windows 500 px wide at least, and MiniBrowser as wide as its buttons; their own styles can change that.
const FIREFOX_STYLE: (&str, &str) = ("profile/chrome/userChrome.css", ":root { min-width: 0 !important; }\n");
const WEBKIT_STYLE: (&str, &str) = ("config/gtk-3.0/gtk.css", "* { min-width: 0; margin: 0; padding: 0; }\n");

/// What a new browser is asked to be. `scratch` is its driver's folder.
///
/// # Errors
/// When `scratch` cannot be written to.
pub(super) fn capabilities(engine: Engine, manner: &Manner<'_>, scratch: &Path) -> anyhow::Result<Capabilities> {
    let mut wanted = match engine {
        Engine::Chromium => json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": chromium_arguments(manner),
                // 2 forbids; what a site stores goes with its cookies.
                "prefs": if *manner == Manner::Forgetful { json!({ "profile.default_content_setting_values.cookies": 2 }) } else { json!({}) },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
        }),
        Engine::Firefox => {
            write(scratch, FIREFOX_STYLE)?;
            json!({
                "browserName": "firefox",
                // Contexts are made by WebDriver BiDi.
                "webSocketUrl": true,
                "proxy": no_way_out(),
                "moz:firefoxOptions": {
                    "args": ["-headless", "-profile", scratch.join("profile")],
                    "prefs": firefox_preferences(manner),
                },
            })
        }
        // WebKitWebDriver finds its MiniBrowser itself, and tells it that it is driven.
        Engine::WebKit => {
            write(scratch, WEBKIT_STYLE)?;
            json!({ "proxy": no_way_out() })
        }
    };
    if *manner == Manner::Listening {
        wanted["goog:loggingPrefs"]["performance"] = json!("ALL");
        wanted["goog:chromeOptions"]["perfLoggingPrefs"] = json!({ "enableNetwork": true, "enablePage": false });
    }
    // A page that waits for ever for one of its files is one of the cases: waiting is done by the tests.
    wanted["pageLoadStrategy"] = json!("none");
    let wanted: Map<String, Value> = serde_json::from_value(wanted)?;
    Ok(wanted.into())
}

fn chromium_arguments(manner: &Manner<'_>) -> Vec<String> {
    let own = match manner {
        Manner::Fresh | Manner::Forgetful | Manner::Listening => None,
        Manner::Profile(folder) => Some(format!("--user-data-dir={}", folder.display())),
        Manner::Private => Some("--incognito".to_owned()),
    };
    CHROMIUM.iter().map(|argument| (*argument).to_owned()).chain(own).collect()
}

/// A proxy where nobody listens, for all but this machine.
fn no_way_out() -> Value {
    json!({
        "proxyType": "manual",
        "httpProxy": "127.0.0.1:9",
        "sslProxy": "127.0.0.1:9",
        "noProxy": ["127.0.0.1"],
    })
}

/// Nothing that Firefox does for itself; what it still tries ends at the proxy. geckodriver brings more of the kind.
fn firefox_preferences(manner: &Manner<'_>) -> Value {
    json!({
        "browser.privatebrowsing.autostart": *manner == Manner::Private,
        // 2 forbids cookies, and with them what a site stores.
        "network.cookie.cookieBehavior": if *manner == Manner::Forgetful { 2 } else { 5 },
        "toolkit.legacyUserProfileCustomizations.stylesheets": true,
        "app.update.disabledForTesting": true,
        "browser.safebrowsing.downloads.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        // As on a phone.
        "dom.w3c_touch_events.enabled": 1,
        "datareporting.policy.dataSubmissionEnabled": false,
        "extensions.systemAddon.update.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.trr.mode": 5,
        "toolkit.telemetry.server": "",
    })
}

fn write(scratch: &Path, (path, content): (&str, &str)) -> anyhow::Result<()> {
    let path = scratch.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, content)?)
}
