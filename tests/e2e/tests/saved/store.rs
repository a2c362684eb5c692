//! The store of saved articles, as a test looks into it. Knows no article.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use e2e::{Browser, Server};
use serde_json::Value;

/// A file in the store of saved articles: its path relative to the root, how many bytes it has, and for which it stands.
pub(super) type Kept = (String, u64, String);

/// What is in the store of saved articles.
pub(super) async fn kept(browser: &Browser, server: &Server) -> anyhow::Result<Vec<Kept>> {
    let root = server.address("");
    let script = format!(
        "caches.open('handscroll:{root}:saved').then(async (cache) => {{
           const list = [];
           for (const {{ url }} of await cache.keys()) {{
             const response = await cache.match(url);
             if (!response) continue;
             const {{ size }} = await response.blob();
             list.push([url.slice('{root}'.length), size, response.headers.get('x-handscroll-same') || '']);
           }}
           return list;
         }})"
    );
    let list = browser.outcome(&script).await?;
    let entry =
        |entry: &Value| Some((entry[0].as_str()?.to_owned(), entry[1].as_u64()?, entry[2].as_str()?.to_owned()));
    list.as_array().context("no list")?.iter().map(|one| entry(one).context("no entry")).collect()
}

/// Limit for what is kept to become what a test waits for.
const KEPT_LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked at: each look reads all files.
const KEPT_LOOK: Duration = Duration::from_millis(80);

/// Waits until what is kept is as wanted.
pub(super) async fn kept_comes_to(
    browser: &Browser,
    server: &Server,
    what: &str,
    is_so: impl Fn(&[Kept]) -> bool,
) -> anyhow::Result<()> {
    let since = Instant::now();
    loop {
        let kept = kept(browser, server).await?;
        if is_so(&kept) {
            return Ok(());
        }
        if since.elapsed() > KEPT_LIMIT {
            let page = browser.text("`${location.href}\\n${document.body.innerText.slice(0, 600)}`").await?;
            anyhow::bail!("waited for {what}: {kept:?}\non {page}")
        }
        tokio::time::sleep(KEPT_LOOK).await;
    }
}

/// Whether a file is among those that are kept.
pub(super) fn holds(kept: &[Kept], wanted: &str) -> bool {
    kept.iter().any(|(path, ..)| path == wanted)
}

/// Whether these are kept and nothing else.
pub(super) fn are(kept: &[Kept], wanted: &[&str]) -> bool {
    kept.iter().map(|(path, ..)| path.as_str()).eq(wanted.iter().copied())
}
