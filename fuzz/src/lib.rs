//! What the fuzz targets hold results to: the very thing that the ordinary tests do.

#[path = "../../crates/sanitize/tests/watching/mod.rs"]
mod watching;

pub use watching::*;
