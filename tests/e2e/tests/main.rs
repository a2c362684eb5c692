//! The built site in a real browser, as a person meets it.

mod article;
mod faults;
mod library;
mod pictures;
