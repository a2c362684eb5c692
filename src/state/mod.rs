//! What the reader knows: plain structs, tested natively. No browser interface is allowed here.

pub mod article;
pub mod backup;
pub mod failure;
pub mod install;
pub mod keeping;
pub mod kept;
pub mod ladder;
pub mod library;
pub mod mark;
pub mod saving;
pub mod saving_words;
pub mod theme;
