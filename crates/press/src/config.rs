//! handscroll.toml: what a publisher settles once for a site. It knows nothing of posts and writes nothing.

mod file;

use std::path::{Path, PathBuf};

use anyhow::Context;
use handscroll_core::contract::times::Scale;
use jiff::tz::TimeZone;

use crate::images::make;
use crate::problem::{Problem, ProblemKind};

/// The file's name, in a content folder.
pub const FILE_NAME: &str = "handscroll.toml";

/// The settings of one site. Its default is a site without a handscroll.toml.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's name.
    pub title: Option<String>,
    /// What the site is, in a sentence.
    pub description: Option<String>,
    /// Who publishes it.
    pub author: Option<String>,
    /// Where it will stand: http or https, ending with `/`.
    pub base_url: Option<String>,
    /// BCP 47; for articles whose own language is neither named nor detected.
    pub language: Option<String>,
    /// For dates without a zone. UTC when not given, never the machine's.
    pub timezone: TimeZone,
    /// Glob patterns of posts that are taken down, relative to their content folder.
    pub exclude: Vec<String>,
    /// Replacements of picture addresses; the first match wins.
    pub image_rewrites: Vec<ImageRewrite>,
    /// Beginnings of picture addresses that are no content.
    pub image_placeholders: Vec<String>,
    /// Whether pages may show pictures from elsewhere. Without them, nobody but the site's host learns what is read.
    pub remote_images: bool,
    /// Whether devices keep the site for reading without a network. Where they do not, they are made to forget it.
    pub offline: bool,
    /// WebP's quality for tall pictures and smaller encodings, 1 to 100.
    pub images_quality: u8,
    /// By how much waits are shortened. Tests set it on the command line; a handscroll.toml cannot.
    pub time_scale: Scale,
}

/// One `[[images.rewrite]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRewrite {
    /// What a picture's address begins with.
    pub from: String,
    /// What stands there instead: an address, or a folder inside `root`.
    pub to: String,
    /// The content folder whose handscroll.toml says so.
    pub root: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            author: None,
            base_url: None,
            language: None,
            timezone: TimeZone::UTC,
            exclude: Vec::new(),
            image_rewrites: Vec::new(),
            image_placeholders: Vec::new(),
            remote_images: true,
            offline: true,
            images_quality: make::QUALITY,
            time_scale: Scale::REAL,
        }
    }
}

impl Config {
    /// The settings of one content folder; the default ones when it has no handscroll.toml. Unknown keys are
    /// problems.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, or holds a value that cannot mean anything: publishing with a
    /// misread setting, a takedown above all, would be worse than not publishing.
    pub fn load(content_root: &Path) -> anyhow::Result<(Self, Vec<Problem>)> {
        Ok(Self::load_file(content_root)?.unwrap_or_default())
    }

    /// The settings of several content folders that become one site. What describes the site comes from the first
    /// folder that has a handscroll.toml; takedowns and picture rules are gathered from all, since each folder's
    /// owner expects them to hold.
    ///
    /// # Errors
    /// As for [`Config::load`].
    pub fn load_all(content_roots: &[PathBuf]) -> anyhow::Result<(Self, Vec<Problem>)> {
        let mut merged: Option<Self> = None;
        let mut problems = Vec::new();
        for root in content_roots {
            let Some((config, found)) = Self::load_file(root)? else {
                continue;
            };
            problems.extend(found);
            let Some(first) = &mut merged else {
                merged = Some(config);
                continue;
            };
            let ignored = first.absorb(config);
            if !ignored.is_empty() {
                problems.push(Problem::of_file(
                    root.join(FILE_NAME).display().to_string(),
                    ProblemKind::ConfigIgnored,
                    format!("{} differs from the first content folder's settings", ignored.join(", ")),
                    "the first folder's settings count",
                ));
            }
        }
        Ok((merged.unwrap_or_default(), problems))
    }

    fn load_file(content_root: &Path) -> anyhow::Result<Option<(Self, Vec<Problem>)>> {
        // One post may be given instead of a folder; its settings are those of the folder it stands in.
        let folder = if content_root.is_file() { content_root.parent().unwrap_or(Path::new("")) } else { content_root };
        let path = folder.join(FILE_NAME);
        match std::fs::read_to_string(&path) {
            Ok(text) => file::parse(&text, folder)
                .with_context(|| format!("{} is not usable; mend it and build again", path.display()))
                .map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Takes the rules of a later folder's settings; returns the names of its keys that do not count.
    fn absorb(&mut self, later: Self) -> Vec<&'static str> {
        for pattern in later.exclude {
            if !self.exclude.contains(&pattern) {
                self.exclude.push(pattern);
            }
        }
        self.image_rewrites.extend(later.image_rewrites);
        self.image_placeholders.extend(later.image_placeholders);
        // One folder's owner who wants none cannot be overruled by another's.
        self.remote_images &= later.remote_images;
        self.offline &= later.offline;
        let mut ignored = Vec::new();
        let texts = [
            ("title", &self.title, later.title),
            ("description", &self.description, later.description),
            ("author", &self.author, later.author),
            ("base_url", &self.base_url, later.base_url),
            ("language", &self.language, later.language),
        ];
        for (name, ours, theirs) in texts {
            if theirs.is_some() && *ours != theirs {
                ignored.push(name);
            }
        }
        if later.images_quality != make::QUALITY && later.images_quality != self.images_quality {
            ignored.push("images.quality");
        }
        if later.timezone != self.timezone {
            ignored.push("timezone");
        }
        ignored
    }
}
