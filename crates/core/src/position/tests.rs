//! Places found again, at another width too; must not know a browser.

use super::*;

type Edges = Option<(f64, f64)>;

fn body(spans: &[Edges]) -> Blocks<impl Fn(u32) -> Option<Span> + '_> {
    let span = |block: u32| spans[block as usize].map(|(top, bottom)| Span { top, bottom });
    let end = spans.iter().flatten().map(|(_, bottom)| *bottom).fold(0.0, f64::max);
    Blocks { count: spans.len() as u32, end, span }
}

/// Two paragraphs, a tall picture, a list whose second item has a list inside, something folded away, a last paragraph.
const NARROW: [Edges; 9] = [
    Some((100.0, 200.0)),
    Some((220.0, 320.0)),
    Some((340.0, 5_340.0)),
    Some((5_360.0, 5_400.0)),
    Some((5_400.0, 5_500.0)),
    Some((5_440.0, 5_500.0)),
    None,
    None,
    Some((5_520.0, 5_620.0)),
];

fn check(line: f64, expected: &str) {
    let blocks = body(&NARROW);
    let position = blocks.at(line);
    assert_eq!(position.map(|position| position.to_string()).unwrap_or_default(), expected, "at {line}");
    if let Some(position) = position {
        let found = blocks.find(position).unwrap_or_default();
        assert!((found - line.min(5_620.0)).abs() < 0.01, "{position} is found at {found}, not at {line}");
    }
}

#[test]
fn a_line_is_in_a_block_or_in_the_gap_after_it() {
    check(99.0, "");
    check(100.0, "at-0-0");
    check(150.0, "at-0-500000");
    check(210.0, "at-0-1500000");
    check(2_840.0, "at-2-500000");
    check(5_420.0, "at-4-500000");
    check(5_470.0, "at-5-500000");
    check(5_510.0, "at-5-1500000");
    check(5_570.0, "at-8-500000");
    check(9_000.0, "at-8-1000000");
    assert_eq!(body(&[]).at(10.0), None);
    assert_eq!(body(&[None]).at(10.0), None);
}

#[test]
fn a_place_is_the_same_at_another_width() {
    let wide = [
        Some((80.0, 130.0)),
        Some((150.0, 200.0)),
        Some((220.0, 10_220.0)),
        Some((10_240.0, 10_260.0)),
        Some((10_260.0, 10_310.0)),
        Some((10_280.0, 10_310.0)),
        None,
        None,
        Some((10_330.0, 10_380.0)),
    ];
    for (line, expected) in [(150.0, 105.0), (340.0, 220.0), (1_340.0, 2_220.0), (5_350.0, 10_230.0)] {
        let found = body(&NARROW).at(line).and_then(|position| body(&wide).find(position));
        assert!(found.is_some_and(|found| (found - expected).abs() < 0.1), "{line} is now at {found:?}");
    }
}

#[test]
fn a_block_that_is_not_shown_is_where_the_next_is() {
    let find = |text: &str| body(&NARROW).find(text.parse().unwrap_or_else(|_| panic!("{text}")));
    assert_eq!(find("at-6-500000"), Some(5_520.0));
    assert_eq!(find("at-9-0"), None);
}

#[test]
fn only_its_own_form_is_read() {
    for text in ["at-0-0", "at-12-345600", "at-9999999-1999999"] {
        assert_eq!(text.parse::<Position>().map(|position| position.to_string()), Ok(text.to_owned()));
    }
    for text in
        ["", "at-", "at-1", "at-1-", "at--1", "at-1-2000000", "at-+1-1", "at-1-1-1", "r-at-1-1", "at-12345678-1"]
    {
        assert_eq!(text.parse::<Position>(), Err(NoPosition), "{text}");
    }
}

#[test]
fn the_last_two_hundred_places_are_kept() {
    let position = |block| Position { block, millionths: 5 };
    let mut places = Places::parse("a/x/ at-1-5\nnonsense\na/y/ at-2\n\na/z/ at-3-5\n");
    assert_eq!(places.to_string(), "a/x/ at-1-5\na/z/ at-3-5\n");
    places.set("a/z/", Some(position(4)));
    assert_eq!(places.to_string(), "a/z/ at-4-5\na/x/ at-1-5\n");
    places.set("a/x/", None);
    assert_eq!((places.get("a/x/"), places.get("a/z/")), (None, Some(position(4))));
    (0..300).for_each(|number| places.set(&format!("a/{number}/"), Some(position(number))));
    assert_eq!(Places::parse(&places.to_string()), places);
    assert_eq!((places.0.len(), places.get("a/99/"), places.get("a/100/")), (200, None, Some(position(100))));
}
