//! The drivers of a test run: chromedriver for all its browsers, the others one for each. Knows no page.

mod display;
mod output;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use crate::Engine;
use display::Display;
use output::Output;

/// How long a driver may take to start, and to end after it was asked to.
const LIMIT: Duration = Duration::from_secs(20);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(20);

static CHROMEDRIVER: Mutex<Weak<Driver>> = Mutex::new(Weak::new());

/// A running driver; it ends with its last handle.
pub(crate) struct Driver {
    engine: Engine,
    process: Child,
    port: u16,
    output: Output,
    /// What its browsers find, and what they leave lying about; removed at the end.
    scratch: TempDir,
    /// Ends after the driver.
    _display: Option<Display>,
}

impl Driver {
    /// A driver that can open one more browser. chromedriver opens any number; of the others each refuses a second one.
    pub(crate) fn for_a_browser(engine: Engine) -> anyhow::Result<Arc<Self>> {
        if engine != Engine::Chromium {
            return Ok(Arc::new(Self::start(engine)?));
        }
        let mut running = CHROMEDRIVER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = running.upgrade() {
            return Ok(driver);
        }
        let driver = Arc::new(Self::start(engine)?);
        *running = Arc::downgrade(&driver);
        Ok(driver)
    }

    fn start(engine: Engine) -> anyhow::Result<Self> {
        let (variable, name) = engine.driver();
        let program = std::env::var_os(variable).unwrap_or_else(|| name.into());
        let scratch = tempfile::tempdir()?;
        let mut command = Command::new(&program);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A browser that finds another's settings, or a person's, has been somewhere.
        command.env("TMPDIR", scratch.path()).env("XDG_CONFIG_HOME", scratch.path().join("config"));
        command.env("XDG_CACHE_HOME", scratch.path().join("cache"));
        // Port 0: the system knows one that is free, and the driver says which it got. WebKit's would not say.
        let mut port = None;
        let mut display = None;
        match engine {
            Engine::Chromium => command.arg("--port=0"),
            Engine::Firefox => command.args(["--port", "0", "--websocket-port", "0"]),
            Engine::WebKit => {
                command.env("DISPLAY", display.insert(Display::start()?).name());
                command.arg(format!("--port={}", port.insert(free_port()?)))
            }
        };
        let process = command.spawn();
        let mut process = process.with_context(|| {
            format!("could not start the driver of {engine}, {}; {variable} names it", program.display())
        })?;
        let output = Output::of(&mut process);
        let mut driver = Self { engine, process, port: 0, output, scratch, _display: display };
        driver.port = driver.listens(port).with_context(|| driver.said())?;
        Ok(driver)
    }

    /// Waits until the driver listens, at a port that is known or that it says.
    fn listens(&mut self, known: Option<u16>) -> anyhow::Result<u16> {
        let since = Instant::now();
        while since.elapsed() < LIMIT {
            let port = known.or_else(|| self.output.find(port_in));
            if let Some(port) = port.filter(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_ok()) {
                return Ok(port);
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("the driver of {} ended before it listened ({status})", self.engine);
            }
            std::thread::sleep(LOOK);
        }
        bail!("the driver of {} did not listen within {} seconds", self.engine, LIMIT.as_secs())
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A folder of its own, for what its browsers are to find.
    pub(crate) fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// What it printed, for the message of a failure.
    pub(crate) fn said(&self) -> String {
        format!("the driver of {} said:\n{}", self.engine, self.output.text())
    }

    /// Asks chromedriver to end, which ends its browsers too; a killed one would leave them behind.
    fn ask_to_end(&self) -> std::io::Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut connection = TcpStream::connect_timeout(&address, LIMIT)?;
        connection.set_read_timeout(Some(LIMIT))?;
        write!(connection, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
        connection.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let since = Instant::now();
        // The other drivers have no browser any more: it ended with its session.
        if self.engine == Engine::Chromium && self.ask_to_end().is_ok() {
            while since.elapsed() < LIMIT && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(LOOK);
            }
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        // The last process of a browser may still be writing there while it ends.
        let scratch = self.scratch.path();
        while std::fs::remove_dir_all(scratch).is_err() && scratch.exists() && since.elapsed() < LIMIT {
            std::thread::sleep(LOOK);
        }
    }
}

/// Asks a child to end, so that it takes away what it has made, and kills it if it does not.
fn end(child: &mut Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    let since = Instant::now();
    while asked.as_ref().is_ok_and(std::process::ExitStatus::success)
        && since.elapsed() < LIMIT
        && matches!(child.try_wait(), Ok(None))
    {
        std::thread::sleep(LOOK);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// `ChromeDriver was started successfully on port 12345.`, or `… Listening on 127.0.0.1:12345`.
fn port_in(line: &str) -> Option<u16> {
    let after = |words: &str| line.split_once(words).map(|(_, rest)| rest);
    let port = after("successfully on port ").or_else(|| after("Listening on 127.0.0.1:"))?;
    port.trim_end().trim_end_matches('.').parse().ok()
}
