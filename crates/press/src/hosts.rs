//! What hosts of static sites take, as their documentation says, and whether a finished site is more than that. Knows files by
//! name and size; must not know what is in them.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use walkdir::WalkDir;

use crate::problem::{Problem, ProblemKind};
use crate::report::size;
use crate::write::headers_file;

/// A host and its limits; `None` where it names none.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// What one types.
    pub name: &'static str,
    /// What it calls itself.
    pub title: &'static str,
    /// Bytes of all files together.
    pub site_bytes: Option<u64>,
    /// Bytes of one file.
    pub file_bytes: Option<u64>,
    /// Files of a site.
    pub files: Option<u64>,
    /// Files that lie in one folder, without those in folders inside it.
    pub files_in_folder: Option<u64>,
    /// Rules in `_headers`, and characters of a line there. `None` also where the file is not read at all.
    pub headers: Option<(usize, usize)>,
    /// Where the numbers stand.
    pub source: &'static str,
}

/// The hosts that are known, by name. Where plans differ, the numbers are those of the free one.
pub const HOSTS: &[Host] = &[
    Host {
        name: "cloudflare-pages",
        title: "Cloudflare Pages",
        site_bytes: None,
        file_bytes: Some(25 << 20),
        files: Some(20_000),
        files_in_folder: None,
        headers: Some((100, 2_000)),
        source: "https://developers.cloudflare.com/pages/platform/limits/",
    },
    Host {
        name: "github-pages",
        title: "GitHub Pages",
        site_bytes: Some(1_000_000_000),
        // Git's limit there, and so that of a site which is pushed.
        file_bytes: Some(100 << 20),
        files: None,
        files_in_folder: None,
        headers: None,
        source: "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
    },
    Host {
        name: "gitlab-pages",
        title: "GitLab Pages",
        site_bytes: Some(1_000_000_000),
        file_bytes: None,
        files: Some(200_000),
        files_in_folder: None,
        headers: None,
        source: "https://docs.gitlab.com/user/gitlab_com/#gitlab-pages",
    },
    Host {
        name: "netlify",
        title: "Netlify",
        site_bytes: None,
        file_bytes: None,
        files: None,
        files_in_folder: Some(54_000),
        headers: None,
        source: "https://docs.netlify.com/site-deploys/overview/#files-per-directory-limit",
    },
];

/// The host of that name.
///
/// # Errors
/// For any other name: with those that there are.
pub fn named(name: &str) -> Result<&'static Host, String> {
    HOSTS.iter().find(|host| host.name == name).ok_or_else(|| {
        let names: Vec<&str> = HOSTS.iter().map(|host| host.name).collect();
        format!("its limits are not known; those of these hosts are: {}", names.join(", "))
    })
}

/// What a finished site holds.
#[derive(Debug, Default)]
pub struct Measure {
    /// Bytes of all files together.
    bytes: u64,
    /// Path and bytes of each file.
    files: Vec<(String, u64)>,
    headers: String,
}

impl Measure {
    /// Measures a folder as it would be sent: with files that are not the press's, without hidden folders (a `.git`) and the
    /// press's own list.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn of(folder: &Path) -> anyhow::Result<Self> {
        let mut measure = Self::default();
        let is_sent = |entry: &walkdir::DirEntry| {
            entry.depth() == 0
                || !entry.file_name().to_string_lossy().starts_with('.')
                || entry.file_name() == ".nojekyll"
        };
        for entry in WalkDir::new(folder).into_iter().filter_entry(is_sent) {
            let entry = entry.context("the site cannot be measured")?;
            if entry.file_type().is_file() {
                let bytes = entry.metadata().context("the site cannot be measured")?.len();
                let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                measure.files.push((path.to_string_lossy().replace('\\', "/"), bytes));
                measure.bytes += bytes;
            }
        }
        measure.headers = std::fs::read_to_string(folder.join(headers_file::NAME)).unwrap_or_default();
        Ok(measure)
    }
}

/// Says where a site is more than its host takes. `folder` is the site's name for the publisher.
pub fn exceeded(host: &Host, measure: &Measure, folder: &str) -> Vec<Problem> {
    let Host { title, source, .. } = host;
    let problem = |path: &str, message: String| {
        let message = format!("{message} ({source})");
        Problem::of_file(path, ProblemKind::HostLimit, message, "it was written all the same")
    };
    let mut problems = Vec::new();
    if let Some(most) = host.site_bytes.filter(|most| measure.bytes > *most) {
        problems
            .push(problem(folder, format!("the site has {}, and {title} takes {}", size(measure.bytes), size(most))));
    }
    let count = measure.files.len() as u64;
    if let Some(most) = host.files.filter(|most| count > *most) {
        problems.push(problem(folder, format!("the site has {count} files, and {title} takes {most}")));
    }
    for (path, bytes) in measure.files.iter().filter(|(_, bytes)| host.file_bytes.is_some_and(|most| *bytes > most)) {
        let most = size(host.file_bytes.unwrap_or_default());
        problems.push(problem(path, format!("the file has {}, and {title} takes {most}", size(*bytes))));
    }
    if let Some(most) = host.files_in_folder {
        let mut folders: HashMap<&str, u64> = HashMap::new();
        for (path, _) in &measure.files {
            *folders.entry(path.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
        }
        for (path, count) in folders.into_iter().filter(|(_, count)| *count > most) {
            problems.push(problem(path, format!("the folder has {count} files, and {title} takes {most}")));
        }
    }
    if let Some((rules, characters)) = host.headers {
        let found = measure.headers.lines().filter(|line| line.starts_with('/')).count();
        let longest = measure.headers.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        if found > rules || longest > characters {
            let message = format!(
                "it has {found} rules and lines of up to {longest} characters, and {title} reads {rules} rules and {characters} characters"
            );
            problems.push(problem(headers_file::NAME, message));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(files: &[(&str, u64)], headers: String) -> Measure {
        let files: Vec<_> = files.iter().map(|(path, bytes)| ((*path).to_owned(), *bytes)).collect();
        Measure { bytes: files.iter().map(|(_, bytes)| bytes).sum(), files, headers }
    }

    #[track_caller]
    fn check(host: &str, measure: &Measure, expected: &[&str]) {
        let host = named(host).expect("a host");
        let found: Vec<String> = exceeded(host, measure, "site")
            .iter()
            .map(|problem| format!("{}: {}", problem.path, problem.message.replace(&format!(" ({})", host.source), "")))
            .collect();
        assert_eq!(found, expected, "{}", host.name);
    }

    #[test]
    fn each_limit_is_told_once_it_is_passed() {
        let just = measure(&[("a", 26_214_400), ("b", 900_000_000)], String::new());
        check(
            "github-pages",
            &measure(&[("a", 100 << 20), ("b", 800 << 20)], String::new()),
            &["b: the file has 838.9 MB, and GitHub Pages takes 104.9 MB"],
        );
        check("cloudflare-pages", &just, &["b: the file has 900.0 MB, and Cloudflare Pages takes 26.2 MB"]);
        check("gitlab-pages", &just, &[]);
        check(
            "gitlab-pages",
            &measure(&[("a", 1_000_000_001)], String::new()),
            &["site: the site has 1000.0 MB, and GitLab Pages takes 1000.0 MB"],
        );
        let many: Vec<(String, u64)> = (0..54_001).map(|number| (format!("a/{number}"), 1)).collect();
        let many: Vec<(&str, u64)> = many.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
        check("netlify", &measure(&many[1..], String::new()), &[]);
        check("netlify", &measure(&many, String::new()), &["a: the folder has 54001 files, and Netlify takes 54000"]);
        check("cloudflare-pages", &measure(&many[..20_000], String::new()), &[]);
        check(
            "cloudflare-pages",
            &measure(&many[..20_001], String::new()),
            &["site: the site has 20001 files, and Cloudflare Pages takes 20000"],
        );
        check(
            "cloudflare-pages",
            &measure(&[], "/a\n  b: c\n".repeat(101)),
            &[
                "_headers: it has 101 rules and lines of up to 6 characters, and Cloudflare Pages reads 100 rules and 2000 characters",
            ],
        );
        check("github-pages", &measure(&[], "/a\n".repeat(101)), &[]);
    }

    #[test]
    fn hosts_are_found_by_name_and_listed_otherwise() {
        assert_eq!(named("netlify").map(|host| host.title), Ok("Netlify"));
        let error = named("GitHub").expect_err("no such host");
        assert!(HOSTS.iter().all(|host| error.contains(host.name)), "{error}");
    }
}
