//! What a person did, kept in a real database: who finds it again, and what becomes of a database that cannot be used.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::Cell;
use std::rc::Rc;

use handscroll_core::records::Record;
use handscroll_core::records::kinds::{self, PLACE, READ, SETTING};
use handscroll_reader::browser::database::{Closed, Database, DatabaseError, STEPS, Step};
use handscroll_reader::browser::records::{Change, Store};
use handscroll_reader::state::keeping::{AsideReason, Keeping};
use page::{sleep, wait, window};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What a later version may bring.
const LATER: &[Step] =
    &[STEPS[0], |connection| connection.create_object_store("later", idb::ObjectStoreParams::new()).map(drop)];
/// A database of another shape.
const OTHER: &[Step] = &[|connection| connection.create_object_store("other", idb::ObjectStoreParams::new()).map(drop)];

/// A version whose step fails: there is such a store.
const FAILING: &[Step] = &[STEPS[0], STEPS[0]];

/// A site that no other test has, and that this one was never on.
async fn fresh(name: &str) -> String {
    let root = format!("https://tests.example/{name}/");
    for last in ["state", "state-2", "state-3", "state-4", "state-5"] {
        Database::delete(&format!("handscroll:{root}:{last}")).await.expect("a browser without that database");
    }
    let storage = small();
    for at in (0..storage.length().expect("a length")).rev() {
        let key = storage.key(at).expect("a key").expect("a key");
        if key.starts_with(&format!("handscroll:{root}:")) {
            storage.remove_item(&key).expect("a storage");
        }
    }
    root
}

fn small() -> web_sys::Storage {
    window().local_storage().expect("a storage").expect("a storage")
}

fn kept(root: &str, key: &str) -> Option<String> {
    small().get_item(&format!("handscroll:{root}:{key}")).expect("a storage")
}

fn keep(root: &str, key: &str, text: &str) {
    small().set_item(&format!("handscroll:{root}:{key}"), text).expect("a storage");
}

fn journals(root: &str) -> usize {
    let storage = small();
    let keys = (0..storage.length().expect("a length")).filter_map(|at| storage.key(at).expect("a key"));
    keys.filter(|key| key.starts_with(&format!("handscroll:{root}:journal-"))).count()
}

async fn opened(root: &str) -> Rc<Store> {
    let store = Store::new(root, |_| {});
    store.open();
    store.ready().await;
    store
}

fn database(root: &str) -> String {
    format!("handscroll:{root}:state")
}

fn record(id: &str, value: Value, at: u64) -> Record {
    Record { kind: READ.into(), id: id.into(), value, at }
}

#[wasm_bindgen_test]
async fn the_newest_stands_in_the_database() {
    let root = fresh("newest").await;
    let name = database(&root);
    let opened = Database::open(&name, STEPS, |_| {}).await.expect("a database");
    let (old, new) = (record("a/x/", kinds::read(false), 5), record("a/x/", kinds::read(true), 9));
    let other = record("a/y/", Value::Null, 1);
    assert_eq!(opened.write(&[new.clone(), other.clone()]).await, Ok(vec![]));
    assert_eq!(opened.write(&[old]).await, Ok(vec![new.clone()]), "the newer one is given back");
    assert_eq!(opened.read().await.expect("rows").records, [new, other]);
}

#[wasm_bindgen_test]
async fn what_was_done_is_found_again() {
    let root = fresh("again").await;
    let store = opened(&root).await;
    assert!(store.put(READ, "a/x/", kinds::read(true)));
    assert_eq!(journals(&root), 1, "it is in the journal at once");
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)));
    wait("the database to have it", || journals(&root) == 0).await;
    drop(store);
    let store = opened(&root).await;
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)));
    assert!(store.put(READ, "a/x/", Value::Null));
    wait("the database to have it", || journals(&root) == 0).await;
    drop(store);
    assert_eq!(opened(&root).await.all(READ), []);
}

#[wasm_bindgen_test]
async fn what_is_no_record_is_not_kept() {
    let root = fresh("none").await;
    let store = opened(&root).await;
    assert!(!store.put(READ, "a/x/", json!("yes")));
    assert!(!store.put("note", "a/x/", json!("n".repeat(70_000))));
    assert!(store.put("note", "a/x/", json!("a later version knows what this is")));
    assert_eq!(store.everything().iter().count(), 1);
}

#[wasm_bindgen_test]
async fn a_journal_that_was_left_is_read_first_and_then_written() {
    let root = fresh("journal").await;
    let left = record("a/x/", kinds::read(true), 7);
    keep(&root, "journal-0badcafe", &format!("{}\n{{\"kind\":\"re", left.line()));
    let store = Store::new(&root, |_| {});
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)), "before any database");
    store.open();
    wait("the journal to be in the database", || journals(&root) == 0).await;
    drop(store);
    assert_eq!(opened(&root).await.get(READ, "a/x/"), Some(kinds::read(true)));
}

#[wasm_bindgen_test]
async fn what_is_done_before_the_database_is_open_is_kept() {
    let root = fresh("early").await;
    let store = Store::new(&root, |_| {});
    store.put(READ, "a/x/", kinds::read(true));
    assert_eq!(journals(&root), 1);
    store.open();
    wait("the database to have it", || journals(&root) == 0).await;
    drop(store);
    assert_eq!(opened(&root).await.get(READ, "a/x/"), Some(kinds::read(true)));
}

#[wasm_bindgen_test]
async fn journals_do_not_pile_up_where_there_is_no_database() {
    let root = fresh("piles").await;
    for last in ["state", "state-2", "state-3", "state-4", "state-5"] {
        let name = format!("handscroll:{root}:{last}");
        assert!(Database::open(&name, OTHER, |_| {}).await.is_err(), "a database that cannot be used");
    }
    // One tab lives all the while, and goes on after others have read what it did.
    let living = opened(&root).await;
    assert!(matches!(living.health().keeping, Keeping::Unavailable(_)), "{:?}", living.health());
    for number in 0..20 {
        let store = opened(&root).await;
        assert_eq!(store.all(READ).len(), 2 * number, "visit {number} knows all that was done before");
        store.put(READ, &format!("a/{number}/"), kinds::read(true));
        living.put(READ, &format!("b/{number}/"), kinds::read(true));
        assert!(journals(&root) <= 2, "{} journals after visit {number}", journals(&root));
    }
    drop(living);
    let store = opened(&root).await;
    assert_eq!(store.all(READ).len(), 40);
    store.put(READ, "a/0/", kinds::read(false));
    assert_eq!(journals(&root), 1);
    drop(store);
    let last = opened(&root).await;
    assert_eq!((last.all(READ).len(), last.get(READ, "a/0/")), (40, Some(kinds::read(false))));
}

#[wasm_bindgen_test]
async fn a_journal_that_does_not_hold_all_lets_none_go() {
    let root = fresh("short").await;
    let text = |at: u64| {
        let value = json!("n".repeat(60_000));
        (0..5).map(move |number| Record {
            kind: "note".into(),
            id: format!("a/{at}-{number}/"),
            value: value.clone(),
            at,
        })
    };
    for (name, at) in [("journal-00000001", 1), ("journal-00000002", 2)] {
        let lines: Vec<String> = text(at).map(|record| record.line()).collect();
        keep(&root, name, &lines.join("\n"));
    }
    let store = Store::new(&root, |_| {});
    store.put(READ, "a/x/", kinds::read(true));
    assert_eq!(journals(&root), 3, "what has no room in this one stays where it is");
    drop(store);
    let store = opened(&root).await;
    wait("the database to have all", || journals(&root) == 0).await;
    assert_eq!(store.everything().iter().count(), 11);
}

#[wasm_bindgen_test]
async fn two_tabs_know_the_same() {
    let root = fresh("tabs").await;
    let heard = Rc::new(Cell::new(false));
    let hears = heard.clone();
    let one = opened(&root).await;
    let other = Store::new(&root, move |change| {
        if change == Change::Kind(READ) {
            hears.set(true);
        }
    });
    other.open();
    other.ready().await;
    one.put(READ, "a/x/", kinds::read(true));
    wait("the other tab to hear of it", || heard.get()).await;
    assert_eq!(other.get(READ, "a/x/"), Some(kinds::read(true)));
    // Both at once: neither takes away what the other did.
    one.put(READ, "a/y/", kinds::read(true));
    other.put(READ, "a/z/", kinds::read(true));
    other.put(READ, "a/x/", Value::Null);
    wait("both to know", || one.all(READ).len() == 2 && other.all(READ).len() == 2 && journals(&root) == 0).await;
    drop((one, other));
    let ids: Vec<String> = opened(&root).await.all(READ).into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, ["a/y/", "a/z/"]);
}

#[wasm_bindgen_test]
async fn places_and_theme_of_an_earlier_version_are_taken_over_once() {
    let root = fresh("earlier").await;
    keep(&root, "theme", "sepia");
    keep(&root, "places", "a/x/ at-3-500000\na/y/ at-1-250000\n");
    let store = opened(&root).await;
    wait("the database to have them", || journals(&root) == 0).await;
    assert_eq!(store.get(SETTING, "theme"), Some(json!("sepia")));
    assert_eq!(store.all(PLACE).len(), 2);
    let text = kept(&root, "places").expect("the copy stays");
    assert_eq!(text, "a/x/ at-3-500000\na/y/ at-1-250000\n", "in the order in which they were read");
    drop(store);
    // The copies are lost, or older: the database knows better.
    keep(&root, "places", "a/x/ at-9-100000\n");
    small().remove_item(&format!("handscroll:{root}:theme")).expect("a storage");
    let store = opened(&root).await;
    assert_eq!(kept(&root, "places").as_deref(), Some("a/x/ at-3-500000\na/y/ at-1-250000\n"));
    assert_eq!(kept(&root, "theme").as_deref(), Some("sepia"));
    drop(store);
}

#[wasm_bindgen_test]
async fn a_database_gets_its_next_version_and_keeps_what_is_in_it() {
    let root = fresh("next").await;
    let name = database(&root);
    let closed = Rc::new(Cell::new(false));
    let close = closed.clone();
    let old = Database::open(&name, STEPS, move |why| close.set(why == Closed::ForAnother)).await.expect("a database");
    let record = record("a/x/", kinds::read(true), 1);
    old.write(std::slice::from_ref(&record)).await.expect("room");
    let new = Database::open(&name, LATER, |_| {}).await.expect("its next version");
    assert!(closed.get(), "the old one made way");
    assert_eq!(new.read().await.expect("rows").records, [record]);
    drop(new);
    let error = Database::open(&name, STEPS, |_| {}).await.err();
    assert_eq!(error, Some(DatabaseError::Newer), "and an old reader does not touch it");
}

#[wasm_bindgen_test]
async fn a_step_that_fails_leaves_the_database_as_it_was() {
    let root = fresh("failing").await;
    let name = database(&root);
    let old = Database::open(&name, STEPS, |_| {}).await.expect("a database");
    let record = record("a/x/", kinds::read(true), 1);
    old.write(std::slice::from_ref(&record)).await.expect("room");
    drop(old);
    let error = Database::open(&name, FAILING, |_| {}).await.err();
    assert!(matches!(error, Some(DatabaseError::Broken(_))), "{error:?}");
    let again = Database::open(&name, STEPS, |_| {}).await.expect("in the version that it had");
    assert_eq!(again.read().await.expect("rows").records, [record]);
}

#[wasm_bindgen_test]
async fn a_tab_of_an_earlier_version_goes_on_with_its_journal() {
    let root = fresh("outdated").await;
    let store = opened(&root).await;
    let new = Database::open(&database(&root), LATER, |_| {}).await.expect("its next version");
    wait("the old tab to notice", || store.health().keeping == Keeping::Outdated).await;
    store.put(READ, "a/x/", kinds::read(true));
    sleep(200).await;
    assert_eq!(journals(&root), 1, "it stays in the journal");
    assert!(!store.health().forgets());
    drop((store, new));
}

#[wasm_bindgen_test]
async fn a_newer_database_is_set_aside_and_what_can_be_read_of_it_is_known() {
    let root = fresh("newer").await;
    let newer = Database::open(&database(&root), LATER, |_| {}).await.expect("a database");
    newer.write(&[record("a/x/", kinds::read(true), 1)]).await.expect("room");
    drop(newer);
    let store = opened(&root).await;
    let health = store.health();
    assert_eq!(health.keeping, Keeping::Whole);
    let [aside] = health.aside.as_slice() else { panic!("{health:?}") };
    assert_eq!((aside.name.clone(), aside.reason.clone(), aside.read), (database(&root), AsideReason::Newer, 1));
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)));
    store.put(READ, "a/y/", kinds::read(true));
    wait("the database to have it", || journals(&root) == 0).await;
    drop(store);
    let store = opened(&root).await;
    assert_eq!(store.all(READ).len(), 2);
    drop(store);
    // The later version comes back: it finds its own, and what was written beside it.
    let newer = Database::open(&database(&root), LATER, |_| {}).await.expect("untouched");
    assert_eq!(newer.read().await.expect("rows").records.len(), 1);
}

#[wasm_bindgen_test]
async fn a_broken_database_is_set_aside_until_it_can_be_used_again() {
    let root = fresh("broken").await;
    let error = Database::open(&database(&root), OTHER, |_| {}).await.err();
    assert_eq!(error, Some(DatabaseError::Broken("no records".into())));
    let store = opened(&root).await;
    let health = store.health();
    assert_eq!(health.keeping, Keeping::Whole);
    let [aside] = health.aside.as_slice() else { panic!("{health:?}") };
    assert_eq!(aside.reason, AsideReason::Broken("no records".into()));
    store.put(READ, "a/x/", kinds::read(true));
    wait("the database to have it", || journals(&root) == 0).await;
    drop(store);
    // As if the browser had found its way again.
    Database::delete(&database(&root)).await.expect("a browser without that database");
    let store = opened(&root).await;
    assert_eq!(store.health().aside, []);
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)), "what was written beside it");
    wait("the one beside it to be gone", || kept(&root, "state-number").is_none()).await;
    drop(store);
    assert_eq!(opened(&root).await.get(READ, "a/x/"), Some(kinds::read(true)), "is in it now");
}

#[wasm_bindgen_test]
async fn rows_that_are_no_records_are_told_of_and_left() {
    let root = fresh("rows").await;
    let name = database(&root);
    let opened_once = Database::open(&name, STEPS, |_| {}).await.expect("a database");
    opened_once.write(&[record("a/x/", kinds::read(true), 1)]).await.expect("room");
    drop(opened_once);
    put_raw(&name, "read/a/y/", "no record").await;
    for _ in 0..2 {
        let store = opened(&root).await;
        assert_eq!((store.health().unreadable, store.all(READ).len()), (1, 1));
        store.put(READ, "a/z/", Value::Null);
        drop(store);
    }
}

/// Writes a row as the reader never would.
async fn put_raw(name: &str, key: &str, text: &str) {
    let code = "return new Promise((done) => { indexedDB.open(name).onsuccess = ({ target: { result } }) => {
        const transaction = result.transaction('records', 'readwrite');
        transaction.objectStore('records').put(text, key);
        transaction.oncomplete = () => { result.close(); done(); };
    }; });";
    let put = js_sys::Function::new_with_args("name, key, text", code);
    let written = put.call3(&window(), &name.into(), &key.into(), &text.into()).expect("a promise");
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::from(written)).await.expect("a row");
}

#[wasm_bindgen_test]
async fn what_comes_from_elsewhere_is_taken_in_whole_and_by_age() {
    let root = fresh("elsewhere").await;
    let store = opened(&root).await;
    let other = opened(&root).await;
    store.put(READ, "a/x/", kinds::read(true));
    let far = 4_000_000_000_000;
    let many = (0..3_000).map(|number| record(&format!("a/{number}/"), kinds::read(true), far));
    let old = record("a/x/", kinds::read(false), 1);
    store.take_in(many.chain([old]).collect()).await.expect("room");
    assert_eq!(store.all(READ).len(), 3_001);
    assert_eq!(store.get(READ, "a/x/"), Some(kinds::read(true)));
    wait("the other tab to know", || other.all(READ).len() == 3_001).await;
    // Whoever acts now is right, though that came from a clock that is ahead.
    store.put(READ, "a/7/", kinds::read(false));
    wait("the database to have it", || journals(&root) == 0).await;
    drop((store, other));
    assert_eq!(opened(&root).await.get(READ, "a/7/"), Some(kinds::read(false)));
}

#[wasm_bindgen_test]
async fn a_database_that_is_deleted_is_begun_anew() {
    let root = fresh("deleted").await;
    let store = opened(&root).await;
    store.put(READ, "a/x/", kinds::read(true));
    wait("the database to have it", || journals(&root) == 0).await;
    Database::delete(&database(&root)).await.expect("a browser without that database");
    store.put(READ, "a/y/", kinds::read(true));
    wait("the new database to have it", || journals(&root) == 0).await;
    assert_eq!(store.health().keeping, Keeping::Whole);
    drop(store);
    let ids: Vec<String> = opened(&root).await.all(READ).into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, ["a/y/"]);
}
