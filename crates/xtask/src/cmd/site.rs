//! `cargo xtask site`: the release reader, the release press that carries it, and a site that it presses.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

use anyhow::bail;

use crate::artifacts::{self, Purpose};
use crate::process;
use crate::progress::Progress;
use crate::tools::ReaderTools;
use crate::workspace::Workspace;

pub(super) fn run(workspace: Workspace, mut arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    // What follows is the press's to read; that it says where to write is worth knowing before minutes of building.
    let options: Vec<OsString> = arguments.raw_args()?.collect();
    if !options.iter().any(|option| says_where(option)) {
        bail!("say where to write the site: cargo xtask site CONTENT --out DIR");
    }

    let mut progress = Progress::new(4);
    let tools =
        progress.step("tools", "seconds; with their installation 5 minutes", || ReaderTools::ensure(&workspace))?;
    let reader = progress.step("reader", "2 to 4 minutes on a new machine", || {
        artifacts::reader(&workspace, &tools, Purpose::Shipping)
    })?;
    let press = progress
        .step("press", "3 to 6 minutes on a new machine", || artifacts::press_for_shipping(&workspace, &reader))?;
    // Paths are read from where the person stands, so this runs there.
    let mut command = Command::new(&press);
    command.arg("build").args(&options);
    let status =
        progress.step("site", "as long as it takes", || process::run_for_status("handscroll build", command))?;
    eprintln!("{}", progress.table());
    eprintln!("The press works alone and can be copied anywhere: {}", press.display());
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Whether this is the press's option for the folder of the site, in any of its spellings.
fn says_where(option: &OsStr) -> bool {
    let option = option.to_string_lossy();
    option == "--out" || option.starts_with("--out=") || option.starts_with("-o")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_site_is_named_in_any_spelling() {
        let check = |option: &str, expected: bool| assert_eq!(says_where(option.as_ref()), expected, "{option}");
        check("--out", true);
        check("--out=site", true);
        check("-o", true);
        check("-osite", true);
        check("--outer", false);
        check("out", false);
    }
}
