//! A local static server.
