//! Pictures on the publisher's disk: found, measured, named by their content, made small for lists.

pub mod inside;
pub mod local;
pub mod thumbnail;
