//! How much of the posts' visible text is in their articles: reads a folder as the press does, filters every body, and compares
//! the text of the inert document with the text of the result. Text that the filter adds cannot make up for text that it loses.
//! Fails where more is lost than may be.
//!
//! Visible is what a browser with scripts shows as text: not what [`NOT_SHOWN`] names, nor blanks and characters without a
//! width. Hidden by a style is counted: styles go.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::ensure;
use handscroll::config::Config;
use handscroll::images::fetch::Fetched;
use handscroll::images::local::LocalPictures;
use handscroll::source::{self, Post};
use handscroll::write::body::{self, Surroundings};
use handscroll_core::display::{is_hidden, only_shapes, reorders};
use handscroll_core::strings::strings;
use handscroll_sanitize::policy::NOISE;
use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// The share of the visible characters that must be kept.
const LEAST_KEPT: f64 = 0.995;

/// The share that the rules of noise may take.
const MOST_NOISE: f64 = 0.005;

/// Elements whose content no browser shows as text, and what it is.
const NOT_SHOWN: &[(&str, &str)] = &[
    ("script", "code"),
    ("style", "code"),
    ("audio", "for engines without it, which none is"),
    ("canvas", "for engines without it, which none is"),
    ("datalist", "suggestions for what is typed"),
    ("head", "what the document says of itself"),
    ("iframe", "for engines without it, which none is"),
    ("noembed", "for engines without `embed`, which none is"),
    ("noframes", "for engines without frames, which none is"),
    ("noscript", "for engines without scripts; with them it is not parsed"),
    ("template", "for scripts, inert until one takes it"),
    ("video", "for engines without it, which none is"),
];

/// What became of one body's text.
struct Kept {
    path: String,
    source: usize,
    kept: usize,
    lost: Vec<String>,
    noise: [usize; NOISE.len()],
}

fn main() -> anyhow::Result<()> {
    let roots: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    ensure!(!roots.is_empty(), "name a folder of posts");
    let (config, _) = Config::load_all(&roots)?;
    let library = source::read(&roots, &config, &mut |_| {})?;
    ensure!(!library.posts.is_empty(), "the folder holds no posts");
    let pictures = LocalPictures::default();
    let fetched = Fetched::default();
    let around = Surroundings {
        config: &config,
        strings: strings("en"),
        pictures: &pictures,
        fetched: &fetched,
        made: None,
        has_reader: true,
        ids: HashMap::new(),
    };
    let mut all: Vec<Kept> = library.posts.iter().map(|post| measure(post, &around)).collect();
    all.sort_by_key(|one| one.kept as isize - one.source as isize);

    let source: usize = all.iter().map(|one| one.source).sum();
    let kept: usize = all.iter().map(|one| one.kept).sum();
    println!("{} bodies, {source} visible characters, {kept} kept: {}", all.len(), share(kept, source));
    let mut noise = 0;
    for (rule, (name, _)) in NOISE.iter().enumerate() {
        let taken: usize = all.iter().map(|one| one.noise[rule]).sum();
        noise += taken;
        println!("{taken:>10} characters ({}) taken by the rule “{name}”", share(taken, source));
    }
    println!("\nThe ten that lost most:");
    for one in all.iter().take(10).filter(|one| one.kept < one.source) {
        println!("{:>8} of {:>7}  {}", one.source - one.kept, one.source, one.path);
        for lost in one.lost.iter().take(8) {
            let short: String = lost.chars().take(70).collect();
            println!("{:>20}: {short}", lost.chars().count());
        }
    }
    let (least, most) = (LEAST_KEPT * source as f64, MOST_NOISE * source as f64);
    ensure!(kept as f64 >= least, "less is kept than {} %", LEAST_KEPT * 100.0);
    ensure!(noise as f64 <= most, "the rules of noise take more than {} %", MOST_NOISE * 100.0);
    Ok(())
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.4} %", part as f64 * 100.0 / whole.max(1) as f64)
}

fn measure(post: &Post, around: &Surroundings<'_>) -> Kept {
    let mut written = String::new();
    visible_text(&post.body_html, &mut written);
    let source: Vec<char> = written.chars().filter(|c| counts(*c)).collect();
    let body = body::filter(post, around);
    let result: Vec<char> = body.text.chars().filter(|c| counts(*c)).collect();
    let (kept, lost) = compare(&source, &result);
    Kept { path: post.path.clone(), source: source.len(), kept, lost, noise: body.report.noise }
}

fn counts(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || is_hidden(character)
        || reorders(character)
        || only_shapes(character))
}

fn visible_text(html: &str, out: &mut String) {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let dom = html5ever::parse_document(RcDom::default(), options).one(html);
    // The tree is taken apart when its document goes.
    let mut nodes: Vec<Handle> = vec![dom.document.clone()];
    while let Some(node) = nodes.pop() {
        match &node.data {
            NodeData::Text { contents } => out.push_str(&contents.borrow()),
            NodeData::Element { name, .. } if NOT_SHOWN.iter().any(|(known, _)| *known == &*name.local) => continue,
            _ => {}
        }
        nodes.extend(node.children.borrow().iter().rev().cloned());
    }
}

/// How many characters of `source` stand in `result` in their order, and the runs that do not. One or two characters between
/// losses are met by chance in what was added, and count as lost.
fn compare(source: &[char], result: &[char]) -> (usize, Vec<String>) {
    let steps = capture_diff_slices(Algorithm::Myers, source, result);
    let is_loss = |at: Option<usize>| {
        at.and_then(|at| steps.get(at)).is_some_and(|step| step.tag() != DiffTag::Equal && !step.old_range().is_empty())
    };
    let mut kept = 0;
    let mut lost = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let by_chance = step.old_range().len() < 3 && is_loss(at.checked_sub(1)) && is_loss(Some(at + 1));
        match step.tag() {
            DiffTag::Equal if !by_chance => kept += step.old_range().len(),
            _ if step.old_range().is_empty() => {}
            _ => lost.push(source[step.old_range()].iter().collect()),
        }
    }
    (kept, lost)
}
