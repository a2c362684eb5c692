//! An article that is saved for offline, as the record of it says: what it is, how much of it is there, who asked for it.
//! Pure. Must not know where its files are kept.

use serde_json::{Map, Value};

use crate::display::plain_line;

/// The value of a record of kind `saved`. Counts are of files: a picture that was cut into strips counts once for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// The article's title, for lists.
    pub title: String,
    /// Its language, BCP 47; empty where unknown.
    pub lang: String,
    /// What the manifest said of its state when it was saved, 16 hex digits; empty where it said nothing.
    pub hash: String,
    /// Its small picture for lists, relative to the root, if that is a file of the site.
    pub thumb: Option<String>,
    /// Pictures that it needs of the site.
    pub pictures: u32,
    /// Those of them that are there.
    pub pictures_saved: u32,
    /// Pictures and films that stand elsewhere, which cannot be saved.
    pub elsewhere: u32,
    /// Bytes of its page and its pictures together.
    pub bytes: u64,
    /// Whether it was saved because it was among the newest, and not because a person asked for it.
    pub auto: bool,
    /// When it was saved, in milliseconds since 1970.
    pub saved_at: u64,
    /// Why it is not whole.
    pub note: Option<Note>,
}

/// Why a saved article is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Its saving has begun and not ended: it goes on when there is a network.
    Unfinished,
    /// The storage was full.
    Full,
    /// The site does not give some of its files, or gives others under their names.
    Refused,
}

impl Note {
    const ALL: [Self; 3] = [Self::Unfinished, Self::Full, Self::Refused];

    fn name(self) -> &'static str {
        match self {
            Self::Unfinished => "unfinished",
            Self::Full => "full",
            Self::Refused => "refused",
        }
    }
}

impl Saved {
    /// Reads the value of a record. What it lacks is nothing; `None` where it is none.
    pub fn of_value(value: &Value) -> Option<Self> {
        let value = value.as_object()?;
        let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
        let number = |key: &str| value.get(key).and_then(Value::as_u64).unwrap_or_default();
        let count = |key: &str| u32::try_from(number(key)).unwrap_or(u32::MAX);
        let note = text("note");
        Some(Self {
            // Records may come from a file that somebody gave.
            title: plain_line(text("title")),
            lang: plain_line(text("lang")),
            hash: text("hash").to_owned(),
            thumb: Some(text("thumb")).filter(|path| is_picture_path(path)).map(str::to_owned),
            pictures: count("pictures"),
            pictures_saved: count("pictures_saved"),
            elsewhere: count("elsewhere"),
            bytes: number("bytes"),
            auto: value.get("auto").and_then(Value::as_bool).unwrap_or_default(),
            saved_at: number("saved_at"),
            note: Note::ALL.into_iter().find(|known| known.name() == note),
        })
    }

    /// The value of its record.
    pub fn to_value(&self) -> Value {
        let mut value = Map::new();
        let mut put = |key: &str, part: Value| value.insert(key.to_owned(), part);
        put("title", self.title.as_str().into());
        put("lang", self.lang.as_str().into());
        put("hash", self.hash.as_str().into());
        put("pictures", self.pictures.into());
        put("pictures_saved", self.pictures_saved.into());
        put("elsewhere", self.elsewhere.into());
        put("bytes", self.bytes.into());
        put("auto", self.auto.into());
        put("saved_at", self.saved_at.into());
        if let Some(thumb) = &self.thumb {
            put("thumb", thumb.as_str().into());
        }
        if let Some(note) = self.note {
            put("note", note.name().into());
        }
        value.into()
    }

    /// Whether all that the site has of it is there.
    pub fn is_whole(&self) -> bool {
        self.note.is_none() && self.bytes > 0 && self.pictures_saved >= self.pictures
    }

    /// Whether its page is there, so that it can be opened.
    pub fn can_be_read(&self) -> bool {
        self.bytes > 0
    }
}

/// The hash in a path such as `images/0123456789abcdef.webp`, by which its bytes are known; `None` for other paths.
pub fn content_hash(path: &str) -> Option<&str> {
    let (hash, kind) = path.strip_prefix("images/")?.split_once('.')?;
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let fits = hash.len() == 16 && hash.bytes().all(is_digit);
    (fits && !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(hash)
}

fn is_picture_path(path: &str) -> bool {
    content_hash(path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let whole = Saved {
            title: "长图".into(),
            lang: "zh-Hans".into(),
            hash: "0123456789abcdef".into(),
            thumb: Some("images/0123456789abcdef.webp".into()),
            pictures: 40,
            pictures_saved: 40,
            elsewhere: 2,
            bytes: 5_000_000_000,
            auto: true,
            saved_at: 1_700_000_000_000,
            note: None,
        };
        for saved in
            [whole.clone(), Saved::default(), Saved { note: Some(Note::Full), thumb: None, pictures_saved: 3, ..whole }]
        {
            assert_eq!(Saved::of_value(&saved.to_value()), Some(saved));
        }
    }

    #[test]
    fn a_value_of_another_shape_is_read_as_far_as_it_goes() {
        let check = |text: &str, expected: Option<Saved>| {
            let value = serde_json::from_str(text).expect("JSON");
            assert_eq!(Saved::of_value(&value), expected, "{text}");
        };
        check("null", None);
        check("[]", None);
        check("{}", Some(Saved::default()));
        check(
            r#"{"title":"a\u202eb","bytes":-1,"pictures":1e40,"thumb":"https://a.example/x.png","note":"later","x":1}"#,
            Some(Saved { title: "ab".into(), ..Saved::default() }),
        );
    }

    #[test]
    fn whole_is_what_lacks_nothing_of_the_site() {
        let whole = Saved { pictures: 3, pictures_saved: 3, bytes: 9, elsewhere: 1, ..Saved::default() };
        assert!(whole.is_whole());
        assert!(!Saved { pictures_saved: 2, ..whole.clone() }.is_whole());
        assert!(!Saved { note: Some(Note::Unfinished), ..whole.clone() }.is_whole());
        assert!(!Saved { bytes: 0, ..whole }.can_be_read());
    }

    #[test]
    fn files_named_by_their_bytes_are_known_by_their_names() {
        for (path, expected) in [
            ("images/0123456789abcdef.webp", Some("0123456789abcdef")),
            ("images/0123456789abcdef.png", Some("0123456789abcdef")),
            ("images/0123456789abcdeF.png", None),
            ("images/0123456789abcdef", None),
            ("images/0123456789abcdef.a/b", None),
            ("images/x.png", None),
            ("pictures/0123456789abcdef.png", None),
        ] {
            assert_eq!(content_hash(path), expected, "{path}");
        }
    }
}
