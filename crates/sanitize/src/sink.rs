//! Where the filter's result goes. Knows the result's shape; must not know how it was judged.

use std::borrow::Cow;

use crate::Picture;

/// One attribute of the result.
pub type Attribute = (&'static str, Cow<'static, str>);

/// Receives the result in document order. Every `open` is followed by its `close`.
pub trait Sink {
    /// An element begins. Void elements (`br`, `hr`, `wbr`) are opened and closed too.
    fn open(&mut self, name: &'static str, attributes: &[Attribute]);
    /// The innermost open element ends.
    fn close(&mut self);
    /// Text, not escaped. Two in a row are one text.
    fn text(&mut self, text: &str);
    /// A picture stands here, in a reserved box or loaded at once, as the sink decides.
    fn picture(&mut self, picture: &Picture);
}

impl Sink for &mut dyn Sink {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        (**self).open(name, attributes);
    }

    fn close(&mut self) {
        (**self).close();
    }

    fn text(&mut self, text: &str) {
        (**self).text(text);
    }

    fn picture(&mut self, picture: &Picture) {
        (**self).picture(picture);
    }
}

/// Writes HTML, escaped, with pictures as [`HtmlWriter::picture_with`] says.
pub struct HtmlWriter<P> {
    html: String,
    open: Vec<&'static str>,
    write_picture: P,
}

impl<P: FnMut(&Picture, &mut String)> HtmlWriter<P> {
    /// `write_picture` appends the markup of one picture; it must escape what it writes with [`escape_into`].
    pub fn picture_with(write_picture: P) -> Self {
        Self { html: String::new(), open: Vec::new(), write_picture }
    }

    /// The markup written so far.
    pub fn into_html(self) -> String {
        self.html
    }
}

impl<P: FnMut(&Picture, &mut String)> Sink for HtmlWriter<P> {
    fn open(&mut self, name: &'static str, attributes: &[Attribute]) {
        self.html.push('<');
        self.html.push_str(name);
        for (key, value) in attributes {
            self.html.push(' ');
            self.html.push_str(key);
            self.html.push_str("=\"");
            escape_into(value, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
        if name == "pre" {
            // A parser drops one line end after <pre>; this one is for it to drop.
            self.html.push('\n');
        }
        self.open.push(name);
    }

    fn close(&mut self) {
        if let Some(name) = self.open.pop()
            && !matches!(name, "br" | "hr" | "wbr" | "source")
        {
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
        }
    }

    fn text(&mut self, text: &str) {
        escape_into(text, &mut self.html);
    }

    fn picture(&mut self, picture: &Picture) {
        (self.write_picture)(picture, &mut self.html);
    }
}

/// Appends the box of a picture with all that is known of it: the form in which results are compared.
pub fn write_box(picture: &Picture, html: &mut String) {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let attributes = [
        ("class", picture.inline.then(|| "inline".to_owned())),
        ("width", picture.width.map(|width| width.to_string())),
        ("height", picture.height.map(|height| height.to_string())),
        ("data-from", some(&picture.sources.join(" "))),
        ("aria-label", some(&picture.alt)),
        (
            "data-size",
            picture.made.strips.as_ref().and(picture.size()).map(|(width, height)| format!("{width} {height}")),
        ),
        ("data-strips", picture.made.strips.as_ref().map(ToString::to_string)),
        ("data-thumb", picture.made.thumb.clone()),
    ];
    html.push_str("<canvas");
    for (name, value) in attributes {
        if let Some(value) = value {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            escape_into(&value, html);
            html.push('"');
        }
    }
    html.push_str("></canvas>");
}

/// Appends `text` so that it reads as itself in HTML and XML text and in double-quoted attributes.
pub fn escape_into(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A parser makes a line feed of one that is written as it is.
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}
