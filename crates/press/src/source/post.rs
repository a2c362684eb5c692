//! One file's bytes → one article, with everything that was wrong with it. Pure; the article's address is not its
//! to choose.

use std::path::PathBuf;

use jiff::Timestamp;

use super::body::Extension;
use super::{body, date, decode, front_matter, keys, language, text};
use crate::config::Config;
use crate::problem::{Problem, ProblemKind};

/// Characters of a title that are shown; lists show each article's.
const TITLE_CHARACTERS: usize = 300;

/// Authors, categories or tags of one article.
const NAMES: usize = 100;

/// Characters of one of them.
const NAME_CHARACTERS: usize = 200;

/// An article as it was written. Its body is not sanitised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The content folder it is in.
    pub root: PathBuf,
    /// Its file, relative to `root`, with `/` between its parts.
    pub path: String,
    /// Its address: `a/<id>/`.
    pub id: String,
    /// Never empty, on one line.
    pub title: String,
    /// When it was published.
    pub date: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// From the widest to the narrowest.
    pub categories: Vec<String>,
    /// In their written order.
    pub tags: Vec<String>,
    /// The address of its picture, as given.
    pub cover: Option<String>,
    /// What it is about, as plain text on one line.
    pub description: Option<String>,
    /// BCP 47.
    pub lang: Option<String>,
    /// Where it was published first.
    pub link: Option<String>,
    /// Untrusted HTML.
    pub body_html: String,
    /// The line of the file, counted from 1, that the body begins at.
    pub body_line: u32,
    /// Whether `body_html` has its lines from the file, which rendered Markdown has not.
    pub keeps_lines: bool,
}

impl Post {
    /// The line of the file, counted from 1, that first holds this address; the body's first where that is not known.
    pub fn line_of(&self, address: &str) -> u32 {
        let find = |address: &str| self.body_html.find(address);
        let found = find(address).or_else(|| find(&address.replace('&', "&amp;"))).filter(|_| self.keeps_lines);
        let lines = found.map_or(0, |at| self.body_html[..at].matches('\n').count());
        self.body_line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX))
    }
}

/// What became of a file.
#[derive(Debug)]
pub(super) enum Outcome {
    /// An article without its address, and what the address is made of.
    Article { post: Box<Post>, guid: Option<String>, slug: Option<String> },
    /// Its author does not want it published.
    Draft,
    /// It holds no text.
    Nothing,
}

/// Where a file is, and what its name says.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) root: PathBuf,
    pub(super) path: String,
    pub(super) extension: Extension,
}

/// Reads one file.
pub(super) fn read(place: Place, bytes: &[u8], config: &Config) -> (Outcome, Vec<Problem>) {
    let mut problems = Problems { path: place.path.clone(), list: Vec::new() };
    let Some(decoded) = decode::decode(bytes) else {
        problems.add(ProblemKind::UnreadableFile, "it is no text file", "it was left out");
        return (Outcome::Nothing, problems.list);
    };
    problems.of_decoding(&decoded);
    let parts = front_matter::read(&decoded.text);
    for recovery in &parts.recoveries {
        problems.add_at(recovery.line, ProblemKind::FrontMatterRecovered, &recovery.message, &recovery.done);
    }
    let mut keys = keys::read(&parts.entries);
    problems.names("authors", &mut keys.authors);
    problems.names("categories", &mut keys.categories);
    problems.names("tags", &mut keys.tags);
    // Hexo and Jekyll keep drafts in a folder of this name, whatever their front matter says.
    if keys.is_draft || place.path.split('/').any(|part| part == "_drafts") {
        return (Outcome::Draft, problems.list);
    }
    let mut body = body::read(parts.body, place.extension);
    let name = FileName::of(&place.path, config);
    let title = problems.title(keys.title, &body, &name);
    body.drop_heading(&title);
    let date = problems.date(keys.date.as_deref(), &name, config);
    let updated = keys.updated.as_deref().and_then(|given| {
        let moment = date::parse(given, &config.timezone);
        if moment.is_none() {
            problems.add(
                ProblemKind::ValueRefused,
                format!("`updated` is no date (“{}”)", text::shortened(given)),
                "left out",
            );
        }
        moment
    });
    let lang = problems.lang(keys.lang.as_deref(), &title, &body.html, config);
    let post = Post {
        root: place.root,
        path: place.path,
        id: String::new(),
        title,
        date,
        updated,
        authors: keys.authors,
        categories: keys.categories,
        tags: keys.tags,
        cover: keys.cover,
        description: keys.description.or(body.excerpt),
        lang,
        link: keys.link,
        body_line: parts.body_line + body.skipped_lines,
        keeps_lines: body.keeps_lines,
        body_html: body.html,
    };
    let post = Box::new(post);
    (Outcome::Article { post, guid: keys.guid, slug: keys.slug }, problems.list)
}

/// What a file's name says: `2020-01-02-name.md` has a date.
struct FileName {
    date: Option<Timestamp>,
    title: String,
}

impl FileName {
    fn of(path: &str, config: &Config) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        match date::of_file_stem(stem, &config.timezone) {
            Some((date, rest)) if !rest.trim().is_empty() => Self { date: Some(date), title: text::one_line(rest) },
            Some((date, _)) => Self { date: Some(date), title: stem.to_owned() },
            None => Self { date: None, title: text::one_line(stem) },
        }
    }
}

/// The problems of one file.
struct Problems {
    path: String,
    list: Vec<Problem>,
}

impl Problems {
    fn add(&mut self, kind: ProblemKind, message: impl Into<String>, done: impl Into<String>) {
        self.list.push(Problem::of_file(self.path.clone(), kind, message, done));
    }

    fn add_at(&mut self, line: u32, kind: ProblemKind, message: impl Into<String>, done: impl Into<String>) {
        self.list.push(Problem::of_file(self.path.clone(), kind, message, done).at(line));
    }

    fn of_decoding(&mut self, decoded: &decode::Decoded) {
        let encoding = decoded.encoding;
        if decoded.is_guessed {
            let message = format!("it is not UTF-8 and names no encoding; it looks like {encoding}");
            self.add(ProblemKind::GuessedEncoding, message, format!("read as {encoding}"));
        }
        if decoded.losses > 0 {
            let message = format!("{} places are not {encoding}", decoded.losses);
            self.add_at(decoded.first_loss, ProblemKind::DecodedWithLoss, message, "each shows as \u{fffd}");
        }
    }

    /// Bounds a list of names: each of them stands on every page that lists the article.
    fn names(&mut self, what: &str, names: &mut Vec<String>) {
        if names.len() > NAMES {
            let message = format!("{} {what} are given", names.len());
            self.add(ProblemKind::ValueRefused, message, format!("the first {NAMES} were taken"));
        }
        names.truncate(NAMES);
        for name in names {
            *name = text::first(name, NAME_CHARACTERS);
        }
    }

    fn title(&mut self, given: Option<String>, body: &body::Body, name: &FileName) -> String {
        let said = given.or_else(|| body.heading.clone()).or_else(|| body.document_title.clone());
        let length = said.as_deref().map_or(0, |title| title.chars().count());
        if length > TITLE_CHARACTERS {
            let message = format!("the title has {length} characters");
            self.add(ProblemKind::ValueRefused, message, format!("shown as its first {TITLE_CHARACTERS}"));
        }
        let said = said.map(|title| text::first(&title, TITLE_CHARACTERS));
        said.unwrap_or_else(|| {
            self.add(
                ProblemKind::Untitled,
                "nothing names the article",
                format!("titled by its file, “{}”", name.title),
            );
            name.title.clone()
        })
    }

    fn date(&mut self, given: Option<&str>, name: &FileName, config: &Config) -> Option<Timestamp> {
        let moment = given.and_then(|given| date::parse(given, &config.timezone));
        if moment.is_some() {
            return moment;
        }
        let message = match given {
            Some(given) => format!("“{}” is no date", text::shortened(given)),
            None => "it has no date".to_owned(),
        };
        match name.date {
            Some(_) if given.is_none() => {}
            Some(_) => self.add(ProblemKind::ValueRefused, message, "dated by its file's name"),
            None => self.add(ProblemKind::Undated, message, "listed last, without a date"),
        }
        name.date
    }

    fn lang(&mut self, given: Option<&str>, title: &str, html: &str, config: &Config) -> Option<String> {
        if let Some(given) = given {
            let tag = language::language_tag(given);
            if tag.is_some() {
                return tag;
            }
            // Hexo's themes write `default` for the site's language.
            if given != "default" {
                let message = format!("“{}” is no language tag", text::shortened(given));
                self.add(ProblemKind::ValueRefused, message, "the language was detected");
            }
        }
        let sample = format!("{title}\n{}", text::plain(html, language::SAMPLE_BYTES));
        language::detect(&sample, config.language.as_deref())
    }
}
