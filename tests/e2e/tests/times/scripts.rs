//! What the press writes into a site with the real times: the table, and no trace of another scale.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use e2e::{Post, Site, once};
use handscroll_core::contract::times::{SCALE_ATTRIBUTE, TABLE, User};

once!(a_site_has_the_real_times);

async fn a_site_has_the_real_times() -> anyhow::Result<()> {
    let site = Site::in_real_time(&Post::many(3), &[])?;
    let page = site.text("index.html")?;
    let boot = page.split('"').find(|value| value.starts_with("assets/boot.")).context("no page script")?;
    for (script, user) in [("sw.js", User::ServiceWorker), (boot, User::PageScript)] {
        let text = site.text(script)?;
        let line = text.lines().find_map(|line| line.strip_prefix("const TIMES = ")).context("no times")?;
        let written: BTreeMap<&str, u64> = serde_json::from_str(line.trim_end_matches(';'))?;
        let rows = TABLE.iter().filter(|row| row.user == user);
        let expected: BTreeMap<&str, u64> = rows.filter_map(|row| Some((row.name, *row.ms.first()?))).collect();
        ensure!(written == expected, "{script}: {written:?} instead of {expected:?}");
    }
    let pages = site.pages()?;
    ensure!(pages.len() > 3, "{pages:?}");
    for path in pages.iter().map(|folder| format!("{folder}index.html")).chain(["404.html".to_owned()]) {
        ensure!(!site.text(&path)?.contains(SCALE_ATTRIBUTE), "{path} is scaled");
    }
    Ok(())
}
