//! The press as a publisher meets it: the built command, run on folders of posts, and judged by what it leaves on the
//! disk and what it says. These tests know the site's files, and must not know the press's inside.

#![allow(clippy::unwrap_used)] // What these helpers of tests cannot do is a failed test.

mod addresses;
mod hostile;
mod hosts;
mod install;
#[cfg(unix)]
mod interrupt;
mod making;
mod offline;
mod outputs;
mod page;
mod paths;
mod pictures;
mod policy;
mod precompress;
mod publisher;
mod reader;
mod rebuild;
mod site;
mod snapshots;
mod summary;
mod takedown;
mod times;
