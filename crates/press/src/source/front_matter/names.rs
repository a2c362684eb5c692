//! Unquoted values that YAML reads as something else than text: `&Sons` (an anchor), `!Kung` (a tag), `#tag` (a
//! comment). Their authors meant names, and a lost name is not noticed. It quotes them; it parses nothing.

/// The text with such values quoted, and each of them with its line, counted from 0.
pub(super) fn quote(text: &str) -> (String, Vec<(u32, String)>) {
    let mut quoted = String::with_capacity(text.len());
    let mut found = Vec::new();
    // Lines deeper than this belong to a block scalar (`key: |`), where everything is text already.
    let mut literal_indent = None;
    for (number, line) in (0_u32..).zip(text.split_inclusive('\n')) {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start().len();
        if literal_indent.is_some_and(|outer| indent > outer || content.is_empty()) {
            quoted.push_str(line);
            continue;
        }
        literal_indent = None;
        let Some(at) = value_start(content) else {
            quoted.push_str(line);
            continue;
        };
        let value = &content[at..];
        if value.starts_with(['|', '>']) && value[1..].chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-')) {
            literal_indent = Some(indent);
        }
        if is_name(value, text) {
            quoted.push_str(&content[..at]);
            quoted.push_str(&format!("'{}'", value.replace('\'', "''")));
            quoted.push_str(&line[content.len()..]);
            found.push((number, value.to_owned()));
        } else {
            quoted.push_str(line);
        }
    }
    (quoted, found)
}

/// Where the value of `key: value` or `- value` begins.
fn value_start(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let mark = if line[indent..].starts_with("- ") { indent + 2 } else { line.find(": ")? + 2 };
    let value = line[mark..].trim_start();
    (!value.is_empty()).then(|| line.len() - value.len())
}

fn is_name(value: &str, text: &str) -> bool {
    let mut chars = value.chars();
    let first = chars.next();
    let second = chars.next().unwrap_or(' ');
    let name = || value[1..].split_whitespace().next().unwrap_or_default();
    match first {
        // A comment has a space after its `#`.
        Some('#') => !second.is_whitespace() && second != '#',
        Some('&') => !second.is_whitespace() && !text.contains(&format!("*{}", name())),
        Some('!') => !second.is_whitespace() && !matches!(second, '!' | '<'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, lines: &[u32]) {
        let (quoted, found) = quote(text);
        assert_eq!(quoted, expected);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), lines, "{text}");
    }

    #[test]
    fn names_are_quoted() {
        check("author: &Sons\nx: y\n", "author: '&Sons'\nx: y\n", &[0]);
        check("a: b\ntags:\n - #c++\n - &d's", "a: b\ntags:\n - '#c++'\n - '&d''s'", &[2, 3]);
        check("author: !Kung x", "author: '!Kung x'", &[0]);
    }

    #[test]
    fn yaml_stays_yaml() {
        for text in [
            "cover: # none yet",
            "a: &x 1\nb: *x",
            "a: !!str 1",
            "a: 'x' # y",
            "a: |\n  - #not a name\n\n  b: #c\n",
            "url: http://a/#b",
        ] {
            check(text, text, &[]);
        }
    }
}
