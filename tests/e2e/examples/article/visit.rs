//! One visit of a page on a slow phone: opened, left to come to rest, scrolled through. Gives figures, knows no page.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use e2e::{Browser, Server};
use serde_json::{Value, json};

use crate::limit::Limit::{self, AtMost, Less, Times};
use crate::line::{Line, is_image};
use crate::memory::Peak;

const SCRIPT: &str = include_str!("page.js");

/// How often the page is asked; each time costs it a moment.
const LOOK: Duration = Duration::from_millis(500);
/// For so long no file may have come before the page is at rest.
const REST: Duration = Duration::from_secs(4);
/// How long it may take to come to rest, and a stretch of it to become sharp.
pub(crate) const LIMIT: Duration = Duration::from_secs(90);
/// CSS pixels that are scrolled at a time, and how long each stretch is looked at, at least.
const STEP: u32 = 400;
pub(crate) const STAY: Duration = Duration::from_millis(250);
/// The share of the first viewport that the picture must fill: one that is out of sight is easily fast.
const LEAST_SHARE: f64 = 0.4;

/// What was found.
#[derive(Debug)]
pub(crate) struct Visit {
    first_paint_ms: f64,
    largest_paint_ms: f64,
    sharp_ms: f64,
    image_bytes_before_scroll: f64,
    bytes_before_scroll: f64,
    image_bytes: f64,
    bytes: f64,
    decoded_bytes: f64,
    all_pixels_bytes: f64,
    renderer_bytes: f64,
    shift: f64,
    longest_task_ms: f64,
}

/// A figure's name and unit, what it is, and its limits beside the plain page's.
type Figure = (&'static str, fn(&Visit) -> f64, &'static [Limit]);

/// Every figure. The limits are what Handscroll promises of an article of tall pictures.
pub(crate) const FIGURES: &[Figure] = &[
    ("first contentful paint, ms", |visit| visit.first_paint_ms, &[Times(1.3)]),
    ("largest contentful paint, ms", |visit| visit.largest_paint_ms, &[Times(0.3)]),
    ("first viewport's pictures sharp, ms", |visit| visit.sharp_ms, &[Times(0.3)]),
    ("image bytes before the first scroll, MB", |visit| visit.image_bytes_before_scroll / 1e6, &[Times(0.52)]),
    ("all bytes before the first scroll, MB", |visit| visit.bytes_before_scroll / 1e6, &[]),
    ("image bytes in all, MB", |visit| visit.image_bytes / 1e6, &[]),
    ("all bytes, MB", |visit| visit.bytes / 1e6, &[Times(0.65)]),
    ("decoded pixels, peak, MB", |visit| visit.decoded_bytes / 1e6, MOST_DECODED),
    ("the same, were all decoded that came, MB", |visit| visit.all_pixels_bytes / 1e6, &[]),
    ("renderer's memory, peak, MB", |visit| visit.renderer_bytes / 1e6, &[Less(40.0)]),
    ("layout shift", |visit| visit.shift, &[AtMost(0.01)]),
    ("longest task, ms", |visit| visit.longest_task_ms, &[]),
];

/// Both are promised: 36 MB are 0.41 of what the plain page has.
const MOST_DECODED: &[Limit] = &[AtMost(MOST_DECODED_MB), Times(0.41)];
/// Of decoded pixels, whatever the article.
pub(crate) const MOST_DECODED_MB: f64 = 36.0;

/// Makes the browser a slow phone that measures each page.
pub(crate) async fn prepare(browser: &Browser) -> anyhow::Result<()> {
    let line = json!({ "offline": false, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750 });
    let screen = json!({ "width": 412, "height": 823, "deviceScaleFactor": 2.625, "mobile": true });
    for (name, given) in [
        ("Network.enable", json!({})),
        ("Network.emulateNetworkConditions", line),
        ("Emulation.setDeviceMetricsOverride", screen),
        ("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })),
        ("Page.enable", json!({})),
        ("Page.addScriptToEvaluateOnNewDocument", json!({ "source": SCRIPT })),
    ] {
        browser.command(name, given).await?;
    }
    Ok(())
}

/// The first visit. Where the page is the reader's, it must take over what the press has painted and not build it anew.
pub(crate) async fn first(browser: &Browser, server: &Server, path: &str, is_readers: bool) -> anyhow::Result<Visit> {
    prepare(browser).await?;
    let (memory, mut line) = (Peak::watch(), Line::default());
    open(browser, &server.address(path)).await?;
    let seen = browser.value("firstViewport()").await?;
    let share = seen["share"].as_f64().unwrap_or_default();
    ensure!(share >= LEAST_SHARE, "the picture fills only {share:.2} of the first viewport");
    let sharp_ms = seen["sharp"].as_f64().context("the first viewport never became sharp")?;
    if is_readers {
        browser.holds("the reader has adopted the page", "wasAdopted()").await?;
    }
    let first_paint_ms = browser.number("measured.fcp").await?;
    let largest_paint_ms = browser.number("measured.lcp").await?;
    line.hear(&browser.line_events().await?);
    let (image_bytes_before_scroll, bytes_before_scroll) = (line.image_bytes, line.bytes);
    scroll_through(browser).await?;
    line.hear(&browser.line_events().await?);
    Ok(Visit {
        first_paint_ms,
        largest_paint_ms,
        sharp_ms,
        image_bytes_before_scroll,
        bytes_before_scroll,
        image_bytes: line.image_bytes,
        bytes: line.bytes,
        decoded_bytes: browser.number("measured.peak").await?,
        all_pixels_bytes: browser.number("measured.peakOfAll").await?,
        renderer_bytes: memory.bytes() as f64,
        shift: browser.number("measured.shift").await?,
        longest_task_ms: browser.number("measured.longest").await?,
    })
}

/// Visits the page again; the pictures that were asked for though the browser had them, then or before.
pub(crate) async fn again(browser: &Browser, server: &Server, path: &str) -> anyhow::Result<Vec<String>> {
    let mut seen = BTreeSet::new();
    let first: Vec<String> = server.requests().into_iter().filter(|path| is_image(path)).collect();
    let twice: Vec<String> = first.into_iter().filter(|path| !seen.insert(path.clone())).collect();
    server.forget();
    browser.command("Page.navigate", json!({ "url": "about:blank" })).await?;
    tokio::time::sleep(LOOK).await;
    open(browser, &server.address(path)).await?;
    browser.scroll_to(0.0).await?;
    scroll_through(browser).await?;
    Ok(twice.into_iter().chain(server.requests().into_iter().filter(|path| is_image(path))).collect())
}

/// Opens a page and waits until it has come to rest: what is seen is sharp, and no file comes any more.
pub(crate) async fn open(browser: &Browser, address: &str) -> anyhow::Result<()> {
    browser.command("Page.navigate", json!({ "url": address })).await?;
    let since = Instant::now();
    let (mut files, mut changed) = (Value::Null, Instant::now());
    while since.elapsed() < LIMIT {
        tokio::time::sleep(LOOK).await;
        let now = browser.value("[location.href, performance.getEntriesByType('resource').length, window.isSharp?.()]");
        let now = now.await.unwrap_or_default();
        if now != files {
            (files, changed) = (now, Instant::now());
        } else if changed.elapsed() > REST && files[2] == true {
            return Ok(());
        }
    }
    bail!("{address} does not come to rest: {files}")
}

async fn scroll_through(browser: &Browser) -> anyhow::Result<()> {
    let mut top = 0;
    loop {
        let end = browser.number("document.documentElement.scrollHeight - innerHeight").await? as u32;
        if top >= end {
            return Ok(());
        }
        top = (top + STEP).min(end);
        browser.scroll_to(f64::from(top)).await?;
        let since = Instant::now();
        tokio::time::sleep(STAY).await;
        while browser.value("isSharp()").await? != Value::Bool(true) {
            ensure!(since.elapsed() < LIMIT, "what is seen at {top} never becomes sharp");
            tokio::time::sleep(STAY).await;
        }
    }
}
