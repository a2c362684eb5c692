//! The policy's tables stand in docs/security.md as they stand in the code. With HANDSCROLL_WRITE_DOCS=1 they are written there.

use std::fmt::Write as _;
use std::fs;

use handscroll_sanitize::limits::LIMITS;
use handscroll_sanitize::policy::{self, Holds, Rule, Value};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security.md");
const BEGIN: &str = "<!-- tables: begin -->\n";
const END: &str = "<!-- tables: end -->";

#[test]
fn the_page_shows_the_tables_as_they_are() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the mark where the tables begin");
    let (shown, after) = rest.split_once(END).expect("the mark where the tables end");
    let wanted = rendered();
    if std::env::var_os("HANDSCROLL_WRITE_DOCS").is_some_and(|value| value == "1") {
        fs::write(PAGE, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert!(
        shown == wanted,
        "docs/security.md shows other tables than the policy's; write them anew with \
         HANDSCROLL_WRITE_DOCS=1 cargo test -p handscroll-sanitize --test tables"
    );
}

#[test]
fn every_row_has_a_reason() {
    let shown = rendered();
    for row in shown.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let reason = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        assert!(reason.trim().len() > 2, "{row}");
    }
}

fn rendered() -> String {
    let mut page = String::new();
    let out = &mut page;
    table(out, "Elements", ELEMENTS_NOTE, &["element", "becomes", "why"], policy::ELEMENTS, |(name, rule, why)| {
        vec![code(name), words_of(*rule), (*why).into()]
    });
    table(
        out,
        "MathML",
        "Text is kept, with a sign between an element's parts.",
        &["element", "between its parts", "why"],
        policy::FORMULAS,
        |[name, sign, why]| vec![code(name), code(sign), (*why).into()],
    );
    table(out, "SVG", "", &["element", "why it is read"], policy::DRAWINGS, two);
    table(
        out,
        "Attributes every kept element may bring",
        "",
        &["attribute", "value", "why"],
        policy::EVERYWHERE,
        |(name, value, why)| vec![code(name), values(*value), (*why).into()],
    );
    table(
        out,
        "Attributes of single elements",
        "",
        &["element", "attribute", "value", "why"],
        policy::ATTRIBUTES,
        |(element, name, value, why)| vec![code(element), code(name), values(*value), (*why).into()],
    );
    table(
        out,
        "Attributes the filter writes",
        "",
        &["element", "attribute", "what stands in it"],
        policy::WRITTEN,
        three,
    );
    table(
        out,
        "Attributes that hold an address",
        "",
        &["attribute", "judged as", "how"],
        policy::ADDRESSES,
        |(names, kind, how)| vec![code(names), (*kind).into(), (*how).into()],
    );
    table(
        out,
        "Schemes of links",
        "A link of any other loses its address and keeps its text.",
        &["scheme", "why"],
        policy::LINK_SCHEMES,
        two,
    );
    table(out, "Schemes of pictures and media", "", &["scheme", "why"], policy::MEDIA_SCHEMES, two);
    table(
        out,
        "Schemes to copy",
        "The address stands after the text, as text.",
        &["scheme", "why"],
        policy::COPYABLE_SCHEMES,
        two,
    );
    table(
        out,
        "Parameters of links that track",
        "Taken out of links that leave the site; not out of addresses of pictures, which some hosts sign.",
        &["parameter", "on", "what it is"],
        policy::TRACKING,
        |[name, hosts, why]| {
            let on = if hosts.is_empty() { "every host".to_owned() } else { hosts.replace(' ', ", ") };
            vec![code(name), on, (*why).into()]
        },
    );
    table(
        out,
        "Players",
        "A frame becomes a link; for these with a name.",
        &["host", "name", "what they play"],
        policy::PLAYERS,
        |[host, name, what]| vec![code(host), (*name).into(), (*what).into()],
    );
    table(
        out,
        "Attributes of lazy pictures",
        "In the order in which they are believed; then lists, then the sources of a `picture`, then `src`. Where an address is that of a \
         proxy (`https://any.host/?http…`, or a query with `url=`), the one inside goes before it.",
        &["attribute", "where it is met"],
        policy::LAZY,
        two,
    );
    table(out, "Lists of candidates", "", &["attribute", "where it is met"], policy::SETS, two);
    table(out, "Stated sizes", "", &["width", "height", "where it is met"], policy::SIZES, three);
    table(
        out,
        "Stand-ins",
        "Ends of addresses that are no picture yet.",
        &["end", "what it is"],
        policy::STAND_INS,
        first,
    );
    table(out, "Random pictures", "", &["host", "what it answers with"], policy::RANDOM_PICTURES, first);
    table(
        out,
        "Pictures that count readers",
        "They vanish; so does every picture of at most one pixel, and one with `display: none` that waits for no script. A path without a host \
         counts only where neither a size nor a description is stated.",
        &["host, path or end of a path", "whose"],
        policy::BEACONS,
        first,
    );
    table(out, "Pictures that run with the text", "", &["part of a class", "what it is"], policy::SIGNS, first);
    table(
        out,
        "Styles that stand for an element",
        "",
        &["property", "value", "element", "why"],
        policy::STYLES,
        |[property, words, element, why]| vec![code(property), words.replace(' ', ", "), code(element), (*why).into()],
    );
    table(out, "Captions by class", "", &["part of a class", "where it is met"], policy::CAPTION_CLASSES, first);
    table(out, "Captions by their first words", "", &["begins with", "what it says"], policy::CAPTION_MARKS, first);
    table(out, "Captions by evidence", "Two of these.", &["evidence", "how it is told"], policy::CAPTION_EVIDENCE, two);
    table(out, "Noise", "", &["rule", "what is done"], policy::NOISE, |(name, what)| {
        vec![(*name).into(), (*what).into()]
    });
    table(out, "Remains", "", &["paragraph", "of what"], policy::REMAINS, first);
    table(out, "Limits", "", &["limit", "number", "why"], LIMITS, |(name, number, why)| {
        vec![(*name).into(), number.to_string(), (*why).into()]
    });
    page
}

const ELEMENTS_NOTE: &str = "An element that is not here loses its tag and keeps its content.";

fn table<R>(out: &mut String, title: &str, note: &str, heads: &[&str], rows: &[R], cells: impl Fn(&R) -> Vec<String>) {
    let _ = write!(out, "### {title}\n\n");
    if !note.is_empty() {
        let _ = write!(out, "{note}\n\n");
    }
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
    for row in rows {
        let cells: Vec<String> = cells(row).iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn first([name, why]: &[&str; 2]) -> Vec<String> {
    two(&(name, why))
}

fn two((name, why): &(&str, &str)) -> Vec<String> {
    vec![code(name), (*why).into()]
}

fn three((one, two, why): &(&str, &str, &str)) -> Vec<String> {
    vec![code(one), code(two), (*why).into()]
}

fn code(text: &str) -> String {
    if text.trim().is_empty() { "–".to_owned() } else { format!("`{text}`") }
}

/// A bar would part the cells, in code as well.
fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

fn words_of(rule: Rule) -> String {
    match rule {
        Rule::Block(name, holds) => format!("`{name}`, which holds {}", content(holds)),
        Rule::Inline(name) => format!("`{name}`"),
        Rule::Styled(name) => format!("`{name}`, or what its style says"),
        Rule::Container => "paragraphs of its own".into(),
        Rule::Unwrap => "its content".into(),
        Rule::Drop => "nothing".into(),
        Rule::Break => "a line break; two end a paragraph".into(),
        Rule::Line => "`hr`".into(),
        Rule::WordBreak => "`wbr`".into(),
        Rule::Picture => "a picture, in a figure or in its line".into(),
        Rule::Source => "a candidate".into(),
        Rule::Media(name) => format!("`{name}`, in a figure"),
        Rule::Card => "a link that names the host".into(),
        Rule::Object => "a link that names the host, and its pictures; without an address its content".into(),
        Rule::Parameter => "the address of its object".into(),
        Rule::Control => "its text or sign".into(),
        Rule::Choices => "its choices".into(),
        Rule::Choice => "its text".into(),
        Rule::Canvas => "a picture, or its label".into(),
        Rule::Fallback => "its pictures".into(),
    }
}

fn content(holds: Holds) -> &'static str {
    match holds {
        Holds::Phrasing => "text",
        Holds::Mixed => "text and blocks",
        Holds::Blocks => "blocks",
        Holds::Parts => "its parts",
        Holds::Verbatim => "text to the letter",
    }
}

fn values(value: Value) -> String {
    match value {
        Value::Number(most) => format!("a number up to {most}"),
        Value::Signed(most) => format!("a number from -{most} to {most}"),
        Value::OneOf(words) => words.join(", "),
        Value::Flag => "present or not".into(),
        Value::Text(most) => format!("text on one line, up to {most} bytes"),
        Value::Language => "a language tag".into(),
    }
}
