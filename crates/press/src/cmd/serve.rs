//! `handscroll serve`.
