//! Whether an SVG is a drawing and nothing else, and how large. Opened by itself it is a page of the site: one that could do
//! anything is no picture here. Must not mend or rewrite one.

use std::collections::HashMap;

use roxmltree::{Document, Node, NodeType, ParsingOptions};

/// Bytes of a drawing. What is larger is slow to show, and better a picture of pixels.
const BYTES: usize = 4 * 1024 * 1024;
/// Elements, texts and comments of a drawing.
const NODES: u32 = 200_000;
/// What browsers take where nothing says how large a drawing is, in CSS pixels.
const USUAL_SIZE: (f64, f64) = (300.0, 150.0);
const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
/// Namespaces of elements that are a page's: they have handlers, links, and a look of their own.
const OF_PAGES: [&str; 2] = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"];
/// So many `use` lead to one another. Each may stand for many more of the next.
const USES: usize = 8;

/// Elements that draw. None runs, loads a page, or changes an address while it is looked at.
const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

/// Width and height in CSS pixels of a drawing that can do nothing else; `None` for all other bytes.
pub(super) fn measure(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.len() > BYTES {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('<') || declares_more(text) {
        return None;
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    let is_drawing = root.has_tag_name((SVG, "svg"))
        && document.root().descendants().all(|node| is_harmless(&node))
        && is_bounded(&document);
    is_drawing.then(|| size(&root))
}

/// Whether a browser would read something else than what stands there: entities, attributes that a declaration adds,
/// another encoding.
fn declares_more(text: &str) -> bool {
    let declares = text.match_indices("<!").any(|(at, _)| {
        let rest = &text[at + 2..];
        !["--", "[CDATA[", "DOCTYPE"].iter().any(|known| rest.starts_with(known))
    });
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next()).unwrap_or_default();
    let encoding =
        declaration.split_once("encoding").map_or("utf-8", |(_, rest)| rest.trim_matches([' ', '=', '"', '\'']));
    declares || !encoding.get(..5).is_some_and(|encoding| encoding.eq_ignore_ascii_case("utf-8"))
}

fn is_harmless(node: &Node<'_, '_>) -> bool {
    match node.node_type() {
        NodeType::PI => false,
        NodeType::Element => match node.tag_name().namespace() {
            Some(SVG) => {
                let name = node.tag_name().name();
                let is_style = name == "style";
                ELEMENTS.contains(&name)
                    && attributes_are_harmless(node)
                    && (!is_style || style_is_harmless(&text(node)))
            }
            Some(namespace) if OF_PAGES.contains(&namespace) => false,
            // What drawing programs note for themselves is nothing to a browser.
            _ => !node.attributes().any(|attribute| is_handler(attribute.name())),
        },
        NodeType::Root | NodeType::Comment | NodeType::Text => true,
    }
}

/// What a browser takes for a style: all texts of the element, joined over comments and other elements.
fn text(node: &Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

fn attributes_are_harmless(node: &Node<'_, '_>) -> bool {
    node.attributes().all(|attribute| match (attribute.namespace(), attribute.name()) {
        (None | Some(XLINK), "href") => is_own(attribute.value()),
        (Some("http://www.w3.org/XML/1998/namespace"), name) => name != "base",
        (Some(_), _) => true,
        (None, name) => !is_handler(name) && style_is_harmless(attribute.value()),
    })
}

fn is_handler(attribute: &str) -> bool {
    attribute.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
}

/// Whether a browser that draws each `use` as what it stands for draws no more than a drawing may hold.
fn is_bounded(document: &Document<'_>) -> bool {
    let named: HashMap<_, _> = document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut left = NODES;
    draw(document.root_element(), &named, USES, &mut left).is_some()
}

/// Takes what is drawn of a node from what is `left`; `None` where that is not enough, or `use` lead too far.
fn draw<'a>(node: Node<'a, 'a>, named: &HashMap<&str, Node<'a, 'a>>, uses: usize, left: &mut u32) -> Option<()> {
    for inner in node.descendants() {
        *left = left.checked_sub(1)?;
        if inner.has_tag_name((SVG, "use")) {
            let addresses = [inner.attribute("href"), inner.attribute((XLINK, "href"))];
            for target in addresses.into_iter().flatten().filter_map(|href| named.get(href.strip_prefix('#')?)) {
                draw(*target, named, uses.checked_sub(1)?, left)?;
            }
        }
    }
    Some(())
}

/// Whether an address leads to another part of the drawing, or is a picture of pixels inside it.
fn is_own(address: &str) -> bool {
    let pixels = ["png", "jpeg", "jpg", "gif", "webp"].iter().map(|kind| format!("data:image/{kind};"));
    address.starts_with('#') || pixels.into_iter().any(|start| address.starts_with(&start))
}

/// Whether a style (or another attribute's value) loads nothing.
fn style_is_harmless(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    // An escape could spell anything.
    let loads = ["@import", "\\", "expression(", "javascript:", "image(", "image-set(", "src("];
    let leads_out = style.split("url(").skip(1).any(|rest| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#'));
    !leads_out && !loads.iter().any(|word| style.contains(word))
}

/// What `width` and `height` say, else the `viewBox`, else what browsers take.
fn size(root: &Node<'_, '_>) -> (u32, u32) {
    let stated = |name: &str| root.attribute(name).and_then(length);
    let viewed = root.attribute("viewBox").and_then(|text| {
        let mut numbers =
            text.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty()).map(str::parse::<f64>);
        let (_, _, width, height) = (numbers.next()?, numbers.next()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
        (width > 0.0 && height > 0.0).then_some((width, height))
    });
    let (width, height) = match (stated("width"), stated("height"), viewed) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(viewed)) => (width, width * viewed.1 / viewed.0),
        (None, Some(height), Some(viewed)) => (height * viewed.0 / viewed.1, height),
        (None, None, Some(viewed)) => viewed,
        (width, height, None) => (width.unwrap_or(USUAL_SIZE.0), height.unwrap_or(USUAL_SIZE.1)),
    };
    // The casts hold what is out of their range at its ends.
    ((width.round() as u32).clamp(1, 100_000), (height.round() as u32).clamp(1, 100_000))
}

/// A length in CSS pixels; a share of something else is none.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let pixels = match &text[unit..] {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        _ => return None,
    };
    text[..unit].trim().parse::<f64>().ok().map(|number| number * pixels).filter(|length| *length > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(u32, u32)>) {
        assert_eq!(measure(text.as_bytes()), expected, "{text}");
    }

    /// The drawing with this in it.
    fn with(inside: &str) -> String {
        format!(
            "<svg xmlns=\"{SVG}\" xmlns:xlink=\"{XLINK}\" xmlns:h=\"http://www.w3.org/1999/xhtml\" width=\"4\" height=\"3\">{inside}</svg>"
        )
    }

    #[test]
    fn a_drawing_is_as_large_as_it_says() {
        let check = |attributes: &str, expected| check(&format!("<svg xmlns='{SVG}' {attributes}/>"), Some(expected));
        check("width='40' height='30'", (40, 30));
        check("width='40px' height='30.6PX'", (40, 150));
        check("width='1in' height=' 72pt '", (96, 96));
        check("viewBox='0 0 640,480'", (640, 480));
        check("width='100%' viewBox='-1 -1 20 10'", (20, 10));
        check("width='100' viewBox='0 0 20 10'", (100, 50));
        check("height='100' viewBox='0 0 20 10'", (200, 100));
        check("width='-4' viewBox='0 0 -1 8'", (300, 150));
        check("", (300, 150));
        check("width='9999999' height='NaN'", (100_000, 150));
    }

    #[test]
    fn what_draws_is_taken() {
        for inside in [
            "<defs><linearGradient id='a'><stop offset='1'/></linearGradient></defs><path fill='url(#a)' d='M0 0'/>",
            "<style>path { fill: url( \"#a\" ) }</style><use xlink:href='#b'/><use href='#b'/>",
            "<image href='data:image/png;base64,AAAA' width='1'/>",
            "<metadata><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata><text>on = 1</text>",
            "<![CDATA[<script>]]><!-- <script> -->",
            "<g xmlns:i='urn:i' i:path='C:\\onload' xml:space='preserve'/>",
            "<i:view xmlns:i='urn:i' path='C:\\onload' i:zoom='1'/>",
            "<g id='a'><path/></g><g id='b'><use href='#a'/><use href='#a'/></g><use href='#b'/><use href='#nothing'/>",
        ] {
            check(&with(inside), Some((4, 3)));
        }
        let doctype =
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">";
        check(&format!("\u{feff}<?xml version='1.0' encoding=\"UTF-8\"?>\n{doctype}\n{}", with("")), Some((4, 3)));
    }

    #[test]
    fn what_could_do_anything_is_no_picture() {
        for inside in [
            "<script>alert(1)</script>",
            "<g><a href='https://x.example/'><rect/></a></g>",
            "<rect onclick='alert(1)'/>",
            "<rect ONLOAD='alert(1)'/>",
            "<foreignObject><p/></foreignObject>",
            "<h:script>alert(1)</h:script>",
            "<metadata><h:img src='x' onerror='alert(1)'/></metadata>",
            "<x xmlns='urn:x'><script xmlns='http://www.w3.org/2000/svg'/></x>",
            "<style>@keyframes x{}m{animation:x 1s}</style><m xmlns='http://www.w3.org/1998/Math/MathML' onanimationstart='alert(1)'/>",
            "<metadata><math xmlns='http://www.w3.org/1998/Math/MathML' href='javascript:alert(1)'/></metadata>",
            "<x xmlns='urn:x' tabindex='0' autofocus='' onfocus='alert(1)'/>",
            "<x xmlns='' onfocus='alert(1)'/>",
            "<g id='a'><use href='#a'/></g>",
            "<set attributeName='href' to='javascript:alert(1)'/>",
            "<animate attributeName='x'/>",
            "<use href='https://x.example/a.svg#b'/>",
            "<use xlink:href='data:image/svg+xml,x'/>",
            "<image href='http://tracker.example/1.png'/>",
            "<rect fill='url(https://x.example/a.svg#b)'/>",
            "<rect style='background: url( &quot;//x.example&quot; )'/>",
            "<style>@import 'https://x.example/a.css';</style>",
            "<style>a { background: u\\72l(https://x.example/) }</style>",
            "<style>a { background: u<!-- -->rl(https://x.example/) }</style>",
            "<style>@im<title/>port 'https://x.example/a.css';</style>",
            "<style>@im<![CDATA[port]]> 'https://x.example/a.css';</style>",
            "<g xml:base='https://x.example/'/>",
            "<iframe/>",
            "<?xml-stylesheet type='text/xsl' href='#a'?>",
        ] {
            check(&with(inside), None);
        }
        for whole in [
            String::new(),
            "text".to_owned(),
            "<svg/>".to_owned(),
            "<html><svg xmlns='http://www.w3.org/2000/svg'/></html>".to_owned(),
            format!("<?xml-stylesheet href='a.xsl' type='text/xsl'?>{}", with("")),
            format!("<!DOCTYPE svg [<!ENTITY a '<x/>'>]>{}", with("&a;")),
            format!("<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]>{}", with("")),
            format!("<?xml version='1.0' encoding='UTF-7'?>{}", with("")),
            with("<g>"),
            with(&"<g/>".repeat(300_000)),
        ] {
            check(&whole, None);
        }
        assert_eq!(measure(b"\xff\xfe<\0s\0v\0g\0"), None);
    }

    #[test]
    fn a_drawing_that_stands_for_more_than_it_holds_is_none() {
        let tower = |levels: u32| {
            let level = |at| format!("<g id='l{}'>{}</g>", at + 1, format!("<use href='#l{at}'/>").repeat(10));
            format!("<g id='l0'><path/></g>{}", (0..levels).map(level).collect::<String>())
        };
        check(&with(&tower(3)), Some((4, 3)));
        check(&with(&tower(6)), None);
        check(&with(&tower(9)), None);
        let line: String = (0..100_000).map(|at| format!("<use id='u{at}' href='#u{}'/>", at + 1)).collect();
        check(&with(&line), None);
    }

    #[test]
    fn a_deep_drawing_is_read_to_its_end() {
        check(&with(&("<g>".repeat(100_000) + &"</g>".repeat(100_000))), Some((4, 3)));
    }
}
