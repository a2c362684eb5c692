//! What a person sees of long work: which step it is, how long it may take, and how long each took.

use std::time::{Duration, Instant};

/// Steps of a known number, each announced before it runs and timed.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    done: Vec<(String, Duration)>,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        Progress { total, done: Vec::new() }
    }

    /// Announces, runs and times one step. A failure carries the step's name.
    pub(crate) fn step<T>(
        &mut self,
        name: &str,
        expected: &str,
        run: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        eprintln!("\n[{}/{}] {name} ({expected})", self.done.len() + 1, self.total);
        let started = Instant::now();
        let outcome = run();
        let taken = started.elapsed();
        self.done.push((name.to_owned(), taken));
        match outcome {
            Ok(value) => {
                eprintln!("    done in {}", minutes(taken));
                Ok(value)
            }
            Err(error) if error.is::<crate::process::Stopped>() => Err(error),
            Err(error) => Err(error.context(format!("“{name}” failed after {}", minutes(taken)))),
        }
    }

    /// The steps so far, and what each took.
    pub(crate) fn done(&self) -> &[(String, Duration)] {
        &self.done
    }

    /// Whether a step of that name has run.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.done.iter().any(|(done, _)| done == name)
    }

    /// The minutes of each step so far, and of all.
    pub(crate) fn table(&self) -> String {
        let mut table = String::from("\nminutes  step\n");
        for (name, taken) in &self.done {
            table.push_str(&format!("{:>7.1}  {name}\n", taken.as_secs_f64() / 60.0));
        }
        let all: Duration = self.done.iter().map(|(_, taken)| *taken).sum();
        table.push_str(&format!("{:>7.1}  in all\n", all.as_secs_f64() / 60.0));
        table
    }
}

/// A time as a person says it.
pub(crate) fn minutes(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 99.5 { format!("{seconds:.0} s") } else { format!("{:.1} min", seconds / 60.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_adds_up() {
        let mut progress = Progress {
            total: 2,
            done: vec![("trunk".into(), Duration::from_secs(90)), ("press".into(), Duration::from_secs(30))],
        };
        assert_eq!(progress.table(), "\nminutes  step\n    1.5  trunk\n    0.5  press\n    2.0  in all\n");
        let error =
            progress.step("e2e", "seconds", || -> anyhow::Result<()> { anyhow::bail!("no browser") }).unwrap_err();
        assert!(format!("{error:#}").starts_with("“e2e” failed after 0 s: no browser"), "{error:#}");
    }

    #[test]
    fn short_times_are_seconds() {
        let check = |seconds: u64, expected: &str| assert_eq!(minutes(Duration::from_secs(seconds)), expected);
        check(4, "4 s");
        check(99, "99 s");
        check(150, "2.5 min");
    }
}
