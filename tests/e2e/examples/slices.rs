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

/// So often each body is read. The median of their longest slices counts: one of them alone may have met with whatever else a
/// machine does.
const ROUNDS: usize = 5;

/// Writes down from now on when each slice begins, which is with a message, and ends, which is with another message or with the
/// wish for a frame. One after which nothing is left to do has no such end, and is as long as the browser says of its task, if
/// that is long at all. Parsing is one call of the engine's, and counted by itself.
const WATCH: &str = "(() => {
    const found = window.found = { slices: [], parses: [], tasks: [] };
    const end = () => { const last = found.slices.at(-1); if (last) last.end ??= performance.now(); };
    const send = MessagePort.prototype.postMessage, frame = window.requestAnimationFrame, Channel = window.MessageChannel;
    MessagePort.prototype.postMessage = function (...message) { end(); return send.apply(this, message); };
    window.requestAnimationFrame = (done) => { end(); return frame.call(window, done); };
    window.MessageChannel = class extends Channel {
      constructor() { super(); this.port1.addEventListener('message', () => { found.slices.push({ begin: performance.now() }); }); }
    };
    const parse = DOMParser.prototype.parseFromString;
    DOMParser.prototype.parseFromString = function (...of) {
      const begin = performance.now();
      const made = parse.apply(this, of);
      found.parses.push({ begin, length: performance.now() - begin });
      return made;
    };
    new PerformanceObserver((list) => {
      found.tasks.push(...list.getEntries().map(({ startTime, duration }) => ({ begin: startTime, length: duration })));
    }).observe({ type: 'longtask' });
    window.forget = () => { found.slices.length = found.parses.length = found.tasks.length = 0; return true; };
    const within = (whole, part) => whole.begin <= part.begin && part.begin <= whole.begin + whole.length;
    const sum = (of) => of.reduce((sum, { length }) => sum + length, 0);
    const of_slice = ({ begin, end = begin }) => {
      const task = found.tasks.find((task) => within(task, { begin }));
      return task ? task.length - sum(found.parses.filter((parse) => within(task, parse))) : Math.min(end - begin, 50);
    };
    const most = (lengths) => Math.max(0, ...lengths);
    window.longest = () => [found.slices.map(of_slice), found.parses.map(({ length }) => length), found.tasks.map(({ length }) => length)].map(most);
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
    let small = format!("<p>{}</p>", "<b>a few words of it all</b> ".repeat(40)).repeat(800);
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
    println!(
        "{ROUNDS} rounds, in milliseconds on a phone {SLOWDOWN} times slower than this machine: the median of their longest slices,"
    );
    println!("and the longest of all");
    println!("{:<24}{:>10}{:>10}{:>12}{:>18}{:>10}", "", "median", "slice", "parse", "any task at all", "slices");
    let (mut longest, mut seen) = (0.0_f64, 0.0_f64);
    for Post { slug, .. } in &posts {
        for way in ["fetched", "adopted"] {
            let mut most = [0.0_f64; 4];
            let mut longest_of_rounds = Vec::with_capacity(ROUNDS);
            for _ in 0..ROUNDS {
                let found = visit(&server, slug, way).await?;
                longest_of_rounds.push(found[0]);
                most.iter_mut().zip(found).for_each(|(most, found)| *most = most.max(found));
            }
            longest_of_rounds.sort_by(f64::total_cmp);
            let median = longest_of_rounds[ROUNDS / 2];
            longest = longest.max(median);
            seen = seen.max(most[3]);
            let [slice, parse, task, slices] = most;
            println!(
                "{:<24}{median:>10.1}{slice:>10.1}{parse:>12.1}{task:>18.1}{slices:>10}",
                format!("{slug}, {way}")
            );
        }
    }
    ensure!(seen > 10.0, "hardly a slice was seen: they do not begin with messages any more");
    ensure!(longest <= MOST_MS, "a slice of ours took {longest:.1} ms; {MOST_MS} ms are promised");
    Ok(())
}

/// Opens an article, from the list or by its address: the longest slice, parse and task, and how many slices there were.
async fn visit(server: &Server, slug: &str, way: &str) -> anyhow::Result<[f64; 4]> {
    let browser = Browser::open_in(Engine::Chromium, Screen::Phone).await?;
    browser.command("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWDOWN })).await?;
    browser.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    let whole = "document.querySelector('.prose')?.lastElementChild?.textContent === 'Last words.'";
    if way == "fetched" {
        browser.read(&server.address("")).await?;
        browser.value("forget()").await?;
        browser.value(&format!("document.querySelector(\".row[data-id='{slug}'] .row__link\").click()")).await?;
    } else {
        browser.read(&server.address(&format!("a/{slug}/"))).await?;
    }
    let is_there = format!("document.querySelector('.progress') && {whole}");
    // A page that is tested has less time than a megabyte takes such a phone.
    if browser.wait("all of it", &is_there).await.is_err() {
        browser.wait("all of it, at last", &is_there).await?;
    }
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let found = browser.value("[...longest(), found.slices.length]").await?;
    let [slice, parse, task, slices] = [0, 1, 2, 3].map(|at| found[at].as_f64().unwrap_or_default());
    browser.close().await?;
    Ok([slice, parse, task, slices])
}
