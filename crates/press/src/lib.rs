//! The press: posts in a folder → a static site. Everything with I/O that is not the browser's is here.

pub mod cmd;
pub mod config;
pub mod hosts;
pub mod images;
pub mod problem;
pub mod reader;
pub mod report;
pub mod serve;
pub mod source;
pub mod write;
