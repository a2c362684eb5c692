//! The markup of a tall picture in its twin: a link to the whole of it that holds its strips. Must not decide which
//! pictures are tall, or what is loaded when.

use handscroll_core::strips::{Strip, Strips};
use handscroll_sanitize::{Picture, escape_into};

use super::body_sink::Loading;

/// How wide a strip is shown: a phone's whole width, else the column of the text (`--measure` in style/tokens.css).
const SIZES: &str = "(max-width: 40rem) 100vw, 46rem";

/// A picture that stands as its strips.
pub(super) struct Tall<'a> {
    picture: &'a Picture,
    strips: &'a Strips,
    size: (u32, u32),
}

impl<'a> Tall<'a> {
    /// `None` for a picture that has no strips, or runs along with the text.
    pub(super) fn of(picture: &'a Picture) -> Option<Self> {
        let strips = picture.made.strips.as_ref().filter(|_| !picture.inline)?;
        Some(Self { picture, strips, size: picture.size()? })
    }

    /// How far down `rows` of the wide strips reach where the picture is shown this wide at most, in its pixels.
    pub(super) fn shown_at(&self, rows: u32, width: u32) -> u32 {
        let width = width.min(self.strips.width);
        u32::try_from(u64::from(rows) * u64::from(width) / u64::from(self.strips.width.max(1))).unwrap_or(u32::MAX)
    }

    /// Appends the picture. In a link of the author's it is none itself: links hold no links. `loading` says of a strip,
    /// by the rows above it, when it is loaded. Nothing stands between the strips, or it would be seen.
    pub(super) fn write(&self, label: &str, in_link: bool, mut loading: impl FnMut(u32) -> Loading, html: &mut String) {
        let Picture { sources, .. } = self.picture;
        let name = if in_link { "span" } else { "a" };
        html.push_str(&format!("<{name} class=\"tall\""));
        if in_link {
            html.push_str(" role=\"img\"");
        } else {
            let original = sources.first().map_or("", String::as_str);
            html.push_str(" href=\"");
            // As it is written: pages may lead where they may not load from.
            escape_into(original, html);
            html.push('"');
            if original.starts_with("http") {
                // What stands in the site is written relative to the page.
                html.push_str(" rel=\"noopener noreferrer external\" target=\"_blank\"");
            }
        }
        html.push_str(" data-from=\"");
        escape_into(&sources.join(" "), html);
        let (width, height) = self.size;
        html.push_str(&format!("\" data-size=\"{width} {height}\" data-strips=\"{}\"", self.strips));
        html.push_str(&format!(" data-width=\"{}\"", self.strips.width_as_powers()));
        write_thumb(self.picture, html);
        html.push_str(" aria-label=\"");
        escape_into(label, html);
        html.push_str("\">");
        let mut above = 0;
        for (at, strip) in self.strips.strips.iter().enumerate() {
            self.write_strip(strip, self.strips.rows(at), loading(above), html);
            above += strip.height;
        }
        html.push_str(&format!("</{name}>"));
    }

    fn write_strip(&self, strip: &Strip, height: u32, loading: Loading, html: &mut String) {
        let width = self.strips.width;
        let image = self.image(strip, height, loading.attribute());
        match loading {
            Loading::First | Loading::AtOnce | Loading::Lazily => html.push_str(&image),
            Loading::Later => html.push_str(&format!(
                "<canvas class=\"strip\" width=\"{width}\" height=\"{height}\"><noscript>{image}</noscript></canvas>"
            )),
        }
    }

    fn image(&self, strip: &Strip, height: u32, how: &str) -> String {
        let (width, wide) = (self.strips.width, strip.wide.path());
        let set = match strip.narrow.zip(self.strips.narrow) {
            Some((narrow, narrow_width)) => {
                let narrow = narrow.path();
                format!(" srcset=\"../../{narrow} {narrow_width}w, ../../{wide} {width}w\" sizes=\"{SIZES}\"")
            }
            None => String::new(),
        };
        format!(
            "<img class=\"strip\" src=\"../../{wide}\"{set} width=\"{width}\" height=\"{height}\"{how} decoding=\"async\" alt=\"\">"
        )
    }
}

/// Appends what is shown of a picture while it is not there.
pub(super) fn write_thumb(picture: &Picture, html: &mut String) {
    if let Some(thumb) = &picture.made.thumb {
        html.push_str(" data-thumb=\"");
        escape_into(thumb, html);
        html.push('"');
    }
}
