//! Bodies beyond the limits: what is kept is bounded, what is missing is said, and what was cut passes again.

mod anywhere;

use anywhere::Anywhere;
use handscroll_sanitize::parsed::filter_html;
use handscroll_sanitize::{
    Attribute, Attributes, Filter, HtmlWriter, Picture, Report, Sink, limits, write_box, write_shortened,
};

/// Counts what the result has.
#[derive(Default)]
struct Count {
    elements: usize,
    bytes: usize,
    attribute_bytes: usize,
}

impl Sink for Count {
    fn open(&mut self, _: &'static str, attributes: &[Attribute]) {
        self.elements += 1;
        self.attribute_bytes += attributes.iter().map(|(_, value)| value.len()).sum::<usize>();
    }

    fn close(&mut self) {}

    fn text(&mut self, text: &str) {
        self.bytes += text.len();
    }

    fn picture(&mut self, picture: &Picture) {
        self.elements += 1;
        self.bytes += picture.alt.len();
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

/// Words that stand in attributes are words of the body.
#[test]
fn what_is_read_as_text_counts_as_text() {
    let long = "x".repeat(limits::ATTRIBUTE_BYTES);
    for element in [
        format!("<input value={long}>"),
        format!("<canvas title={long}></canvas>"),
        format!("<img alt={long}>"),
        format!("<img src=https://a.example/1.jpg alt={long}>"),
    ] {
        let (few, report) = count(&element.repeat(3));
        assert_eq!((few.bytes, report.shortened), (3 * limits::ATTRIBUTE_BYTES, false), "{element:.40}");
        let (many, report) = count(&element.repeat(limits::TEXT_BYTES / limits::ATTRIBUTE_BYTES + 1));
        assert_eq!((many.bytes, report.shortened), (limits::TEXT_BYTES, true), "{element:.40}");
        let (none, _) = count(&element.replace(&long, &format!("{long}x")));
        assert_eq!(none.bytes, 0, "{element:.40}");
    }
}

#[test]
fn a_long_address_is_not_multiplied() {
    let link = format!("<a href=https://a.example/{}>", "x".repeat(60_000));
    let (count, report) = count(&format!("{link}{}", "<div>x</div>".repeat(4_000)));
    assert!(report.shortened);
    let most = limits::KEPT_ATTRIBUTE_BYTES + limits::ATTRIBUTE_BYTES;
    assert!((most / 2..=most).contains(&count.attribute_bytes), "{} bytes", count.attribute_bytes);
}

/// Attributes that count what of them is asked for.
struct Long;

impl Attributes for Long {
    fn get(&self, name: &'static str) -> Option<String> {
        (name == "href" || name == "data-strips").then(|| "x".repeat(100_000))
    }
}

#[test]
fn bytes_of_attributes_are_counted_as_they_are_read() {
    let mut filter = Filter::new(Count::default(), Anywhere);
    filter.open("a", &Long);
    assert_eq!(filter.bytes_read(), 200_000);
    filter.open("script", &Long);
    assert_eq!(filter.bytes_read(), 200_000);
}

#[test]
fn a_style_beyond_measure_is_missing() {
    let bold = "font-weight:bold";
    for (length, expected) in
        [(limits::STYLE_BYTES, "<p><strong>x</strong></p>"), (limits::STYLE_BYTES + 1, "<p>x</p>")]
    {
        assert_eq!(
            filtered(&format!("<span style='{bold};{}'>x</span>", "y".repeat(length - bold.len() - 1))).0,
            expected
        );
    }
}

fn filtered(html: &str) -> (String, Report) {
    let (writer, report) = filter_html(html, HtmlWriter::picture_with(write_box), &mut Anywhere);
    (writer.into_html(), report)
}

#[test]
fn what_is_lost_in_the_depth_is_said() {
    let deep = "<div>".repeat(limits::OPEN_ELEMENTS + 20);
    let wide: String = (0..limits::INLINE_DEPTH + 5).map(|number| format!("<span lang=x{number}>")).collect();
    let formula = "<mfrac><mn>1</mn><mn>2</mn></mfrac>";
    let link = "<a href=https://a.example/>x</a>";
    for (around, inside, kept, is_shortened) in [
        (&deep, "<section><p><b>x</b></p></section>", "x", false),
        (&deep, link, "x", true),
        (&deep, "<iframe src=https://a.example/f></iframe>", "https://a.example/f", false),
        (&deep, "<object data=https://a.example/f></object>", "https://a.example/f", false),
        (&deep, "<object><div><embed src=https://a.example/f></object>", "https://a.example/f", false),
        (&deep, "<video src=https://a.example/v.mp4><a href=x>y</a></video>", "https://a.example/v.mp4", false),
        (&deep, "<noscript>y<b><img src=https://a.example/1.jpg></b></noscript>", "https://a.example/1.jpg", false),
        (&deep, "<svg><title>x</title></svg>", "x", false),
        (&deep, &format!("<math>{formula}</math>"), "1/2", false),
        (&deep, &format!("<math>{}{formula}</math>", "<mrow>".repeat(limits::OPEN_PARTS)), "12", true),
        (&deep, "<select><option>x<option>z</select>", "x / z", false),
        (&wide, "<i>x</i>", "x", false),
        (&wide, link, "x", true),
    ] {
        let (result, report) = filtered(&format!("{around}{inside}<p>end"));
        assert!(result.contains(kept) && result.contains("end") && !result.contains('y'), "{inside}: {result}");
        assert_eq!(report.shortened, is_shortened, "{inside}");
        let (again, report) = filtered(&result);
        assert_eq!((again, report.shortened), (result, false), "{inside}");
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
