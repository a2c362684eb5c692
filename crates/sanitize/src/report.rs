//! What the filter has to say of a body. Numbers only.

use crate::policy::NOISE;

/// What was kept and lost of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// A limit was reached; what came after is missing.
    pub shortened: bool,
    /// Pictures kept.
    pub pictures: usize,
    /// Image elements without any usable address.
    pub lost_pictures: usize,
    /// Links and frames whose address could not stay.
    pub lost_links: usize,
    /// Video and audio without any usable address.
    pub lost_media: usize,
    /// Characters that each rule of [`NOISE`] took, blanks not counted. Rules that change only blanks take none.
    pub noise: [usize; NOISE.len()],
    /// Whether anything was written at all.
    pub has_content: bool,
}
