//! What a person did, as they meet it: marks in the list, two tabs, the page of settings, a file taken away and brought.

use anyhow::{Context as _, ensure};
use e2e::{BASE, Browser, Engine, Post, Screen, Server, Site, at_each_engine};
use serde_json::{Value, json};

at_each_engine!(all_is_exported_and_found_again_after_everything_was_wiped);

at_each_engine!(
    an_article_is_marked_in_the_list_when_it_was_begun_and_when_it_was_read,
    two_tabs_know_what_the_other_did,
    a_file_that_is_no_backup_is_refused_and_changes_nothing,
    a_file_is_shown_before_it_is_taken_in,
    no_file_is_handed_out_before_all_is_known,
    the_settings_are_used_by_keyboard_alone,
);

/// Catches what is handed out as a file, which every engine keeps elsewhere. It is run in the page itself: one that the
/// worker answers with does not come from this server.
const CATCH: &str = "(() => { const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { blob.text().then((text) => { window.exported = text; }); return make.call(URL, blob); };
    document.addEventListener('securitypolicyviolation', (event) => { (window.refused ||= []).push(event.violatedDirective); });
    return true; })()";

/// Forgets everything that any site has stored, as a person does in the browser's own settings.
const WIPE: &str = "(() => { localStorage.clear(); window.isWiped = false;
    const names = ['state', 'read'].map((name) => `handscroll:${document.querySelector('.bar__home').href}:${name}`);
    Promise.all(names.map((name) => new Promise((done) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = done;
    }))).then(() => { window.isWiped = true; });
    return true; })()";

async fn start(base: &str) -> anyhow::Result<(Site, Server)> {
    const WORDS: &str = "A long paragraph that goes on for a while, so that there is something to scroll through. ";
    let long = format!("<p>{}</p>", WORDS.repeat(8)).repeat(30);
    let posts = ["one", "two", "three"].map(|slug| Post::new(slug, &format!("Article {slug}"), long.clone()));
    let site = Site::of(&posts, 0)?;
    let server = Server::start(site.folder(), base).await?;
    Ok((site, server))
}

/// The mark on the row of an article.
fn mark(slug: &str) -> String {
    format!("document.querySelector('.row[data-id={slug}]')?.dataset.mark")
}

/// Puts a file into the field, as if it had been chosen.
pub(crate) async fn choose_file(browser: &Browser, text: &str) -> anyhow::Result<()> {
    let choose = format!(
        "((field) => {{ const chosen = new DataTransfer();
         chosen.items.add(new File([{}], 'backup.json', {{ type: 'application/json' }}));
         field.files = chosen.files;
         field.dispatchEvent(new Event('change', {{ bubbles: true }}));
         return true; }})(document.querySelector('.backup__file input'))",
        json!(text)
    );
    browser.value(&choose).await.map(drop)
}

/// What stands in the part on backups under its buttons.
pub(crate) const OUTCOME: &str = "document.querySelector('.backup__outcome').innerText";

async fn export(browser: &Browser, server: &Server) -> anyhow::Result<Value> {
    browser.read(&server.address("settings/")).await?;
    browser.value(CATCH).await?;
    browser.database_has_all(&server.address("")).await?;
    browser.click(".backup__ways button").await?;
    browser.wait("a file", "window.exported").await?;
    browser.wait("the word that there is one", &format!("{OUTCOME}.includes('exported')")).await?;
    let text = browser.text("window.exported").await?;
    serde_json::from_str(&text).with_context(|| format!("no JSON: {text}"))
}

async fn an_article_is_marked_in_the_list_when_it_was_begun_and_when_it_was_read(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start("/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read_to(&server.address("a/one/"), 1_500.0).await?;
    browser.read_to(&server.address("a/two/"), 1e9).await?;
    browser
        .holds("the tools say so", "document.querySelector('.reading-tools__finished').ariaPressed === 'true'")
        .await?;
    browser.read(&server.address("")).await?;
    browser.wait("the one that was begun", &format!("{} === 'begun'", mark("one"))).await?;
    browser.wait("the one that was read", &format!("{} === 'finished'", mark("two"))).await?;
    browser.holds("the other has none", &format!("!{}", mark("three"))).await?;
    let heard = "document.querySelector('.row[data-id=two] .row__link').textContent.endsWith('Read')";
    browser.holds("it can be heard, too", heard).await?;
    // Taken back where it was given.
    browser.click(".row[data-id=two] .row__link").await?;
    browser.wait("the article", "document.querySelector('.neighbours')").await?;
    browser.scroll_to(1e9).await?;
    browser.rests().await?;
    let is_shown = "getComputedStyle(document.querySelector('.reading-tools__finished')).visibility === 'visible'";
    browser.wait("the tools at the end", is_shown).await?;
    browser.click(".reading-tools__finished").await?;
    browser
        .wait("it to be taken back", "document.querySelector('.reading-tools__finished').ariaPressed === 'false'")
        .await?;
    browser.value("document.querySelector('.bar__home').click()").await?;
    browser.wait("no mark", &format!("document.querySelector('.row[data-id=two]') && !{}", mark("two"))).await?;
    browser.reload().await?;
    browser.wait("the other mark", &format!("{} === 'begun'", mark("one"))).await?;
    browser.holds("still no mark", &format!("!{}", mark("two"))).await?;
    browser.close().await
}

async fn two_tabs_know_what_the_other_did(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start("/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    let (list, article) = browser.second_tab().await?;
    browser.come_to(&article).await?;
    browser.read_to(&server.address("a/one/"), 1e9).await?;
    browser.read_to(&server.address("a/two/"), 1_500.0).await?;
    browser.value("((select) => { select.value = 'dark'; select.dispatchEvent(new Event('change', { bubbles: true })); })(document.querySelector('.theme-switch__select'))").await?;
    browser.come_to(&list).await?;
    browser.wait("the mark of the other tab", &format!("{} === 'finished'", mark("one"))).await?;
    browser.wait("the place of the other tab", &format!("{} === 'begun'", mark("two"))).await?;
    browser.wait("the colours of the other tab", "document.documentElement.dataset.theme === 'dark'").await?;
    // And what was done in both stands in the database.
    browser.read_to(&server.address("a/three/"), 1_500.0).await?;
    let exported = export(&browser, &server).await?;
    let records = exported["records"].as_array().context("no records")?;
    let has = |kind: &str, id: &str| {
        records.iter().any(|record| record["kind"] == kind && record["id"] == id && !record["value"].is_null())
    };
    for (kind, id) in [("read", "a/one/"), ("place", "a/two/"), ("place", "a/three/"), ("setting", "theme")] {
        ensure!(has(kind, id), "{kind} of {id} is lost: {records:#?}");
    }
    browser.close().await
}

async fn all_is_exported_and_found_again_after_everything_was_wiped(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start(BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read_to(&server.address("a/one/"), 1_500.0).await?;
    browser.read_to(&server.address("a/two/"), 1e9).await?;
    browser.read(&server.address("settings/")).await?;
    browser.click(".theme-choice__option:nth-of-type(3)").await?;
    browser.wait("the colours", "document.documentElement.dataset.theme === 'sepia'").await?;
    let before = export(&browser, &server).await?;
    ensure!(before["format"] == "handscroll-backup" && before["version"] == 1, "{before}");
    ensure!(before["site"] == server.address(""), "{before}");
    browser.value(WIPE).await?;
    browser.wait("all to be wiped", "window.isWiped").await?;
    browser.read(&server.address("")).await?;
    browser.database_answers(&server.address("")).await?;
    browser.rests().await?;
    browser
        .holds(
            "nothing is known",
            &format!("!{} && !{} && !document.documentElement.dataset.theme", mark("one"), mark("two")),
        )
        .await?;
    browser.read(&server.address("settings/")).await?;
    choose_file(&browser, &before.to_string()).await?;
    browser.click(".backup__offer .button:not(.button--quiet)").await?;
    browser.wait("it to be taken in", &format!("{OUTCOME}.includes('taken in')")).await?;
    browser.holds("the colours are there at once", "document.documentElement.dataset.theme === 'sepia'").await?;
    let after = export(&browser, &server).await?;
    ensure!(after["records"] == before["records"], "{before:#}\nis not\n{after:#}");
    browser.holds("nothing was refused", "!window.refused").await?;
    browser.read(&server.address("")).await?;
    browser.wait("the marks", &format!("{} === 'begun' && {} === 'finished'", mark("one"), mark("two"))).await?;
    browser.read(&server.address("a/one/")).await?;
    browser.wait("the place", "Math.abs(scrollY - 1500) < 8").await?;
    browser.close().await
}

async fn a_file_that_is_no_backup_is_refused_and_changes_nothing(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start(BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read_to(&server.address("a/two/"), 1e9).await?;
    let before = export(&browser, &server).await?;
    let text = before.to_string();
    let future = text.replace("\"version\":1", "\"version\":7");
    let wrong = text.replace("\"finished\":true", "\"finished\":\"yes\"");
    for (file, reason) in [
        ("", "damaged"),
        (&text[..text.len() - 20], "damaged"),
        ("\u{0}\u{1}PK not even text", "damaged"),
        (wrong.as_str(), "record"),
        ("{\"bookmarks\":[]}", "no backup of Handscroll"),
        ("[]", "no backup of Handscroll"),
        (future.as_str(), "later version has made it (format 7)"),
    ] {
        choose_file(&browser, file).await?;
        let told =
            format!("document.querySelector('.backup__outcome [role=alert]')?.innerText.includes({})", json!(reason));
        browser.wait(&format!("the reason “{reason}”"), &told).await?;
        browser.holds("nothing is offered", "!document.querySelector('.backup__offer')").await?;
    }
    // Larger than any backup; the browser makes it, so that no driver must carry it.
    let large = "((field) => { const chosen = new DataTransfer();
        chosen.items.add(new File(['x'.repeat(33_000_000)], 'large.json')); field.files = chosen.files;
        field.dispatchEvent(new Event('change', { bubbles: true })); return true; })(document.querySelector('.backup__file input'))";
    browser.value(large).await?;
    browser.wait("the reason", &format!("{OUTCOME}.includes('33 MB')")).await?;
    let after = export(&browser, &server).await?;
    ensure!(after["records"] == before["records"], "{before:#}\nis not\n{after:#}");
    browser.close().await
}

async fn a_file_is_shown_before_it_is_taken_in(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start("/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read_to(&server.address("a/two/"), 1e9).await?;
    let mut file = export(&browser, &server).await?;
    let records = file["records"].as_array_mut().context("no records")?;
    let known = records.iter_mut().find(|record| record["kind"] == "read").context("no mark")?;
    let at = known["at"].as_u64().context("no moment")?;
    // One that is older here, one that is newer here, one that nobody knows here, one of a kind that nobody knows.
    *known = json!({ "kind": "read", "id": "a/two/", "value": { "finished": false }, "at": at + 5 });
    records.push(json!({ "kind": "read", "id": "a/three/", "value": { "finished": true }, "at": 5 }));
    records.push(json!({ "kind": "bookmark", "id": "a/three/", "value": "at-1-1", "at": 5 }));
    file["site"] = json!("https://elsewhere.example/articles/");
    choose_file(&browser, &file.to_string()).await?;
    browser.wait("what is in it", "document.querySelector('.backup__offer')").await?;
    let shown = browser.text(OUTCOME).await?;
    for line in [
        "https://elsewhere.example/articles/",
        "New here\n2",
        "Newer than here\n1",
        "a later version knows; kept for it\n1",
    ] {
        ensure!(shown.contains(line), "{line} is not in {shown}");
    }
    browser.click(".backup__offer .button--quiet").await?;
    browser.wait("it to go away", "!document.querySelector('.backup__offer')").await?;
    let after = export(&browser, &server).await?;
    ensure!(after["records"].as_array().is_some_and(|records| records.iter().all(|record| record["id"] != "a/three/")));
    choose_file(&browser, &file.to_string()).await?;
    browser.click(".backup__offer .button:not(.button--quiet)").await?;
    browser.wait("it to be taken in", &format!("{OUTCOME}.includes('3 entries taken in')")).await?;
    // A second time there is nothing new in it.
    choose_file(&browser, &file.to_string()).await?;
    browser.wait("the word for that", &format!("{OUTCOME}.includes('Nothing in it is missing here')")).await?;
    browser
        .holds("nothing to agree to", "!document.querySelector('.backup__offer .button:not(.button--quiet)')")
        .await?;
    browser.read(&server.address("")).await?;
    browser.wait("the marks", &format!("{} === 'finished' && !{}", mark("three"), mark("two"))).await?;
    browser.close().await
}

async fn no_file_is_handed_out_before_all_is_known(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start(BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read_to(&server.address("a/two/"), 1e9).await?;
    let whole = export(&browser, &server).await?;
    // Somebody writes and does not come to an end.
    let name = json!(format!("handscroll:{}:state", server.address("")));
    server.before_each_page(&format!(
        "indexedDB.open({name}).onsuccess = ({{ target: {{ result }} }}) => {{
           const store = result.transaction('records', 'readwrite').objectStore('records');
           const hold = () => {{ if (!window.isReleased) store.get('none').onsuccess = hold; else result.close(); }};
           window.isHeld = true; hold(); }};"
    ));
    browser.read(&server.address("settings/")).await?;
    browser.wait("the database to be held", "window.isHeld").await?;
    browser.wait("the button", "document.querySelector('.backup__ways button')").await?;
    browser.value(CATCH).await?;
    browser.value("document.querySelector('.backup__ways button').click()").await?;
    browser.wait("a word of it", &format!("{OUTCOME}.includes('does not answer')")).await?;
    browser.holds("no file", "!window.exported").await?;
    browser.value("document.querySelector('.backup__ways button').click()").await?;
    browser.value("(window.isReleased = true)").await?;
    browser.wait("a file", "window.exported").await?;
    let file: Value = serde_json::from_str(&browser.text("window.exported").await?)?;
    ensure!(file["records"] == whole["records"], "{whole:#}\nis not\n{file:#}");
    browser.close().await
}

async fn the_settings_are_used_by_keyboard_alone(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start("/").await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    browser.read(&server.address("settings/")).await?;
    browser.wait("the page", "document.querySelector('.theme-choice__input')").await?;
    browser.value(CATCH).await?;
    browser.value("document.getElementById('main').focus()").await?;
    let focus = "document.activeElement";
    browser.press("\u{e004}").await?;
    browser.wait("the chosen colours", &format!("{focus}.name === 'theme' && {focus}.checked")).await?;
    browser.press("\u{e014}").await?;
    browser.wait("the next ones", "document.documentElement.dataset.theme === 'light'").await?;
    let reach = async |what: &str, is_there: &str| {
        for _ in 0..16 {
            browser.press("\u{e004}").await?;
            if browser.value(&format!("Boolean({is_there})")).await? == json!(true) {
                return Ok(());
            }
        }
        anyhow::bail!("the keyboard does not come to {what}")
    };
    reach("the export", &format!("{focus}.matches('.backup__ways button')")).await?;
    reach("the field for a file", &format!("{focus}.matches('.backup__file input')")).await?;
    let outline = "getComputedStyle(document.querySelector('.backup__file')).outlineStyle === 'solid'";
    browser.holds("one sees where one is", outline).await?;
    browser.value("document.querySelector('.backup__ways button').focus()").await?;
    browser.press("\u{e007}").await?;
    browser.wait("a file", "window.exported").await?;
    browser.close().await
}
