//! Reads the attack cases of `crates/sanitize/attacks`. Used by the native tests and by those in browsers; must not know
//! what is done with a case.
//!
//! In a case's texts, `{trap}` stands for a call that gives the attack away (`trap(17)`, with the case's number), `{canary}`
//! for an address that nobody may ask for, `⟦number⟧` for the number, `⟦3000*x⟧` for 3,000 times x, and `⟦hex:x⟧`,
//! `⟦decimal:x⟧` and `⟦base64:x⟧` for x in numeric references or in base64.

use std::path::Path;

use data_encoding::BASE64;
use serde::Deserialize;

/// One attack.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Its place among all cases, from 0.
    pub(crate) number: usize,
    /// Its class and its name in the class: `script-urls/plain`.
    pub(crate) id: String,
    /// The body.
    pub(crate) payload: String,
    /// The body's own address, where the case has one.
    pub(crate) base: Option<String>,
    /// What must not stand in the result's markup, whatever its case.
    pub(crate) never: Vec<String>,
    /// What must still be read, by its visible text.
    pub(crate) remains: Vec<String>,
    /// What must still stand in the result's markup.
    pub(crate) keeps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    /// What must not stand in the result of any case of the class.
    #[serde(default)]
    never: Vec<String>,
    case: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    payload: String,
    base: Option<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    remains: Vec<String>,
    #[serde(default)]
    keeps: Vec<String>,
}

/// All cases in the files of `folder`, in the order of their classes. `canary` is the address that nobody may ask for, without
/// a slash at its end.
///
/// # Panics
/// When a file cannot be read: a case that is not run would be worse.
pub(crate) fn cases(folder: &Path, canary: &str) -> Vec<Case> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let class: Class = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for case in class.case {
            let number = cases.len();
            let all = |texts: &[String]| texts.iter().map(|text| expand(text, number, canary)).collect::<Vec<_>>();
            cases.push(Case {
                number,
                id: format!("{name}/{}", case.id),
                payload: expand(&case.payload, number, canary),
                base: case.base.map(|base| expand(&base, number, canary)),
                never: [all(&class.never), all(&case.never)].concat(),
                remains: all(&case.remains),
                keeps: all(&case.keeps),
            });
        }
    }
    cases
}

fn expand(text: &str, number: usize, canary: &str) -> String {
    let text = text
        .replace("{trap}", &format!("trap({number})"))
        .replace("{canary}", &format!("{canary}/{number}"))
        .replace("⟦number⟧", &number.to_string());
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, from)) = rest.split_once('⟦') {
        let (inside, after) = from.split_once('⟧').unwrap_or_else(|| panic!("no ⟧ after ⟦{from}"));
        out.push_str(before);
        write_notation(inside, &mut out);
        rest = after;
    }
    out + rest
}

fn write_notation(inside: &str, out: &mut String) {
    if let Some(text) = inside.strip_prefix("base64:") {
        out.push_str(&BASE64.encode(text.as_bytes()));
    } else if let Some(text) = inside.strip_prefix("hex:") {
        text.chars().for_each(|character| out.push_str(&format!("&#x{:x};", u32::from(character))));
    } else if let Some(text) = inside.strip_prefix("decimal:") {
        text.chars().for_each(|character| out.push_str(&format!("&#{};", u32::from(character))));
    } else {
        let (times, text) = inside.split_once('*').unwrap_or_else(|| panic!("⟦{inside}⟧ means nothing"));
        out.push_str(&text.repeat(times.parse().unwrap_or_else(|_| panic!("⟦{inside}⟧: {times} is no number"))));
    }
}
