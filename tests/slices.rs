//! Walks that stop and go on: wherever they stop, nothing of the result changes, and what is shown already stays.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use handscroll_core::strings::strings;
use handscroll_reader::browser::adopt::{self, Comparer};
use handscroll_reader::browser::builder::Builder;
use handscroll_reader::browser::walker::{self, Surroundings, Walk};
use handscroll_reader::browser::{document as reader_document, parse, turn};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

const CASES: &str = include_str!("../crates/sanitize/tests/cases.txt");

fn around() -> Surroundings {
    Surroundings { base: "https://site.example/a/x/".into(), root: "https://site.example/".into() }
}

fn root_of(html: &str) -> Element {
    parse::root_of(&parse::inert(html).expect("a parser")).expect("a root")
}

fn empty() -> Element {
    page::document().create_element("div").expect("an element")
}

fn at_once(html: &str) -> Element {
    let (fragment, _) = walker::build(&root_of(html), &around(), strings("en"));
    let place = empty();
    place.append_child(&fragment).expect("a place");
    place
}

/// Stops after every so many nodes and shows what there is. What was shown must not be touched again: it is marked, and
/// the mark must still be there at the end.
fn in_parts(html: &str, nodes: usize) -> Element {
    let (root, around, place) = (root_of(html), around(), empty());
    let mut builder = Builder::new(strings("en"));
    let built = builder.built();
    let mut walk = Walk::new(&root, &mut builder, &around);
    let (mut count, mut shown) = (0, Vec::new());
    while walk.step() {
        count += 1;
        if count % nodes == 0 {
            built.show(&place);
            shown.extend(
                (shown.len() as u32..place.child_nodes().length()).filter_map(|at| place.child_nodes().get(at)),
            );
        }
    }
    walk.finish();
    reader_document::fill(&place, &builder.finish());
    for (at, node) in shown.iter().enumerate() {
        let now = place.child_nodes().get(at as u32);
        assert!(node.is_same_node(now.as_ref()), "node {at} of {html:.80} is another than the one that was shown");
    }
    place
}

fn check(html: &str, nodes: usize) {
    let (whole, parts) = (at_once(html), in_parts(html, nodes));
    assert!(
        parts.is_equal_node(Some(&whole)),
        "\ninput: {html:.300}\nwhole: {:.300}\nparts: {:.300}",
        whole.inner_html(),
        parts.inner_html()
    );
}

/// All kinds of things, in lists, in a table larger than what is held back, in one long paragraph.
fn large() -> String {
    let mut html = String::new();
    for number in 0..400 {
        html.push_str(&format!(
            "<div><h2 id=s{number}>第{number}节</h2><p>一段<b>很<i>长</i></b>的话，<a href='/x/{number}'>链接</a>。<br><br>又一段<ul><li>甲<li>乙<ul><li>丙</ul></ul>\
             <img src='https://a.example/{number}.jpg' width=400 height=300></div>"
        ));
    }
    html.push_str("<table>");
    for row in 0..600 {
        html.push_str(&format!("<tr><td>{row}<td><b>b</b><td>"));
    }
    html.push_str("</table><p>");
    for word in 0..1_500 {
        html.push_str(&format!("{word} <i>x</i> "));
    }
    html.push_str("<blockquote>q<p>r<pre>s\n t</pre></blockquote><video poster='https://a.example/p.jpg' src='https://a.example/v.mp4'></video>");
    html
}

#[wasm_bindgen_test]
fn stopping_after_any_node_changes_nothing() {
    let bodies = CASES.lines().filter_map(|line| line.strip_prefix('-'));
    let mut count = 0;
    for body in bodies {
        check(&body.trim_start().replace("\\n", "\n"), 1);
        count += 1;
    }
    assert!(count > 40, "{count} cases");
    for nodes in [1, 7, 1_000] {
        check(&large(), nodes);
    }
}

/// A table would change its columns' widths as it grows, and a paragraph its last line; one that is very long is shown
/// as it comes all the same.
#[wasm_bindgen_test]
fn what_would_move_as_it_grows_is_shown_whole() {
    for (html, expected) in [
        ("<p>a</p><table><tr><td>b<td>c<tr><td>d</table><p>e</p>".to_owned(), None),
        ("<p>a <b>b</b> <i>c</i> <u>d</u></p>".to_owned(), None),
        ("<ul><li><p>a</p><li>b</ul>".to_owned(), Some("ul")),
        ("<blockquote><table><tr><td>a<td>b</table><p>c</blockquote>".to_owned(), Some("blockquote")),
        (format!("<table>{}</table>", "<tr><td>b<td>c".repeat(400)), Some("table")),
    ] {
        let (root, around, place) = (root_of(&html), around(), empty());
        let mut builder = Builder::new(strings("en"));
        let built = builder.built();
        let mut walk = Walk::new(&root, &mut builder, &around);
        let (mut last, mut grown): (Option<(Element, u32)>, _) = (None, None);
        while walk.step() {
            built.show(&place);
            let nodes = |element: &Element| element.query_selector_all("*").expect("a selector").length();
            let now = place.last_element_child().map(|element| (element.clone(), nodes(&element)));
            if let (Some((before, fewer)), Some((element, more))) = (&last, &now)
                && before == element
                && fewer < more
            {
                grown = Some(element.local_name());
            }
            last = now;
        }
        assert_eq!(grown.as_deref(), expected, "{html:.60}");
    }
}

#[wasm_bindgen_test]
fn a_painted_body_is_judged_alike_in_parts() {
    let clean = at_once(&large());
    let html = clean.inner_html();
    for (body, expected, boxes_met) in [
        (html.clone(), true, 401),
        (format!("{html}<p style=\"color:red\">z</p>"), false, 401),
        (format!("<p style=\"color:red\">z</p>{html}"), false, 0),
    ] {
        let live = page::painted(&body);
        let around = around();
        let mut comparer = Comparer::new(&live, &around).expect("a walker");
        let judged = comparer.judged();
        let mut walk = Walk::new(&live, &mut comparer, &around);
        let mut boxes = Vec::new();
        while walk.step() {
            for element in judged.take_boxes() {
                // As a picture is put in the place of its box while the walk goes on.
                let image = page::document().create_element("img").expect("an element");
                element.replace_with_with_node_1(&image).expect("a place");
                boxes.push(image);
            }
        }
        walk.finish();
        assert_eq!(comparer.finish(), expected);
        boxes.extend(judged.take_boxes());
        assert_eq!(boxes.len(), boxes_met, "400 pictures and a video, up to what may not stay");
        live.remove();
        let whole = page::painted(&body);
        assert_eq!(adopt::is_clean(&whole, &around), expected, "all at once");
        whole.remove();
    }
}

/// Others have their turn between two stretches, and a stretch ends though there is more to do.
#[wasm_bindgen_test]
async fn a_stretch_ends_and_others_have_their_turn() {
    let (root, around) = (root_of(&large().repeat(20)), around());
    let mut builder = Builder::new(strings("en"));
    let mut walk = Walk::new(&root, &mut builder, &around);
    assert!(walk.stretch(), "one stretch is enough for a megabyte");
    drop(walk);
    let fired = std::rc::Rc::new(std::cell::Cell::new(false));
    let there = fired.clone();
    let _timer = handscroll_reader::browser::listen::Timer::after_ms(0.0, move || there.set(true));
    for _ in 0..100 {
        turn::others().await;
        if fired.get() {
            break;
        }
        page::sleep(1).await;
    }
    assert!(fired.get());
    turn::painted().await;
}
