//! What a driver prints: read all the time, or it would wait for a reader, and kept for the message of a failure.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many of the last lines are kept.
const LINES: usize = 60;

/// The last lines of a running driver.
#[derive(Clone, Default)]
pub(super) struct Output(Arc<Mutex<VecDeque<String>>>);

impl Output {
    /// From now on, what this child prints.
    pub(super) fn of(child: &mut Child) -> Self {
        let output = Self::default();
        if let Some(stream) = child.stdout.take() {
            output.clone().keep(stream);
        }
        if let Some(stream) = child.stderr.take() {
            output.clone().keep(stream);
        }
        output
    }

    fn keep(self, stream: impl Read + Send + 'static) {
        std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let mut lines = self.lines();
                if lines.len() == LINES {
                    lines.pop_front();
                }
                lines.push_back(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }

    fn lines(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first answer that a line gives.
    pub(super) fn find<T>(&self, answer: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.lines().iter().find_map(|line| answer(line))
    }

    /// All that is kept.
    pub(super) fn text(&self) -> String {
        self.lines().iter().map(|line| format!("    {line}\n")).collect()
    }
}
