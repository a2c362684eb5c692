//! A display that nobody sees, for browsers that cannot do without one. Each has its own: on a shared one a window that opens
//! takes the focus from the window of another test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};

use super::end;

/// Limit for its start.
const LIMIT: Duration = Duration::from_secs(20);

/// Large enough for a desk's page with what a window has around it.
const SCREEN: &str = "1600x1200x24";

/// A running Xvfb; it ends when it is dropped.
pub(super) struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts one on a display that is free.
    pub(super) fn start() -> anyhow::Result<Self> {
        let mut command = Command::new("Xvfb");
        // It looks for a free display itself, and writes its number as soon as it can be used.
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().context("could not start Xvfb, which WebKitGTK needs")?;
        let printed = server.stdout.take();
        let mut display = Self { server, name: String::new() };
        let printed = printed.context("Xvfb has no output")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let _ = sender.send(BufReader::new(printed).lines().next());
        });
        let answer = receiver.recv_timeout(LIMIT).map_err(|_| anyhow!("Xvfb did not start within 20 seconds"))?;
        let number = answer.context("Xvfb ended at once; run `Xvfb -displayfd 1` to see why")??;
        display.name = format!(":{}", number.trim());
        Ok(display)
    }

    /// What goes into `DISPLAY`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}
