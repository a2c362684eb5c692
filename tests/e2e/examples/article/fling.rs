//! An article of many tall pictures, flung through on the same slow phone: whether memory stays bounded, and the page in hand.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Screen, Server};
use serde_json::{Value, json};

use crate::limit::Limit::{self, AtMost};
use crate::limit::Verdict;
use crate::memory::Peak;
use crate::visit::{self, LIMIT, MOST_DECODED_MB, STAY};

/// CSS pixels of one stroke, and how many of them a finger goes in a second.
const STROKE: i32 = 12_000;
const SPEED: i32 = 12_000;
/// The longest task while flinging, in milliseconds.
const LONGEST_TASK_MS: f64 = 100.0;
/// How long an engine has for giving up what it need not keep.
const REST: Duration = Duration::from_secs(5);
/// Strokes of the finger: down past everything, and some back up.
const BACK: usize = 4;

/// Presses all pictures of a folder into one article, flings through it, and prints what it took.
pub(crate) async fn run(pictures: &Path) -> anyhow::Result<()> {
    let made = tempfile::tempdir()?;
    let (content, folder) = (made.path().join("content"), made.path().join("site"));
    fs::create_dir_all(&content)?;
    let mut post = String::from("---\ntitle: Many scrolls\nslug: many\ndate: 2024-01-01\nlang: en\n---\n");
    let mut count = 0;
    for picture in fs::read_dir(pictures)? {
        count += 1;
        fs::copy(picture?.path(), content.join(format!("{count}.jpg")))?;
        write!(post, "Stretch {count} of the scroll.\n\n![Scroll {count}]({count}.jpg)\n\n")?;
    }
    fs::write(content.join("many.md"), post)?;
    let program = std::env::var_os("HANDSCROLL_BIN").context("HANDSCROLL_BIN names no press")?;
    let outcome = Command::new(program).arg("build").arg(&content).arg("--out").arg(&folder).output()?;
    ensure!(outcome.status.success(), "the press failed:\n{}", String::from_utf8_lossy(&outcome.stderr));
    let server = Server::start(&folder, "/").await?;
    let browser = Browser::open_in(Engine::Chromium, Screen::Phone).await?;
    visit::prepare(&browser).await?;
    let memory = Peak::watch();
    visit::open(&browser, &server.address("a/many/")).await?;
    browser.value("measured.longest = 0").await?;
    let height = browser.number("document.documentElement.scrollHeight").await?;
    let strokes = (height / f64::from(STROKE)).ceil() as usize;
    let (mut slowest, mut furthest) = (0.0_f64, 0.0_f64);
    for stroke in 0..strokes + BACK {
        fling(&browser, if stroke < strokes { -STROKE } else { STROKE }).await?;
        furthest = furthest.max(browser.number("scrollY + innerHeight").await?);
        let since = Instant::now();
        while browser.value("isSharp()").await? != Value::Bool(true) {
            ensure!(since.elapsed() < LIMIT, "what is seen after stroke {stroke} never becomes sharp");
            tokio::time::sleep(STAY).await;
        }
        slowest = slowest.max(since.elapsed().as_secs_f64());
    }
    let longest = browser.number("measured.longest").await?;
    let peak = memory.bytes() as f64;
    // Pixels that an engine keeps though nobody shows them are what it gives up first.
    browser.command("Memory.simulatePressureNotification", json!({ "level": "critical" })).await?;
    tokio::time::sleep(REST).await;
    let rested = memory.now() as f64;
    println!(
        "{count} tall pictures in one article, {height} CSS pixels high, {} strokes on the same phone",
        strokes + BACK
    );
    ensure!(furthest > 0.95 * height, "the strokes led to {furthest} of {height} alone");
    let asked_for = server.requests().iter().filter(|path| path.ends_with(".webp")).count();
    let images = browser.number("document.querySelectorAll('article img').length").await?;
    let mut verdict = Verdict::default();
    let figures: [(&'static str, f64, &[Limit]); 9] = [
        // As many as one picture may have: what an article holds does not count.
        ("decoded pixels, peak, MB", browser.number("measured.peak").await? / 1e6, &[AtMost(MOST_DECODED_MB)]),
        ("the same, were all decoded that came, MB", browser.number("measured.peakOfAll").await? / 1e6, &[]),
        ("longest task while flinging, ms", longest, &[AtMost(LONGEST_TASK_MS)]),
        ("layout shift", browser.number("measured.shift").await?, &[AtMost(0.01)]),
        ("renderer's memory, peak, MB", peak / 1e6, &[]),
        ("renderer's memory once memory is scarce, MB", rested / 1e6, &[]),
        ("strips asked for", asked_for as f64, &[]),
        ("images in the page at the end", images, &[]),
        ("longest wait until sharp after a stroke, s", slowest, &[]),
    ];
    for (name, figure, limits) in figures {
        let judged = verdict.judge(name, limits, figure, f64::NAN);
        println!("{name:<44}{figure:>12.3}  {judged}");
    }
    browser.close().await?;
    verdict.end()
}

/// A finger that goes so many CSS pixels over the screen; below zero, the page goes on.
async fn fling(browser: &Browser, distance: i32) -> anyhow::Result<()> {
    let gesture = json!({
        "x": 200, "y": 400, "yDistance": distance, "speed": SPEED, "gestureSourceType": "mouse",
    });
    browser.command("Input.synthesizeScrollGesture", gesture).await?;
    Ok(())
}
