//! What is said of an article's saving. Must not know where it is said.

use handscroll_core::strings::{Strings, fill};

use super::saving::{Progress, State, in_words};

impl Progress {
    /// As `12 / 40 · 3.4 MB`; before it is known what is needed, that it has begun.
    pub fn words(self, words: &Strings) -> String {
        match self.all {
            0 if self.bytes == 0 => words.save_opening.to_owned(),
            0 => in_words(self.bytes),
            all => format!("{} / {all} · {}", self.done, in_words(self.bytes)),
        }
    }
}

impl State {
    /// What is the matter, where that is not plain from a word or two.
    pub fn message(&self, words: &Strings) -> Option<String> {
        match self {
            Self::Paused(failure, progress) => {
                let paused = if *progress == Progress::default() {
                    words.save_paused_early.to_owned()
                } else {
                    fill(words.save_paused, progress.words(words))
                };
                let reason = failure.as_ref().map(|failure| failure.words(words));
                Some(reason.map_or(paused.clone(), |reason| joined(&reason, &paused, words)))
            }
            Self::Part { missing, .. } => Some(fill(words.save_missing, missing)),
            Self::Whole { elsewhere, .. } if *elsewhere > 0 => Some(fill(words.save_elsewhere, elsewhere)),
            Self::Failed(failure) => Some(joined(words.save_failed, &failure.words(words), words)),
            Self::Full(None) => Some(words.save_full.to_owned()),
            Self::Full(Some((used, quota))) => {
                let share = format!("{} / {}", in_words(*used), in_words(*quota));
                Some(fill(words.save_full_of, share))
            }
            Self::Not | Self::Waiting | Self::Running(_) | Self::Whole { .. } => None,
        }
    }

    /// Whether a person may want it tried again.
    pub fn may_be_tried(&self) -> bool {
        matches!(self, Self::Paused(..) | Self::Part { .. } | Self::Failed(_) | Self::Full(_))
    }
}

/// Two sentences, as the language sets them.
fn joined(one: &str, other: &str, words: &Strings) -> String {
    let between = if words.language.starts_with("zh") { "" } else { " " };
    format!("{one}{between}{other}")
}

#[cfg(test)]
mod tests {
    use handscroll_core::strings::strings;

    use super::*;
    use crate::state::failure::Failure;

    #[track_caller]
    fn check(state: State, expected: &[&str]) {
        for language in ["en", "zh"] {
            let message = state.message(strings(language)).unwrap_or_default();
            assert_eq!(message.is_empty(), expected.is_empty(), "{state:?}: {message}");
            assert!(expected.iter().all(|part| message.contains(part)), "{state:?}: {message}");
            assert!(!message.contains("{}"), "{message}");
        }
    }

    #[test]
    fn whatever_is_not_plain_is_said() {
        let progress = Progress { done: 19, all: 40, bytes: 3_449_999 };
        check(State::Not, &[]);
        check(State::Running(progress), &[]);
        check(State::Whole { elsewhere: 0, auto: false }, &[]);
        check(State::Whole { elsewhere: 2, auto: true }, &["2"]);
        check(State::Paused(Some(Failure::Timeout(10)), progress), &["10", "19 / 40 · 3.4 MB"]);
        check(State::Paused(None, progress), &["19 / 40"]);
        check(State::Paused(None, Progress::default()), &[""]);
        check(State::Part { missing: 3, note: None }, &["3"]);
        check(State::Failed(Failure::Status(500)), &["500"]);
        check(State::Full(None), &[""]);
        check(State::Full(Some((5_000_000, 6_000_000))), &["5.0 MB / 6.0 MB"]);
    }
}
