//! Measures how soon an article is read where there is no network, against the same with a server on this machine, by turns.
//! `cargo xtask bench offline` builds what it needs and runs it. Fails where the text is later without a network than with one.

#[allow(dead_code, reason = "an article has limits of other kinds")]
#[path = "article/limit.rs"]
mod limit;

use std::path::Path;

use anyhow::Context as _;
use e2e::{Browser, Engine, Manner, Screen, Server, Site};
use limit::{Limit, Verdict};

/// What is compared: the profile has visited the site in the first two, and has the article in the first.
const NAMES: [&str; 3] = ["offline", "online", "first visit"];

/// How soon, in milliseconds from the moment one has asked for the page.
#[derive(Clone, Copy, Debug)]
struct Times {
    come: f64,
    text: f64,
    picture: f64,
}

type Figure = (&'static str, fn(&Times) -> f64, &'static [Limit]);

/// The limit is beside the same with a network.
const FIGURES: [Figure; 3] = [
    ("all of the page has come, ms", |times| times.come, &[]),
    ("the article is painted, ms", |times| times.text, &[Limit::Times(1.0)]),
    ("its first picture too, ms", |times| times.picture, &[]),
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let rounds = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).context("say how many rounds")?;
    let site = Site::samples()?;
    let items = site.items()?;
    let with_picture = items.iter().find(|item| item["_handscroll"]["pictures"].as_u64().unwrap_or_default() > 0);
    let path = with_picture.and_then(|item| item["_handscroll"]["body"].as_str()).context("no sample has a picture")?;
    let profile = tempfile::tempdir()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let plain = Server::start(site.folder(), "/").await?;
    let browser = open(Some(profile.path())).await?;
    browser.read(&server.address(path)).await?;
    browser.wait("the worker to answer", "navigator.serviceWorker.controller").await?;
    keep(&browser, &server).await?;
    browser.close().await?;
    let mut times: [Vec<Times>; 3] = Default::default();
    for round in 1..=rounds {
        // In turn forwards and backwards: what a machine is busy with does not fall on one of them alone.
        for turn in 0..NAMES.len() {
            let at = if round % 2 == 0 { NAMES.len() - 1 - turn } else { turn };
            match at {
                0 => server.cut(),
                1 => forget(&server, profile.path()).await?,
                _ => {}
            }
            let (of, profile) = if at == 2 { (&plain, None) } else { (&server, Some(profile.path())) };
            let browser = open(profile).await?;
            let found = visit(&browser, &of.address(path)).await.with_context(|| NAMES[at])?;
            if at == 1 {
                keep(&browser, &server).await?;
            }
            browser.close().await?;
            eprintln!("round {round}, {}: {found:?}", NAMES[at]);
            times[at].push(found);
            if at == 0 {
                server.mend().await?;
            }
        }
    }
    println!(
        "medians of {rounds} rounds, each with a browser that has just been started, by turns.\n\
         offline: it has read the article before, and nobody listens at the site's address;\n\
         online: the same browser, profile and worker without the article, which a server on this machine has;\n\
         first visit: an empty profile, and a server on this machine answers, without a service worker"
    );
    println!("{:<32}{:>12}{:>12}{:>12}{:>18}", "", NAMES[0], NAMES[1], NAMES[2], "offline / online");
    let mut verdict = Verdict::default();
    for (name, of, limits) in FIGURES {
        let [offline, online, first] = times.each_ref().map(|all| median(all.iter().map(of).collect()));
        let judged = verdict.judge(name, limits, offline, online);
        println!("{name:<32}{offline:>12.1}{online:>12.1}{first:>12.1}{:>18.3}  {judged}", offline / online);
    }
    verdict.end()
}

async fn open(profile: Option<&Path>) -> anyhow::Result<Browser> {
    Browser::open_as(Engine::Chromium, Screen::Phone, profile.map_or(Manner::Fresh, Manner::Profile)).await
}

/// Waits until the worker has kept what the page is made of.
async fn keep(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    server.quiet().await?;
    let kept = "navigator.serviceWorker.ready.then(async () => {
          const read = (await caches.keys()).find((name) => name.endsWith(':read'));
          const keys = read ? await (await caches.open(read)).keys() : [];
          window.isKept = [location.href, document.querySelector('.prose img').currentSrc].every((url) => keys.some((key) => key.url === url));
        }) && window.isKept";
    browser.wait("the worker to keep the article", kept).await
}

/// Has the worker forget what was read.
async fn forget(server: &Server, profile: &Path) -> anyhow::Result<()> {
    let browser = open(Some(profile)).await?;
    browser.read(&server.address("")).await?;
    browser.wait("the worker to answer", "navigator.serviceWorker.controller").await?;
    let clear = "(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => { window.isForgotten = data.done; };
          navigator.serviceWorker.controller.postMessage({ type: 'clear-read' }, [port2]);
          return true;
        })()";
    browser.value(clear).await?;
    browser.wait("the worker to forget", "window.isForgotten").await?;
    browser.close().await
}

/// Opens the article in a browser that has just been started.
async fn visit(browser: &Browser, address: &str) -> anyhow::Result<Times> {
    browser.go(address).await?;
    let painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    browser.wait("the article to be painted", painted).await?;
    browser.wait("its first picture", "document.querySelector('.prose img')?.naturalWidth").await?;
    let picture =
        "performance.getEntriesByType('resource').find(({ initiatorType }) => initiatorType === 'img').responseEnd";
    let come = "performance.getEntriesByType('navigation')[0].responseEnd";
    let times = Times {
        come: browser.number(come).await?,
        text: browser.number(painted).await?,
        picture: browser.number(picture).await?,
    };
    browser.reader_runs().await?;
    Ok(times)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
