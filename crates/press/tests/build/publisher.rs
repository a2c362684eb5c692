//! A publisher's desk: a folder of posts, a folder for the site, and the command that makes one of the other.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The command under test.
pub(crate) const HANDSCROLL: &str = env!("CARGO_BIN_EXE_handscroll");

/// The files of a site: path with `/` between its parts, and bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Two folders that vanish with it: `posts`, and `site`, which does not exist before the first build.
#[derive(Debug)]
pub(crate) struct Desk {
    folder: TempDir,
    cache: TempDir,
}

/// How the command ended, and what it said to people.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Desk {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), cache: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.posts()).unwrap();
        for (path, text) in files {
            desk.write(path, text);
        }
        desk
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn posts(&self) -> PathBuf {
        self.folder.path().join("posts")
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Writes a file among the posts.
    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let file = self.posts().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.posts().join(path)).unwrap();
    }

    /// `handscroll build posts --out site --plain --images link`, to which options may be added.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(HANDSCROLL);
        command.args(["build", "posts", "--out", "site", "--plain", "--images", "link"]).current_dir(self.root());
        // What one test makes must not be there for the next.
        command.env("XDG_CACHE_HOME", self.cache.path());
        command
    }

    /// Builds, which has to end well.
    #[track_caller]
    pub(crate) fn build(&self) -> Run {
        let run = self.run(&[]);
        assert_eq!(run.code, Some(0), "{}", run.said);
        run
    }

    pub(crate) fn run(&self, options: &[&str]) -> Run {
        Run::of(self.command().args(options))
    }

    /// The site as it is.
    pub(crate) fn files(&self) -> Files {
        let mut files = Files::new();
        gather(&self.site(), "", &mut files);
        files
    }

    /// A text file of the site.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.site().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The manifest's newest page.
    pub(crate) fn feed(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("feed.json")).unwrap()
    }

    /// The ids of the manifest's newest page by title.
    pub(crate) fn ids(&self) -> BTreeMap<String, String> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        self.feed()["items"].as_array().unwrap().iter().map(|item| (text(&item["title"]), text(&item["id"]))).collect()
    }

    /// The page of the one article of this title.
    #[track_caller]
    pub(crate) fn page(&self, title: &str) -> String {
        let ids = self.ids();
        let id = ids.get(title).unwrap_or_else(|| panic!("no article “{title}” in {ids:?}"));
        self.text(&format!("a/{id}/index.html"))
    }
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        if !command.get_envs().any(|(name, _)| name == "XDG_CACHE_HOME") {
            command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        }
        let Output { status, stdout, stderr } = command.output().unwrap();
        assert_eq!(stdout, b"", "standard output is for what a script may read");
        Self { code: status.code(), said: String::from_utf8(stderr).unwrap() }
    }

    #[track_caller]
    pub(crate) fn says(&self, wanted: &str) {
        assert!(self.said.contains(wanted), "{wanted:?} is not in\n{}", self.said);
    }
}

/// A post as a generator writes it. It names its language: to detect that takes longer than all the rest, unoptimised.
pub(crate) fn post(title: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\nlang: en\n---\n{body}\n")
}

/// A picture of one colour; another `shade` gives other bytes.
pub(crate) fn picture(width: u32, height: u32, shade: u32) -> Vec<u8> {
    let [_, red, green, blue] = shade.to_be_bytes();
    let mut bytes = Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_pixel(width, height, image::Rgb([red, green, blue]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The files of any folder, as they are.
#[cfg(unix)]
pub(crate) fn files_of(folder: &Path) -> Files {
    let mut files = Files::new();
    gather(folder, "", &mut files);
    files
}

/// What differs between two states of a site, each path after `+`, `-` or `~`. The press's own list is left out.
pub(crate) fn changes(before: &Files, after: &Files) -> Vec<String> {
    let gone = before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("- {path}"));
    let changed = after.iter().filter_map(|(path, bytes)| match before.get(path) {
        None => Some(format!("+ {path}")),
        Some(old) if old != bytes => Some(format!("~ {path}")),
        Some(_) => None,
    });
    let mut all: Vec<String> = gone.chain(changed).filter(|change| !change.ends_with(" .handscroll")).collect();
    all.sort();
    all
}

fn gather(folder: &Path, before: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let path = format!("{before}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// Copies a folder of posts, for tests that must not write beside a fixture.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => assert!(fs::copy(entry.path(), target).is_ok()),
        }
    }
}

/// The ending of a path, for what differs by its kind.
pub(crate) fn ending(path: &str) -> Option<&str> {
    Path::new(path).extension().and_then(OsStr::to_str)
}
