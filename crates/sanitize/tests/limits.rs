//! Bodies beyond the limits: what is kept is bounded, what is missing is said, and what was cut passes again.

use handscroll_sanitize::parsed::filter_html;
use handscroll_sanitize::{
    Address, Attribute, Found, Host, HtmlWriter, Picture, Reach, Report, Sink, limits, write_box, write_shortened,
};

struct Anywhere;

impl Host for Anywhere {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        Some(Address { href: raw.to_owned(), reach: Reach::Outside })
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        let Found { candidates, width, height, alt, inline, made } = found;
        Some(Picture { sources: candidates, width, height, alt, inline, made })
    }
}

/// Counts what the result has.
#[derive(Default)]
struct Count {
    elements: usize,
    bytes: usize,
}

impl Sink for Count {
    fn open(&mut self, _: &'static str, _: &[Attribute]) {
        self.elements += 1;
    }

    fn close(&mut self) {}

    fn text(&mut self, text: &str) {
        self.bytes += text.len();
    }

    fn picture(&mut self, _: &Picture) {
        self.elements += 1;
    }
}

fn count(html: &str) -> (Count, Report) {
    filter_html(html, Count::default(), &mut Anywhere)
}

#[test]
fn no_more_elements_are_kept_than_the_limit_says() {
    let inline = "<b><i><u><s><em><strong><small><sub><sup><code><kbd><samp><var><mark><q><cite><dfn><abbr>";
    for html in [
        "<p>x</p>".repeat(limits::NODES),
        // A few nodes that make many: each block has all that runs through it.
        format!("{inline}{}", "<div>x</div>".repeat(limits::NODES / 4)),
        "<img src=https://a.example/1.jpg>".repeat(limits::NODES),
        "x<br>".repeat(limits::NODES),
    ] {
        let (count, report) = count(&html);
        assert!(report.shortened, "{html:.80}");
        assert!(count.elements <= limits::NODES + limits::SPARE, "{} elements of {html:.80}", count.elements);
        assert!(count.elements > limits::NODES / 4, "{} elements of {html:.80}", count.elements);
    }
}

#[test]
fn what_was_read_of_a_long_text_is_kept() {
    let text = "长".repeat(limits::TEXT_BYTES / 3 + 1_000);
    for html in [format!("<p>{text}"), format!("<p>a</p><p>{text}</p><p>b</p>")] {
        let (count, report) = count(&html);
        assert!(report.shortened);
        assert!((limits::TEXT_BYTES - 3..=limits::TEXT_BYTES).contains(&count.bytes), "{} bytes", count.bytes);
    }
}

/// Noise is not kept, and counts little.
#[test]
fn a_body_is_not_shortened_for_what_it_does_not_keep() {
    let html = format!("{}<p>x</p>", "<div><span></span></div>".repeat(limits::NODES));
    let (count, report) = count(&html);
    assert!(!report.shortened);
    assert_eq!(count.elements, 1);
}

/// Each block takes an id that waited; with all of them in a line, that took as long as there were ids.
#[test]
fn ids_without_a_place_are_no_trouble() {
    let html = format!("{}{}", "<span id=x></span>".repeat(100_000), "<p>x</p>".repeat(50_000));
    let (count, report) = count(&html);
    assert!(!report.shortened);
    assert_eq!(count.elements, 50_000);
}

#[test]
fn the_note_under_what_was_cut_passes_again_unchanged() {
    for original in [None, Some(("Original", "https://a.example/x?a=1&b=2"))] {
        let mut note = HtmlWriter::picture_with(write_box);
        write_shortened(&mut note, "zh-Hans", "此文过长。", original);
        let note = note.into_html();
        assert_eq!(note.contains("href"), original.is_some());
        let (again, _) = filter_html(&note, HtmlWriter::picture_with(write_box), &mut Anywhere);
        assert_eq!(again.into_html(), note);
    }
}
