//! The markup of a body in its twin: what is loaded at once, what waits in a reserved box. Judges nothing, resolves nothing.

use handscroll_core::strings::{Strings, fill};
use handscroll_core::words::Words;
use handscroll_sanitize::{Attribute, HtmlWriter, Picture, Report, Sink, escape_into, picture};

use super::body::Body;

/// How far down a phone's first screen reaches, in CSS pixels; a picture that begins above is loaded at once.
const FIRST_SCREEN: u32 = 760;
/// Width of the text on a phone, in CSS pixels.
const PHONE_WIDTH: u32 = 390;
/// The head of an article on a phone, in CSS pixels.
const HEAD_HEIGHT: u32 = 220;
/// At most so many pictures are loaded at once.
const EAGER_PICTURES: usize = 2;

type WritePicture = Box<dyn FnMut(&Picture, &mut String)>;

/// Writes the twin's markup and gathers its text at the same time.
pub(super) struct BodySink {
    writer: HtmlWriter<WritePicture>,
    text: String,
    pictures: Vec<Picture>,
    /// An estimate of how far down a phone's page the next thing stands, in CSS pixels.
    depth: std::rc::Rc<std::cell::Cell<u32>>,
    counted: usize,
}

impl BodySink {
    pub(super) fn new(strings: &'static Strings) -> Self {
        let depth = std::rc::Rc::new(std::cell::Cell::new(HEAD_HEIGHT));
        let (seen, mut eager, mut number) = (depth.clone(), 0, 0);
        let write: WritePicture = Box::new(move |picture, html| {
            number += 1;
            let at_once = !picture.inline && eager < EAGER_PICTURES && seen.get() < FIRST_SCREEN;
            let how = match at_once {
                true if eager == 0 => Loading::First,
                true => Loading::AtOnce,
                false => Loading::Later,
            };
            eager += usize::from(at_once);
            write_picture(picture, &fill(strings.picture, number), how, html);
        });
        Self { writer: HtmlWriter::picture_with(write), text: String::new(), pictures: Vec::new(), depth, counted: 0 }
    }

    pub(super) fn into_body(self, report: Report) -> Body {
        let text = self.text.trim().to_owned();
        Body {
            words: Words::count(&text),
            html: self.writer.into_html(),
            text,
            pictures: self.pictures,
            report,
            ..Body::default()
        }
    }
}

impl Sink for BodySink {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        let is_block = !matches!(handscroll_sanitize::policy::rule(name), handscroll_sanitize::policy::Rule::Inline(_));
        if is_block && !self.text.ends_with(' ') && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.writer.open(name, attributes);
    }

    fn close(&mut self) {
        self.writer.close();
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
        // About 20 characters a line of 29 px.
        self.counted += text.chars().count();
        let lines = u32::try_from(self.counted / 20).unwrap_or(u32::MAX);
        self.counted %= 20;
        self.depth.set(self.depth.get().saturating_add(lines.saturating_mul(29)));
        self.writer.text(text);
    }

    fn picture(&mut self, picture: &Picture) {
        self.pictures.push(picture.clone());
        self.writer.picture(picture);
        let height =
            picture.size().map_or(PHONE_WIDTH, |(width, height)| height.saturating_mul(PHONE_WIDTH) / width.max(1));
        if !picture.inline {
            self.depth.set(self.depth.get().saturating_add(height));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    First,
    AtOnce,
    Later,
}

/// One picture of a twin. One that is not loaded at once is a `canvas`: an engine that runs scripts reserves its box by
/// its two attributes (inline styles are forbidden), and one that does not shows what is inside instead.
fn write_picture(picture: &Picture, number: &str, how: Loading, html: &mut String) {
    let label = if picture.alt.is_empty() { number } else { &picture.alt };
    let image = |html: &mut String, lazy: bool| {
        html.push_str("<img src=\"");
        escape_into(&picture.sources.first().map_or("".into(), |source| picture::secure(source)), html);
        html.push('"');
        if lazy {
            html.push_str(" loading=\"lazy\"");
        } else if how == Loading::First {
            html.push_str(" fetchpriority=\"high\"");
        }
        write_common(picture, html);
        html.push_str(" alt=\"");
        escape_into(label, html);
        html.push_str("\" decoding=\"async\" referrerpolicy=\"no-referrer\">");
    };
    if how != Loading::Later {
        image(html, false);
        return;
    }
    html.push_str("<canvas role=\"img\" aria-label=\"");
    escape_into(label, html);
    html.push('"');
    write_common(picture, html);
    html.push_str("><noscript>");
    image(html, true);
    html.push_str("</noscript></canvas>");
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
