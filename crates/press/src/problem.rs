//! What went wrong with a post or with the configuration, and what was done about it. It knows neither where
//! problems are found nor how they are printed.

use std::borrow::Cow;
use std::fmt;

use handscroll_core::display::reorders;

/// One thing a publisher should know of. The build went on; `done` says how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to its content folder, with `/` between its parts.
    pub path: String,
    /// The line of that file, counted from 1, where there is one to point at.
    pub line: Option<u32>,
    /// Its kind, by which the summary counts.
    pub kind: ProblemKind,
    /// What is wrong, without a final stop.
    pub message: String,
    /// What the press did about it, without a final stop.
    pub done: String,
    /// The whole address that it is about, where a message may quote only its beginning.
    pub address: Option<String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn of_file(
        path: impl Into<String>,
        kind: ProblemKind,
        message: impl Into<String>,
        done: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), line: None, kind, message: message.into(), done: done.into(), address: None }
    }

    /// The same problem, about this address.
    #[must_use]
    pub fn about(mut self, address: Option<&String>) -> Self {
        self.address = address.cloned();
        self
    }

    /// The same problem at one line.
    #[must_use]
    pub fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&printable(&self.path))?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        write!(out, ": {}; {} [{}]", printable(&self.message), printable(&self.done), self.kind.code())
    }
}

/// One line that a terminal shows as it stands: names of files may hold line ends, what commands a terminal, and what
/// turns the order of what it shows.
pub fn printable(text: &str) -> Cow<'_, str> {
    let commands = |character: char| character.is_control() || reorders(character) || is_line_end(character);
    if text.contains(commands) { Cow::Owned(text.replace(commands, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// Line ends that are no control characters.
fn is_line_end(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Declares the kinds once, so that no kind can lack its code or its label.
macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $name:ident => $code:literal, $label:literal;)*) => {
        /// The kinds of problems, in the order of the summary.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemKind { $($(#[$doc])* $name,)* }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// A stable name for scripts that read the press's output.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the summary calls several of them.
            pub fn plural(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

problem_kinds! {
    /// The file or folder could not be read.
    UnreadableFile => "unreadable-file", "files that could not be read";
    /// A link in the content folder leads to a file outside of it.
    LinkLeadsOut => "link-leads-out", "links that lead out of the content";
    /// Bytes of the file are not in its encoding.
    DecodedWithLoss => "decoded-with-loss", "files decoded with loss";
    /// The encoding was neither named nor one of the usual ones.
    GuessedEncoding => "guessed-encoding", "files whose encoding was guessed";
    /// The front matter is broken, and was read line by line.
    FrontMatterRecovered => "front-matter-recovered", "front matters recovered";
    /// A value of the front matter cannot be what its key wants.
    ValueRefused => "value-refused", "front matter values refused";
    /// Neither front matter nor body names the article.
    Untitled => "untitled", "articles without a title";
    /// The article has no date that can be understood.
    Undated => "undated", "articles without a date";
    /// The article has no text and no picture.
    EmptyBody => "empty-body", "articles without a body";
    /// The author's address cannot be used.
    SlugRefused => "slug-refused", "slugs refused";
    /// Another article has the same address.
    DuplicateSlug => "duplicate-slug", "slugs used twice";
    /// Another article has the same guid, or the same path in another folder.
    DuplicateGuid => "duplicate-guid", "identities used twice";
    /// The body reached a limit.
    Shortened => "shortened", "articles shortened";
    /// A link's address may not stay, or leads nowhere.
    LostLink => "lost-link", "articles with links that lead nowhere";
    /// Video or audio without an address that may be loaded.
    LostMedia => "lost-media", "articles with films or sounds that cannot be had";
    /// A picture's bytes could not be read as one.
    BrokenPicture => "broken-picture", "pictures that are broken";
    /// A file of somebody else stands where the press would write.
    ForeignFile => "foreign-file", "files of others left alone";
    /// Something was left out because the site's address is not known.
    NoBaseUrl => "no-base-url", "things left out for want of base_url";
    /// A local picture does not exist.
    MissingPicture => "missing-picture", "pictures that are missing";
    /// A picture that is to be had elsewhere, in a site that shows only its own.
    RemotePicture => "remote-picture", "pictures from elsewhere left out";
    /// The host of a picture did not answer, this time.
    UnreachablePicture => "unreachable-picture", "pictures whose host does not answer";
    /// The host of a picture says that it has none there.
    DeadPicture => "dead-picture", "pictures that are gone";
    /// The host of a picture does not give it away.
    BlockedPicture => "blocked-picture", "pictures that their hosts refuse";
    /// A picture of more bytes or pixels than are taken.
    OversizedPicture => "oversized-picture", "pictures that are too large";
    /// One picture at several addresses.
    DuplicatePicture => "duplicate-picture", "pictures that have several addresses";
    /// A picture of a kind that the site does not take in.
    UnusualPicture => "unusual-picture", "pictures of kinds that are not copied";
    /// A tall picture of a kind that nothing here decodes.
    UncutPicture => "uncut-picture", "tall pictures that are not cut";
    /// A picture's address leads into a private network.
    PrivatePicture => "private-picture", "pictures in private networks";
    /// The picture is a random one that says nothing of the article.
    PlaceholderPicture => "placeholder-picture", "placeholder pictures left out";
    /// The site is more than the host that was named takes.
    HostLimit => "host-limit", "limits of the host that the site passes";
    /// A key of handscroll.toml that means nothing.
    UnknownConfigKey => "unknown-config-key", "unknown keys in handscroll.toml";
    /// A handscroll.toml beside the one that counts.
    ConfigIgnored => "config-ignored", "settings that do not count";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let mut codes: Vec<_> = ProblemKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn a_problem_is_one_line_that_says_what_and_what_then() {
        let problem = Problem::of_file("a/b.md", ProblemKind::Undated, "“soon” is no date", "listed last").at(3);
        assert_eq!(problem.to_string(), "a/b.md:3: “soon” is no date; listed last [undated]");
        let problem = Problem::of_file("a\n\u{1b}[31m\u{202e}.md", ProblemKind::Undated, "x\ty", "z");
        assert_eq!(problem.to_string(), "a\u{fffd}\u{fffd}[31m\u{fffd}.md: x\u{fffd}y; z [undated]");
    }
}
