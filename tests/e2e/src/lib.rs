//! What the tests of the built site stand on: a browser, a server that fails on purpose, and sites to read.
//!
//! The tests themselves are in `tests/`, by theme. They see a site as a person does; nothing here looks into the reader.

pub mod attacks;
mod browser;
mod driver;
mod each_engine;
mod engine;
mod posts;
mod processes;
mod server;
mod site;
mod skips;

pub use browser::{Browser, Manner, Screen};
pub use each_engine::{in_engine, outcome_in};
pub use engine::{Engine, listed};
pub use posts::{Post, picture};
pub use server::{Fault, Server};
pub use site::Site;
pub use skips::{SKIPS, Skip};

/// Where a site is served in a test: at the root of its host, and in a folder of it.
pub const BASES: [&str; 2] = ["/", "/sub/path/"];
