//! The pictures of a body: each by the first of its addresses that works, strips as they come near and go.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_reader::browser::pictures::{Failed, Living, Pictures};
use handscroll_reader::state::failure::PictureFailure;
use js_sys::{Array, Function, Reflect};
use page::{scroll_to, sleep, wait};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlCanvasElement, HtmlImageElement};

wasm_bindgen_test_configure!(run_in_browser);

/// Longer than an observer and a picture without a network take.
const LATER_MS: i32 = 400;

/// Addresses of hosts that are not there; [`stand_in`] answers for them.
const WORKS: &str = "https://pictures.example/works.gif";
const BROKEN: &str = "https://pictures.example/broken.gif";
const BROKEN_TOO: &str = "https://others.example/broken-too.gif";
/// Works only where the host is told who asks.
const TOLD: &str = "https://pictures.example/told.gif";
/// A picture of one pixel that needs no network, and one that is none.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const NO_PICTURE: &str = "data:image/gif;base64,AAAA";
/// The root of a site, and its strips that work.
const SITE: &str = "https://site.example/s/";

/// Stands in for the network: an address that is set on an image gives a picture or none. Called by each test before all else.
fn stand_in() {
    let code = format!(
        "localStorage.clear();
         const isThere = window.asked; window.asked = []; window.missing = ''; window.isSilent = false; if (isThere) return;
         const src = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src');
         const gives = (address, image) => address === '{WORKS}'
           || (address.startsWith('{SITE}images/') && !(window.missing && address.includes(window.missing)))
           || (address === '{TOLD}' && image.referrerPolicy === 'origin');
         Object.defineProperty(HTMLImageElement.prototype, 'src', {{
           get() {{ return this.asked ?? src.get.call(this); }},
           set(address) {{
             this.asked = address;
             window.asked.push(address + (this.referrerPolicy === 'origin' ? ' +' : ''));
             if (!window.isSilent) src.set.call(this, gives(address, this) ? '{PIXEL}' : '{NO_PICTURE}');
           }},
         }});"
    );
    run(&code);
    scroll_to(0.0);
}

fn run(code: &str) {
    Function::new_no_args(code).call0(&page::window()).expect("code that runs");
}

/// The addresses that were set on images since the test began, with a plus where the host was told who asks.
fn asked() -> Vec<String> {
    let asked = Reflect::get(&page::window(), &"asked".into()).expect("the list");
    Array::from(&asked).iter().filter_map(|address| address.as_string()).collect()
}

type Failures = Rc<RefCell<Vec<Failed>>>;

/// The pictures of a page, and those of them that could not be had.
fn pictures() -> (Failures, Pictures) {
    let failures = Failures::default();
    let there = failures.clone();
    (failures, Pictures::of_page(SITE, move |failed| there.borrow_mut().push(failed)))
}

/// A body of one reserved box.
fn body(from: &str) -> Element {
    page::painted(&format!(
        "<canvas role=\"img\" aria-label=\"A sea\" width=\"40\" height=\"30\" data-from=\"{from}\"></canvas>"
    ))
}

/// A body of one tall picture of so many strips, each 100 px high, with an address of the whole.
fn tall(count: u32, whole: &str) -> Element {
    let strips: String = (0..count).map(|at| format!(" 100.{at:016x}")).collect();
    // All but the last go on under the next.
    let strip_box = |rows: u32| format!("<canvas class=\"strip\" width=\"80\" height=\"{rows}\"></canvas>");
    let boxes = strip_box(104).repeat(count as usize - 1) + &strip_box(100);
    let style = "<style>.tall, .strip { display: block; } .strip:not(:last-child) { margin-bottom: -4px; }</style>";
    page::painted(&format!(
        "{style}<a class=\"tall\" href=\"{whole}\" data-from=\"{whole}\" data-size=\"80 {}\" data-strips=\"80{strips}\" \
         aria-label=\"A road\">{boxes}</a>",
        100 * count
    ))
}

/// Brings all boxes in `body` to life.
fn unroll(body: &Element, pictures: &Pictures) -> Vec<Living> {
    let boxes = body.query_selector_all("canvas[data-from], img[data-from], .tall").expect("a selector");
    let boxes = (0..boxes.length()).filter_map(|at| boxes.get(at)?.dyn_into::<Element>().ok());
    boxes.filter_map(|element| pictures.enliven(element)).collect()
}

fn image(body: &Element) -> Option<HtmlImageElement> {
    body.query_selector("img").ok()??.dyn_into().ok()
}

fn is_shown(body: &Element, address: &str) -> bool {
    image(body).is_some_and(|image| image.natural_width() > 0 && image.src() == address)
}

/// Which strips are in the page: their numbers.
fn mounted(body: &Element) -> Vec<u32> {
    let strips = body.query_selector_all(".tall > *").expect("a selector");
    let is_image = |at: &u32| strips.get(*at).is_some_and(|strip| strip.dyn_ref::<HtmlImageElement>().is_some());
    (0..strips.length()).filter(is_image).collect()
}

/// How many strips on the screen are not in the page.
fn blank(body: &Element) -> usize {
    let screen = page::window().inner_height().expect("a height").as_f64().expect("a number");
    let boxes = body.query_selector_all("canvas.strip").expect("a selector");
    let boxes = (0..boxes.length()).filter_map(|at| boxes.get(at)?.dyn_into::<Element>().ok());
    let areas = boxes.map(|strip| strip.get_bounding_client_rect());
    areas.filter(|area| area.top() < screen && area.bottom() > 0.0).count()
}

#[wasm_bindgen_test]
async fn the_first_address_that_works_is_shown() {
    for from in [WORKS.to_owned(), format!("{BROKEN} {WORKS}"), format!("{BROKEN} {BROKEN_TOO} {WORKS}")] {
        stand_in();
        let body = body(&from);
        let (failures, pictures) = pictures();
        let _pictures = unroll(&body, &pictures);
        wait("the picture", || is_shown(&body, WORKS)).await;
        let image = image(&body).expect("an image");
        let attributes = ["alt", "width", "height", "referrerpolicy", "decoding"].map(|name| image.get_attribute(name));
        assert_eq!(attributes, ["A sea", "40", "30", "no-referrer", "async"].map(|value| Some(value.to_owned())));
        assert!(failures.borrow().is_empty(), "told as broken");
        body.remove();
    }
}

#[wasm_bindgen_test]
async fn a_host_is_told_who_asks_where_it_gives_nothing_otherwise_and_that_is_remembered() {
    stand_in();
    let told = format!("{TOLD} +");
    for expected in [vec![TOLD, &told], vec![&told]] {
        run("window.asked = []");
        let body = body(TOLD);
        let (_, pictures) = pictures();
        let _pictures = unroll(&body, &pictures);
        wait("the picture", || is_shown(&body, TOLD)).await;
        assert_eq!(asked(), expected);
        body.remove();
    }
}

#[wasm_bindgen_test]
async fn when_none_works_it_is_told_and_can_be_tried_again() {
    stand_in();
    let body = body(&format!("{BROKEN} {BROKEN_TOO}"));
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the broken picture to be told", || failures.borrow().len() == 1).await;
    let told = failures.borrow_mut().remove(0);
    assert_eq!((told.label.as_str(), told.address.as_str(), told.reason), ("A sea", BROKEN, PictureFailure::Refused));
    let tried = [BROKEN.to_owned(), format!("{BROKEN} +"), BROKEN_TOO.to_owned(), format!("{BROKEN_TOO} +")];
    assert_eq!(asked(), tried);
    // The caller's words stand in its place, which is as large as the picture.
    assert!(image(&body).is_none() && body.contains(Some(&told.place)));
    assert_eq!((told.place.offset_width(), told.place.offset_height()), (40, 30));
    (told.retry)();
    wait("it to be told again", || failures.borrow().len() == 1).await;
    assert!(!body.contains(Some(&told.place)), "the words are still there");
    assert_eq!(asked().len(), 8, "all addresses are tried again");
    body.remove();
}

#[wasm_bindgen_test]
async fn without_a_network_it_waits_for_one() {
    stand_in();
    run("Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })");
    let body = body(&format!("{BROKEN} {TOLD}"));
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("it to be told", || failures.borrow().len() == 1).await;
    assert_eq!(failures.borrow()[0].reason, PictureFailure::Offline);
    assert_eq!(asked(), [BROKEN], "without a network no other address helps");
    run("delete navigator.onLine; dispatchEvent(new Event('online'))");
    wait("the picture", || is_shown(&body, TOLD)).await;
    body.remove();
}

#[wasm_bindgen_test]
async fn a_picture_far_away_waits_in_its_box() {
    stand_in();
    let spacer = page::at(100_000);
    let body = body(WORKS);
    spacer.append_child(&body).expect("a place");
    let (_, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    sleep(LATER_MS).await;
    assert!(image(&body).is_none(), "loaded though it is far away");
    scroll_to(100_000.0);
    wait("the picture, once it is near", || is_shown(&body, WORKS)).await;
    scroll_to(0.0);
    wait("its box again, once it is far", || image(&body).is_none()).await;
    let canvas = body.query_selector("canvas").ok().flatten().expect("a box");
    let attributes = ["role", "aria-label", "width", "height", "data-from"].map(|name| canvas.get_attribute(name));
    assert_eq!(attributes, ["img", "A sea", "40", "30", WORKS].map(|value| Some(value.to_owned())));
    scroll_to(100_000.0);
    wait("the picture again", || is_shown(&body, WORKS)).await;
    spacer.remove();
}

#[wasm_bindgen_test]
async fn one_that_is_given_up_is_not_loaded() {
    stand_in();
    let body = body(WORKS);
    let (failures, pictures) = pictures();
    drop(unroll(&body, &pictures));
    sleep(LATER_MS).await;
    assert!(image(&body).is_none() && failures.borrow().is_empty());
    body.remove();
}

/// The press has it loaded at once; it may have failed before anyone listened.
#[wasm_bindgen_test]
async fn a_painted_picture_that_is_broken_goes_on_to_its_next_address() {
    stand_in();
    let body = page::painted(&format!(
        "<img src=\"{NO_PICTURE}\" alt=\"A sea\" width=\"40\" height=\"30\" data-from=\"{BROKEN} {WORKS}\">"
    ));
    wait("the browser to give up", || image(&body).is_some_and(|image| image.complete())).await;
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the next address", || is_shown(&body, WORKS)).await;
    assert!(failures.borrow().is_empty());
    body.remove();
}

#[wasm_bindgen_test]
async fn an_address_of_no_picture_is_not_asked_for() {
    stand_in();
    let body = body(&format!("javascript:x() data:text/html,x blob:x file:///x {WORKS}"));
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the only address of a picture", || is_shown(&body, WORKS)).await;
    assert_eq!(asked(), [WORKS]);
    assert!(failures.borrow().is_empty());
    body.remove();
}

#[wasm_bindgen_test]
async fn a_size_that_was_learned_is_known_the_next_time() {
    stand_in();
    for expected in [None, Some("1")] {
        let body = page::painted(&format!("<canvas role=\"img\" aria-label=\"A sea\" data-from=\"{WORKS}\"></canvas>"));
        let (_, pictures) = pictures();
        let _pictures = unroll(&body, &pictures);
        let canvas = body.query_selector("canvas").ok().flatten().expect("a box");
        assert_eq!(canvas.get_attribute("width").as_deref(), expected, "at once");
        wait("the picture", || is_shown(&body, WORKS)).await;
        assert_eq!(image(&body).and_then(|image| image.get_attribute("height")).as_deref(), Some("1"));
        body.remove();
    }
}

#[wasm_bindgen_test]
async fn strips_come_and_go_and_their_boxes_stay() {
    stand_in();
    let body = tall(200, WORKS);
    let (_, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    let height = body.get_bounding_client_rect().height();
    // Before the first scroll: what is seen, and a screen ahead.
    wait("the strips of the screen", || blank(&body) == 0 && !mounted(&body).is_empty()).await;
    sleep(LATER_MS).await;
    let screens = page::window().inner_height().expect("a height").as_f64().expect("a number") / 100.0;
    assert!(asked().len() as f64 <= 2.0 * screens + 2.0, "{} are asked for, and {screens} are seen", asked().len());
    scroll_to(10_000.0);
    wait("the strips of another screen", || blank(&body) == 0).await;
    wait("the first ones to be gone", || !mounted(&body).contains(&0)).await;
    assert_eq!(body.get_bounding_client_rect().height(), height, "nothing has moved");
    let strip = body.query_selector("img.strip").ok().flatten().expect("a strip");
    let attributes = ["class", "width", "height", "alt"].map(|name| strip.get_attribute(name));
    assert_eq!(attributes, ["strip", "80", "104", ""].map(|value| Some(value.to_owned())));
    body.remove();
}

#[wasm_bindgen_test]
async fn while_something_else_is_shown_nothing_is_in_memory() {
    stand_in();
    let body = tall(50, WORKS);
    let (_, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the strips of the screen", || mounted(&body).len() >= 2).await;
    Pictures::shown().expect("the pictures of the page").suspend();
    assert_eq!(mounted(&body).len(), 0);
    sleep(LATER_MS).await;
    assert_eq!(mounted(&body).len(), 0, "they come back by themselves");
    pictures.resume();
    wait("the strips of the screen again", || mounted(&body).len() >= 2).await;
    body.remove();
}

/// How often one of those was asked for whose name has this in it.
fn times_asked(name: &str) -> usize {
    asked().iter().filter(|address| address.contains(name)).count()
}

#[wasm_bindgen_test]
async fn when_a_strip_is_missing_the_whole_stands_in_the_same_box() {
    stand_in();
    run("window.missing = '0000000000000001'");
    let body = tall(10, WORKS);
    let height = body.get_bounding_client_rect().height();
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the strip to be asked for again", || times_asked("0000000000000001") == 2).await;
    assert!(mounted(&body).len() > 1, "the other strips are there meanwhile");
    wait("it to be asked for once more", || times_asked("0000000000000001") == 3).await;
    wait("the whole", || is_shown(&body, WORKS)).await;
    assert_eq!((mounted(&body).len(), body.get_bounding_client_rect().height()), (1, height));
    assert!(failures.borrow().is_empty());
    body.remove();
}

#[wasm_bindgen_test]
async fn a_strip_that_fails_once_comes_with_the_second_time() {
    stand_in();
    run("window.missing = '0000000000000001'");
    let body = tall(10, WORKS);
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("the other strips", || mounted(&body).contains(&2) && times_asked("0000000000000001") == 1).await;
    run("window.missing = ''");
    wait("the strip", || mounted(&body).contains(&1)).await;
    assert!(failures.borrow().is_empty() && times_asked(WORKS) == 0, "{:?}", asked());
    body.remove();
}

#[wasm_bindgen_test]
async fn a_strip_that_is_let_go_is_not_asked_for_again() {
    stand_in();
    run("window.missing = '0000000000000001'");
    let body = tall(10, WORKS);
    let (_, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("it to be missed", || times_asked("0000000000000001") == 1).await;
    pictures.suspend();
    sleep(1_500).await;
    assert_eq!(times_asked("0000000000000001"), 1);
    body.remove();
}

#[wasm_bindgen_test]
async fn what_is_told_leads_to_the_address_as_it_is_written() {
    stand_in();
    let body = body("http://pictures.example/broken.gif");
    let (failures, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    wait("it to be told", || failures.borrow().len() == 1).await;
    assert_eq!(asked(), [BROKEN.to_owned(), format!("{BROKEN} +")], "only https is loaded from");
    assert_eq!(failures.borrow()[0].address, "http://pictures.example/broken.gif");
    body.remove();
}

#[wasm_bindgen_test]
async fn what_it_is_like_is_seen_until_it_is_there() {
    stand_in();
    run("window.isSilent = true");
    let body = tall(3, BROKEN);
    let around = body.query_selector(".tall").ok().flatten().expect("a picture");
    around.set_attribute("data-thumb", "1QcSHQRnh493V4dIh4eXh1h4kJUI").expect("an attribute");
    let (_, pictures) = pictures();
    let _pictures = unroll(&body, &pictures);
    let thumb = || body.query_selector(".thumb").ok().flatten()?.dyn_into::<HtmlCanvasElement>().ok();
    wait("the placeholder", || thumb().is_some()).await;
    let canvas = thumb().expect("a placeholder");
    assert!((1..=32).contains(&canvas.width()) && (1..=32).contains(&canvas.height()));
    assert_eq!(canvas.get_attribute("aria-hidden").as_deref(), Some("true"));
    body.remove();
}
