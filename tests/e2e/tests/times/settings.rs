//! Settings: a file that is offered for download, a backup with dates ahead of the clock, a database that does not answer.

use anyhow::{Context as _, ensure};
use e2e::{Engine, Post, Screen, at_each_engine};
use serde_json::{Value, json};

use super::{CLOCK, Rows, pass_until, start};
use crate::state::{OUTCOME, choose_file};

at_each_engine!(files_and_records_have_their_times);

/// Records the text of an offered file, and which address is revoked.
const CATCH: &str = "(() => { const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      blob.text().then((text) => { window.exported = text; });
      return window.offered = createObjectURL.call(URL, blob);
    };
    URL.revokeObjectURL = (address) => { window.revoked = address; revokeObjectURL.call(URL, address); };
    return true; })()";

async fn files_and_records_have_their_times(engine: Engine) -> anyhow::Result<()> {
    let rows = Rows::of("settings::files_and_records_have_their_times");
    let (_site, server, browser) = start(engine, Screen::Phone, &Post::many(3), &[]).await?;
    browser.read(&server.address("settings/")).await?;
    browser.wait("the field", "document.querySelector('.backup__file input')").await?;
    browser.value(CATCH).await?;

    // One record is as far ahead as allowed, the other a millisecond further.
    let now = browser.number("window.Date.now()").await? as u64;
    let ahead = rows.ms("RECORD_MAX_AHEAD_MS")?;
    let record = |slug: &str, at: u64| json!({ "kind": "read", "id": format!("a/{slug}/"), "value": { "finished": true }, "at": at });
    let records = [record("post-001", now + ahead), record("post-002", now + ahead + 1)];
    let file = json!({ "format": "handscroll-backup", "version": 1, "site": server.address(""), "made": now, "records": records });
    choose_file(&browser, &file.to_string()).await?;
    browser.click(".backup__offer .button:not(.button--quiet)").await?;
    browser.wait("it to be taken in", &format!("{OUTCOME}.includes('taken in')")).await?;
    browser.click(".backup__ways button").await?;
    browser.wait("a file", "window.exported").await?;
    let exported: Value = serde_json::from_str(&browser.text("window.exported").await?)?;
    let exported = exported["records"].as_array().context("no records")?;
    let at = |slug: &str| exported.iter().find(|known| known["id"] == format!("a/{slug}/")).map(|known| &known["at"]);
    ensure!(at("post-001") == Some(&json!(now + ahead)), "{exported:#?}");
    ensure!(at("post-002") == Some(&json!(now)), "{exported:#?}");
    pass_until(&browser, rows.ms("FILE_OFFER_LIMIT_MS")?, "window.revoked && revoked === offered").await?;

    // A transaction that does not end keeps the database busy.
    let name = json!(format!("handscroll:{}:state", server.address("")));
    server.before_each_page(&format!(
        "{CLOCK}\nindexedDB.open({name}).onsuccess = ({{ target: {{ result }} }}) => {{
           const store = result.transaction('records', 'readwrite').objectStore('records');
           const hold = () => {{ if (!window.isReleased) store.get('none').onsuccess = hold; else result.close(); }};
           window.isHeld = true; hold(); }};"
    ));
    browser.read(&server.address("settings/")).await?;
    browser.wait("the database to be held", "window.isHeld").await?;
    let told = "document.querySelector('.settings__told')?.innerText.includes('does not answer')";
    pass_until(&browser, rows.ms("DATABASE_LIMIT_MS")?, told).await?;
    browser.value("(window.isReleased = true)").await?;
    rows.end()?;
    browser.close().await
}
