//! Printing with all of a body's pictures, however far they are, and memory as usual afterwards.

use std::cell::RefCell;
use std::rc::Rc;

use handscroll_core::contract::times::{PRINT_LIMIT_MS, PRINT_OVER_LIMIT_MS};

use super::document::window;
use super::listen::{Listener, Timer};
use super::pictures::Pictures;

thread_local! {
    /// Waits for the printing to be over.
    static OVER: RefCell<Option<(Listener, Timer)>> = const { RefCell::new(None) };
}

/// Brings all pictures into the page, and tells how many pieces of how many are there. Gives how many could not be had.
pub async fn prepare(tell: Rc<dyn Fn(usize, usize)>) -> usize {
    match Pictures::shown() {
        Some(pictures) => pictures.show_all(PRINT_LIMIT_MS, &*tell).await,
        None => 0,
    }
}

/// Prints; then only what is near is in memory again.
pub fn print() {
    let listener = Listener::on_window("afterprint", over);
    OVER.replace(Some((listener, Timer::after(PRINT_OVER_LIMIT_MS, over))));
    if window().print().is_err() {
        over();
    }
}

fn over() {
    if let Some(pictures) = Pictures::shown() {
        pictures.show_near();
    }
    let waited = OVER.take();
    drop(waited);
}
