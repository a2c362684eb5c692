//! Where tools are kept between clones: one folder of the person's, by the rules of each system.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Context;

/// `$HANDSCROLL_CACHE`, else the system's folder for caches.
///
/// # Errors
/// When the environment names no home either.
pub(crate) fn cache_folder() -> anyhow::Result<PathBuf> {
    choose(std::env::consts::OS, |name| std::env::var_os(name).filter(|value| !value.is_empty()))
        .context("there is no home folder to keep tools in: set HANDSCROLL_CACHE to a folder for them")
}

fn choose(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(own) = variable("HANDSCROLL_CACHE") {
        return Some(own.into());
    }
    let caches = match system {
        "windows" => variable("LOCALAPPDATA").map(PathBuf::from),
        "macos" => variable("HOME").map(|home| PathBuf::from(home).join("Library/Caches")),
        _ => variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cache"))),
    };
    caches.map(|caches| caches.join("handscroll"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_follows_the_system() {
        let check = |system: &str, set: &[(&str, &str)], expected: Option<&str>| {
            let variable =
                |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value));
            assert_eq!(choose(system, variable), expected.map(PathBuf::from), "{system} with {set:?}");
        };
        check("linux", &[("HOME", "/h")], Some("/h/.cache/handscroll"));
        check("linux", &[("HOME", "/h"), ("XDG_CACHE_HOME", "/x")], Some("/x/handscroll"));
        check("linux", &[("HOME", "/h"), ("HANDSCROLL_CACHE", "/own")], Some("/own"));
        check("macos", &[("HOME", "/h")], Some("/h/Library/Caches/handscroll"));
        check("windows", &[("LOCALAPPDATA", "/l")], Some("/l/handscroll"));
        check("linux", &[], None);
    }
}
