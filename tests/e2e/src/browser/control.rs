//! A browser's own protocol over a web socket, for what WebDriver has no words for: contexts. Knows the DevTools Protocol of
//! Chromium and WebDriver BiDi of Firefox as far as both ask and answer alike.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use thirtyfour::prelude::WebDriver;
use tungstenite::{Message, WebSocket};

use crate::Engine;

/// Limit for one answer.
const LIMIT: Duration = Duration::from_secs(10);

/// An open connection to a browser.
pub(super) struct Control {
    socket: WebSocket<TcpStream>,
    asked: u64,
}

impl Control {
    /// Connects to the browser of a session.
    ///
    /// # Errors
    /// When the session names no such protocol, or nobody listens.
    pub(super) fn of(engine: Engine, web: &WebDriver) -> anyhow::Result<Self> {
        let capabilities = serde_json::to_value(web.handle().capabilities())?;
        let address = if engine == Engine::Chromium {
            let listens = capabilities["goog:chromeOptions"]["debuggerAddress"].as_str();
            browser_address(listens.context("Chromium names no debugger")?)?
        } else {
            let listens = capabilities["webSocketUrl"].as_str();
            listens.with_context(|| format!("{engine} names no web socket"))?.to_owned()
        };
        let host = address.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let stream = TcpStream::connect(host).with_context(|| address.clone())?;
        stream.set_read_timeout(Some(LIMIT))?;
        let (socket, _) = tungstenite::client(&address, stream).with_context(|| address.clone())?;
        Ok(Self { socket, asked: 0 })
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Errors
    /// When the browser refuses it, is gone, or does not answer in time.
    pub(super) fn ask(&mut self, method: &str, parameters: &Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let command = json!({ "id": self.asked, "method": method, "params": parameters });
        self.socket.send(Message::text(command.to_string())).context(method.to_owned())?;
        loop {
            let Message::Text(text) = self.socket.read().with_context(|| method.to_owned())? else { continue };
            let mut answer: Value = serde_json::from_str(&text)?;
            if answer["id"].as_u64() != Some(self.asked) {
                continue;
            }
            if !answer["error"].is_null() {
                bail!("{method}: {answer}");
            }
            return Ok(answer["result"].take());
        }
    }
}

/// The web socket of the browser itself, which a debugger's address leads to.
fn browser_address(listens: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(listens).with_context(|| listens.to_owned())?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(stream, "GET /json/version HTTP/1.1\r\nHost: {listens}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    // Chromium leaves the connection open.
    loop {
        let read = stream.read(&mut part)?;
        answer.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&answer);
        let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        if let Ok(version) = serde_json::from_str::<Value>(body) {
            let address = version["webSocketDebuggerUrl"].as_str();
            return address.map(str::to_owned).with_context(|| format!("no web socket in {version}"));
        }
        if read == 0 {
            bail!("{listens} says nothing of its version: {text}");
        }
    }
}
