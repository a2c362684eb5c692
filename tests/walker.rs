//! The walker over a browser's trees: what it builds, and that no markup makes it ask the wrong thing.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use handscroll_core::strings::strings;
use handscroll_reader::browser::parse;
use handscroll_reader::browser::walker::{self, Surroundings};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Node};

wasm_bindgen_test_configure!(run_in_browser);

/// The same as the press's walker is held to.
const CASES: &str = include_str!("../crates/sanitize/tests/cases.txt");

fn around() -> Surroundings {
    Surroundings { base: "https://site.example/a/x/".into(), root: "https://site.example/".into() }
}

/// The body of an inert document.
fn body_of(html: &str) -> Element {
    let root = parse::root_of(&parse::inert(html).expect("a parser")).expect("a root");
    let children = root.child_nodes();
    let last = children.item(children.length() - 1).expect("a body");
    wasm_bindgen::JsCast::dyn_into(last).expect("an element")
}

fn built(tree: &Element) -> Element {
    let (fragment, _) = walker::build(tree, &around(), strings("en"));
    let body = body_of("");
    body.append_child(&fragment).expect("a place");
    body
}

/// The cases tell of a tall picture as of any other, by one box; the reader builds one for each strip, in a link to the whole.
fn with_tall_pictures_as_boxes(body: Element) -> Element {
    let talls = body.query_selector_all("[data-strips]").expect("a selector");
    for tall in (0..talls.length()).filter_map(|at| wasm_bindgen::JsCast::dyn_into::<Element>(talls.item(at)?).ok()) {
        let attribute = |name: &str| tall.get_attribute(name);
        let strips = attribute("data-strips").map_or(0, |strips| strips.split(' ').count() - 1);
        assert_eq!(tall.query_selector_all(":scope > canvas.strip").expect("a selector").length() as usize, strips);
        let leads_to = if tall.parent_element().is_some_and(|parent| parent.tag_name() == "A") {
            None
        } else {
            attribute("data-from").and_then(|from| from.split(' ').next().map(str::to_owned))
        };
        assert_eq!(attribute("href"), leads_to);
        let canvas = page::document().create_element("canvas").expect("an element");
        canvas.set_attribute("role", "img").expect("an attribute");
        let size = attribute("data-size").expect("its size");
        let (width, height) = size.split_once(' ').expect("two numbers");
        let copied =
            ["aria-label", "data-from", "data-size", "data-strips", "data-thumb"].map(|name| (name, attribute(name)));
        for (name, value) in copied.into_iter().chain([("width", Some(width.into())), ("height", Some(height.into()))])
        {
            if let Some(value) = value {
                canvas.set_attribute(name, &value).expect("an attribute");
            }
        }
        tall.replace_with_with_node_1(&canvas).expect("a place");
    }
    body
}

/// What is in every box: its role, and a number where the picture has no description.
fn without_own_attributes(body: Element) -> Element {
    let boxes = body.query_selector_all("canvas").expect("a selector");
    for canvas in (0..boxes.length()).filter_map(|at| wasm_bindgen::JsCast::dyn_into::<Element>(boxes.item(at)?).ok()) {
        assert_eq!(canvas.get_attribute("role").as_deref(), Some("img"));
        canvas.remove_attribute("role").expect("an attribute");
        let label = canvas.get_attribute("aria-label").expect("each box says what it shows");
        if label.starts_with("Picture ") {
            canvas.remove_attribute("aria-label").expect("an attribute");
        }
    }
    body
}

fn check(html: &str, expected: &str) {
    let root = parse::root_of(&parse::inert(html).expect("a parser")).expect("a root");
    let found = without_own_attributes(with_tall_pictures_as_boxes(built(&root)));
    let same = found.is_equal_node(Some(&body_of(expected)));
    assert!(same, "\ninput:    {html}\nexpected: {expected}\nfound:    {}", found.inner_html());
}

#[wasm_bindgen_test]
fn bodies_become_what_the_cases_say() {
    let unescaped = |line: &str| line.trim_start().replace("\\n", "\n");
    let mut lines = CASES.lines();
    let mut count = 0;
    while let Some(line) = lines.next() {
        if let Some(body) = line.strip_prefix('-') {
            let result = lines.next().and_then(|line| line.strip_prefix('+')).expect("a result");
            check(&unescaped(body), &unescaped(result));
            count += 1;
        }
    }
    assert!(count > 40, "{count} cases");
}

/// A document gives elements by their names, before its own properties.
#[wasm_bindgen_test]
fn a_document_is_not_asked_for_its_root() {
    for name in ["documentElement", "body", "firstChild", "childNodes", "createTreeWalker", "querySelector"] {
        check(&format!("<img name={name}><form name={name}><input name={name}></form><p>a</p>"), "<p>a</p>");
    }
}

/// Parsers stop at some hundred levels; scripts do not. The walker must not need a stack for either.
#[wasm_bindgen_test]
fn three_thousand_levels_are_no_trouble() {
    check(&format!("{}x", "<div>".repeat(3_000)), "<p>x</p>");
    for (name, expected) in [("div", "<p>x</p>"), ("b", "<p><b>x</b></p>"), ("blockquote", "x")] {
        let document = page::document();
        let top = document.create_element("div").expect("an element");
        let mut innermost: Node = top.clone().into();
        for _ in 0..3_000 {
            innermost = innermost.append_child(&document.create_element(name).expect("an element")).expect("a place");
        }
        innermost.set_text_content(Some("x"));
        let found = built(&top);
        assert!(found.inner_html().contains(expected), "{name}: {}", found.inner_html().len());
    }
}

/// What is built is new: nothing of the tree it was built from is taken along.
#[wasm_bindgen_test]
fn the_tree_it_walks_stays_as_it_is() {
    let html = "<p onclick=x>a <b>b</b></p><script>c</script><img src=https://a.example/1.jpg>";
    let root = parse::root_of(&parse::inert(html).expect("a parser")).expect("a root");
    let before = root.outer_html();
    let found = built(&root);
    assert_eq!(root.outer_html(), before);
    assert_eq!(found.text_content().as_deref(), Some("a b"));
}

#[wasm_bindgen_test]
fn links_into_the_site_are_the_readers() {
    for (href, expected) in [
        ("../y/", "<p><a href=\"https://site.example/a/y/\">l</a></p>"),
        ("https://site.example/a/y/#n", "<p><a href=\"https://site.example/a/y/#n\">l</a></p>"),
    ] {
        check(&format!("<p><a href='{href}'>l</a></p>"), expected);
    }
    let outside = "rel=\"noopener noreferrer external\" target=\"_blank\"";
    check(
        "<p><a href='https://site.example.evil/'>l</a></p>",
        &format!("<p><a href=\"https://site.example.evil/\" {outside}>l</a></p>"),
    );
}
