//! The address of each article, `a/<id>/`: its author's slug, or a hash that no rebuild, machine or other file
//! changes. It knows nothing of what an article says.

use std::collections::HashSet;

use data_encoding::BASE32_NOPAD;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::problem::{Problem, ProblemKind};

/// Characters of a hashed address: 60 bits, at which two of 100,000 articles meet once in 230 million sites.
const ID_LENGTH: usize = 12;
/// File systems take names of 255 bytes; the rest is for an encoding that grows them.
const SLUG_LENGTH_BYTES: usize = 100;

/// The address of what has this guid, or this path relative to its content folder with `/` between its parts: 12
/// characters of the lower-case RFC 4648 base32 of the SHA-256 of its NFC form.
pub fn article_id(guid_or_path: &str) -> String {
    let normal: String = guid_or_path.nfc().collect();
    let mut id = BASE32_NOPAD.encode(&Sha256::digest(normal.as_bytes()));
    id.truncate(ID_LENGTH);
    id.to_ascii_lowercase()
}

/// What an address is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identity<'p> {
    pub(super) path: &'p str,
    pub(super) guid: Option<&'p str>,
    pub(super) slug: Option<&'p str>,
}

/// One address for each identity, in their order, which has to be that of their paths: of two that want the same
/// address, the first gets it.
pub(super) fn assign(identities: &[Identity<'_>]) -> (Vec<String>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut taken = HashSet::new();
    let mut ids: Vec<String> = identities.iter().map(|identity| hashed(identity, &mut taken, &mut problems)).collect();
    // Slugs come second, so that none of them can change another article's hash.
    for (identity, id) in identities.iter().zip(&mut ids) {
        let Some(given) = identity.slug else { continue };
        let slug = match slug(given) {
            Slug::Template => continue,
            Slug::Usable(slug) => slug,
            Slug::Refused(reason) => {
                problems.push(Problem::of_file(
                    identity.path,
                    ProblemKind::SlugRefused,
                    format!("the slug “{given}” {reason}"),
                    format!("its address is a/{id}/"),
                ));
                continue;
            }
        };
        if slug_key(&slug) == *id || taken.insert(slug_key(&slug)) {
            *id = slug;
        } else {
            problems.push(Problem::of_file(
                identity.path,
                ProblemKind::DuplicateSlug,
                format!("the slug “{slug}” is another article's address"),
                format!("its address is a/{id}/"),
            ));
        }
    }
    (ids, problems)
}

/// What two addresses have in common that are one folder on some file system: macOS and Windows do not tell `A` from `a`,
/// and each has its own opinion of which letters are a pair.
fn slug_key(slug: &str) -> String {
    slug.to_uppercase().to_lowercase().nfc().collect()
}

fn hashed(identity: &Identity<'_>, taken: &mut HashSet<String>, problems: &mut Vec<Problem>) -> String {
    let first = article_id(identity.guid.unwrap_or(identity.path));
    if taken.insert(first.clone()) {
        return first;
    }
    // The path, then the path with a number: two content folders may hold the same path.
    let mut number = 1;
    let id = loop {
        let candidate = if number == 1 { identity.path.to_owned() } else { format!("{}\n{number}", identity.path) };
        let id = article_id(&candidate);
        if taken.insert(id.clone()) {
            break id;
        }
        number += 1;
    };
    let message = match identity.guid {
        Some(guid) => format!("the guid “{guid}” is another article's"),
        None => "another content folder has an article of the same path".to_owned(),
    };
    problems.push(Problem::of_file(
        identity.path,
        ProblemKind::DuplicateGuid,
        message,
        format!("both stay; this one's address comes from its path (a/{id}/)"),
    ));
    id
}

#[derive(Debug, PartialEq, Eq)]
enum Slug {
    Usable(String),
    /// A pattern such as `:year/:title/`, which is no address of one article.
    Template,
    Refused(&'static str),
}

/// The last part of what an author gave: `/2020/01/a-name.html` and `a-name/` are both `a-name`.
fn slug(given: &str) -> Slug {
    let path = given.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let slug: String = decoded.trim().nfc().collect();
    if slug.split('/').any(|part| part.starts_with(':')) || slug.contains("{{") {
        return Slug::Template;
    }
    if slug.split(['/', '\\']).any(|part| part == "..") {
        return Slug::Refused("leads out of the site");
    }
    let mut parts = slug.split('/').filter(|part| !part.is_empty() && *part != ".").rev();
    let last = parts.next().unwrap_or_default();
    let is_index = ["index.html", "index.htm"].contains(&last.to_ascii_lowercase().as_str());
    let name = if is_index { parts.next().unwrap_or_default() } else { last };
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")).unwrap_or(name);
    let is_allowed = |c: char| {
        c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || matches!(c, '-' | '_' | '.')
    };
    match name {
        "" => Slug::Refused("names nothing"),
        name if name.starts_with('.') => Slug::Refused("begins with a dot"),
        name if name.ends_with('.') => Slug::Refused("ends with a dot"),
        name if name.len() > SLUG_LENGTH_BYTES => Slug::Refused("is longer than 100 bytes"),
        name if !name.chars().all(is_allowed) => Slug::Refused("holds other characters than letters, digits and - _ ."),
        name if is_reserved(name) => Slug::Refused("is a name that Windows keeps for itself"),
        name => Slug::Usable(name.to_owned()),
    }
}

/// `con`, `nul.txt` and their like cannot be folders on Windows.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || port.is_some_and(|number| number.chars().count() == 1 && number.chars().all(|c| "0123456789¹²³".contains(c)))
}

#[cfg(test)]
mod tests;
