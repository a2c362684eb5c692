//! The audit: the shipped reader with the samples, served under a path, and what Lighthouse says of two of its pages. Knows what
//! is asked for; what the answers hold is `report`'s.

mod report;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

use crate::artifacts::{self, Purpose};
use crate::process::{self, Background, check_stopped, find_program};
use crate::tools::{self, ReaderTools, npm_package};
use crate::workspace::Workspace;
use report::Report;

/// The last that runs with the Node.js of Debian 12 and 13: version 13 wants 22.19.
const LIGHTHOUSE: &str = "12.8.2";

/// The program in its package.
const PROGRAM: &str = "cli/index.js";

/// Where the site stands on its host: what holds under a path holds at the root.
const BASE: &str = "/repo/";

/// The library, and an article that begins with a tall picture.
const PAGES: [(&str, &str); 2] = [("library", ""), ("article", "a/falling/")];

/// Each page is loaded so often, and the run in the middle counts: the times of one run depend on what else the machine does.
const RUNS: usize = 3;

/// What each category is to have, in hundredths.
const WANTED: u32 = 98;

/// Audits both pages with Lighthouse's own phone, prints what they have and what they lost, and keeps its reports beside the site.
///
/// # Errors
/// When something cannot be built or asked, or a category has less than it is to have.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let node = find_program("node").context("Lighthouse runs in Node.js (18.16 or later): install it")?;
    let purpose = "which judges the pages";
    let program = npm_package("lighthouse", LIGHTHOUSE, PROGRAM, purpose, "a minute, 120 MB")?.join(PROGRAM);
    let chromium = tools::chromium()?;
    let reader = artifacts::reader(workspace, &ReaderTools::ensure(workspace)?, Purpose::Shipping)?;
    let press = artifacts::press_for_shipping(workspace, &reader)?;
    let folder = workspace.target("audit");
    let site = folder.join("site");
    let mut command = Command::new(&press);
    command.arg("build").arg(workspace.root().join("samples")).arg("--out").arg(&site);
    // One of them shows a picture of a host that never was.
    command.args(["--force", "--images", "link", "--precompress"]);
    process::run("pressing the samples", command)?;
    let (_server, address) = serve(&press, &site)?;
    let mut lacking = Vec::new();
    for (name, path) in PAGES {
        let mut reports = Vec::new();
        for run in 1..=RUNS {
            check_stopped()?;
            eprintln!("    {name}, {run} of {RUNS}");
            let file = folder.join(format!("{name}-{run}"));
            let mut command = Command::new(&node);
            command.arg(&program).arg(format!("{address}{path}")).env("CHROME_PATH", &chromium);
            command.args(["--quiet", "--output=json", "--output=html", "--output-path"]).arg(&file);
            command.arg("--only-categories=performance,accessibility,best-practices,seo");
            command.arg("--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage");
            process::run("Lighthouse", command)?;
            reports.push(Report::read(&with_ending(&file, "report.json"))?);
        }
        let report = Report::middle(reports).context("no run")?;
        println!("{name}\n{report}");
        lacking.extend(report.below(WANTED).into_iter().map(|category| format!("{name}: {category}")));
    }
    println!("The reports are in {}.", folder.display());
    ensure!(lacking.is_empty(), "below {WANTED}: {}", lacking.join(", "));
    Ok(())
}

/// Lighthouse puts its endings after whatever it is told.
fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}

/// The press's own server, and the address that it prints.
fn serve(press: &Path, site: &Path) -> anyhow::Result<(Background, String)> {
    let mut command = Command::new(press);
    command.arg("serve").arg(site).args(["--port", "0", "--base", BASE]).stdout(Stdio::piped());
    let mut server = Background::start("the audit", command)?;
    let output = server.stdout().context("the server has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    match line.trim().rsplit_once(" at ") {
        Some((_, address)) => Ok((server, address.to_owned())),
        None => bail!("the server did not start: {line}"),
    }
}
