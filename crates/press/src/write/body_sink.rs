//! The markup of a body in its twin: what is loaded at once, what waits in a reserved box. Judges nothing, resolves nothing.

use std::cell::Cell;
use std::rc::Rc;

use handscroll_core::strings::{Strings, fill};
use handscroll_core::words::Words;
use handscroll_sanitize::{Attribute, HtmlWriter, Picture, Report, Sink, escape_into, picture};

use super::body::Body;
use super::tall_markup;

/// How far down a phone's first screen reaches, in CSS pixels; a picture that begins above is loaded at once.
const FIRST_SCREEN: u32 = 760;
/// Width of the text on a phone, in CSS pixels.
const PHONE_WIDTH: u32 = 390;
/// The head of an article on a phone, in CSS pixels.
const HEAD_HEIGHT: u32 = 220;
/// At most so many pictures are loaded at once.
const EAGER_PICTURES: usize = 2;

type WritePicture = Box<dyn FnMut(&Picture, &mut String)>;

/// Where in a page the next thing stands.
#[derive(Debug)]
struct Place {
    /// An estimate of how far down a phone's page it is, in CSS pixels.
    depth: Cell<u32>,
    /// Links of the author's that it is in.
    links: Cell<usize>,
}

/// Writes the twin's markup and gathers its text at the same time.
pub(super) struct BodySink {
    writer: HtmlWriter<WritePicture>,
    text: String,
    pictures: Vec<Picture>,
    place: Rc<Place>,
    /// Whether each of the open elements is a link.
    open: Vec<bool>,
    counted: usize,
}

impl BodySink {
    /// A sink for a page that has a reader, or has none.
    pub(super) fn new(strings: &'static Strings, has_reader: bool) -> Self {
        let place = Rc::new(Place { depth: Cell::new(HEAD_HEIGHT), links: Cell::new(0) });
        let (seen, mut eager, mut number) = (place.clone(), 0, 0);
        let write: WritePicture = Box::new(move |picture, html| {
            number += 1;
            let mut loading = |depth: u32| {
                let at_once = !picture.inline && eager < EAGER_PICTURES && depth < FIRST_SCREEN;
                eager += usize::from(at_once);
                match at_once {
                    true if eager == 1 => Loading::First,
                    true => Loading::AtOnce,
                    false if has_reader => Loading::Later,
                    false => Loading::Lazily,
                }
            };
            let label = fill(strings.picture, number);
            let label = if picture.alt.is_empty() { &label } else { &picture.alt };
            let depth = seen.depth.get();
            match tall_markup::Tall::of(picture) {
                Some(tall) => {
                    let loading = |above: u32| loading(depth.saturating_add(tall.shown_at(above, PHONE_WIDTH)));
                    tall.write(label, seen.links.get() > 0, loading, html);
                }
                None => write_picture(picture, label, loading(depth), html),
            }
        });
        let writer = HtmlWriter::picture_with(write);
        Self { writer, text: String::new(), pictures: Vec::new(), place, open: Vec::new(), counted: 0 }
    }

    /// The body, with what the host has `kept` of its pictures.
    pub(super) fn into_body(self, report: Report, kept: Body) -> Body {
        let text = self.text.trim().to_owned();
        Body {
            words: Words::count(&text),
            html: self.writer.into_html(),
            text,
            pictures: self.pictures,
            report,
            ..kept
        }
    }
}

impl Sink for BodySink {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        let is_block = !matches!(handscroll_sanitize::policy::rule(name), handscroll_sanitize::policy::Rule::Inline(_));
        if is_block && !self.text.ends_with(' ') && !self.text.is_empty() {
            self.text.push(' ');
        }
        let is_link = name == "a";
        self.open.push(is_link);
        self.place.links.update(|links| links + usize::from(is_link));
        self.writer.open(name, attributes);
    }

    fn close(&mut self) {
        if self.open.pop() == Some(true) {
            self.place.links.update(|links| links.saturating_sub(1));
        }
        self.writer.close();
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
        // About 20 characters a line of 29 px.
        self.counted += text.chars().count();
        let lines = u32::try_from(self.counted / 20).unwrap_or(u32::MAX);
        self.counted %= 20;
        self.place.depth.update(|depth| depth.saturating_add(lines.saturating_mul(29)));
        self.writer.text(text);
    }

    fn picture(&mut self, picture: &Picture) {
        self.pictures.push(picture.clone());
        self.writer.picture(picture);
        let height =
            picture.size().map_or(PHONE_WIDTH, |(width, height)| height.saturating_mul(PHONE_WIDTH) / width.max(1));
        if !picture.inline {
            self.place.depth.update(|depth| depth.saturating_add(height));
        }
    }
}

/// When a picture is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loading {
    /// Before all others.
    First,
    /// As the page is read.
    AtOnce,
    /// When the browser finds that it comes near: there is nobody else.
    Lazily,
    /// When the reader says so.
    Later,
}

/// One picture of a twin. One that is not loaded at once is a `canvas`: an engine that runs scripts reserves its box by
/// its two attributes (inline styles are forbidden), and one that does not shows what is inside instead.
fn write_picture(picture: &Picture, label: &str, how: Loading, html: &mut String) {
    let image = |html: &mut String| {
        html.push_str("<img src=\"");
        escape_into(&picture.sources.first().map_or("".into(), |source| picture::secure(source)), html);
        html.push('"');
        html.push_str(how.attribute());
        write_common(picture, html);
        if how != Loading::Later {
            tall_markup::write_thumb(picture, html);
        }
        html.push_str(" alt=\"");
        escape_into(label, html);
        html.push_str("\" decoding=\"async\" referrerpolicy=\"no-referrer\">");
    };
    if how != Loading::Later {
        image(html);
        return;
    }
    html.push_str("<canvas role=\"img\" aria-label=\"");
    escape_into(label, html);
    html.push('"');
    write_common(picture, html);
    tall_markup::write_thumb(picture, html);
    html.push_str("><noscript>");
    image(html);
    html.push_str("</noscript></canvas>");
}

impl Loading {
    /// What an `img` says of it.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::First => " fetchpriority=\"high\"",
            Self::AtOnce => "",
            Self::Lazily | Self::Later => " loading=\"lazy\"",
        }
    }
}

fn write_common(picture: &Picture, html: &mut String) {
    if picture.inline {
        html.push_str(" class=\"inline\"");
    }
    if let Some((width, height)) = picture.size() {
        html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    html.push_str(" data-from=\"");
    escape_into(&picture.sources.join(" "), html);
    html.push('"');
}
