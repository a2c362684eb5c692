//! Measures how long the reader's own work on long bodies keeps a slow phone from all else. `cargo xtask bench slices` builds
//! what it needs and runs it. Fails when a slice is longer than is promised.

use std::fmt::Write as _;

use anyhow::ensure;
use e2e::{Browser, Engine, Post, Screen, Server, Site};
use serde_json::json;

/// How much slower than this machine the phone is.
const SLOWDOWN: f64 = 4.0;

/// Milliseconds that one slice of ours may take there: what is later feels late to a finger.
const MOST_MS: f64 = 50.0;

/// So often each body is read; of each way the longest slice of all counts.
const ROUNDS: u32 = 3;

/// Counts from now on how long each slice takes: from the message that begins it to the message, frame or end of turn that
/// ends it. Parsing is one call of the engine's, and counted by itself.
const WATCH: &str = "(() => {
    const found = window.found = { slices: [], parse: [], tasks: [] };
    let begun = 0;
    const end = () => { if (begun) found.slices.push(performance.now() - begun); begun = 0; };
    const send = MessagePort.prototype.postMessage, frame = window.requestAnimationFrame, Channel = window.MessageChannel;
    MessagePort.prototype.postMessage = function (...message) { end(); return send.apply(this, message); };
    window.requestAnimationFrame = (done) => { end(); return frame.call(window, done); };
    window.MessageChannel = class extends Channel {
      constructor() { super(); this.port1.addEventListener('message', () => { begun = performance.now(); setTimeout(end); }); }
    };
    const parse = DOMParser.prototype.parseFromString;
    DOMParser.prototype.parseFromString = function (...of) {
      const from = performance.now();
      const made = parse.apply(this, of);
      found.parse.push(performance.now() - from);
      return made;
    };
    new PerformanceObserver((list) => found.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    return true;
  })()";

/// A megabyte in each of the ways that bodies are large.
fn posts() -> Vec<Post> {
    const WORDS: &str = "手卷是横向展开的长画，观者一段一段地看，左手放，右手收，画中的山水人物随之而来，随之而去。";
    let mut usual = String::new();
    let mut number = 0;
    while usual.len() < 1_000_000 {
        number += 1;
        let _ =
            write!(usual, "<h2 id=\"s{number}\">{number}</h2><p style=\"color:red\">{WORDS}<b>{WORDS}</b>{WORDS}</p>");
        let _ = write!(usual, "<ul><li><a href=\"https://a.example/{number}\">{WORDS}</a></li></ul>");
        let _ = write!(usual, "<table><tr><th>甲<th>乙</tr><tr><td>{number}<td>{WORDS}</tr></table>");
        let _ = write!(usual, "<p><img src=\"https://a.example/{number}.jpg\" alt=\"{WORDS}\"></p>");
    }
    let one_text = format!("<p>{}</p>", WORDS.repeat(1_000_000 / WORDS.len()));
    let style = "color:red;".repeat(6_000);
    let styled = format!("<p>{}</p>", format!("<span style=\"{style}\">{WORDS}</span>").repeat(16));
    let described = format!("<p><img src=\"https://a.example/1.jpg\" alt=\"{}\"></p>", WORDS.repeat(6_000));
    let small = "<b>a</b>".repeat(120_000);
    [("usual", usual), ("one-text", one_text), ("styled", styled), ("described", described), ("small-parts", small)]
        .into_iter()
        .map(|(slug, body)| Post::new(slug, slug, format!("{body}<p>Last words.</p>")))
        .collect()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let posts = posts();
    let site = Site::of(&posts, 0)?;
    let server = Server::start(site.folder(), "/").await?;
    println!("the longest of {ROUNDS} rounds, in milliseconds on a phone {SLOWDOWN} times slower than this machine");
    println!("{:<24}{:>10}{:>12}{:>18}", "", "slice", "parse", "any task at all");
    let mut longest = 0.0_f64;
    for Post { slug, .. } in &posts {
        for way in ["fetched", "adopted"] {
            let mut most = [0.0_f64; 3];
            for _ in 0..ROUNDS {
                let found = visit(&server, slug, way).await?;
                most.iter_mut().zip(found).for_each(|(most, found)| *most = most.max(found));
            }
            longest = longest.max(most[0]);
            println!("{:<24}{:>10.1}{:>12.1}{:>18.1}", format!("{slug}, {way}"), most[0], most[1], most[2]);
        }
    }
    ensure!(longest <= MOST_MS, "a slice of ours took {longest:.1} ms; {MOST_MS} ms are promised");
    Ok(())
}

/// Opens an article, from the list or by its address: the longest slice, parse and task.
async fn visit(server: &Server, slug: &str, way: &str) -> anyhow::Result<[f64; 3]> {
    let browser = Browser::open_in(Engine::Chromium, Screen::Phone).await?;
    browser.command("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWDOWN })).await?;
    browser.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    let whole = "document.querySelector('.prose')?.lastElementChild?.textContent === 'Last words.'";
    if way == "fetched" {
        browser.read(&server.address("")).await?;
        browser.value("found.slices.length = found.parse.length = found.tasks.length = 0").await?;
        browser.value(&format!("document.querySelector(\".row[data-id='{slug}'] .row__link\").click()")).await?;
    } else {
        browser.read(&server.address(&format!("a/{slug}/"))).await?;
    }
    browser.wait("all of it", &format!("document.querySelector('.progress') && {whole}")).await?;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let mut found = [0.0; 3];
    for (at, of) in ["slices", "parse", "tasks"].into_iter().enumerate() {
        found[at] = browser.number(&format!("Math.max(0, ...found.{of})")).await?;
    }
    ensure!(browser.number("found.slices.length").await? > 0.0, "{slug}, {way}: no slice was seen");
    browser.close().await?;
    Ok(found)
}
