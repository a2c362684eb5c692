//! Records by example, and by whatever order they may come in. Must not know where they are kept.

use proptest::prelude::*;
use serde_json::json;

use super::backup::{Backup, BackupError, Preview};
use super::journal::Journal;
use super::kinds::{self, PLACE, Place, READ};
use super::*;

fn record(kind: &str, id: &str, value: Value, at: u64) -> Record {
    Record { kind: kind.into(), id: id.into(), value, at }
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let place = Place { position: "at-12-345600".parse().unwrap_or_else(|_| panic!()), share: 0.25 };
    for record in [
        record(PLACE, "a/长图/", place.value(), 1_700_000_000_000),
        record(READ, "read/?id=x%20y", kinds::read(true), 0),
        record(PLACE, "a/x/", Value::Null, 8_640_000_000_000_000),
        record("bookmark", "a \"quoted\" one", json!({ "list": [1, 2.5, null] }), 3),
    ] {
        assert_eq!(Record::parse(&record.line()), Ok(record));
    }
    assert_eq!(Place::read(&place.value()), Some(place));
}

#[test]
fn what_is_no_record_is_refused() {
    let check = |text: &str, reason: &str| {
        let error = Record::parse(text).map_err(|error| error.to_string());
        assert!(error.as_ref().is_err_and(|error| error.contains(reason)), "{text}: {error:?}");
    };
    let of = |kind: &str, id: &str, value: Value, at: u64| record(kind, id, value, at).line();
    check("", "EOF");
    check(r#"{"kind":"read","id":"a/x/","val"#, "EOF");
    check("[]", "invalid length");
    check(r#"{"kind":"read","id":"a/x/","value":null,"at":-1}"#, "invalid value");
    check(r#"{"kind":"read","id":"a/x/","value":null,"at":1.5}"#, "invalid type");
    check(&of("", "a/x/", Value::Null, 1), "kind");
    check(&of("Read", "a/x/", Value::Null, 1), "kind");
    check(&of("a/b", "a/x/", Value::Null, 1), "kind");
    check(&of(&"k".repeat(33), "a/x/", Value::Null, 1), "kind");
    check(&of(READ, "", Value::Null, 1), "id");
    check(&of(READ, "a\nb", Value::Null, 1), "id");
    check(&of(READ, &"i".repeat(2_049), Value::Null, 1), "id");
    check(&of(READ, "a/x/", Value::Null, 8_640_000_000_000_001), "at");
    check(&of(READ, "a/x/", json!(true), 1), "value");
    check(&of(PLACE, "a/x/", json!({ "position": "r-middle", "share": 0.5 }), 1), "value");
    check(&of(PLACE, "a/x/", json!({ "position": "at-1-1", "share": 1.5 }), 1), "value");
    check(&of("saved", "a/x/", json!("yes"), 1), "value");
    check(&of("setting", "theme", json!(["dark"]), 1), "value");
    check(&of("note", "a/x/", json!("n".repeat(65_536)), 1), "value");
}

#[test]
fn the_newest_is_known() {
    let mut records = Records::default();
    let mut check = |at: u64, value: Value, merged: Merged, known: Option<Value>| {
        assert_eq!(records.merge(record("note", "a/x/", value.clone(), at)), merged, "{value} at {at}");
        assert_eq!(records.get("note", "a/x/"), known.as_ref(), "{value} at {at}");
    };
    check(5, json!(1), Merged::New, Some(json!(1)));
    check(5, json!(1), Merged::Same, Some(json!(1)));
    check(4, json!(2), Merged::Older, Some(json!(1)));
    check(5, json!(3), Merged::Newer, Some(json!(3)));
    check(5, json!(2), Merged::Older, Some(json!(3)));
    check(6, Value::Null, Merged::Newer, None);
    check(5, json!(9), Merged::Older, None);
    assert_eq!(records.all("note").count(), 0);
    // Who acts now is right, whatever clock the last word came from.
    assert_eq!(records.record("note", "a/x/", json!(4), 2).at, 7);
    assert_eq!(records.record("note", "a/x/", json!(4), 20).at, 20);
}

#[test]
fn a_journal_holds_what_waits() {
    let mut journal = Journal::default();
    let (first, second) = (record(READ, "a/x/", kinds::read(true), 1), record(READ, "a/x/", kinds::read(false), 2));
    let other = record(READ, "a/y/", kinds::read(true), 1);
    journal.add(first.clone());
    journal.add(other.clone());
    journal.add(second.clone());
    let (text, is_whole) = journal.text();
    assert!(is_whole);
    assert_eq!(Journal::parse(&text), [second.clone(), other.clone()]);
    let cut = &text[..text.len() - 5];
    assert_eq!(Journal::parse(cut).as_slice(), std::slice::from_ref(&second), "the last line was cut");
    journal.settle(&[first, other]);
    assert_eq!(journal.waiting().as_slice(), std::slice::from_ref(&second), "the first one was followed by another");
    journal.settle(std::slice::from_ref(&second));
    assert_eq!(journal.text(), (String::new(), true));
}

#[test]
fn a_journal_stays_short_and_keeps_the_newest() {
    let mut journal = Journal::default();
    for at in 0..20 {
        journal.add(record("note", &format!("a/{at}/"), json!("n".repeat(60_000)), at));
    }
    let (text, is_whole) = journal.text();
    assert!(!is_whole);
    let ids: Vec<String> = Journal::parse(&text).into_iter().map(|record| record.id).collect();
    assert_eq!(ids, ["a/19/", "a/18/", "a/17/", "a/16/", "a/15/", "a/14/"]);
    assert_eq!(journal.waiting().len(), 20);
}

#[test]
fn a_backup_says_what_it_would_change() {
    let mut old = Records::default();
    for (id, at) in [("a/same/", 1), ("a/newer/", 9), ("a/older/", 2), ("a/new/", 4)] {
        old.merge(record(READ, id, kinds::read(true), at));
    }
    old.merge(record("bookmark", "a/new/", json!({ "at": "at-1-1" }), 4));
    let backup = Backup::of(&old, "https://a.example/", 10);
    assert_eq!(Backup::parse(&backup.text(), 10), Ok(backup.clone()));
    let mut known = Records::default();
    for (id, at) in [("a/same/", 1), ("a/newer/", 8), ("a/older/", 3)] {
        known.merge(record(READ, id, kinds::read(true), at));
    }
    let expected = Preview { new: 2, newer: 1, older: 1, same: 1, unknown: 1, ..Preview::default() };
    assert_eq!(backup.preview(&known), expected);
    assert!(expected.changes_anything());
    for record in backup.records.clone() {
        known.merge(record);
    }
    assert_eq!(backup.preview(&known), Preview { older: 1, same: 4, unknown: 1, ..Preview::default() });
    assert!(!backup.preview(&known).changes_anything());
}

#[test]
fn a_backup_says_which_saved_articles_would_go_and_come() {
    let saved = || json!({ "title": "x" });
    let of = |list: &[(&str, Value, u64)]| {
        let mut records = Records::default();
        for (id, value, at) in list {
            records.merge(record(kinds::SAVED, id, value.clone(), *at));
        }
        records
    };
    let known = of(&[("a/kept/", saved(), 5), ("a/later/", saved(), 9), ("a/gone/", Value::Null, 5)]);
    let file = of(&[
        ("a/kept/", Value::Null, 6),
        ("a/later/", Value::Null, 6),
        ("a/gone/", saved(), 6),
        ("a/new/", saved(), 1),
        ("a/none/", Value::Null, 1),
    ]);
    let preview = Backup::of(&file, "https://a.example/", 10).preview(&known);
    assert_eq!((preview.removed, preview.saved), (1, 2), "{preview:?}");
}

#[test]
fn a_date_that_is_none_does_not_stay_the_last_one_for_ever() {
    const NOW: u64 = 1_700_000_000_000;
    let day = 24 * 60 * 60 * 1_000;
    for (at, expected) in [(LAST_MOMENT, NOW), (NOW + 400 * day, NOW), (NOW + 300 * day, NOW + 300 * day), (5, 5)] {
        let mut records = Records::default();
        records.merge(record(READ, "a/x/", kinds::read(true), at));
        let text = Backup::of(&records, "https://a.example/", NOW).text();
        let read = Backup::parse(&text, NOW).map(|backup| backup.records).unwrap_or_default();
        assert_eq!(read.iter().map(|record| record.at).collect::<Vec<_>>(), [expected], "{at}");
        let known = together(read.iter());
        let done = known.record(READ, "a/x/", kinds::read(false), NOW);
        assert_eq!((done.check(), known.judge(&done)), (Ok(()), Merged::Newer), "{at}");
    }
}

#[test]
fn what_is_no_backup_is_refused() {
    let mut records = Records::default();
    records.merge(record(READ, "a/x/", kinds::read(true), 1));
    let text = Backup::of(&records, "https://a.example/", 10).text();
    let check = |text: &str, expected: &str| {
        let found = match Backup::parse(text, 10) {
            Ok(_) => "read".to_owned(),
            Err(BackupError::Damaged(_)) => "damaged".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{text}");
    };
    check(&text, "read");
    check("", "damaged");
    check(&text[..text.len() / 2], "damaged");
    check(&format!("{text}x"), "damaged");
    check("PK\u{3}\u{4}", "damaged");
    check("[1, 2]", "another program's");
    check("{}", "another program's");
    check(r#"{"version":"https://jsonfeed.org/version/1.1","items":[]}"#, "another program's");
    check(&text.replace("\"version\":1", "\"version\":2"), "version 2");
    check(&text.replace("\"version\":1", "\"version\":0"), "damaged");
    check(&text.replace("\"version\":1", "\"version\":\"1\""), "damaged");
    check(&text.replace("\"site\"", "\"place\""), "damaged");
    check(&text.replace("\"at\":1", "\"at\":\"1\""), "damaged");
    check(&text.replace("\"finished\":true", "\"finished\":1"), "record 1: its value is not what it may be");
    check(&text.replace("\"a/x/\"", "\"\""), "record 1: its id is not what it may be");
}

fn any_record() -> impl Strategy<Value = Record> {
    let value = prop_oneof![Just(Value::Null), any::<bool>().prop_map(kinds::read)];
    (0..4_u8, value, 0..6_u64).prop_map(|(id, value, at)| record(READ, &format!("a/{id}/"), value, at))
}

fn together<'a>(records: impl Iterator<Item = &'a Record>) -> Records {
    let mut all = Records::default();
    records.cloned().for_each(|record| {
        all.merge(record);
    });
    all
}

proptest! {
    /// Two tabs, two devices, a journal that is read twice: whoever has heard the same, knows the same.
    #[test]
    fn the_order_in_which_records_come_does_not_matter(records in prop::collection::vec(any_record(), 0..24), turn in 0..24_usize) {
        let mut turned = records.clone();
        turned.rotate_left(turn.min(records.len()));
        turned.extend(records.iter().rev().cloned());
        prop_assert_eq!(together(records.iter()), together(turned.iter()));
    }

    /// Taking in what one has handed out changes nothing, and hands out the same again.
    #[test]
    fn a_backup_is_whole(records in prop::collection::vec(any_record(), 0..24)) {
        let all = together(records.iter());
        let backup = Backup::of(&all, "https://a.example/", 1);
        let read = Backup::parse(&backup.text(), 1);
        prop_assert_eq!(read.as_ref(), Ok(&backup));
        prop_assert_eq!(together(backup.records.iter()), all.clone());
        prop_assert!(!backup.preview(&all).changes_anything());
    }

    /// Nothing that is read from a disk brings the reader down.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}", cut in 0..200_usize) {
        let _ = (Journal::parse(&text), Backup::parse(&text, 1));
        let whole = record(READ, "a/x/", kinds::read(true), 1).line();
        let _ = Journal::parse(&whole[..cut.min(whole.len())]);
    }
}
