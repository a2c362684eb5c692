//! The text of handscroll.toml → settings. No I/O.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use handscroll_core::contract::times::Scale;
use handscroll_core::display::plain_line;
use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, FILE_NAME, ImageRewrite};
use crate::images::make;
use crate::problem::{Problem, ProblemKind};
use crate::source::{ExcludeGlobs, language_tag};

#[derive(Deserialize)]
struct File {
    title: Option<String>,
    description: Option<String>,
    author: Option<String>,
    base_url: Option<String>,
    language: Option<String>,
    timezone: Option<String>,
    offline: Option<bool>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    images: Images,
}

#[derive(Default, Deserialize)]
struct Images {
    #[serde(default)]
    rewrite: Vec<Rewrite>,
    #[serde(default)]
    placeholders: Vec<String>,
    remote: Option<bool>,
    quality: Option<u8>,
}

#[derive(Deserialize)]
struct Rewrite {
    from: String,
    to: String,
}

/// Each table's name with its keys; `""` is the file itself.
const KNOWN_KEYS: &[(&str, &[&str])] = &[
    ("", &["title", "description", "author", "base_url", "language", "timezone", "offline", "exclude", "images"]),
    ("images", &["rewrite", "placeholders", "remote", "quality"]),
    ("images.rewrite", &["from", "to"]),
];

pub(super) fn parse(text: &str, root: &Path) -> anyhow::Result<(Config, Vec<Problem>)> {
    // A byte order mark is what Windows' editors begin a file with; TOML knows none.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = toml::from_str(text)?;
    let mut problems = Vec::new();
    report_unknown_keys(DeTable::parse(text)?.get_ref(), "", text, &mut problems);
    problems.sort_by_key(|problem| problem.line);

    let base_url = file.base_url.filter(|url| !url.trim().is_empty()).map(|url| base_url(&url)).transpose()?;
    let language =
        match file.language {
            Some(tag) => Some(language_tag(&tag).with_context(|| {
                format!("language = \"{tag}\" is no language tag; write it as en, zh-Hans or pt-BR")
            })?),
            None => None,
        };
    let timezone = match file.timezone {
        Some(name) => TimeZone::get(&name)
            .with_context(|| format!("timezone = \"{name}\" is unknown; write it as Asia/Shanghai or UTC"))?,
        None => TimeZone::UTC,
    };
    ExcludeGlobs::new(&file.exclude).context("exclude holds a pattern that cannot match anything")?;
    let mut image_rewrites = Vec::new();
    for Rewrite { from, to } in file.images.rewrite {
        ensure!(!from.is_empty(), "[[images.rewrite]] has an empty `from`, which would match every picture");
        image_rewrites.push(ImageRewrite { from, to, root: root.to_path_buf() });
    }
    let images_quality = file.images.quality.unwrap_or(make::QUALITY);
    ensure!(
        (1..=100).contains(&images_quality),
        "images.quality = {images_quality} is none; write a number from 1 to 100"
    );
    let config = Config {
        title: one_line(file.title),
        description: one_line(file.description),
        author: one_line(file.author),
        base_url,
        language,
        timezone,
        exclude: file.exclude,
        image_rewrites,
        remote_images: file.images.remote.unwrap_or(true),
        offline: file.offline.unwrap_or(true),
        images_quality,
        image_placeholders: file.images.placeholders.into_iter().filter(|start| !start.is_empty()).collect(),
        time_scale: Scale::REAL,
    };
    Ok((config, problems))
}

/// What pages show of a text: one line of it; nothing where nothing would show.
fn one_line(text: Option<String>) -> Option<String> {
    text.map(|text| plain_line(&text)).filter(|text| !text.is_empty())
}

/// Every address of the site is this one followed by a path, so that it must end with `/` and hold nothing after.
fn base_url(given: &str) -> anyhow::Result<String> {
    let mut url = url::Url::parse(given.trim())
        .with_context(|| format!("base_url = \"{given}\" is no address; write it as https://example.org/blog/"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        bail!("base_url = \"{given}\" must begin with http:// or https://");
    }
    ensure!(url.query().is_none() && url.fragment().is_none(), "base_url = \"{given}\" must hold no ? and no #");
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url.into())
}

fn report_unknown_keys(table: &DeTable<'_>, name: &str, text: &str, problems: &mut Vec<Problem>) {
    let known = KNOWN_KEYS.iter().find(|(table, _)| *table == name).map_or(&[][..], |(_, keys)| keys);
    for (key, value) in table.iter() {
        let full_name = if name.is_empty() { key.get_ref().to_string() } else { format!("{name}.{}", key.get_ref()) };
        if known.contains(&key.get_ref().as_ref()) {
            report_inside(value, &full_name, text, problems);
            continue;
        }
        let line = 1 + text[..key.span().start].matches('\n').count();
        let meant = known.iter().find(|known| alike(known, key.get_ref()));
        problems.push(
            Problem::of_file(
                FILE_NAME,
                ProblemKind::UnknownConfigKey,
                match meant {
                    Some(meant) => format!("`{full_name}` is no setting (is `{meant}` meant?)"),
                    None => format!("`{full_name}` is no setting"),
                },
                "it was passed over",
            )
            .at(u32::try_from(line).unwrap_or(u32::MAX)),
        );
    }
}

fn report_inside(value: &Spanned<DeValue<'_>>, name: &str, text: &str, problems: &mut Vec<Problem>) {
    match value.get_ref() {
        DeValue::Table(inner) => report_unknown_keys(inner, name, text, problems),
        DeValue::Array(items) => {
            for item in items.iter() {
                report_inside(item, name, text, problems);
            }
        }
        _ => {}
    }
}

/// `baseURL`, `base-url` and `Base_Url` are what people write when they mean `base_url`; `excludes` for `exclude`.
fn alike(known: &str, written: &str) -> bool {
    let plain = |key: &str| {
        let key: String = key.chars().filter(|c| c.is_alphanumeric()).collect();
        key.to_lowercase().trim_end_matches('s').to_owned()
    };
    plain(known) == plain(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, problems) = parse(text, Path::new("posts")).unwrap();
        (config, problems.iter().map(ToString::to_string).collect())
    }

    #[track_caller]
    fn check_error(text: &str, expected: &str) {
        let error = format!("{:#}", parse(text, Path::new("posts")).unwrap_err());
        assert!(error.contains(expected), "{error:?} does not hold {expected:?}");
    }

    #[test]
    fn every_key_is_read() {
        let (config, problems) = read(
            "title = '卷'\ndescription = 'd'\nauthor = 'a'\nbase_url = 'https://e.org/sub'\nlanguage = 'zh-Hans'\n\
             timezone = 'Asia/Shanghai'\nexclude = ['drafts/**']\n[images]\nplaceholders = ['https://picsum.photos/']\nremote = false\nquality = 70\n\
             [[images.rewrite]]\nfrom = 'http://old/'\nto = 'images/'\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(config.title.as_deref(), Some("卷"));
        assert_eq!(config.base_url.as_deref(), Some("https://e.org/sub/"));
        assert_eq!(config.language.as_deref(), Some("zh-Hans"));
        assert_eq!(config.timezone.iana_name(), Some("Asia/Shanghai"));
        assert_eq!(config.exclude, ["drafts/**"]);
        assert_eq!(config.image_placeholders, ["https://picsum.photos/"]);
        assert!(!config.remote_images);
        assert_eq!(config.images_quality, 70);
        let rewrite = ImageRewrite { from: "http://old/".into(), to: "images/".into(), root: "posts".into() };
        assert_eq!(config.image_rewrites, [rewrite]);
    }

    #[test]
    fn unknown_keys_are_named_with_their_line() {
        let (_, problems) = read(
            "\u{feff}titel = 'x'\n\nbaseURL = 'y'\n[images]\nrewrites = []\n[[images.rewrite]]\nfrom='a'\nto='b'\nfor='c'\n",
        );
        let done = "it was passed over [unknown-config-key]";
        assert_eq!(
            problems,
            [
                format!("handscroll.toml:1: `titel` is no setting; {done}"),
                format!("handscroll.toml:3: `baseURL` is no setting (is `base_url` meant?); {done}"),
                format!("handscroll.toml:5: `images.rewrites` is no setting (is `rewrite` meant?); {done}"),
                format!("handscroll.toml:9: `images.rewrite.for` is no setting; {done}"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_an_error() {
        check_error("title = 'x'\nexclude = 3", "line 2");
        check_error("title = ", "line 1");
        check_error("exclude = ['a[']", "a[");
        check_error("timezone = 'Mars/Base'", "Mars/Base");
        check_error("language = 'not a language'", "not a language");
        check_error("base_url = 'example.org'", "example.org");
        check_error("base_url = 'ftp://example.org/'", "http://");
        check_error("base_url = 'https://example.org/?a=b'", "no ?");
        check_error("[images]\nquality = 101", "from 1 to 100");
        check_error("[[images.rewrite]]\nfrom = ''\nto = 'x'", "every picture");
    }
}
