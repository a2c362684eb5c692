//! The page in which attacks are tried, and what is served to it: the lab, the cases, the policy's lists, an address that
//! nobody may ask for. Judges nothing.

#[path = "../../../crates/sanitize/tests/attacks/allowed.rs"]
mod allowed;
mod canary;
#[path = "../../../crates/sanitize/tests/attacks/cases.rs"]
mod cases;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use handscroll_sanitize::policy::{self, Rule};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Browser, Server, Site};
use canary::Canary;
use cases::Case;

/// How long one run of all cases may take.
const LIMIT: Duration = Duration::from_secs(150);

/// Files of the page's own: what else is asked for, an attack has asked for.
const OWN: &[&str] = &[".html", ".js", ".wasm", "attacks.dat", "allowed.json", "favicon.ico"];

/// Everything that an attack is tried with.
pub struct Laboratory {
    server: Server,
    canary: Canary,
    cases: Vec<Case>,
    _folder: TempDir,
}

impl Laboratory {
    /// Sets it up, with more bodies after the cases: a name and markup of each.
    ///
    /// # Errors
    /// When `HANDSCROLL_LAB` names no built lab, or no site can be pressed to take the policy of its pages from.
    pub async fn set_up(more: Vec<(String, String)>) -> anyhow::Result<Self> {
        let lab: PathBuf = std::env::var_os("HANDSCROLL_LAB")
            .context("HANDSCROLL_LAB names no lab: `cargo xtask test e2e` builds one and runs these tests")?
            .into();
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir()?;
        copy(&here.join("../lab/pages"), folder.path())?;
        std::fs::create_dir(folder.path().join("lab"))?;
        copy(&lab, &folder.path().join("lab"))?;
        let page = std::fs::read_to_string(folder.path().join("attacks.html"))?;
        let strict = page.replacen("<head>", &format!("<head>{}", content_policy(&Site::samples()?)?), 1);
        std::fs::write(folder.path().join("strict.html"), strict)?;
        let canary = Canary::start().await?;
        let mut cases = cases::cases(&here.join("../../crates/sanitize/attacks"), canary.address());
        for (id, payload) in more {
            let number = cases.len();
            cases.push(Case { number, id, payload, base: None, never: vec![], remains: vec![], keeps: vec![] });
        }
        std::fs::write(folder.path().join("attacks.dat"), serde_json::to_vec(&described(&cases))?)?;
        std::fs::write(folder.path().join("allowed.json"), serde_json::to_vec(&lists())?)?;
        let server = Server::start(folder.path(), "/").await?;
        Ok(Self { server, canary, cases, _folder: folder })
    }

    /// Name and body of the case whose number the page reported.
    pub fn case(&self, number: u64) -> Option<(&str, &str)> {
        let case = self.cases.get(usize::try_from(number).ok()?)?;
        Some((&case.id, &case.payload))
    }

    /// Opens `page` (`attacks.html`, or `strict.html` with the policy of the site's pages), runs all cases, or `only` those,
    /// and gives what the page reports, with `asked`: what anyone asked the canary or the page's own server for.
    ///
    /// # Errors
    /// When the page breaks, or does not come to an end.
    pub async fn run(&self, browser: &Browser, page: &str, what: &str, only: &[u64]) -> anyhow::Result<Value> {
        self.server.forget();
        self.canary.forget();
        let mut address = self.server.address(&format!("{page}?run={what}"));
        if !only.is_empty() {
            let numbers: Vec<_> = only.iter().map(u64::to_string).collect();
            address.push_str(&format!("&only={}", numbers.join(",")));
        }
        browser.go(&address).await?;
        let since = Instant::now();
        let mut outcome = loop {
            let outcome = browser.value("window.outcome ?? null").await?;
            if !outcome.is_null() {
                break outcome;
            }
            if since.elapsed() > LIMIT {
                bail!("the run of {what} on {page} does not end");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        if let Some(error) = outcome["broken"].as_str() {
            bail!("the run of {what} on {page} broke: {error}");
        }
        let foreign = self.server.requests().into_iter().filter(|path| !OWN.iter().any(|own| path.ends_with(own)));
        let asked: Vec<String> = self.canary.hits().into_iter().chain(foreign).collect();
        outcome["asked"] = json!(asked);
        outcome["seconds"] = json!(since.elapsed().as_secs_f64());
        Ok(outcome)
    }
}

/// The case that a path asked for belongs to: `/17/…` of the canary, `case/17/…` of the page's own server.
pub fn number_in(path: &str) -> Option<u64> {
    let path = path.trim_start_matches('/');
    path.strip_prefix("case/").unwrap_or(path).split('/').next()?.parse().ok()
}

/// The pages of a pressed site, as bodies with names.
///
/// # Errors
/// When a page cannot be read.
pub fn bodies(site: &Site) -> anyhow::Result<Vec<(String, String)>> {
    let body = |page: String| Ok((format!("samples/{page}"), site.text(&format!("{page}index.html"))?));
    site.pages()?.into_iter().map(body).collect()
}

fn described(cases: &[Case]) -> Value {
    let one = |case: &Case| {
        let Case { number, id, payload, base, never, remains, keeps } = case;
        json!({ "number": number, "id": id, "payload": payload, "base": base, "never": never, "remains": remains, "keeps": keeps })
    };
    cases.iter().map(one).collect()
}

/// The policy as lists, for a judge that does not know the filter.
fn lists() -> Value {
    let (links, media) = allowed::schemes();
    let unwrapped = policy::ELEMENTS.iter().filter(|row| matches!(row.1, Rule::Unwrap | Rule::Container));
    let unwrapped: Vec<&str> = unwrapped.map(|row| row.0).filter(|name| !matches!(*name, "html" | "body")).collect();
    json!({ "elements": allowed::allowed(), "links": links, "media": media, "unwrapped": unwrapped })
}

/// The content policy of a pressed page, as the element that states it.
fn content_policy(site: &Site) -> anyhow::Result<String> {
    let page = site.text("index.html")?;
    let start = page.find("<meta http-equiv=\"Content-Security-Policy\"").context("the page has no content policy")?;
    let end = page[start..].find('>').context("the content policy does not end")?;
    Ok(page[start..=start + end].to_owned())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}
