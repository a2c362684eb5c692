//! The engines that the built site is tested in: which a person asks for, and the driver of each, found or installed.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::{CargoTool, browser, debian};
use crate::process::find_program;
use crate::workspace::Workspace;

/// geckodriver, which opens any Firefox that is not much younger.
const GECKODRIVER: &str = "0.37.1";

/// What lays out a page and runs its scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKit];

    /// As it is written in lists: on the command line, and in what the tests are told.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Chromium => "chromium",
            Engine::Firefox => "firefox",
            Engine::WebKit => "webkit",
        }
    }

    /// The variable by which the tests, and a person, are told of its driver.
    pub(crate) fn variable(self) -> &'static str {
        match self {
            Engine::Chromium => "CHROMEDRIVER",
            Engine::Firefox => "GECKODRIVER",
            Engine::WebKit => "WEBKITWEBDRIVER",
        }
    }

    /// The driver that the person named.
    fn named(self) -> Option<PathBuf> {
        std::env::var_os(self.variable()).map(PathBuf::from).filter(|path| path.is_file())
    }

    /// Whether what apt could bring is missing.
    fn lacks_packages(self) -> bool {
        match self {
            Engine::Chromium => browser::find().is_none(),
            Engine::Firefox => !has_firefox(),
            Engine::WebKit => webkit_driver().is_none() || find_program("Xvfb").is_none(),
        }
    }

    /// What apt could bring. Empty where no package would do.
    fn packages(self, os_release: &str) -> &'static [&'static str] {
        match self {
            Engine::Chromium => browser::packages(os_release),
            // Ubuntu's package brings a snap, which sees none of the folders that a driver makes for it.
            Engine::Firefox if browser::is_ubuntu(os_release) => &[],
            Engine::Firefox => &["firefox-esr"],
            Engine::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// What to do where apt cannot help, or did not.
    fn by_hand(self) -> &'static str {
        match self {
            Engine::Chromium => browser::BY_HAND,
            Engine::Firefox => {
                "Firefox is not on PATH. Install Mozilla's own package (https://support.mozilla.org/kb/install-firefox-linux), \
                 since a snap cannot be driven, or leave firefox out of --engines"
            }
            Engine::WebKit => {
                "WebKitWebDriver (set WEBKITWEBDRIVER to its path) or Xvfb is not on PATH. Both are of Linux: \
                 install what your system calls webkit2gtk-driver and xvfb, or leave webkit out of --engines"
            }
        }
    }

    fn driver(self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        if self != Engine::Firefox {
            let found = if self == Engine::Chromium { browser::find() } else { webkit_driver() };
            return found.context(self.by_hand());
        }
        if let Some(named) = self.named() {
            return Ok(named);
        }
        let tool = CargoTool {
            package: "geckodriver",
            binary: "geckodriver",
            version: GECKODRIVER.to_owned(),
            options: &["--debug"],
            purpose: "opens Firefox for the tests",
            expected: "1 to 2 minutes on two cores, once",
        };
        tool.ensure(workspace)
    }
}

/// The engines of a list such as `chromium,webkit`, or `all`, each once and in our order.
///
/// # Errors
/// When it is empty, or names something else.
pub(crate) fn listed(list: &str) -> anyhow::Result<Vec<Engine>> {
    if list == "all" {
        return Ok(Engine::ALL.to_vec());
    }
    let names: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    ensure!(!names.is_empty(), "--engines wants a list: chromium, firefox, webkit, or all of them as “all”");
    if let Some(other) = names.iter().find(|name| Engine::ALL.iter().all(|engine| engine.name() != **name)) {
        bail!("“{other}” is no engine that the tests run in; those are chromium, firefox and webkit, or “all”");
    }
    Ok(Engine::ALL.into_iter().filter(|engine| names.contains(&engine.name())).collect())
}

/// Finds the drivers of these engines, and installs what is missing of them: by one call of apt, and by cargo.
///
/// # Errors
/// Says what to install where we cannot. An engine that was asked for and cannot be had is a failure, never left out.
pub(crate) fn drivers(workspace: &Workspace, engines: &[Engine]) -> anyhow::Result<Vec<(Engine, PathBuf)>> {
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let lacking: Vec<Engine> = engines.iter().copied().filter(|engine| engine.lacks_packages()).collect();
    if let Some(engine) = lacking.iter().find(|engine| engine.packages(&system).is_empty()) {
        bail!(engine.by_hand());
    }
    if !lacking.is_empty() {
        let packages: Vec<&str> = lacking.iter().flat_map(|engine| engine.packages(&system)).copied().collect();
        debian::install(&packages, "the browsers that the tests run in", "1 to 5 minutes, up to 250 MB")?;
    }
    if let Some(engine) = engines.iter().find(|engine| engine.lacks_packages()) {
        bail!(engine.by_hand());
    }
    engines.iter().map(|engine| Ok((*engine, engine.driver(workspace)?))).collect()
}

fn has_firefox() -> bool {
    // Elsewhere a browser is no program on the search path, and the driver knows where it is.
    let is_found = find_program("firefox").is_some_and(|path| !is_snap(&path));
    is_found || !cfg!(target_os = "linux")
}

/// Ubuntu keeps a script of this name that starts, or asks for, a snap.
fn is_snap(program: &Path) -> bool {
    std::fs::read(program)
        .is_ok_and(|content| content.starts_with(b"#!") && content.windows(5).any(|word| word == b"/snap"))
}

fn webkit_driver() -> Option<PathBuf> {
    Engine::WebKit.named().or_else(|| find_program("WebKitWebDriver"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_engines() {
        let check = |list: &str, expected: &[Engine]| assert_eq!(listed(list).unwrap(), expected, "{list}");
        check("chromium", &[Engine::Chromium]);
        check("webkit,chromium", &[Engine::Chromium, Engine::WebKit]);
        check("firefox, firefox,", &[Engine::Firefox]);
        check("all", &Engine::ALL);
        let fails = |list: &str, words: &str| {
            let error = listed(list).unwrap_err().to_string();
            assert!(error.contains(words), "{list}: {error}");
        };
        fails("", "wants a list");
        fails(",", "wants a list");
        fails("chromium,safari", "“safari” is no engine");
        fails("all,firefox", "“all” is no engine");
    }

    #[test]
    fn each_system_has_its_packages() {
        let (debian, ubuntu) = ("ID=debian\n", "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n");
        let check = |engine: Engine, os_release: &str, expected: &[&str]| {
            assert_eq!(engine.packages(os_release), expected, "{engine:?} on {os_release}");
        };
        check(Engine::Chromium, debian, &["chromium", "chromium-driver"]);
        check(Engine::Firefox, debian, &["firefox-esr"]);
        check(Engine::Firefox, ubuntu, &[]);
        check(Engine::WebKit, debian, &["webkit2gtk-driver", "xvfb"]);
        check(Engine::WebKit, ubuntu, &["webkit2gtk-driver", "xvfb"]);
    }

    #[test]
    fn a_script_that_starts_a_snap_is_no_firefox() {
        let folder = tempfile::tempdir().unwrap();
        let check = |content: &str, expected: bool| {
            let program = folder.path().join("firefox");
            std::fs::write(&program, content).unwrap();
            assert_eq!(is_snap(&program), expected, "{content}");
        };
        check("#!/bin/sh\nexec /snap/bin/firefox \"$@\"\n", true);
        check("#!/bin/sh\nexec /usr/lib/firefox-esr/firefox-esr \"$@\"\n", false);
        check("\u{7f}ELF /snap", false);
        assert!(!is_snap(&folder.path().join("none")));
    }
}
