//! One file a route: what is fetched for it, and in which states it can be. Views are put together from `ui`.

pub mod appearance;
pub mod article;
pub mod backup;
pub mod body;
pub mod library;
pub mod marks;
pub mod news;
pub mod read;
pub mod saved;
pub mod settings;
pub mod storage;
pub mod tools;
pub mod viewer;
