//! What video and audio may bring. Reads attributes only; must not decide where they stand.

use std::borrow::Cow;

use crate::attributes::Capped;
use crate::picture::{self, Found};
use crate::{Host, Reach, limits, links, sink::Attribute};

/// The address of a poster, which is a picture like any other: its host says where it is to be had, if at all.
fn poster_of(raw: String, host: &mut dyn Host) -> Option<String> {
    if picture::is_stand_in(&raw) {
        return None;
    }
    let found = Found { candidates: vec![raw], inline: true, ..Found::default() };
    let sources = host.picture(found)?.sources;
    let is_picture = |source: &String| {
        links::may_be_loaded(source) && !picture::is_stand_in(source) && source.len() < limits::ATTRIBUTE_BYTES
    };
    let source = sources.into_iter().find(is_picture)?;
    if picture::is_beacon(&source, true) {
        return None;
    }
    // A site may be served by http on this machine, where https leads nowhere.
    let is_own = host.resolve(&source).is_some_and(|address| address.reach == Reach::Site);
    Some(if is_own { source } else { picture::secure(&source).into_owned() })
}

/// A video or audio element that is being read.
pub(crate) struct Media {
    pub(crate) name: &'static str,
    attributes: Vec<Attribute>,
    sources: Vec<String>,
}

impl Media {
    pub(crate) fn read(name: &'static str, attributes: &Capped<'_>, host: &mut dyn Host) -> Self {
        let mut kept: Vec<Attribute> = vec![("controls", "".into()), ("preload", "none".into())];
        if name == "video" {
            // The poster waits for the reader to come near, as every picture does.
            let poster = attributes.get_picture("poster").or_else(|| attributes.get_picture("data-poster"));
            if let Some(address) = poster.and_then(|raw| poster_of(raw.trim().to_owned(), host)) {
                kept.push(("data-poster", Cow::Owned(address)));
            }
            for side in ["width", "height"] {
                if let Some(number) = attributes
                    .get(side)
                    .and_then(|text| text.trim().parse::<u32>().ok())
                    .filter(|n| (16..=16_384).contains(n))
                {
                    kept.push((side, Cow::Owned(number.to_string())));
                }
            }
        }
        if attributes.get("loop").is_some() {
            kept.push(("loop", "".into()));
        }
        let mut media = Self { name, attributes: kept, sources: Vec::new() };
        for key in ["src", "data-src"] {
            media.add_source(attributes.get(key), host);
        }
        media
    }

    /// Takes one more address, if it is one that may be loaded.
    pub(crate) fn add_source(&mut self, raw: Option<String>, host: &mut dyn Host) {
        let fits = raw.filter(|raw| !raw.trim().is_empty());
        if let Some(address) = fits.and_then(|raw| host.resolve(raw.trim())).filter(links::may_load) {
            // As with pictures: what a page's policy lets through is https.
            let secure = match address.reach {
                Reach::Outside => picture::secure(&address.href).into_owned(),
                Reach::Site => address.href,
            };
            if !self.sources.contains(&secure) {
                self.sources.push(secure);
            }
        }
    }

    /// The element's attributes and the addresses of its sources; `None` where nothing could ever be played.
    pub(crate) fn finish(self) -> Option<(&'static str, Vec<Attribute>, Vec<String>)> {
        (!self.sources.is_empty()).then_some((self.name, self.attributes, self.sources))
    }
}
