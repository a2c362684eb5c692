//! The one chromedriver of a test run: started by the first test, ended by the last. Knows no browser.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tempfile::TempDir;

/// How long the driver may take to start, and to end after it was asked to.
const LIMIT: Duration = Duration::from_secs(20);

static RUNNING: Mutex<Weak<Driver>> = Mutex::new(Weak::new());

/// A running driver; it ends with its last handle.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    /// What its browsers leave lying about; removed at the end.
    _scratch: TempDir,
}

impl Driver {
    /// The driver that runs, or a new one.
    pub(crate) fn shared() -> anyhow::Result<Arc<Self>> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(driver) = running.upgrade() {
            return Ok(driver);
        }
        let driver = Arc::new(Self::start()?);
        *running = Arc::downgrade(&driver);
        Ok(driver)
    }

    fn start() -> anyhow::Result<Self> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let scratch = tempfile::tempdir()?;
        // Port 0: the system knows one that is free, and the driver says which it got.
        let mut process = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", scratch.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {}; CHROMEDRIVER names the driver", program.display()))?;
        let output = process.stdout.take().context("the driver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = loop {
            let line = lines.next().context("the driver ended before it listened")??;
            if let Some(port) = port_in(&line) {
                break port;
            }
        };
        // What it says later must be taken from it, or it would wait for somebody to read.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, port, _scratch: scratch })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end, which ends its browsers too; a killed driver would leave them behind.
    fn ask_to_end(&self) -> std::io::Result<()> {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let mut connection = TcpStream::connect_timeout(&address, LIMIT)?;
        connection.set_read_timeout(Some(LIMIT))?;
        write!(connection, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
        connection.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let since = Instant::now();
        if self.ask_to_end().is_ok() {
            while since.elapsed() < LIMIT && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `ChromeDriver was started successfully on port 12345.`
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("successfully on port ")?;
    rest.trim_end().trim_end_matches('.').parse().ok()
}
