//! The browser that tests run in, and the driver that speaks WebDriver for it.

use std::path::PathBuf;

use anyhow::Context;

use super::debian;
use crate::process::find_program;

/// A browser whose driver can be started.
#[derive(Debug)]
pub(crate) struct Browser {
    /// chromedriver, which finds the browser itself.
    pub(crate) driver: PathBuf,
}

/// Names under which systems keep Chromium, or a browser that its driver accepts.
const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// What to do where the packages did not bring it.
pub(super) const BY_HAND: &str = "Chromium's driver is still not on PATH. Where the package only brings a snap, run \
    `sudo snap install chromium`, or install Chrome and chromedriver yourself and set CHROMEDRIVER to the driver's path";

/// Finds Chromium and its driver, or installs both. `CHROMEDRIVER` names another driver, and then the browser is its concern.
///
/// # Errors
/// Says what to install where we cannot.
pub(crate) fn browser() -> anyhow::Result<Browser> {
    if let Some(driver) = find() {
        return Ok(Browser { driver });
    }
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    debian::install(packages(&system), "Chromium with its driver, which runs the tests", "1 to 3 minutes, 120 MB")?;
    let driver = find().context(BY_HAND)?;
    Ok(Browser { driver })
}

/// Chromium itself, for pages that need no driver. Installed with it where it is missing.
///
/// # Errors
/// As [`browser`].
pub(crate) fn chromium() -> anyhow::Result<PathBuf> {
    browser()?;
    CHROMIUM.iter().find_map(|name| find_program(name)).context("there is a driver, but no Chromium on PATH")
}

pub(super) fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| {
        let driver = find_program("chromedriver")?;
        // Elsewhere a browser is no program on the search path, and the driver knows where it is.
        let browser = CHROMIUM.iter().any(|name| find_program(name).is_some()) || !cfg!(target_os = "linux");
        browser.then_some(driver)
    })
}

pub(super) fn is_ubuntu(os_release: &str) -> bool {
    os_release.lines().any(|line| matches!(line, "ID=ubuntu" | "ID=\"ubuntu\""))
}

pub(super) fn packages(os_release: &str) -> &'static [&'static str] {
    if is_ubuntu(os_release) {
        &["chromium-browser", "chromium-chromedriver"]
    } else {
        &["chromium", "chromium-driver"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_names_for_chromium() {
        let check = |os_release: &str, expected: &str| assert_eq!(packages(os_release)[0], expected, "{os_release}");
        check("NAME=\"Debian GNU/Linux\"\nID=debian\n", "chromium");
        check("NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n", "chromium-browser");
        check("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "chromium");
        check("", "chromium");
    }
}
