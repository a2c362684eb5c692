//! What untrusted HTML may become. Pure: it sees names, attributes and text, and must not know of a parser, a DOM, a file or the network.
//!
//! A caller walks its own tree and reports each node to a [`Filter`]; the filter answers into a [`Sink`].
//! The press walks html5ever's tree and its sink writes text; the reader walks an inert document and its
//! sink creates nodes. So both give the same result, and neither holds a rule of its own.
//!
//! The filter is idempotent: what it has let through passes again unchanged. The reader relies on that
//! when it adopts a page which the press has painted.

mod attributes;
mod card;
mod filter;
pub mod limits;
mod links;
mod media;
mod note;
#[cfg(feature = "parser")]
pub mod parsed;
mod path;
pub mod picture;
pub mod policy;
mod report;
mod sink;
mod style;
mod text;
mod tracking;

pub use filter::{Descend, Filter};
pub use links::{Address, Reach, fragment_id};
pub use note::write_shortened;
pub use picture::{Found, Made, Picture};
pub use report::Report;
pub use sink::{Attribute, HtmlWriter, Sink, escape_into, write_box};
pub use text::piece_of;

/// How the filter reads the attributes of the element it is shown.
///
/// Names are lower case. Only the names that the policy has a use for are asked for, so that junk costs nothing.
pub trait Attributes {
    /// The value of the attribute, or `None` where the element lacks it.
    fn get(&self, name: &'static str) -> Option<String>;
}

/// What the filter asks of its surroundings, because press and reader answer differently.
pub trait Host {
    /// The address meant by `raw`, or `None` where it is none that can be followed from here.
    /// Schemes need not be judged: the filter does that.
    fn resolve(&mut self, raw: &str) -> Option<Address>;

    /// Where a picture's bytes are to be had. `None` when no candidate is a picture; its alternative text is kept then.
    fn picture(&mut self, found: Found) -> Option<Picture>;
}

impl<H: Host> Host for &mut H {
    fn resolve(&mut self, raw: &str) -> Option<Address> {
        (**self).resolve(raw)
    }

    fn picture(&mut self, found: Found) -> Option<Picture> {
        (**self).picture(found)
    }
}
