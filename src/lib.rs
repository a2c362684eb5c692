//! The Handscroll reader: adopts the page the press has painted, and shows the others without loading a page anew.
//!
//! Data flows one way: browser/fetch → state → pages → ui. Only `browser` knows the browser's interfaces.

pub mod app;
pub mod browser;
pub mod pages;
pub mod records;
pub mod route;
pub mod saving;
pub mod state;
pub mod ui;
