//! What a figure may be, and whether it is. Must not know what it is a figure of.

use anyhow::bail;

/// What a figure may be at most, beside that of what it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// So much.
    AtMost(f64),
    /// So many times the other.
    Times(f64),
    /// The other less so much.
    Less(f64),
}

impl Limit {
    /// A figure that is none keeps no limit.
    fn is_held(self, figure: f64, other: f64) -> bool {
        match self {
            Self::AtMost(most) => figure <= most,
            Self::Times(times) => figure <= times * other,
            Self::Less(less) => figure <= other - less,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(most) => format!("at most {most}"),
            Self::Times(times) => format!("at most {times} times"),
            Self::Less(less) => format!("at least {less} less"),
        }
    }
}

/// Which figures miss their limit, by name.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    missed: Vec<&'static str>,
}

impl Verdict {
    /// What is to be printed behind a figure: each of its limits, and whether it holds.
    pub(crate) fn judge(&mut self, name: &'static str, limits: &[Limit], figure: f64, other: f64) -> String {
        let mut words = Vec::new();
        for limit in limits {
            let is_held = limit.is_held(figure, other);
            if !is_held {
                self.missed.push(name);
            }
            words.push(format!("{}: {}", limit.words(), if is_held { "held" } else { "MISSED" }));
        }
        words.join(", ")
    }

    /// # Errors
    /// When a limit is missed.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        if self.missed.is_empty() {
            return Ok(());
        }
        bail!("missed: {}", self.missed.join(", "))
    }
}
