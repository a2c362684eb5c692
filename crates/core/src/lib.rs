//! What press and reader both know: the manifest, the addresses, how long a text is. Pure: no I/O, no clock, no browser.

pub mod address;
pub mod contract;
pub mod dates;
pub mod display;
pub mod feed;
pub mod position;
pub mod records;
pub mod saved;
pub mod strings;
pub mod strips;
pub mod window;
pub mod words;
pub mod zoom;
