//! What stands under a body that was cut. Press and reader write it with the same function, so that the reader knows the
//! press's note for its own; must not know the words.

use std::borrow::Cow;

use crate::{Address, Reach, Sink, links};

/// Says that the rest is missing, and leads to where it is: `original` is the label and the address of a link.
/// All words are in `language`, which need not be the article's.
pub fn write_shortened(sink: &mut dyn Sink, language: &str, words: &str, original: Option<(&str, &str)>) {
    sink.open("p", &[("lang", Cow::Owned(language.to_owned())), ("class", "card".into())]);
    sink.text(words);
    if let Some((label, href)) = original {
        sink.text(" ");
        sink.open("a", &links::link_attributes(Address { href: href.to_owned(), reach: Reach::Outside }));
        sink.text(label);
        sink.close();
    }
    sink.close();
}
