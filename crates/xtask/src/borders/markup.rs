//! No markup is ever made from a string: the ways in which browsers do that are not even named.

use super::Breach;
use super::files::SourceFile;
use super::tokens;

/// As JavaScript, web-sys and Leptos write them.
const WAYS_IN: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
    "setHTMLUnsafe",
    "parseHTMLUnsafe",
    "document.write",
    "inner_html",
    "outer_html",
    "insert_adjacent_html",
    "create_contextual_fragment",
    "set_html_unsafe",
];

pub(super) fn check(files: &[SourceFile]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| is_ours(file)) {
        for (line, text) in code(file) {
            for way in WAYS_IN.iter().filter(|way| text.contains(**way)) {
                breaches.push(Breach::new(
                    file,
                    line,
                    format!("{way} makes markup from a string: build nodes, as src/browser/parse does"),
                ));
            }
        }
    }
    breaches
}

/// What ships: the reader, the worker and boot files, the press. xtask names what it looks for.
fn is_ours(file: &SourceFile) -> bool {
    let ships = file.within("src") || file.within("public") || file.within("crates") || file.within("tests/lab/src");
    let kind = file.is("rs") || file.is("js") || file.is("html");
    ships && kind && !file.is_for_tests() && !file.within("crates/xtask") && !file.within("crates/fixtures")
}

/// Strings count too, since a name may be given to `Reflect::set`. Comments do not.
fn code(file: &SourceFile) -> Vec<(usize, String)> {
    if file.is("rs") {
        // A file that is no Rust is reported elsewhere.
        let tokens = tokens::of_program(&file.text).unwrap_or_default();
        return tokens.into_iter().map(|token| (token.line, token.text)).collect();
    }
    let lines = file.text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_in_is_seen() {
        let breaks = |path: &str, text: &str, expected: bool| {
            let found = check(&[SourceFile::new(path, text)]);
            assert_eq!(!found.is_empty(), expected, "{path}: {text}: {found:?}");
        };
        breaks("src/pages/article.rs", "view! { <div inner_html=body /> }", true);
        breaks("src/browser/nodes.rs", "element.set_inner_html(&text)", true);
        breaks("src/browser/nodes.rs", "Reflect::set(&element, &\"innerHTML\".into(), &text)", true);
        breaks("src/browser/nodes.rs", "element.insert_adjacent_html(\"beforeend\", &text)", true);
        breaks("src/browser/nodes.rs", "// never innerHTML\nelement.append_child(&node)", false);
        breaks("public/boot.js", "document.body.innerHTML = text;", true);
        breaks("public/boot.js", "// no innerHTML here\nstart();", false);
        breaks("crates/sanitize/src/policy.rs", "#[cfg(test)]\nmod tests { const CASE: &str = \"innerHTML\"; }", false);
        breaks("crates/sanitize/tests/attacks.rs", "\"x.innerHTML\"", false);
        breaks("docs/security.md", "Never innerHTML.", false);
    }
}
