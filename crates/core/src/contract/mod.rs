//! What the press, the reader, the page script and the service worker agree on: values that more than one of them uses, or
//! that tests need to know. Pure data; must not know how any of them works.

pub mod times;
