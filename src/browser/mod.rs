//! The only place that knows the browser: every use of web-sys, js-sys, gloo and wasm-bindgen is in here.
//! What it gives out is plain, or an opaque handle.

pub mod adopt;
pub mod aids;
pub mod bookmark;
pub mod builder;
pub mod caches;
mod calls;
pub mod clock;
pub mod copying;
pub mod database;
pub mod digest;
pub mod document;
pub mod fetch;
pub mod history;
pub mod install;
pub mod line;
pub mod listen;
pub mod locks;
pub mod observer;
pub mod parse;
pub mod pictures;
pub mod place;
pub mod printing;
pub mod quota;
pub mod records;
pub mod saving;
pub mod sharing;
pub mod storage;
pub mod tall;
pub mod thumbnail;
mod trusted;
pub mod turn;
pub mod twin;
pub mod viewer;
pub mod walker;
pub mod worker;
