//! `cargo xtask serve`: pages at once, the reader as soon as it is built, and with `--watch` whatever changes.

mod changes;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, bail};
use lexopt::Arg::Long;
use lexopt::ValueExt;

use crate::artifacts::{self, Purpose};
use crate::process::{self, Background};
use crate::progress::Progress;
use crate::tools::ReaderTools;
use crate::workspace::{Workspace, executable};
use changes::{Watcher, Work};

const POLL: Duration = Duration::from_millis(400);

#[derive(Debug, PartialEq, Eq)]
struct Options {
    content: Option<PathBuf>,
    port: Option<u16>,
    watch: bool,
}

pub(super) fn run(workspace: Workspace, arguments: lexopt::Parser) -> anyhow::Result<ExitCode> {
    let options = read(arguments)?;
    let content = match &options.content {
        Some(content) => std::path::absolute(content).context("could not name the content's folder")?,
        None => workspace.root().join("samples"),
    };
    if !content.exists() {
        bail!("there is nothing at {}: name a folder of posts with --content", content.display());
    }
    // Taken before anything is built, so that a change during the first build is not lost.
    let mut watcher = Watcher::new(&workspace, &content);
    let desk = Desk { site: workspace.target("serve/site"), workspace, content };

    let mut progress = Progress::new(6);
    progress.step("press", "1 to 3 minutes on a new machine", || artifacts::press_for_reading(&desk.workspace))?;
    progress.step("pages", "seconds", || desk.press(None))?;
    let mut server = desk.serve(options.port)?;
    let mut reader = None;
    if let Err(error) = add_reader(&desk, &mut progress, &mut reader) {
        if error.is::<process::Stopped>() {
            return Err(error);
        }
        eprintln!("\nxtask: {error:#}\nThe pages are served all the same, and can be read as they are.");
    } else {
        eprintln!("{}\nThe reader is in place. Ctrl-C ends the server.", progress.table());
    }

    loop {
        process::check_stopped()?;
        if let Some(status) = server.ended()? {
            bail!("the server ended ({status})");
        }
        if options.watch {
            let work = watcher.look();
            if work != Work::default() {
                again(&desk, work, &mut reader)?;
            }
        }
        std::thread::sleep(POLL);
    }
}

/// What the whole run works on.
struct Desk {
    workspace: Workspace,
    content: PathBuf,
    site: PathBuf,
}

impl Desk {
    fn press(&self, reader: Option<&Path>) -> anyhow::Result<()> {
        let mut command = Command::new(self.workspace.press("debug"));
        // The folder is ours, whatever an interrupted run left in it.
        command.arg("build").arg(&self.content).arg("--out").arg(&self.site).arg("--force");
        if self.content == self.workspace.root().join("samples") {
            // One of them shows a picture of a host that never was, which nobody should wait for.
            command.args(["--images", "link"]);
        }
        match reader {
            // A worker would go on showing what was; and a reader that is built in seconds is too large for one.
            Some(reader) => command.arg("--no-offline").arg("--reader").arg(reader),
            None => command.arg("--plain"),
        };
        process::run("pressing the content", command)
    }

    /// The server runs from a copy of the press, since some systems forbid to replace a program that runs.
    fn serve(&self, port: Option<u16>) -> anyhow::Result<Background> {
        let copy = self.workspace.target("serve").join(executable("handscroll-server"));
        std::fs::copy(self.workspace.press("debug"), &copy)
            .with_context(|| format!("could not write {}", copy.display()))?;
        let mut command = Command::new(copy);
        command.arg("serve").arg(&self.site).arg("--live");
        if let Some(port) = port {
            command.arg("--port").arg(port.to_string());
        }
        eprintln!();
        let mut server = Background::start("the server", command)?;
        // Long enough for it to find a port and print the address, or to say that it could not.
        std::thread::sleep(Duration::from_millis(500));
        match server.ended()? {
            None => Ok(server),
            Some(status) => bail!("the server did not start ({status})"),
        }
    }
}

fn add_reader(desk: &Desk, progress: &mut Progress, reader: &mut Option<PathBuf>) -> anyhow::Result<()> {
    eprintln!("The pages can be read now. The reader is being built, and joins them by itself when it is done.");
    // Compiling trunk leaves a core idle for long, and so does the reader; nothing of either needs the other.
    let pending = ReaderTools::begin(&desk.workspace)?;
    let expected = "1 to 4 minutes on a new machine";
    progress.step("reader", expected, || artifacts::compile_reader(&desk.workspace))?;
    let expected = "seconds; 1 to 3 minutes on a new machine";
    let tools = progress.step("tools", expected, || pending.finish(&desk.workspace))?;
    let built = progress.step("trunk", "seconds", || artifacts::reader(&desk.workspace, &tools, Purpose::Reading))?;
    progress.step("pages with the reader", "seconds", || desk.press(Some(&built)))?;
    *reader = Some(built);
    Ok(())
}

/// Does what a change asks for. A failure is shown, and the site stays as it was.
fn again(desk: &Desk, work: Work, reader: &mut Option<PathBuf>) -> anyhow::Result<()> {
    let mut progress = Progress::new(work.count());
    let outcome = (|| {
        if work.press {
            progress.step("press", "seconds", || artifacts::press_for_reading(&desk.workspace))?;
        }
        if work.reader {
            let tools = ReaderTools::ensure(&desk.workspace)?;
            let build = || artifacts::reader(&desk.workspace, &tools, Purpose::Reading);
            *reader = Some(progress.step("reader", "seconds", build)?);
        }
        progress.step("pages", "seconds", || desk.press(reader.as_deref()))
    })();
    match outcome {
        Err(error) if error.is::<process::Stopped>() => Err(error),
        Err(error) => {
            eprintln!("\nxtask: {error:#}\nThe site stays as it was; the next change tries again.");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

fn read(mut arguments: lexopt::Parser) -> anyhow::Result<Options> {
    let mut options = Options { content: None, port: None, watch: false };
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("content") => options.content = Some(arguments.value()?.into()),
            Long("port") => options.port = Some(arguments.value()?.parse()?),
            Long("watch") => options.watch = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let parse = |words: &[&str]| read(lexopt::Parser::from_args(words)).map_err(|error| error.to_string());
        let expected = Options { content: Some("posts".into()), port: Some(8090), watch: true };
        assert_eq!(parse(&["--content", "posts", "--port=8090", "--watch"]), Ok(expected));
        assert_eq!(parse(&[]), Ok(Options { content: None, port: None, watch: false }));
        assert!(parse(&["--port", "seaside"]).is_err());
        assert!(parse(&["posts"]).is_err());
    }
}
