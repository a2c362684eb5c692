//! Sites to read: the pressed samples, and those that a test makes of its own posts. Presses with the built command only, and
//! each site once: what was pressed of the same content by the same press is kept between tests and runs.

mod store;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use handscroll_core::contract::times::{Scale, Wait};
use serde_json::Value;
use tempfile::TempDir;

use crate::posts::Post;
use store::Made;

/// Width and height of a made picture: about a screen of a phone, and not so tall that it is cut into strips.
const STRETCH: (u32, u32) = (400, 790);
/// How much later than its time something may be that a page does, on a machine that has much else to do.
const LATE: Duration = Duration::from_millis(400);

/// A pressed site in a folder. Other tests read it too, unless it is a test's [own](Site::own).
pub struct Site {
    folder: PathBuf,
    /// The posts it was made of.
    content: PathBuf,
    /// What of the waits that ship it waits.
    time_scale: String,
    /// What goes with it.
    copy: Option<TempDir>,
}

impl Site {
    /// The samples.
    ///
    /// # Errors
    /// When there is no command to press them.
    pub fn samples() -> anyhow::Result<Self> {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
        Self::made(|content| store::copy(&samples, content), time_scale())
    }

    /// A site of these posts, in English; so many made pictures lie beside them.
    ///
    /// # Errors
    /// When the posts cannot be written or pressed.
    pub fn of(posts: &[Post], pictures: u32) -> anyhow::Result<Self> {
        Self::with_pictures(posts, &vec![STRETCH; pictures as usize])
    }

    /// As [`Site::of`], with pictures of these widths and heights.
    ///
    /// # Errors
    /// When the posts cannot be written or pressed.
    pub fn with_pictures(posts: &[Post], sizes: &[(u32, u32)]) -> anyhow::Result<Self> {
        Self::beside(posts, |content| draw(content, sizes))
    }

    /// A site of these posts, in English, and of the files that `add` writes beside them.
    ///
    /// # Errors
    /// Those of `add`; and when the posts cannot be written or pressed.
    pub fn beside(posts: &[Post], add: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<Self> {
        Self::made(write(posts, add), time_scale())
    }

    /// As [`Site::with_pictures`], with the times that ship: other sites of tests wait a part of them.
    ///
    /// # Errors
    /// When the posts cannot be written or pressed.
    pub fn in_real_time(posts: &[Post], sizes: &[(u32, u32)]) -> anyhow::Result<Self> {
        Self::made(write(posts, |content| draw(content, sizes)), REAL_TIME.to_owned())
    }

    fn made(write: impl FnOnce(&Path) -> anyhow::Result<()>, time_scale: String) -> anyhow::Result<Self> {
        let options = ["--time-scale", &time_scale];
        let made = Made::of(&time_scale, write, |content, site| press_with(content, site, &options))?;
        Ok(Self { folder: made.site, content: made.content, time_scale, copy: None })
    }

    /// A copy of it that the test may change.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn own(&self) -> anyhow::Result<Self> {
        let copy = store::folder_of_its_own()?;
        let (folder, content) = (copy.path().join("site"), copy.path().join("posts"));
        store::copy(&self.folder, &folder)?;
        store::copy(&self.content, &content)?;
        Ok(Self { folder, content, time_scale: self.time_scale.clone(), copy: Some(copy) })
    }

    /// Writes a post of a test's own site, anew or as it is now. It is published with the next [`Site::press_again`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, post: &Post) -> anyhow::Result<()> {
        post.write(self.own_content()?)
    }

    /// Presses a test's own site again into its folder, with these options.
    ///
    /// # Errors
    /// When the press does not end well.
    pub fn press_again(&self, options: &[&str]) -> anyhow::Result<()> {
        self.press(self.own_content()?, &self.folder, options)
    }

    /// Takes away a post of a test's own site. It is taken down with the next press.
    ///
    /// # Errors
    /// When there is none of that slug.
    pub fn remove(&self, slug: &str) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.own_content()?.join(format!("{slug}.html")))?)
    }

    /// Presses a made site into another folder, with a program that is the same but for its version, which it says in
    /// `data-version` of the root element. Two files of it have other names by that.
    ///
    /// # Errors
    /// When the press does not end well.
    pub fn press_version(&self, version: &str, into: &Path) -> anyhow::Result<()> {
        let said = format!("\ndocument.documentElement.dataset.version = '{version}';\n");
        let noted = format!("\n// {version}\n");
        self.press_changed(into, |name, text| match name {
            "boot.js" => Some(format!("{text}{said}")),
            "handscroll-reader.js" => Some(format!("{text}{noted}")),
            _ => None,
        })
    }

    /// Presses a made site into another folder, with a program whose scripts are what `change` makes of them.
    ///
    /// # Errors
    /// When the press does not end well.
    pub fn press_changed(&self, into: &Path, change: impl Fn(&str, String) -> Option<String>) -> anyhow::Result<()> {
        let reader = tempfile::tempdir()?;
        for file in std::fs::read_dir(self.folder.join("assets"))? {
            let path = file?.path();
            let name = path.file_name().and_then(|name| name.to_str()).context("a file without a name")?;
            // `<stem>.<16 hex>.<ending>`, as the press makes of `<stem>.<ending>`.
            let (stem, rest) = name.split_once('.').context("a file without a hash")?;
            let (_, ending) = rest.rsplit_once('.').context("a file without an ending")?;
            std::fs::copy(&path, reader.path().join(format!("{stem}.{ending}")))?;
        }
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public"))? {
            let path = file?.path();
            std::fs::copy(&path, reader.path().join(path.file_name().unwrap_or_default()))?;
        }
        for file in std::fs::read_dir(reader.path())? {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            if !name.ends_with(".js") {
                continue;
            }
            if let Some(changed) = change(&name, std::fs::read_to_string(file.path())?) {
                std::fs::write(file.path(), changed)?;
            }
        }
        ensure!(into != self.folder || self.copy.is_some(), "{}", SHARED);
        self.press(&self.content, into, &["--reader", &reader.path().to_string_lossy()])
    }

    /// Puts another text in the place of a file of a test's own site, as a careless host does.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn overwrite(&self, path: &str, text: &str) -> anyhow::Result<()> {
        ensure!(self.copy.is_some(), "{}", SHARED);
        Ok(std::fs::write(self.folder.join(path), text)?)
    }

    fn own_content(&self) -> anyhow::Result<&Path> {
        ensure!(self.copy.is_some(), "{}", SHARED);
        Ok(&self.content)
    }

    fn press(&self, content: &Path, into: &Path, options: &[&str]) -> anyhow::Result<()> {
        press_with(content, into, &[&["--time-scale", &self.time_scale], options].concat())
    }

    /// Waits until the time of one of its constants is over, for a test of what does *not* happen when it is. What happens is
    /// waited for itself.
    ///
    /// # Errors
    /// When the site has no time scale.
    pub async fn outlast(&self, wait: Wait) -> anyhow::Result<()> {
        let scale = self.time_scale.parse().ok().and_then(Scale::new).context("no time scale")?;
        let scaled = Duration::from_millis(u64::from(wait.scaled(scale).unsigned_abs()));
        tokio::time::sleep(scaled + LATE).await;
        Ok(())
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file of it, as text.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn text(&self, path: &str) -> anyhow::Result<String> {
        std::fs::read_to_string(self.folder.join(path)).with_context(|| format!("{path} of the site"))
    }

    /// The paths of all its pages, as a browser asks for them. The page for missing ones belongs to no path.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn pages(&self) -> anyhow::Result<Vec<String>> {
        let mut pages = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(self.folder.join(&folder))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if entry.file_type()?.is_dir() {
                    folders.push(format!("{folder}{name}/"));
                } else if name == "index.html" {
                    pages.push(folder.clone());
                }
            }
        }
        pages.sort();
        Ok(pages)
    }

    /// The items of its manifest's newest page.
    ///
    /// # Errors
    /// When the manifest cannot be read.
    pub fn items(&self) -> anyhow::Result<Vec<Value>> {
        let feed: Value = serde_json::from_str(&self.text("feed.json")?)?;
        feed["items"].as_array().cloned().context("feed.json has no items")
    }
}

/// Draws `pictures/1.png` and so on, of these widths and heights.
fn draw(content: &Path, sizes: &[(u32, u32)]) -> anyhow::Result<()> {
    for (number, (width, height)) in (1..).zip(sizes) {
        store::picture(&content.join(format!("pictures/{number}.png")), number, *width, *height)?;
    }
    Ok(())
}

/// The times that ship.
const REAL_TIME: &str = "1";

/// What of the waits that ship the sites of tests wait: as `HANDSCROLL_TIME_SCALE` says.
fn time_scale() -> String {
    std::env::var("HANDSCROLL_TIME_SCALE").unwrap_or_else(|_| REAL_TIME.to_owned())
}

/// Writes these posts, and what `add` writes beside them.
fn write(posts: &[Post], add: impl FnOnce(&Path) -> anyhow::Result<()>) -> impl FnOnce(&Path) -> anyhow::Result<()> {
    move |content: &Path| {
        std::fs::write(content.join("handscroll.toml"), "title = \"Made for a test\"\nlanguage = \"en\"\n")?;
        for post in posts {
            post.write(content)?;
        }
        add(content)
    }
}

const SHARED: &str = "other tests read this site: change a copy, which `Site::own` makes";

/// The press that ships.
fn program() -> anyhow::Result<PathBuf> {
    let program = std::env::var_os("HANDSCROLL_BIN");
    let program =
        program.context("HANDSCROLL_BIN names no press: `cargo xtask test e2e` builds one and runs these tests")?;
    Ok(program.into())
}

fn press_with(content: &Path, site: &Path, options: &[&str]) -> anyhow::Result<()> {
    let outcome = Command::new(program()?)
        .arg("build")
        .arg(content)
        .args(["--images", "link"])
        .args(options)
        .arg("--out")
        .arg(site)
        .output()?;
    ensure!(outcome.status.success(), "the press failed:\n{}", String::from_utf8_lossy(&outcome.stderr));
    Ok(())
}
