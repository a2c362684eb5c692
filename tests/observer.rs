//! Waiting until an element comes near: who is told, who is not, and how many observers that takes.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that fails is to fail loudly")]

mod page;

use std::cell::Cell;
use std::rc::Rc;

use handscroll_reader::browser::observer::{Margin, when_near};
use js_sys::{Array, Function, Reflect};
use page::{at, scroll_to, sleep, wait};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Writes down the margin of every observer that is made from now on. Called by each test before all else.
fn count_observers() {
    let code = "if (window.margins) return; window.margins = []; const Real = window.IntersectionObserver;
        window.IntersectionObserver = class extends Real {
          constructor(react, options) { super(react, options); window.margins.push(options.rootMargin); }
        };";
    Function::new_no_args(code).call0(&page::window()).expect("a class");
}

fn margins() -> Vec<String> {
    let margins = Reflect::get(&page::window(), &"margins".into()).expect("the list");
    Array::from(&margins).iter().filter_map(|margin| margin.as_string()).collect()
}

/// Counts how often it is told.
fn teller() -> (Rc<Cell<u32>>, impl FnOnce() + 'static) {
    let told = Rc::new(Cell::new(0));
    let there = told.clone();
    (told, move || there.set(there.get() + 1))
}

/// Longer than an observer takes.
const LATER_MS: i32 = 250;

#[wasm_bindgen_test]
async fn only_what_is_near_is_told_and_once() {
    count_observers();
    scroll_to(0.0);
    let (here, far) = (at(10), at(100_000));
    let ((here_told, tell_here), (far_told, tell_far)) = (teller(), teller());
    let _watches = [when_near(&here, Margin::Pictures, tell_here), when_near(&far, Margin::Pictures, tell_far)];
    wait("the near element to be told", || here_told.get() == 1).await;
    sleep(LATER_MS).await;
    assert_eq!(far_told.get(), 0, "the far element was told");
    scroll_to(100_000.0);
    wait("the far element to be told", || far_told.get() == 1).await;
    scroll_to(0.0);
    sleep(LATER_MS).await;
    assert_eq!((here_told.get(), far_told.get()), (1, 1), "told again");
}

#[wasm_bindgen_test]
async fn two_screens_below_the_screen_is_near() {
    count_observers();
    scroll_to(0.0);
    let screen = page::window().inner_height().expect("a height").as_f64().expect("a number") as u32;
    let ((two_told, tell_two), (four_told, tell_four)) = (teller(), teller());
    let _watches = [
        when_near(&at(screen * 5 / 2), Margin::Pictures, tell_two),
        when_near(&at(screen * 9 / 2), Margin::Pictures, tell_four),
    ];
    wait("the element a screen and a half below to be told", || two_told.get() == 1).await;
    sleep(LATER_MS).await;
    assert_eq!(four_told.get(), 0, "three screens and a half below is not near");
}

#[wasm_bindgen_test]
async fn a_dropped_wait_is_never_told() {
    count_observers();
    scroll_to(0.0);
    let (told, tell) = teller();
    drop(when_near(&at(10), Margin::Pictures, tell));
    sleep(LATER_MS).await;
    assert_eq!(told.get(), 0);
}

/// The list does so each time it has grown.
#[wasm_bindgen_test]
async fn a_new_wait_for_an_element_outlives_the_old_one() {
    count_observers();
    scroll_to(0.0);
    let element = at(10);
    let ((old_told, tell_old), (new_told, tell_new)) = (teller(), teller());
    let old = when_near(&element, Margin::List, tell_old);
    let new = when_near(&element, Margin::List, tell_new);
    drop(old);
    wait("the new wait to be told", || new_told.get() == 1).await;
    assert_eq!(old_told.get(), 0);
    // And once more after it was told, when the old handle is still there.
    let (again_told, tell_again) = teller();
    let _again = when_near(&element, Margin::List, tell_again);
    drop(new);
    wait("the third wait to be told", || again_told.get() == 1).await;
}

#[wasm_bindgen_test]
async fn all_who_wait_share_one_observer_for_each_margin() {
    count_observers();
    let mut watches = Vec::new();
    for number in 0..50 {
        watches.push(when_near(&at(100_000 + number), Margin::Pictures, || {}));
        watches.push(when_near(&at(100_000 + number), Margin::List, || {}));
    }
    let mut margins = margins();
    margins.sort();
    assert_eq!(margins, ["200% 0px", "300% 0px"]);
}
