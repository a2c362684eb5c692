//! One file per command; each has `Args` (its options) and `run` (what it does).

pub mod serve;
