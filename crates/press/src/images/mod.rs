//! Pictures on the publisher's disk: found or fetched, measured, named by their content, made small for lists.

pub mod cache_folder;
pub mod fetch;
pub mod inside;
pub mod local;
pub mod make;
mod svg;
