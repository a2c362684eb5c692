//! Everything the press writes. One file per kind of page; `site` puts them together, `folder` puts them on the disk.

pub mod article;
pub mod atom;
pub mod body;
mod body_sink;
pub mod elsewhere;
pub mod feed;
pub mod folder;
pub mod frame;
pub mod headers_file;
pub mod install;
pub mod library;
pub mod list_picture;
pub mod offline;
pub mod picture_address;
pub mod policy;
pub mod precompress;
pub mod shell;
pub mod shown_picture;
pub mod site;
pub mod sitemap;
mod tall_markup;
mod times;
