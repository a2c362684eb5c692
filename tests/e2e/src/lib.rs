//! What the tests of the built site stand on: a browser, a server that fails on purpose, and sites to read.
//!
//! The tests themselves are in `tests/`, by theme. They see a site as a person does; nothing here looks into the reader.

pub mod attacks;
mod browser;
mod driver;
mod engine;
mod evidence;
mod harness;
mod posts;
mod processes;
mod run;
mod server;
mod site;
mod skips;

pub use browser::{Browser, Manner, Screen};
pub use engine::{Engine, listed};
pub use harness::{How, Outcome, Test, is_every, main};
#[doc(hidden)]
pub use inventory;
pub use posts::{Post, picture};
pub use run::outcome;
pub use server::{Fault, Server};
pub use site::Site;
pub use skips::{ORDINARY, Ordinary, SKIPS, Skip};

/// Where a site is served in a test: in a folder of its host, where more can go wrong than at the root.
pub const BASE: &str = "/sub/path/";

/// The root of a host, for what depends on where a site lies.
pub const ROOT: &str = "/";
