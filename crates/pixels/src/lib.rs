//! Pixels of pictures: from untrusted bytes to sRGB, cut into strips at quiet rows, scaled, encoded. No I/O, and nothing of
//! posts or sites. A crate of its own, so that it is optimised where the rest is being worked on and is not.

mod colour;
mod cuts;
mod decode;
mod encode;
mod metadata;
mod pixels;
mod small;
mod strips;
mod times;
mod whole;

pub use decode::{PIXELS_LIMIT, decode, is_turned};
pub use metadata::{Bare, without_metadata};
pub use pixels::Pixels;
pub use small::{THUMBNAIL, THUMBNAIL_BYTES, thumbhash, thumbnail};
pub use strips::{KeepFile, cut, is_cut};
pub use times::{Effort, Times};
pub use whole::{moves, smaller};
