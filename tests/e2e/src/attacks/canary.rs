//! A port that nobody may come to. Whoever does is written down, whether they say what they want or not.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How long somebody who came is waited for until they say what they want.
const PATIENCE: Duration = Duration::from_secs(2);

/// A listening canary; it ends when it is dropped.
pub(super) struct Canary {
    address: String,
    hits: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Canary {
    pub(super) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no port is free")?;
        let address = format!("http://{}", listener.local_addr()?);
        let hits: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = hits.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hear(stream, heard.clone()));
            }
        });
        Ok(Self { address, hits, task })
    }

    /// Without a slash at its end.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The paths that were asked for.
    pub(super) fn hits(&self) -> Vec<String> {
        self.hits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn forget(&self) {
        self.hits.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Drop for Canary {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn hear(mut stream: TcpStream, hits: Arc<Mutex<Vec<String>>>) {
    // Coming is bad enough: it is written down at once, and again when it is known what for.
    let at = {
        let mut hits = hits.lock().unwrap_or_else(PoisonError::into_inner);
        hits.push("a connection".to_owned());
        hits.len() - 1
    };
    let mut said = vec![0; 2_048];
    let length = match tokio::time::timeout(PATIENCE, stream.read(&mut said)).await {
        Ok(Ok(length)) => length,
        _ => 0,
    };
    let said = String::from_utf8_lossy(&said[..length]);
    let path = said.split(' ').nth(1).filter(|path| path.starts_with('/'));
    let hit = path.map_or_else(|| format!("a connection that said {said:.40?}"), str::to_owned);
    if let Some(known) = hits.lock().unwrap_or_else(PoisonError::into_inner).get_mut(at) {
        *known = hit;
    }
    let answer = "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(answer.as_bytes()).await;
}
