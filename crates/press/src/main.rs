//! `handscroll`, the press as a command.

fn main() {}
