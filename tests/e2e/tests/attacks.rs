//! Every attack in every engine: through the filter into a live page, where nothing may come of it; and without the filter,
//! where much must, or the trap is broken.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;
use e2e::attacks::{Laboratory, bodies, number_in};
use e2e::{Browser, Engine, Screen, Site, at_each_engine};
use serde_json::Value;

at_each_engine!(
    nothing_comes_of_an_attack,
    nothing_comes_of_an_attack_under_the_policy_of_the_pages,
    attacks_without_the_filter_spring_the_trap,
    the_browsers_own_sanitizer_would_take_nothing_away,
);

/// So many failed cases are tried again by themselves.
const TRIED_AGAIN: usize = 12;

/// So many cases must spring the trap where nothing filters them.
const TRIPS: usize = 50;

/// What an engine tells of an inert document a while after it was parsed, when nobody can tell any more what it is told of: the
/// beginning of the case's name and of what is told, and why nothing comes of it. Whatever was asked for, the canary hears.
const TOLD_LATE: &[(&str, &str, &str)] = &[(
    "loads/video-track",
    "the page’s policy was broken: media-src",
    "Chromium judges a track's address by a timer of the media element, and has no loader for a document that is not shown",
)];

/// What a run reports, by the case's number; `None` for what cannot be said to be of one case.
fn faults(outcome: &Value) -> BTreeMap<Option<u64>, BTreeSet<String>> {
    let mut faults: BTreeMap<Option<u64>, BTreeSet<String>> = BTreeMap::new();
    for fault in outcome["faults"].as_array().into_iter().flatten() {
        faults
            .entry(fault["number"].as_u64())
            .or_default()
            .insert(fault["what"].as_str().unwrap_or_default().to_owned());
    }
    for asked in outcome["asked"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        faults.entry(number_in(asked)).or_default().insert(format!("something asked for {asked}"));
    }
    faults
}

/// The one case that does what no single case is known for, found by halving.
async fn culprit(laboratory: &Laboratory, browser: &Browser, page: &str, cases: u64) -> anyhow::Result<String> {
    let mut left: Vec<u64> = (0..cases).collect();
    while left.len() > 1 {
        let half = left.split_off(left.len() / 2);
        let outcome = laboratory.run(browser, page, "attack", &half).await?;
        if faults(&outcome).contains_key(&None) {
            left = half;
        }
    }
    let name = left.first().and_then(|number| laboratory.case(*number)).map(|(id, _)| id.to_owned());
    Ok(name.unwrap_or_default())
}

async fn nothing_comes_of(engine: Engine, page: &str) -> anyhow::Result<()> {
    let laboratory = Laboratory::set_up(Vec::new()).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    let outcome = laboratory.run(&browser, page, "attack", &[]).await?;
    let cases = outcome["cases"].as_u64().unwrap_or_default();
    let mut found = faults(&outcome);
    found.retain(|number, faults| {
        let name = number.and_then(|number| laboratory.case(number)).map_or("", |(id, _)| id);
        faults.retain(|what| !TOLD_LATE.iter().any(|(case, told, _)| name == *case && what.starts_with(told)));
        !faults.is_empty()
    });
    eprintln!(
        "{engine}, {page}: {cases} attacks in {:.1} s, {} of them came through; the slowest: {} with {:.0} ms",
        outcome["seconds"].as_f64().unwrap_or_default(),
        found.len(),
        outcome["slowest"]["number"].as_u64().and_then(|number| laboratory.case(number)).map_or("", |(id, _)| id),
        outcome["slowest"]["time"].as_f64().unwrap_or_default(),
    );
    ensure!(cases >= 400, "only {cases} cases were run");
    let mut told = Vec::new();
    for (at, (number, faults)) in found.iter().enumerate() {
        let Some((number, (id, payload))) = number.and_then(|number| Some((number, laboratory.case(number)?))) else {
            let culprit = culprit(&laboratory, &browser, page, cases).await;
            told.push(format!("of no known case, perhaps {culprit:?}: {faults:#?}"));
            continue;
        };
        let alone = if at < TRIED_AGAIN {
            let again = laboratory.run(&browser, page, "attack", &[number]).await;
            again.map_or_else(|error| format!("{error:#}"), |outcome| format!("{:?}", self::faults(&outcome)))
        } else {
            "not tried".to_owned()
        };
        told.push(format!("{id} {payload:.500}\n    {faults:#?}\n    alone: {alone}"));
    }
    ensure!(told.is_empty(), "{} attacks came through:\n{}", told.len(), told.join("\n"));
    browser.close().await
}

/// Nothing hides anything here: neither a content policy nor Trusted Types.
async fn nothing_comes_of_an_attack(engine: Engine) -> anyhow::Result<()> {
    nothing_comes_of(engine, "attacks.html").await
}

/// As in the pages of a site; and nothing even runs into their policy.
async fn nothing_comes_of_an_attack_under_the_policy_of_the_pages(engine: Engine) -> anyhow::Result<()> {
    nothing_comes_of(engine, "strict.html").await
}

async fn attacks_without_the_filter_spring_the_trap(engine: Engine) -> anyhow::Result<()> {
    let laboratory = Laboratory::set_up(Vec::new()).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    let outcome = laboratory.run(&browser, "attacks.html", "control", &[]).await?;
    let scripts: BTreeSet<u64> =
        outcome["tripped"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let asked = outcome["asked"].as_array().into_iter().flatten().filter_map(|path| number_in(path.as_str()?));
    let requests: BTreeSet<u64> = asked.collect();
    eprintln!(
        "{engine}, without the filter: {} cases ran a script, {} asked for something, {:.1} s",
        scripts.len(),
        requests.len(),
        outcome["seconds"].as_f64().unwrap_or_default(),
    );
    ensure!(scripts.len() >= TRIPS, "only {} cases ran a script: the trap is broken", scripts.len());
    ensure!(requests.len() >= TRIPS / 2, "only {} cases asked the canary: it is deaf", requests.len());
    browser.close().await
}

/// Text that the browser's sanitizer keeps and the filter does not, by the beginning of the case's name, and why.
const LOST_TEXTS: &[(&str, &str)] = &[
    ("loads/video-preload-missing", "what a video holds besides its sources is for browsers that have no video"),
    ("namespaces/svg-desc-noscript", "Firefox ends a noscript in a drawing elsewhere in a fragment than in a document"),
    (
        "raw-text/table-foster-link",
        "Firefox moves a table's stray words behind it in a fragment, and before it in a document",
    ),
];

async fn the_browsers_own_sanitizer_would_take_nothing_away(engine: Engine) -> anyhow::Result<()> {
    let laboratory = Laboratory::set_up(bodies(&Site::samples()?)?).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    let outcome = laboratory.run(&browser, "attacks.html", "compare", &[]).await?;
    ensure!(outcome["absent"].is_null(), "{engine} has no sanitizer of its own");
    let id = |found: &Value| {
        found["number"].as_u64().and_then(|number| laboratory.case(number)).map(|(id, _)| id.to_owned())
    };
    let mut told = Vec::new();
    for refused in outcome["refused"].as_array().into_iter().flatten() {
        told.push(format!(
            "{}: {engine} would make\n  {}\n  of\n  {}",
            id(refused).unwrap_or_default(),
            refused["theirs"],
            refused["mine"]
        ));
    }
    let mut explained = 0;
    for lost in outcome["lost"].as_array().into_iter().flatten() {
        let name = id(lost).unwrap_or_default();
        if LOST_TEXTS.iter().any(|(start, _)| name.starts_with(start)) {
            explained += 1;
        } else {
            told.push(format!("{name}: {engine} keeps {}", lost["text"]));
        }
    }
    eprintln!("{engine} compared: {} cases, {explained} differ for a reason that is written down", outcome["cases"]);
    ensure!(told.is_empty(), "{} differences:\n{}", told.len(), told.join("\n"));
    browser.close().await
}
