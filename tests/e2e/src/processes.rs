//! The processes of a browser, and their end without a warning. Knows Linux alone, where the tests that need it run.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

/// Kills the Chromium that has this profile open, with all its processes, as a system does that has run out of memory.
///
/// # Errors
/// When there is none.
pub(crate) fn kill_owner(profile: &Path) -> anyhow::Result<()> {
    // `<host>-<process>`.
    let lock = std::fs::read_link(profile.join("SingletonLock")).context("no browser has the profile open")?;
    let lock = lock.to_string_lossy().into_owned();
    let first = lock.rsplit_once('-').and_then(|(_, process)| process.parse().ok());
    let family = family_of(first.with_context(|| format!("{lock} names no process"))?)?;
    let mut command = Command::new("kill");
    // The first is the oldest: it must not see its children end.
    command.arg("-KILL").args(family.iter().map(u32::to_string));
    ensure!(command.output()?.status.success(), "not all of {family:?} could be killed");
    Ok(())
}

/// A process and all it has started, each before its children.
fn family_of(first: u32) -> anyhow::Result<Vec<u32>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended meanwhile.
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        // After the name, which may hold anything, come the state and the parent.
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        children.entry(parent.unwrap_or_default()).or_default().push(process);
    }
    let mut family = vec![first];
    let mut at = 0;
    while let Some(process) = family.get(at) {
        family.extend(children.remove(process).unwrap_or_default());
        at += 1;
    }
    Ok(family)
}
