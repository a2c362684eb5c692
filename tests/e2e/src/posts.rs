//! Posts and pictures that a test makes up. Knows front matter as an author writes it, and nothing of the site.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use image::{GrayImage, Luma};

/// A post, written as HTML.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// Its last folder: `a/<slug>/`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its language, if it says so.
    pub lang: Option<&'static str>,
    /// `YYYY-MM-DD HH:MM:SS`.
    pub date: String,
    /// Where it stood first, if it says so.
    pub link: Option<&'static str>,
    /// Its body, as HTML.
    pub body: String,
}

impl Post {
    /// A post of that slug and title, a day in 2024, and that body.
    pub fn new(slug: &str, title: &str, body: impl Into<String>) -> Self {
        Self {
            slug: slug.to_owned(),
            title: title.to_owned(),
            lang: None,
            date: "2024-05-01 08:00:00".to_owned(),
            link: None,
            body: body.into(),
        }
    }

    /// So many posts of a paragraph each, `post-001` the oldest.
    pub fn many(count: u32) -> Vec<Self> {
        let post = |number: u32| {
            let body = format!("<p>The whole of post {number}, which says that there are {count} of its kind.</p>");
            let (month, day) = (1 + number / 28 % 12, 1 + number % 28);
            let date = format!("{}-{month:02}-{day:02} 08:00:00", 2000 + number / 336);
            Self { date, ..Self::new(&format!("post-{number:03}"), &format!("Post number {number}"), body) }
        };
        (1..=count).map(post).collect()
    }

    /// An article of paragraphs, a footnote, and so many pictures, `pictures/1.png` and so on, each about a phone's screen high.
    pub fn scroll(slug: &str, pictures: u32) -> Self {
        let mut body = String::from(
            "<p>A first paragraph, with a note.<sup id=\"fnref1\"><a href=\"#fn1\">1</a></sup></p>\
             <p>A second paragraph that stands above all pictures.</p>",
        );
        for number in 1..=pictures {
            let _ = write!(
                body,
                "<p><img src=\"pictures/{number}.png\" alt=\"Stretch {number}\"></p><p>What stretch {number} showed.</p>"
            );
        }
        body.push_str("<ol><li id=\"fn1\">The note itself. <a href=\"#fnref1\">back</a></li></ol>");
        Self::new(slug, "A scroll of many stretches", body)
    }

    /// Writes it as `<slug>.html` into a folder of posts.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let Self { slug, title, lang, date, link, body } = self;
        let mut text = format!("---\ntitle: \"{title}\"\nslug: {slug}\ndate: {date}\n");
        if let Some(lang) = lang {
            let _ = writeln!(text, "lang: {lang}");
        }
        if let Some(link) = link {
            let _ = writeln!(text, "link: {link}");
        }
        let _ = write!(text, "---\n{body}\n");
        let path = folder.join(format!("{slug}.html"));
        std::fs::write(&path, text).with_context(|| path.display().to_string())
    }
}

/// The colour of a made picture at a place: bands across it, and no two stretches of it are alike.
fn shade(number: u32, y: u32) -> u8 {
    ((y / 8 + number * 31 + y / 1_600 * 7) % 200) as u8
}

/// Writes a picture that differs from those of other numbers, so that each has a name of its own in the site.
///
/// # Errors
/// When the file cannot be written.
pub fn picture(path: &Path, number: u32, width: u32, height: u32) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    GrayImage::from_fn(width, height, |_, y| Luma([shade(number, y)]))
        .save(path)
        .with_context(|| path.display().to_string())
}
