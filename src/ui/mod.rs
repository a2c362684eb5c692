//! One component a file, named as its style file. Components show what they are given; they fetch nothing.

#![allow(
    missing_docs,
    reason = "#[component] makes a struct of a component's properties, whose fields cannot carry documentation"
)]

pub mod article_head;
pub mod backup;
pub mod install;
pub mod keeping_note;
pub mod neighbours;
pub mod offline_mark;
pub mod picture_failure;
pub mod progress;
pub mod reading_tools;
pub mod row;
pub mod save_tool;
pub mod saved_row;
pub mod settings;
pub mod site_links;
pub mod status;
pub mod storage;
pub mod theme_choice;
pub mod theme_switch;
pub mod update_notice;
pub mod viewer;
