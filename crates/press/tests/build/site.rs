//! Whether a site is whole: each address a page or a manifest names is a file of the site. It knows no post.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use crate::publisher::Files;

/// Attributes of pages that hold an address, or a list of them.
const ADDRESSES: &[&str] = &[" href=\"", " src=\"", " data-from=\"", " data-poster=\""];

/// The addresses that lead nowhere, of the pages that a visitor of `index.html` or of a feed can come to.
pub(crate) fn dangling(files: &Files) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut dangling = Vec::new();
    let mut open: Vec<String> = ["index.html", "feed.json"].map(str::to_owned).into();
    open.retain(|path| files.contains_key(path));
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let text = String::from_utf8_lossy(&files[&path]);
        for address in addresses(&path, &text) {
            let Some(target) = resolved(&path, &address) else { continue };
            match files.contains_key(&target) {
                true => open.push(target),
                false => dangling.push(format!("{path}: {address}")),
            }
        }
    }
    dangling
}

/// The assets that some page of the site names and that are not there, come to or not.
pub(crate) fn missing_assets(files: &Files) -> Vec<String> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let named = pages.flat_map(|(path, bytes)| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        addresses(path, &text).into_iter().filter_map(|address| resolved(path, &address)).collect::<Vec<_>>()
    });
    let is_asset = |path: &String| path.starts_with("images/") || path.starts_with("assets/");
    named.filter(|path| is_asset(path) && !files.contains_key(path)).collect()
}

/// Articles that the manifest's pages name, all of them, by id.
pub(crate) fn listed_articles(files: &Files) -> Vec<String> {
    let mut articles = Vec::new();
    let mut next = Some("feed.json".to_owned());
    while let Some(path) = next {
        let page: serde_json::Value = serde_json::from_slice(&files[&path]).unwrap();
        let items = page["items"].as_array().unwrap();
        articles.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        next = page["next_url"].as_str().map(str::to_owned);
    }
    articles
}

fn addresses(path: &str, text: &str) -> Vec<String> {
    if path.ends_with(".html") {
        return ADDRESSES.iter().flat_map(|mark| text.split(mark).skip(1)).flat_map(written).collect();
    }
    if !path.starts_with("feed") {
        return Vec::new();
    }
    let page: serde_json::Value = serde_json::from_str(text).unwrap();
    let of_item = |item: &serde_json::Value| [item["image"].clone(), item["_handscroll"]["body"].clone()];
    let items = page["items"].as_array().unwrap().iter().flat_map(of_item);
    items.chain([page["next_url"].clone()]).filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// The addresses of an attribute's value that begins here.
fn written(rest: &str) -> impl Iterator<Item = String> + '_ {
    let value = rest.split('"').next().unwrap_or_default();
    value.split(' ').filter(|address| !address.is_empty()).map(|address| address.replace("&amp;", "&"))
}

/// The file an address means on a plain host; `None` for another site's and for a place in the same page.
fn resolved(from: &str, address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next().unwrap_or_default();
    let first = path.split('/').next().unwrap_or_default();
    if path.is_empty() || first.contains(':') || path.starts_with("//") {
        return None;
    }
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => assert!(parts.pop().is_some(), "{from} names {address}, which leads out of the site"),
            name => parts.push(percent_decode_str(name).decode_utf8().unwrap().into_owned()),
        }
    }
    if path.ends_with(['/', '.']) {
        parts.push("index.html".to_owned());
    }
    Some(parts.join("/"))
}
