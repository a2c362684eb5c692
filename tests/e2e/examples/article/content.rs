//! The article that is measured: as a pressed site, and as the plain page that it is compared with.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use handscroll::config::Config;
use handscroll::source;
use tempfile::TempDir;

/// Where the pictures lie in both.
const PICTURES: &str = "pictures";

/// The one style of the plain page, fixed, so that no one tunes it.
const STYLE: &str = "body{max-width:40rem;margin:auto;font:1.1rem/1.8 serif}img{width:100%;height:auto}";

/// Both forms of the newest article in a folder.
pub(crate) struct Content {
    site: PathBuf,
    article: String,
    plain: PathBuf,
    /// Removed at the end.
    _made: TempDir,
}

impl Content {
    /// Presses the posts, with pictures taken from a folder wherever an address ends in the name of one of its files.
    pub(crate) fn of(posts: &Path, pictures: &Path) -> anyhow::Result<Self> {
        let made = tempfile::tempdir()?;
        let (content, site, plain) = (made.path().join("content"), made.path().join("site"), made.path().join("plain"));
        let names = copy(pictures, &content.join(PICTURES))?;
        copy(pictures, &plain.join(PICTURES))?;
        copy(posts, &content)?;
        let roots = [content.clone()];
        let (config, _) = Config::load_all(&roots)?;
        let post = source::read(&roots, &config, &mut |_| {})?.posts.into_iter().next().context("no post")?;
        fs::write(content.join("handscroll.toml"), rewrites(&post.body_html, &names))?;
        let program = std::env::var_os("HANDSCROLL_BIN").context("HANDSCROLL_BIN names no press")?;
        // As a host that serves what the press has compressed; one that compresses as it answers sends a fifth more of the reader.
        let mut build = Command::new(program);
        let outcome = build.args(["build", "--precompress"]).arg(&content).arg("--out").arg(&site).output()?;
        ensure!(outcome.status.success(), "the press failed:\n{}", String::from_utf8_lossy(&outcome.stderr));
        fs::write(plain.join("index.html"), plain_page(&post.title, &post.body_html, &names))?;
        Ok(Self { site, article: format!("a/{}/", post.id), plain, _made: made })
    }

    /// Folder and path of each, ours first.
    pub(crate) fn pages(&self) -> [(&Path, &str); 2] {
        [(&self.site, &self.article), (&self.plain, "")]
    }
}

/// Copies the files of a folder; their names.
fn copy(from: &Path, to: &Path) -> anyhow::Result<BTreeSet<String>> {
    fs::create_dir_all(to)?;
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name().to_string_lossy().into_owned();
            fs::write(to.join(&name), fs::read(entry.path())?)?;
            names.insert(name);
        }
    }
    Ok(names)
}

/// Settings by which every address that ends in one of the names means the file of that name.
fn rewrites(body: &str, names: &BTreeSet<String>) -> String {
    let mut starts = BTreeSet::new();
    for name in names {
        for (at, _) in body.match_indices(name.as_str()) {
            if let Some(start) = body[..at].rfind("http") {
                starts.insert(&body[start..at]);
            }
        }
    }
    let rules = starts.into_iter().map(|start| format!("[[images.rewrite]]\nfrom = '{start}'\nto = '{PICTURES}/'\n"));
    rules.collect()
}

/// The body as it is, but for its images, which load lazily in boxes of their own size.
fn plain_page(title: &str, body: &str, names: &BTreeSet<String>) -> String {
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style><article><h1>{title}</h1>"
    );
    let mut rest = body;
    while let Some((before, image)) = rest.split_once("<img ") {
        let (image, after) = image.split_once('>').unwrap_or((image, ""));
        let stated =
            |name: &str| image.split_once(&format!("{name}=\"")).and_then(|(_, value)| value.split('"').next());
        page.push_str(before);
        page.push_str("<img loading=\"lazy\"");
        for (stated, name) in [(stated("data-width"), "width"), (stated("data-height"), "height")] {
            page.extend(stated.map(|value| format!(" {name}=\"{value}\"")));
        }
        match names.iter().find(|name| image.contains(name.as_str())) {
            Some(name) => page.push_str(&format!(" src=\"{PICTURES}/{name}\">")),
            None => page.push_str(&format!(" src=\"{}\">", stated("src").unwrap_or_default())),
        }
        rest = after;
    }
    page + rest
}
