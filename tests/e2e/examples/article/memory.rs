//! How much memory the renderer of this process's browser takes. Knows Linux; must not know what is shown.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Watches the largest renderer below this process until it is dropped.
pub(crate) struct Peak {
    most: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Peak {
    pub(crate) fn watch() -> Self {
        let most = Arc::new(AtomicU64::new(0));
        let seen = most.clone();
        let task = tokio::spawn(async move {
            loop {
                let now = tokio::task::spawn_blocking(largest_renderer).await.unwrap_or_default();
                seen.fetch_max(now, Ordering::Relaxed);
                tokio::time::sleep(LOOK).await;
            }
        });
        Self { most, task }
    }

    /// What it takes now, in bytes.
    #[allow(clippy::unused_self, reason = "it is of the renderer that is watched")]
    pub(crate) fn now(&self) -> u64 {
        largest_renderer()
    }

    /// The most until now, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

impl Drop for Peak {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Proportional set size of the largest renderer that this process has started, through whomever.
fn largest_renderer() -> u64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let renderers = numbers.filter(|process| {
        let command = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        command.windows(15).any(|part| part == b"--type=renderer") && is_below(*process, std::process::id())
    });
    renderers.filter_map(proportional_bytes).max().unwrap_or_default()
}

fn proportional_bytes(process: u32) -> Option<u64> {
    let sums = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = sums.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

fn is_below(mut process: u32, ancestor: u32) -> bool {
    while process > 1 && process != ancestor {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        process = parent.and_then(|parent| parent.trim().parse().ok()).unwrap_or_default();
    }
    process == ancestor
}
