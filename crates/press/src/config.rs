//! handscroll.toml.
