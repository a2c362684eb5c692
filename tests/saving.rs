//! What a saving stands on, in a real browser: the store of files, names by content, locks, and what a page needs.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_reader::browser::caches::Store;
use handscroll_reader::browser::fetch::File;
use handscroll_reader::browser::saving::page as saved_page;
use handscroll_reader::browser::saving::shelf::{Shelf, name};
use handscroll_reader::browser::{digest, locks};
use js_sys::Uint8Array;
use page::sleep;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ROOT: &str = "https://site.example/sub/";
const ONE: &str = "0000000000000001";
const TWO: &str = "0000000000000002";

fn file(content_type: &str, bytes: &[u8]) -> File {
    File { bytes: Uint8Array::from(bytes).buffer(), content_type: content_type.to_owned() }
}

fn bytes(file: &File) -> Vec<u8> {
    Uint8Array::new(&file.bytes).to_vec()
}

#[wasm_bindgen_test]
async fn files_are_kept_under_their_addresses() {
    let store = Store::open("test-files").await.expect("a store");
    let address = "https://site.example/images/a.webp";
    assert!(store.get(address).await.is_none());
    store.put(address, &file("image/webp", b"first")).await.expect("room");
    store.put(address, &file("image/png", b"second one")).await.expect("room");
    let there = store.get(address).await.expect("the file");
    assert_eq!((bytes(&there), there.content_type.as_str()), (b"second one".to_vec(), "image/png"));
    assert_eq!(store.size(address).await, Some(10));
    store.put_same("https://site.example/images/b.webp", "images/a.webp").await.expect("room");
    let addresses = store.addresses().await.expect("a list");
    assert_eq!(addresses, [address, "https://site.example/images/b.webp"]);
    assert_eq!(store.size("https://site.example/images/b.webp").await, Some(0));
    assert!(store.remove(address).await && !store.remove(address).await);
    assert!(store.get(address).await.is_none());
}

#[wasm_bindgen_test]
async fn a_store_that_is_not_there_is_not_made_by_asking() {
    assert!(Store::existing("test-nothing").await.is_none());
    assert!(Store::existing("test-nothing").await.is_none());
    Store::open("test-something").await.expect("a store");
    assert!(Store::existing("test-something").await.is_some());
}

#[wasm_bindgen_test]
async fn a_shelf_is_one_sites_alone() {
    let other = Store::open(&name(ROOT, "saved")).await.expect("a store");
    other.put("https://site.example/other/a/x/", &file("text/html", b"x")).await.expect("room");
    let shelf = Shelf::open(ROOT).await.expect("a shelf");
    shelf.put("a/x/", &file("text/html", b"y")).await.expect("room");
    assert_eq!(shelf.paths().await.expect("paths").into_iter().collect::<Vec<_>>(), ["a/x/"]);
    assert_eq!(bytes(&shelf.get("a/x/").await.expect("the page")), b"y");
    assert!(shelf.lately_read("a/x/").await.is_none());
    let read = Store::open(&name(ROOT, "read")).await.expect("a store");
    for path in ["a/one/", "images/0.webp", "a/two/", ""] {
        read.put(&format!("{ROOT}{path}"), &file("text/html", b"z")).await.expect("room");
    }
    let shelf = Shelf::open(ROOT).await.expect("a shelf");
    assert_eq!(shelf.lately_read_articles().await, ["a/two/", "a/one/"]);
    assert!(shelf.lately_read("a/one/").await.is_some());
}

#[wasm_bindgen_test]
async fn a_name_is_the_beginning_of_the_hash() {
    // SHA-256 of the empty text and of "abc", as FIPS 180-4 has them.
    for (text, expected) in [("", "e3b0c44298fc1c14"), ("abc", "ba7816bf8f01cfea")] {
        assert_eq!(digest::name_of(&file("", text.as_bytes()).bytes).await.as_deref(), Some(expected), "{text}");
    }
}

#[wasm_bindgen_test]
async fn one_at_a_time_has_a_lock_and_in_the_order_of_asking() {
    let held = locks::take("test-lock").await;
    assert!(locks::take_if_free("test-lock").await.is_none());
    let order = Rc::new(RefCell::new(Vec::new()));
    for number in 0..3 {
        let order = order.clone();
        spawn_local(async move {
            let _held = locks::take("test-lock").await;
            order.borrow_mut().push(number);
            sleep(20).await;
            order.borrow_mut().push(number);
        });
    }
    sleep(100).await;
    assert!(order.borrow().is_empty(), "{order:?}");
    drop(held);
    sleep(400).await;
    assert_eq!(*order.borrow(), [0, 0, 1, 1, 2, 2]);
    assert!(locks::take_if_free("test-lock").await.is_some());
}

fn html(id: &str, body: &str, foot: &str) -> File {
    let text = format!(
        "<!doctype html><html lang=zh-Hans data-root=../../><title>t</title><main><article class=article data-id='{id}' data-hash=0123456789abcdef>\
         <h1 class=article__title>长图</h1><div class=prose>{body}</div></article></main>{foot}"
    );
    file("text/html", text.as_bytes())
}

#[wasm_bindgen_test]
async fn a_page_says_what_it_is_read_with() {
    let strips = format!(
        "<p>x<a class=tall href=../../images/{TWO}.png data-from=../../images/{TWO}.png data-size='1080 1924' \
         data-strips='1080/540 1024.{ONE}.{TWO} 900.{TWO}.{ONE}' aria-label=y><canvas class=strip width=1080 height=1028></canvas></a>\
         <canvas data-from='../../images/{TWO}.png https://a.example/x.png' width=40 height=90></canvas>\
         <img data-from=https://a.example/y.png width=400 height=90 src=https://a.example/y.png>\
         <video src=https://a.example/v.mp4></video>"
    );
    let foot = "<footer class=foot>f</footer>";
    let page = saved_page::read(&html("长", &strips, foot), "a/%E9%95%BF/", ROOT).await.expect("a page");
    assert_eq!((page.title.as_str(), page.lang.as_str(), page.hash.as_str()), ("长图", "zh-Hans", "0123456789abcdef"));
    let (one, two) = (format!("images/{ONE}.webp"), format!("images/{TWO}.webp"));
    assert_eq!(page.needed.files, [one.clone(), two.clone(), format!("images/{TWO}.png")]);
    assert_eq!(page.needed.narrow, [(two.clone(), one.clone()), (one, two)]);
    assert_eq!(page.needed.elsewhere, 2);
    assert!(saved_page::read(&html("other", &strips, foot), "a/x/", ROOT).await.is_none(), "another article");
    assert!(saved_page::read(&html("x", &strips, ""), "a/x/", ROOT).await.is_none(), "half a page");
    assert!(saved_page::read(&file("text/html", b"<p>Nothing</p>"), "a/x/", ROOT).await.is_none());
}
