//! Measures one article as a reader on a slow phone meets it: our site against a plain page of the same article, by turns.
//! `cargo xtask bench article` builds what it needs and runs it. Fails where a figure misses its limit.
//!
//! The sites are served without their service worker, which begins once a page has come to rest: what it fetches for the next
//! visit is no part of this one.

mod content;
mod fling;
mod limit;
mod line;
mod memory;
mod visit;

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Manner, Screen, Server};

use content::Content;
use limit::Verdict;
use visit::Visit;

/// What is compared, in this order in each round.
const NAMES: [&str; 2] = ["handscroll", "plain page"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let usage = "POSTS PICTURES ROUNDS: the folder of a post, the folder of its pictures, and how often both are visited; \
                 or fling PICTURES: a folder of pictures for one article";
    let posts: PathBuf = arguments.next().context(usage)?.into();
    let pictures: PathBuf = arguments.next().context(usage)?.into();
    if posts.as_os_str() == "fling" {
        return fling::run(&pictures).await;
    }
    let rounds: usize = arguments.next().and_then(|rounds| rounds.to_str()?.parse().ok()).context(usage)?;
    let content = Content::of(&posts, &pictures)?;
    let mut visits: [Vec<Visit>; 2] = Default::default();
    let mut asked_again = Vec::new();
    for round in 0..rounds {
        // In turn either is the first: what a machine is busy with does not fall on one of them alone.
        for at in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            let (folder, path) = content.pages()[at];
            let server = Server::start(folder, "/").await?;
            let browser = Browser::open_as(Engine::Chromium, Screen::Phone, Manner::Listening).await?;
            let visit = visit::first(&browser, &server, path, at == 0).await.with_context(|| NAMES[at])?;
            eprintln!("round {}, {}: {visit:?}", round + 1, NAMES[at]);
            visits[at].push(visit);
            if at == 0 {
                asked_again.extend(visit::again(&browser, &server, path).await?);
            }
            browser.close().await?;
        }
    }
    let verdict = print(&visits);
    ensure!(asked_again.is_empty(), "these pictures were asked for a second time: {asked_again:#?}");
    println!("no picture was asked for a second time, on the first visit or the second: held");
    verdict.end()
}

fn print(visits: &[Vec<Visit>; 2]) -> Verdict {
    let mut verdict = Verdict::default();
    println!("medians of {} rounds, phone of 412 x 823 at 2.625, CPU 4x slower, 1.6 Mbit/s, 150 ms", visits[0].len());
    println!("{:<40}{:>12}{:>12}{:>8}{:>10}", "", NAMES[0], NAMES[1], "ratio", "more");
    for (name, of, limits) in visit::FIGURES {
        let [ours, theirs] = visits.each_ref().map(|all| median(all.iter().map(of).collect()));
        let judged = verdict.judge(name, limits, ours, theirs);
        println!("{name:<40}{ours:>12.3}{theirs:>12.3}{:>8.3}{:>10.3}  {judged}", ours / theirs, ours - theirs);
    }
    verdict
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
