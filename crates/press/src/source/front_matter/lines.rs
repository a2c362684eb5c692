//! Lines of front matter: where they begin, and the key one of them may give. It knows no key by name except
//! through [`keys::is_known`].

use crate::source::keys;

/// The notation of a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Yaml,
    Toml,
    Json,
    /// JSON without its outer braces, as Hexo writes it between `;;;`.
    BareJson,
}

impl Syntax {
    /// Its name in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Json | Self::BareJson => "JSON",
        }
    }
}

/// The first line with its line break.
pub(super) fn first(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

/// Each line with its line break and the byte it begins at.
pub(super) fn with_offsets(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// The key at the beginning of a line, whatever its indentation, and what follows its mark. Known keys are taken
/// with a forgotten space (`title:x`) and with a full-width colon, as Chinese input methods write it.
pub(super) fn split_key(line: &str, syntax: Syntax) -> Option<(&str, &str)> {
    let line = line.trim();
    let (key, after) = match line.chars().next()? {
        quote @ ('"' | '\'') => line[1..].split_once(quote)?,
        _ if matches!(syntax, Syntax::Json | Syntax::BareJson) => return None,
        _ => {
            let end = line.find(|c: char| !is_key_character(c)).unwrap_or(line.len());
            line.split_at(end)
        }
    };
    let key = key.trim();
    let begins_well = key.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !begins_well || key.len() > 60 {
        return None;
    }
    let after = after.trim_start();
    if syntax == Syntax::Toml {
        return Some((key, after.strip_prefix('=')?.trim_start()));
    }
    let rest = match after.strip_prefix('：') {
        Some(rest) if keys::is_known(key) => rest,
        _ => after.strip_prefix(':')?,
    };
    let is_separated = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_address = rest.starts_with("//");
    let is_json = matches!(syntax, Syntax::Json | Syntax::BareJson);
    (is_separated || is_json || keys::is_known(key) && !is_address).then(|| (key, rest.trim_start()))
}

fn is_key_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, syntax: Syntax, expected: Option<(&str, &str)>) {
        assert_eq!(split_key(line, syntax), expected, "{line}");
    }

    #[test]
    fn keys_are_found() {
        check("title: a: b\n", Syntax::Yaml, Some(("title", "a: b")));
        check("title:a", Syntax::Yaml, Some(("title", "a")));
        check("title：题", Syntax::Yaml, Some(("title", "题")));
        check("other:", Syntax::Yaml, Some(("other", "")));
        check("'title' : a", Syntax::Yaml, Some(("title", "a")));
        check("title = \"x\"", Syntax::Toml, Some(("title", "\"x\"")));
        check("  \"title\":\"x\",", Syntax::Json, Some(("title", "\"x\",")));
    }

    #[test]
    fn prose_is_no_key() {
        for line in ["", "Words only", "12:30 noon", "https://e.org/", "link://x", "- item: x", "<p>a: b", "他说：好"]
        {
            check(line, Syntax::Yaml, None);
        }
        check("title: x", Syntax::Toml, None);
        check("title: x", Syntax::Json, None);
    }
}
