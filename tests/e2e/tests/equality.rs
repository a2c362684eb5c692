//! One policy, two parsers: the press's filter and the reader's walker make the same of a body.
//! `HANDSCROLL_POSTS` names a folder of posts whose bodies are tried besides the samples' and those made for this.

mod host;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use e2e::{Browser, Engine, Screen, Server, at_each_engine};
use handscroll::config::Config;
use handscroll::source;
use handscroll_sanitize::{HtmlWriter, parsed, write_box};
use serde_json::{Value, json};

use host::WebHost;

at_each_engine!(known_differences_are_as_described, made_bodies_become_the_same, real_bodies_become_the_same);

/// Of a thousand real bodies, so many may differ, and then for one of the reasons below.
const DIFFERENT_IN_A_THOUSAND: usize = 10;

/// Where two parsers do not agree, and why it may stay so.
struct Difference {
    /// What it is about.
    name: &'static str,
    body: &'static str,
    /// What the press makes of it.
    pressed: &'static str,
    /// An engine that makes something else of it; when it no longer does, the entry is to be struck out.
    engine: Engine,
    /// What browsers make of it, that engine first.
    read: &'static [&'static str],
}

/// A real body that differs has one of these in it.
const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "signs in the path of an address that may stand there as they are or encoded, and mean the same",
        body: r#"<a href="https://a.example/a^b|c">x</a>"#,
        pressed: r#"<p><a href="https://a.example/a^b|c" rel="noopener noreferrer external" target="_blank">x</a></p>"#,
        engine: Engine::Chromium,
        read: &[
            r#"<p><a href="https://a.example/a%5Eb%7Cc" rel="noopener noreferrer external" target="_blank">x</a></p>"#,
            r#"<p><a href="https://a.example/a%5Eb|c" rel="noopener noreferrer external" target="_blank">x</a></p>"#,
        ],
    },
    Difference {
        name: "a host whose Punycode means nothing, which some let pass; it can be nobody's",
        body: r#"<a href="https://xn--a.example/">x</a>"#,
        pressed: "<p>x</p>",
        engine: Engine::Chromium,
        read: &[r#"<p><a href="https://xn--a.example/" rel="noopener noreferrer external" target="_blank">x</a></p>"#],
    },
    Difference {
        name: "elements in a list of choices, which parsers dropped until HTML let them in",
        body: "<select><option>one<option>two</select><select><p>p in select</p><table><tr><td>x</table></select>",
        pressed: "<p>one / two</p><p>p in select</p><table><tbody><tr><td>x</td></tr></tbody></table>",
        engine: Engine::WebKit,
        read: &["<p>one / two p in selectx</p>"],
    },
];

/// Where bodies stand, and their site.
const BASE: &str = "https://site.example/a/x/";
const ROOT: &str = "https://site.example/";

const PAGE: &str =
    "<!doctype html><meta charset=\"utf-8\"><title>Equality</title><script type=\"module\" src=\"page.js\"></script>";

/// A body: its name, and its markup.
type Body = (String, String);

/// What the press makes of a body.
fn pressed(html: &str) -> String {
    let (sink, _) = parsed::filter_html(html, HtmlWriter::picture_with(write_box), &mut WebHost::new(BASE, ROOT));
    sink.into_html()
}

/// What the browser makes of each body where that is not what the press makes of it.
async fn differing(engine: Engine, bodies: &[Body]) -> anyhow::Result<Vec<(String, String, String)>> {
    let lab: PathBuf = std::env::var_os("HANDSCROLL_LAB")
        .context("HANDSCROLL_LAB names no lab: `cargo xtask test e2e` builds one and runs these tests")?
        .into();
    let folder = tempfile::tempdir()?;
    for name in ["lab.js", "lab_bg.wasm"] {
        std::fs::copy(lab.join(name), folder.path().join(name)).with_context(|| format!("the lab's {name}"))?;
    }
    let tried: Vec<Value> = bodies.iter().map(|(_, html)| json!({ "html": html, "pressed": pressed(html) })).collect();
    let bodies_json = serde_json::to_vec(&json!({ "base": BASE, "root": ROOT, "bodies": tried }))?;
    std::fs::write(folder.path().join("bodies.json"), bodies_json)?;
    std::fs::write(folder.path().join("page.js"), include_str!("equality/page.js"))?;
    std::fs::write(folder.path().join("index.html"), PAGE)?;
    let server = Server::start(folder.path(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    browser.go(&server.address("")).await?;
    browser.wait("all bodies to be filtered", "window.outcome").await?;
    let outcome = browser.value("window.outcome").await?;
    browser.close().await?;
    ensure!(outcome["error"].is_null(), "the page failed: {}", outcome["error"]);
    ensure!(outcome["count"] == bodies.len(), "{} of {} bodies were filtered", outcome["count"], bodies.len());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = |found: &Value| {
        let at = found["at"].as_u64().and_then(|at| usize::try_from(at).ok())?;
        Some((bodies.get(at)?.0.clone(), text(&found["pressed"]), text(&found["read"])))
    };
    outcome["different"].as_array().context("no list")?.iter().map(|found| named(found).context("no body")).collect()
}

/// Both results from a little before they part.
fn described((name, pressed, read): &(String, String, String)) -> String {
    let same = pressed.chars().zip(read.chars()).take_while(|(one, other)| one == other).count();
    let part = |text: &str| text.chars().skip(same.saturating_sub(60)).take(160).collect::<String>();
    format!("{name}\n  press:  {}\n  reader: {}", part(pressed), part(read))
}

fn bodies_of(folder: &Path) -> anyhow::Result<Vec<Body>> {
    let roots = [folder.to_owned()];
    let (config, _) = Config::load_all(&roots)?;
    let posts = source::read(&roots, &config, &mut |_| {})?.posts;
    Ok(posts.into_iter().map(|post| (post.path, post.body_html)).collect())
}

async fn real_bodies_become_the_same(engine: Engine) -> anyhow::Result<()> {
    let mut bodies = bodies_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples"))?;
    if let Some(folder) = std::env::var_os("HANDSCROLL_POSTS") {
        bodies.extend(bodies_of(Path::new(&folder))?);
    }
    ensure!(bodies.len() >= 15, "only {} bodies", bodies.len());
    let different = differing(engine, &bodies).await?;
    let described: Vec<String> = different.iter().map(described).collect();
    eprintln!("{} of {} bodies differ in {engine}", different.len(), bodies.len());
    ensure!(
        different.len() * 1_000 <= bodies.len() * DIFFERENT_IN_A_THOUSAND,
        "{} of {} bodies differ:\n{}",
        different.len(),
        bodies.len(),
        described.join("\n")
    );
    Ok(())
}

/// Bodies in the shapes of scraped pages; those of the filter's own cases too.
async fn made_bodies_become_the_same(engine: Engine) -> anyhow::Result<()> {
    let cases = include_str!("../../../crates/sanitize/tests/cases.txt");
    let cases = cases
        .lines()
        .filter_map(|line| line.strip_prefix("- "))
        .map(|body| (body.to_owned(), body.replace("\\n", "\n")));
    let shapes = include_str!("equality/bodies.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let shapes = shapes.map(|line| (line.to_owned(), unescaped(line)));
    let bodies: Vec<Body> = cases.chain(shapes).collect();
    ensure!(bodies.len() > 80, "only {} bodies", bodies.len());
    let mut different = differing(engine, &bodies).await?;
    different.retain(|(name, _, read)| {
        !DIFFERENCES.iter().any(|known| known.body == name && known.read.contains(&read.as_str()))
    });
    let described: Vec<String> = different.iter().map(described).collect();
    ensure!(different.is_empty(), "{} of {} bodies differ:\n{}", different.len(), bodies.len(), described.join("\n"));
    Ok(())
}

/// A difference that is gone from the engine it was found in is to be struck from the list.
async fn known_differences_are_as_described(engine: Engine) -> anyhow::Result<()> {
    let bodies: Vec<Body> = DIFFERENCES.iter().map(|known| (known.name.to_owned(), known.body.to_owned())).collect();
    let found = differing(engine, &bodies).await?;
    for known in DIFFERENCES {
        assert_eq!(pressed(known.body), known.pressed, "{}", known.name);
        match found.iter().find(|(name, ..)| name == known.name) {
            Some((.., read)) if engine == known.engine => assert_eq!(read, known.read[0], "{}", known.name),
            Some((.., read)) => assert!(known.read.contains(&read.as_str()), "{}: {read}", known.name),
            None => assert_ne!(engine, known.engine, "{} is one no more", known.name),
        }
    }
    Ok(())
}

/// `\n` and its like as in a string of Rust's.
fn unescaped(line: &str) -> String {
    line.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0").replace("\\f", "\u{c}")
}
