//! A display that nobody sees, for browsers that cannot do without one: started for a step, and ended with it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use crate::process::{Background, output};

/// How long it may take to start, and to end after it was asked to.
const LIMIT: Duration = Duration::from_secs(20);

/// Large enough for a desk's page with what a window has around it.
const SCREEN: &str = "1600x1200x24";

/// A running Xvfb; it ends when it is dropped, and so on a failure and on Ctrl-C.
#[derive(Debug)]
pub(crate) struct Display {
    server: Background,
    name: String,
}

impl Display {
    /// Starts one on a display that is free.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut command = Command::new("Xvfb");
        // It looks for a free display itself, and writes its number as soon as it can be used.
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Background::start("the display of the tests", command)?;
        let printed = server.stdout().context("Xvfb has no output")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let _ = sender.send(BufReader::new(printed).lines().next());
        });
        let answer = receiver.recv_timeout(LIMIT).map_err(|_| anyhow!("Xvfb did not start within 20 seconds"))?;
        let number = answer.context("Xvfb ended at once; run `Xvfb -displayfd 1` to see why")??;
        Ok(Display { server, name: format!(":{}", number.trim()) })
    }

    /// What goes into `DISPLAY`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // Asked politely, it takes its socket away; what is still there then is killed.
        let mut ask = Command::new("kill");
        ask.arg(self.server.id().to_string());
        let since = Instant::now();
        if output(ask).is_some() {
            while since.elapsed() < LIMIT && matches!(self.server.ended(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;

    use super::*;
    use crate::process::find_program;

    /// Where it is installed, which is where WebKit was tested before.
    #[test]
    fn a_display_ends_with_its_owner() {
        if find_program("Xvfb").is_none() {
            return;
        }
        let (display, other) = (Display::start().unwrap(), Display::start().unwrap());
        assert_ne!(other.name(), display.name());
        let number = display.name().strip_prefix(':').unwrap();
        UnixStream::connect(format!("/tmp/.X11-unix/X{number}")).unwrap();
        let process = PathBuf::from(format!("/proc/{}", display.server.id()));
        assert!(process.is_dir());
        drop(display);
        assert!(!process.exists(), "it runs on");
    }
}
