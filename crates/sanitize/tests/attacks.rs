//! Every attack case through the filter as the press runs it: only what the policy names comes out, what must not be there
//! is not, what must remain does, and a second pass changes nothing.

#[path = "attacks/allowed.rs"]
mod allowed;
#[path = "attacks/cases.rs"]
mod cases;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use cases::Case;
use handscroll_sanitize::parsed::filter_html;
use handscroll_sanitize::{Address, Found, Host, HtmlWriter, Picture, Reach, write_box};
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;

/// Where the site is.
const SITE: &str = "https://reader.example/";

/// The address of the body, where a case has none.
const BASE: &str = "https://reader.example/a/body/";

fn all_cases() -> Vec<Case> {
    cases::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("attacks"), "http://canary.example")
}

/// A host that resolves as a browser does.
struct Resolving(Option<Url>);

impl Host for Resolving {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        let href = Url::options().base_url(self.0.as_ref()).parse(raw).ok()?.to_string();
        let reach = if href.starts_with(SITE) { Reach::Site } else { Reach::Outside };
        Some(Address { href, reach })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let absolute = found.candidates.iter().filter_map(|raw| self.resolve(raw)).map(|address| address.href);
        let sources = absolute.filter(|href| href.starts_with("https:") || href.starts_with("http:")).collect();
        let Found { width, height, alt, inline, made, .. } = found;
        Some(Picture { sources, width, height, alt, inline, made })
    }
}

fn filtered(html: &str, base: &str) -> String {
    let sink = HtmlWriter::picture_with(write_box);
    filter_html(html, sink, &mut Resolving(Url::parse(base).ok())).0.into_html()
}

/// What may come out.
struct Policy {
    elements: BTreeMap<&'static str, BTreeSet<&'static str>>,
    links: Vec<&'static str>,
    media: Vec<&'static str>,
}

impl Policy {
    fn read() -> Self {
        let (links, media) = allowed::schemes();
        Self { elements: allowed::allowed(), links, media }
    }

    fn is_scheme(schemes: &[&str], value: &str) -> bool {
        Url::parse(value).is_ok_and(|url| schemes.contains(&format!("{}:", url.scheme()).as_str()))
    }

    fn allows_value(&self, name: &str, value: &str) -> bool {
        let is_number = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        match name {
            "href" => value.starts_with("#r-") || Self::is_scheme(&self.links, value),
            "src" | "data-poster" => Self::is_scheme(&self.media, value),
            "data-from" => value.split(' ').all(|address| Self::is_scheme(&self.media, address)),
            "id" => value.starts_with("r-") && !value.contains(char::is_whitespace),
            "class" => matches!(value, "card" | "center" | "right" | "inline"),
            "rel" => value == "noopener noreferrer external",
            "target" => value == "_blank",
            "preload" => value == "none",
            "role" => value == "img",
            "width" | "height" | "colspan" | "rowspan" => is_number(value),
            "start" | "value" => is_number(value.strip_prefix('-').unwrap_or(value)),
            "controls" | "loop" | "open" | "reversed" => value.is_empty(),
            "dir" => matches!(value, "ltr" | "rtl" | "auto"),
            "lang" => value.len() <= 35 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            _ => value.len() <= 2_000,
        }
    }

    fn fault_of(&self, element: &str, name: &str, value: &str) -> Option<String> {
        let known = self.elements.get(element).is_some_and(|attributes| attributes.contains(name));
        let shown: String = value.chars().take(80).collect();
        (!known || !self.allows_value(name, value)).then(|| format!("<{element} {name}={shown:?}>"))
    }
}

/// What a link that leaves the site must say of itself. Addresses of the site itself need not.
fn fault_of_link(href: &str, rel: Option<&str>, target: Option<&str>) -> Option<String> {
    let leaves = Url::parse(href).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) && !href.starts_with(SITE);
    let is_told = rel == Some("noopener noreferrer external") && target == Some("_blank");
    (leaves && !is_told).then(|| format!("a link to {href:.80} with rel={rel:?} target={target:?}"))
}

/// What stands in a result that was taken apart by a parser again: its visible text, and what the policy does not know.
fn read(html: &str, policy: &Policy) -> (String, Vec<String>) {
    let dom = html5ever::parse_document(RcDom::default(), Default::default()).one(format!("<!doctype html>{html}"));
    let (mut text, mut faults) = (String::new(), Vec::new());
    // Without recursion: a result may be deep.
    let mut open: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = open.pop() {
        match &node.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let element = name.local.to_string();
                if BREAKS_TEXT.contains(&element.as_str()) {
                    text.push(' ');
                }
                let is_frame = matches!(element.as_str(), "html" | "head" | "body");
                if name.ns != html5ever::ns!(html) || !(is_frame || policy.elements.contains_key(element.as_str())) {
                    faults.push(format!("<{element}>"));
                }
                let attributes = attrs.borrow();
                faults.extend(
                    attributes.iter().filter_map(|found| policy.fault_of(&element, &found.name.local, &found.value)),
                );
                let value =
                    |name: &str| attributes.iter().find(|found| &*found.name.local == name).map(|found| &*found.value);
                faults.extend(fault_of_link(value("href").unwrap_or_default(), value("rel"), value("target")));
            }
            NodeData::Doctype { .. } | NodeData::Document => {}
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => faults.push("a comment".to_owned()),
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    (text.split_whitespace().collect::<Vec<_>>().join(" "), faults)
}

/// Elements that part words.
const BREAKS_TEXT: &[&str] =
    &["p", "br", "div", "h2", "li", "td", "th", "tr", "dd", "dt", "summary", "figcaption", "blockquote"];

/// What is wrong with the result of a case.
fn faults(case: &Case, policy: &Policy) -> Vec<String> {
    let base = case.base.as_deref().unwrap_or(BASE);
    let once = filtered(&case.payload, base);
    let (text, mut faults) = read(&once, policy);
    let lower = once.to_lowercase();
    for never in case.never.iter().filter(|never| lower.contains(&never.to_lowercase())) {
        faults.push(format!("has {never:?}"));
    }
    for remains in case.remains.iter().filter(|remains| !text.contains(remains.as_str())) {
        faults.push(format!("has lost {remains:?}"));
    }
    for keeps in case.keeps.iter().filter(|keeps| !once.contains(keeps.as_str())) {
        faults.push(format!("has not kept {keeps:?}"));
    }
    if filtered(&once, base) != once {
        faults.push("is another when filtered again".to_owned());
    }
    faults.into_iter().map(|fault| format!("{fault} in {:.600}", once)).collect()
}

#[test]
fn nothing_of_an_attack_passes_and_what_must_remain_does() {
    let policy = Policy::read();
    let cases = all_cases();
    let mut failures = Vec::new();
    for case in &cases {
        let since = Instant::now();
        let found = faults(case, &policy);
        failures.extend(
            found.into_iter().map(|fault| format!("{} ({}): {:.300}\n    {fault}", case.id, case.number, case.payload)),
        );
        // Three parses and two walks, unoptimised. What takes squares of the length takes minutes.
        let taken = since.elapsed();
        if taken > LIMIT {
            failures.push(format!("{} ({}) took {taken:?}", case.id, case.number));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// How long a case may take.
const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn there_are_enough_cases_and_each_has_a_name_of_its_own() {
    let cases = all_cases();
    assert!(cases.len() >= 1_000, "{} cases", cases.len());
    let names: HashSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases of one name");
    let payloads: HashSet<&str> = cases.iter().map(|case| case.payload.as_str()).collect();
    assert!(payloads.len() == cases.len(), "two cases of one payload");
    let classes: HashSet<&str> = cases.iter().filter_map(|case| case.id.split('/').next()).collect();
    let with_benign: HashSet<&str> =
        cases.iter().filter(|case| case.id.contains("benign")).filter_map(|case| case.id.split('/').next()).collect();
    let all_hostile: Vec<_> = classes.difference(&with_benign).collect();
    assert!(all_hostile.iter().all(|class| **class == "script-urls"), "classes without a benign twin: {all_hostile:?}");
    assert!(cases.iter().filter(|case| !case.remains.is_empty()).count() > cases.len() / 2, "too little must remain");
}
