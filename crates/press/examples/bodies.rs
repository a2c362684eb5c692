//! Writes the bodies of posts as JSON, for benches and tests that need real ones: unfiltered, as the press reads them.
//! Arguments: a folder of posts, and the file to write.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use handscroll::config::Config;
use handscroll::source;
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [content, out] = arguments.as_slice() else { bail!("name a folder of posts, and the file to write") };
    let roots = [content.clone()];
    let (config, _) = Config::load_all(&roots)?;
    let library = source::read(&roots, &config, &mut |_| {})?;
    let bodies: Vec<_> = library
        .posts
        .iter()
        .map(|post| json!({ "path": post.path, "link": post.link, "html": post.body_html }))
        .collect();
    std::fs::write(out, serde_json::to_vec(&bodies)?).with_context(|| format!("could not write {}", out.display()))
}
