//! The press on a hundred tall pictures: how fast, how much memory, and whether its time goes into pixels. Measures, and
//! fails where less than its share does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::process::{self, Background, cargo, check_stopped};
use crate::workspace::Workspace;

/// Pictures of 1080 x 5500 pixels.
const COUNT: usize = 100;
/// Of the time of the whole run, this is to go into decoding, scaling and encoding, in hundredths.
const SHARE_PERCENT: f64 = 85.0;
const POLL: Duration = Duration::from_millis(20);

/// What the press says of its work, in seconds.
#[derive(Debug, PartialEq)]
struct Effort {
    pictures: f64,
    megapixels: f64,
    elapsed: f64,
    all: f64,
    decode: f64,
    resize: f64,
    encode: f64,
}

/// Draws the pictures, has them pressed without anything kept from before, and says what that took.
///
/// # Errors
/// When something cannot be built or run, or too little of the time goes into pixels.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let pictures = pictures(workspace)?;
    process::run("building the press", cargo(workspace.root(), &["build", "--release", "--package", "handscroll"]))?;
    let folder = tempfile::tempdir().context("could not make a folder for the site")?;
    let content = folder.path().join("content");
    fs::create_dir(&content)?;
    for (number, picture) in fs::read_dir(&pictures)?.take(COUNT).enumerate() {
        fs::copy(picture?.path(), content.join(format!("{number}.jpg")))?;
        let post = format!("---\ntitle: Scroll {number}\ndate: 2024-01-01\nlang: en\n---\n![Scroll]({number}.jpg)\n");
        fs::write(content.join(format!("{number}.md")), post)?;
    }
    measure(&workspace.press("release"), folder.path())
}

/// The folder of the pictures, which are drawn where they are not there yet.
///
/// # Errors
/// When they cannot be drawn.
pub(crate) fn pictures(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let pictures = workspace.target("bench/scrolls");
    if fs::read_dir(&pictures).map_or(0, Iterator::count) < COUNT {
        let mut draw = cargo(
            workspace.root(),
            &["run", "--release", "--package", "handscroll-pixels", "--example", "scrolls", "--"],
        );
        draw.arg(&pictures).arg(COUNT.to_string());
        process::run("drawing pictures", draw)?;
    }
    Ok(pictures)
}

fn measure(press: &Path, folder: &Path) -> anyhow::Result<String> {
    let said = folder.join("said");
    let mut command = Command::new(press);
    command.args(["build", "content", "--out", "site", "--plain", "--timings", "--cache", "cache"]).current_dir(folder);
    command.stdin(Stdio::null()).stderr(fs::File::create(&said)?);
    let started = Instant::now();
    let mut run = Background::start("the bench", command)?;
    let mut memory = None;
    let status = loop {
        // Read until it is gone: the most that it had, not what it has.
        memory = peak_memory(run.id()).or(memory);
        if let Some(status) = run.ended()? {
            break status;
        }
        check_stopped()?;
        thread::sleep(POLL);
    };
    let whole = started.elapsed().as_secs_f64();
    let said = fs::read_to_string(&said)?;
    if !status.success() {
        bail!("the press failed ({status}):\n{said}");
    }
    let effort = said.lines().find_map(effort).context("the press does not say what making cost")?;
    let share = share_percent(&effort, whole);
    let line = line(&effort, whole, share, memory.as_deref());
    if share < SHARE_PERCENT {
        bail!("{line}\nless than {SHARE_PERCENT} % of the time goes into pixels");
    }
    Ok(line)
}

/// How much of the whole run went into pixels, in hundredths: of the cores' time while pictures were made, and nothing of
/// what was before and after.
fn share_percent(effort: &Effort, whole: f64) -> f64 {
    let pixels = effort.decode + effort.resize + effort.encode;
    100.0 * pixels / effort.all.max(f64::MIN_POSITIVE) * (effort.elapsed / whole).min(1.0)
}

/// The line that `handscroll build --timings` prints.
fn effort(line: &str) -> Option<Effort> {
    let (_, work) = line.split_once(" megapixels made in ")?;
    let mut before = line.split(' ');
    let numbers: Vec<f64> = work.split([' ', ',', ':']).filter_map(|word| word.parse().ok()).collect();
    let (pictures, megapixels) = (before.next()?.parse().ok()?, before.nth(2)?.parse().ok()?);
    let [elapsed, all, decode, resize, encode, ..] = *numbers else { return None };
    Some(Effort { pictures, megapixels, elapsed, all, decode, resize, encode })
}

fn line(effort: &Effort, whole: f64, share: f64, memory: Option<&str>) -> String {
    format!(
        "{} pictures, {:.0} megapixels in {whole:.1} s: {:.2} pictures/s, {:.1} megapixels/s; \
         decode {:.1} s, resize {:.1} s, encode {:.1} s of {:.1} s of all cores; {share:.0} % of the run in these; peak memory {}",
        effort.pictures,
        effort.megapixels,
        effort.pictures / whole,
        effort.megapixels / whole,
        effort.decode,
        effort.resize,
        effort.encode,
        effort.all,
        memory.unwrap_or("unknown on this system"),
    )
}

/// The most memory that a process has had so far, where the system tells.
fn peak_memory(id: u32) -> Option<String> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let kilobytes: f64 =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()?;
    Some(format!("{:.0} MB", kilobytes / 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presss_line_is_understood() {
        let line = "100 pictures of 594.0 megapixels made in 40.00 s: of 80.00 s of all cores decode 4.00 s, resize 6.00 s, encode 62.00 s, cut 3.00 s";
        let expected = Effort {
            pictures: 100.0,
            megapixels: 594.0,
            elapsed: 40.0,
            all: 80.0,
            decode: 4.0,
            resize: 6.0,
            encode: 62.0,
        };
        assert_eq!(effort(line).as_ref(), Some(&expected));
        assert_eq!(effort("100 articles from 100 files"), None);
        assert_eq!(share_percent(&expected, 40.0).round(), 90.0);
        assert_eq!(share_percent(&expected, 50.0).round(), 72.0);
    }
}
