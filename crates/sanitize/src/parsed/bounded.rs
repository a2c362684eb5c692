//! Parses HTML so that no made-up body takes more than its share of time and memory. Knows html5ever's costs; must not
//! know the policy.
//!
//! html5ever looks through all open elements for each new one, opens formatting elements anew in each paragraph, and looks
//! through all attributes of a tag for each of them: depth, width and repetition cost their product or their square.

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::driver::ParseOpts;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, QualName, parse_document};
use markup5ever_rcdom::{Handle, RcDom};

/// Bytes that are parsed between two looks at what they became: so few that even the worst of them cannot become much.
const STEP_BYTES: usize = 512;

/// Elements of one body. The largest real body seen has about 6,000.
const ELEMENTS: usize = 1_000_000;

/// Steps that may be taken through open elements: for each element as many as it stands deep. Enough for 30,000 levels, of
/// which a browser's own parser keeps 512.
const STEPS: usize = 500_000_000;

/// Attributes of one tag; one with more is none that anybody wrote, and loses them all.
const ATTRIBUTES: usize = 500;

/// The tree of a body, parsed as an inert document (scripts off, so that `noscript` holds elements), and whether its end
/// was left out because it goes beyond all measure.
pub(super) fn parse(html: &str) -> (RcDom, bool) {
    parse_within(html, ELEMENTS, STEPS)
}

fn parse_within(html: &str, most_elements: usize, most_steps: usize) -> (RcDom, bool) {
    let html = without_wide_tags(html);
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder, ..ParseOpts::default() };
    let mut parser = parse_document(Counted::default(), options);
    let mut rest = &*html;
    let (mut elements, mut steps) = (0, 0);
    while !rest.is_empty() && elements <= most_elements && steps <= most_steps {
        let mut end = rest.ceil_char_boundary(STEP_BYTES);
        // Where nothing follows, a `<` alone would be text.
        if end > 1 && rest[..end].ends_with('<') {
            end -= 1;
        }
        parser.process(StrTendril::from_slice(&rest[..end]));
        rest = &rest[end..];
        let counted = &parser.tokenizer.sink.sink;
        steps += (counted.elements.get() - elements) * depth(&counted.tree.document);
        elements = counted.elements.get();
    }
    (parser.finish(), !rest.is_empty())
}

/// How deep the last node stands, which is where the parser goes on.
fn depth(document: &Handle) -> usize {
    let last_child = |node: &Handle| node.children.borrow().last().cloned();
    std::iter::successors(last_child(document), last_child).count()
}

/// The HTML with tags of too many attributes bared.
fn without_wide_tags(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let name = html[start + 1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        at = start + 1 + name;
        if name == 0 {
            continue;
        }
        let (attributes, length) = attributes(&html.as_bytes()[at..]);
        if attributes > ATTRIBUTES {
            kept.push_str(&html[copied..at]);
            copied = at + length;
            at = copied;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

/// How many attributes a tag has, and how long they are, as the standard's tokenizer sees it; `tag` begins after its name.
/// Looks no further than it takes to know that they are too many and where they end.
fn attributes(tag: &[u8]) -> (usize, usize) {
    enum Place {
        Between,
        Name,
        BeforeValue,
        Value(Option<u8>),
    }
    let mut place = Place::Between;
    let mut count = 0;
    for (at, &byte) in tag.iter().enumerate() {
        let is_blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
        place = match place {
            Place::Value(Some(quote)) if byte == quote => Place::Between,
            Place::Value(Some(quote)) => Place::Value(Some(quote)),
            Place::BeforeValue if matches!(byte, b'"' | b'\'') => Place::Value(Some(byte)),
            _ if byte == b'>' => return (count, at),
            Place::BeforeValue if is_blank => Place::BeforeValue,
            Place::BeforeValue => Place::Value(None),
            Place::Value(None) if is_blank => Place::Between,
            Place::Value(None) => Place::Value(None),
            Place::Name if byte == b'=' => Place::BeforeValue,
            Place::Between | Place::Name if is_blank || byte == b'/' => Place::Between,
            // After a name and a blank, `=` is still the name's; a count of one too many does no harm.
            Place::Between if byte == b'=' && count > 0 => Place::BeforeValue,
            Place::Between => {
                count += 1;
                Place::Name
            }
            Place::Name => Place::Name,
        };
    }
    (count, tag.len())
}

/// The tree, with its elements counted as they are made.
#[derive(Default)]
struct Counted {
    tree: RcDom,
    elements: Cell<usize>,
}

impl TreeSink for Counted {
    type Handle = Handle;
    type Output = RcDom;
    type ElemName<'a> = <RcDom as TreeSink>::ElemName<'a>;

    fn finish(self) -> RcDom {
        self.tree
    }

    fn parse_error(&self, _: Cow<'static, str>) {
        // Nobody reads them, and a body can have millions.
    }

    fn get_document(&self) -> Handle {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Self::ElemName<'a> {
        self.tree.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.elements.set(self.elements.get() + 1);
        self.tree.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.tree.create_pi(target, data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.tree.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        self.tree.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        self.tree.same_node(one, other)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, node: NodeOrText<Handle>) {
        self.tree.append_before_sibling(sibling, node);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        self.tree.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        self.tree.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Handle) -> bool {
        self.tree.is_mathml_annotation_xml_integration_point(target)
    }
}

#[cfg(test)]
mod tests {
    use markup5ever_rcdom::NodeData;

    use super::*;

    const MOST_ELEMENTS: usize = 10_000;

    /// How many elements come of it, and whether its end was left out.
    fn parsed(html: &str) -> (usize, bool) {
        let (tree, is_cut) = parse_within(html, MOST_ELEMENTS, 1_000_000);
        let mut open = vec![tree.document.clone()];
        let mut elements = 0;
        while let Some(node) = open.pop() {
            elements += usize::from(matches!(node.data, NodeData::Element { .. }));
            open.extend(node.children.borrow().iter().cloned());
        }
        (elements, is_cut)
    }

    #[test]
    fn what_people_write_is_parsed_whole() {
        // html, head and body stand in every tree.
        assert_eq!(parsed(&"<div>x".repeat(1_000)), (1_003, false));
        assert_eq!(parsed(&"<p>长卷<br>".repeat(4_000)), (8_003, false));
        assert_eq!(parsed(""), (3, false));
    }

    #[test]
    fn what_would_take_its_square_is_cut() {
        let many_formats: String = (0..100).map(|number| format!("<b a={number}>")).collect();
        for bomb in ["<div>".repeat(10_000), format!("<p>{many_formats}</p>{}", "<p>x</p>".repeat(10_000))] {
            let (elements, is_cut) = parsed(&bomb);
            assert!(is_cut && elements < 2 * MOST_ELEMENTS, "{elements}");
        }
    }

    #[track_caller]
    fn check(tag: &str, expected: usize) {
        let (count, length) = attributes(tag.as_bytes());
        assert_eq!((count, &tag[length..]), (expected, ">x"), "{tag}");
    }

    #[test]
    fn attributes_are_counted_as_the_standard_does() {
        check(">x", 0);
        check(" a b=c d='>' e=\"f g\"h/i>x", 6);
        check(" a=b\"c d>x", 2);
        check(" \"a b\">x", 2);
        check(" x=y=\"a b\">x", 2);
        check(" a = 'b >' c>x", 2);
    }

    #[test]
    fn tags_of_too_many_attributes_are_bared() {
        let wide: String = (0..600).map(|number| format!(" a{number}=\"1\"")).collect();
        assert_eq!(without_wide_tags(&format!("a<p{wide}>b</p><i c>d")), "a<p>b</p><i c>d");
        let long = format!("<p style=\"{}\" class='{}'>x", "a: b; ".repeat(9_000), "c ".repeat(9_000));
        assert_eq!(without_wide_tags(&long), long);
    }
}
