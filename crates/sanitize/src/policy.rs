//! The tables: what each element becomes and which attributes it may bring. Data only; the filter acts on it.

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Kept under this name. It begins and ends a line of its own.
    Block(&'static str, Holds),
    /// Kept under this name. It runs along with the text.
    Inline(&'static str),
    /// Its own tag goes; its texts become paragraphs of their own.
    Container,
    /// Its tag goes, its content stays where it is.
    Unwrap,
    /// It goes, and all that is in it.
    Drop,
    /// A line break; two in a row are the end of a paragraph.
    Break,
    /// A thematic break.
    Line,
    /// A place where a long word may be broken.
    WordBreak,
    /// A picture, reserved and loaded later.
    Picture,
    /// An alternative address for the picture or the medium that it stands in.
    Source,
    /// Video or audio: with controls, never loaded before it is asked for.
    Media(&'static str),
    /// Something that would load a foreign page: a link that names the host.
    Card,
    /// A form's control: a check box becomes its sign, all else goes.
    Control,
}

/// What text directly inside a block becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text and inline elements only; a block inside ends it, a paragraph inside loses its tag.
    Phrasing,
    /// Text stands as it is; blocks may stand beside it.
    Mixed,
    /// Text becomes a paragraph.
    Blocks,
    /// Text has no place here by itself (lists, tables): blanks between the parts are dropped.
    Parts,
    /// Text stands to the letter, blanks and line ends included.
    Verbatim,
}

use Holds::{Blocks, Mixed, Parts, Phrasing, Verbatim};
use Rule::{Block, Break, Card, Container, Control, Drop, Inline, Line, Media, Picture, Source, Unwrap, WordBreak};

/// One element's row: its name, what becomes of it, and why.
pub type Row = (&'static str, Rule, &'static str);

/// Every element with a rule of its own, in the order of its name. An element that is not here is unwrapped:
/// scraped pages are full of made-up ones, and their text is text.
pub const ELEMENTS: &[Row] = &[
    ("a", Inline("a"), "a link, if its address may stay"),
    ("abbr", Inline("abbr"), "text-level meaning"),
    ("address", Container, "layout"),
    ("applet", Drop, "runs foreign code"),
    ("article", Container, "layout; the page has its own"),
    ("aside", Container, "layout"),
    ("audio", Media("audio"), "content, loaded when asked for"),
    ("b", Inline("b"), "text-level meaning"),
    ("base", Drop, "would move every address of the page"),
    ("bdi", Inline("bdi"), "direction of foreign names"),
    ("bdo", Inline("bdo"), "direction, stated"),
    ("blockquote", Block("blockquote", Blocks), "a quotation"),
    ("body", Container, "the root of the body"),
    ("br", Break, "a line break"),
    ("button", Unwrap, "a control is only its text here"),
    ("canvas", Picture, "only as the press's reserved box of a picture"),
    ("caption", Block("caption", Mixed), "a table's caption"),
    ("center", Container, "layout"),
    ("cite", Inline("cite"), "text-level meaning"),
    ("code", Inline("code"), "code"),
    ("datalist", Drop, "a control's choices"),
    ("dd", Block("dd", Mixed), "a definition"),
    ("del", Inline("del"), "text-level meaning"),
    ("details", Block("details", Blocks), "folded content"),
    ("dfn", Inline("dfn"), "text-level meaning"),
    ("dialog", Container, "layout"),
    ("div", Container, "layout"),
    ("dl", Block("dl", Parts), "a list of definitions"),
    ("dt", Block("dt", Mixed), "a defined term"),
    ("em", Inline("em"), "text-level meaning"),
    ("embed", Card, "loads a foreign page"),
    ("fieldset", Container, "layout"),
    ("figcaption", Block("figcaption", Mixed), "a caption"),
    ("figure", Block("figure", Blocks), "a picture with its caption"),
    ("footer", Container, "layout"),
    ("form", Container, "layout; a form's names could clobber the reader, so nothing is read from it"),
    ("frame", Drop, "loads a foreign page"),
    ("frameset", Drop, "loads foreign pages"),
    ("h1", Block("h2", Phrasing), "the page has its own first heading"),
    ("h2", Block("h2", Phrasing), "a heading"),
    ("h3", Block("h3", Phrasing), "a heading"),
    ("h4", Block("h4", Phrasing), "a heading"),
    ("h5", Block("h5", Phrasing), "a heading"),
    ("h6", Block("h6", Phrasing), "a heading"),
    ("head", Drop, "not content"),
    ("header", Container, "layout"),
    ("hgroup", Container, "layout"),
    ("hr", Line, "a thematic break"),
    ("html", Container, "the root"),
    ("i", Inline("i"), "text-level meaning"),
    ("iframe", Card, "loads a foreign page"),
    ("img", Picture, "a picture"),
    ("input", Control, "a control"),
    ("ins", Inline("ins"), "text-level meaning"),
    ("kbd", Inline("kbd"), "text-level meaning"),
    ("li", Block("li", Mixed), "a list's item"),
    ("link", Drop, "loads foreign styles"),
    ("listing", Block("pre", Verbatim), "an old name of pre"),
    ("main", Container, "layout; the page has its own"),
    ("map", Unwrap, "image maps need names, and names clobber"),
    ("mark", Inline("mark"), "text-level meaning"),
    ("math", Drop, "a foreign namespace"),
    ("meta", Drop, "could send the reader elsewhere"),
    ("meter", Unwrap, "a control is only its text here"),
    ("nav", Container, "layout"),
    ("noembed", Drop, "parsed differently where scripts run"),
    ("noframes", Drop, "parsed differently where scripts run"),
    ("noscript", Drop, "parsed differently where scripts run"),
    ("object", Card, "loads a foreign page"),
    ("ol", Block("ol", Parts), "a list"),
    ("optgroup", Drop, "a control's choices"),
    ("option", Drop, "a control's choices"),
    ("p", Block("p", Phrasing), "a paragraph"),
    ("param", Drop, "belongs to an object"),
    ("picture", Unwrap, "its sources are candidates of its img"),
    ("plaintext", Drop, "ends the parsing of tags"),
    ("pre", Block("pre", Verbatim), "text to the letter"),
    ("progress", Unwrap, "a control is only its text here"),
    ("q", Inline("q"), "text-level meaning"),
    ("rb", Inline("rb"), "ruby"),
    ("rp", Inline("rp"), "ruby"),
    ("rt", Inline("rt"), "ruby"),
    ("rtc", Inline("rtc"), "ruby"),
    ("ruby", Inline("ruby"), "ruby"),
    ("s", Inline("s"), "text-level meaning"),
    ("samp", Inline("samp"), "text-level meaning"),
    ("script", Drop, "runs foreign code"),
    ("search", Container, "layout"),
    ("section", Container, "layout"),
    ("select", Drop, "a control's choices"),
    ("slot", Unwrap, "belongs to a shadow tree"),
    ("small", Inline("small"), "text-level meaning"),
    ("source", Source, "a candidate"),
    ("span", Inline("span"), "kept only where it carries a language, a direction or an anchor"),
    ("strike", Inline("s"), "an old name of s"),
    ("strong", Inline("strong"), "text-level meaning"),
    ("style", Drop, "foreign styles"),
    ("sub", Inline("sub"), "text-level meaning"),
    ("summary", Block("summary", Phrasing), "the visible line of details"),
    ("sup", Inline("sup"), "text-level meaning"),
    ("svg", Drop, "a foreign namespace"),
    ("table", Block("table", Parts), "a table"),
    ("tbody", Block("tbody", Parts), "a part of a table"),
    ("td", Block("td", Mixed), "a cell"),
    ("template", Drop, "inert content that is not shown"),
    ("textarea", Drop, "a control"),
    ("tfoot", Block("tfoot", Parts), "a part of a table"),
    ("th", Block("th", Mixed), "a heading cell"),
    ("thead", Block("thead", Parts), "a part of a table"),
    ("time", Inline("time"), "text-level meaning"),
    ("title", Drop, "not content"),
    ("tr", Block("tr", Parts), "a row"),
    ("track", Drop, "needs the media's own host"),
    ("tt", Inline("code"), "an old name of code"),
    ("u", Inline("u"), "text-level meaning"),
    ("ul", Block("ul", Parts), "a list"),
    ("var", Inline("var"), "text-level meaning"),
    ("video", Media("video"), "content, loaded when asked for"),
    ("wbr", WordBreak, "a place to break a long word"),
    ("xmp", Drop, "its content is not parsed as it looks"),
];

/// The table without its reasons, which are for people: the reader need not carry them.
static RULES: [(&str, Rule); ELEMENTS.len()] = {
    let mut rules = [("", Unwrap); ELEMENTS.len()];
    let mut at = 0;
    while at < rules.len() {
        rules[at] = (ELEMENTS[at].0, ELEMENTS[at].1);
        at += 1;
    }
    rules
};

/// The rule for an element of the HTML namespace, by its lower-case name.
pub fn rule(name: &str) -> Rule {
    RULES.binary_search_by(|row| row.0.cmp(name)).map_or(Unwrap, |found| RULES[found].1)
}

/// How an attribute's value is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A decimal number from 0 to this.
    Number(u32),
    /// One of these words, whatever its case.
    OneOf(&'static [&'static str]),
    /// Present or not; the value does not matter.
    Flag,
    /// Plain text of at most this many bytes. Only for attributes that no engine reads as an address or as code.
    Text(usize),
    /// A BCP 47 tag: letters, digits, hyphens, at most 35 bytes.
    Language,
}

/// Attributes every kept element may bring, besides `id`, which is given a prefix.
pub const EVERYWHERE: &[(&str, Value)] = &[("dir", Value::OneOf(&["ltr", "rtl", "auto"])), ("lang", Value::Language)];

/// Attributes of single elements (by their name in the result). Addresses and classes are not here: they have code of their own.
pub const ATTRIBUTES: &[(&str, &str, Value)] = &[
    ("abbr", "title", Value::Text(300)),
    ("dfn", "title", Value::Text(300)),
    ("details", "open", Value::Flag),
    ("li", "value", Value::Number(1_000_000)),
    ("ol", "reversed", Value::Flag),
    ("ol", "start", Value::Number(1_000_000)),
    ("ol", "type", Value::OneOf(&["1", "a", "i"])),
    ("td", "colspan", Value::Number(100)),
    ("td", "rowspan", Value::Number(1_000)),
    ("th", "colspan", Value::Number(100)),
    ("th", "rowspan", Value::Number(1_000)),
    ("th", "scope", Value::OneOf(&["row", "col", "rowgroup", "colgroup"])),
    ("time", "datetime", Value::Text(40)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_its_names_so_that_it_can_be_searched() {
        assert!(ELEMENTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn what_a_rule_makes_is_itself_kept_under_that_name() {
        for (name, row, _) in ELEMENTS {
            if let Block(made, _) | Inline(made) | Media(made) = row {
                match rule(made) {
                    Block(again, _) | Inline(again) | Media(again) => assert_eq!(&again, made, "{name}"),
                    other => panic!("{name} becomes {made}, which becomes {other:?}"),
                }
            }
        }
    }
}
