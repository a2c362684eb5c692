//! One post whose every field is hostile: each output is read by a real parser of its format, and says what was meant.

use crate::page::{self, texts};
use crate::publisher::Desk;

/// Ends attributes, elements, comments, scripts and CDATA sections, and holds what browsers, terminals and people trip over.
const WORDS: &str =
    "</title></script><script>alert(1)</script>\"'`><img src=x onerror=alert(1)>]]>-->&amp;&#x41;{{7*7}}${x}";

/// As it is written: with controls, direction marks, invisible characters, line ends of all kinds, and a lone one of each.
fn written(name: &str) -> String {
    format!(
        "{name}\u{0}\u{8} \u{202e}{WORDS}\u{202c}\u{200b}\u{feff}\u{1b}[31m\u{2028}\u{2029}\r\n\tend\u{7f}\u{ffff}\u{fffe}"
    )
}

/// As it is meant: one line that shows all of it.
fn meant(name: &str) -> String {
    setting_meant(name).replace("&amp;", "&").replace("&#x41;", "A")
}

/// Settings are no markup: in them a reference to a character is a text like any other.
fn setting_meant(name: &str) -> String {
    format!("{name} {WORDS}[31m end\u{ffff}\u{fffe}")
}

/// Descriptions are markup for some generators: the words of it are what is meant.
fn described(name: &str) -> String {
    meant(name).replace("</title></script><script>alert(1)</script>", "").replace("<img src=x onerror=alert(1)>", " ")
}

/// U+FFFE and U+FFFF are characters, but not in XML.
fn in_xml(text: &str) -> String {
    text.replace(['\u{ffff}', '\u{fffe}'], "")
}

const LINK: &str = "https://read.example/\"><script>alert(1)</script>?a=1&b='\n#]]>";
const LINK_MEANT: &str = "https://read.example/%22%3E%3Cscript%3Ealert(1)%3C/script%3E?a=1&b=%27#]]%3E";

fn desk() -> Desk {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let field = |name: &str| json(&written(name));
    let post = format!(
        "{{\"title\": {}, \"date\": \"2024-01-01\", \"updated\": {}, \"authors\": [{}, {}], \"categories\": [{}, {}],\n\
         \"tags\": [{}], \"description\": {}, \"lang\": {}, \"slug\": {}, \"guid\": {}, \"cover\": {}, \"link\": {}}}\n\n\
         <p>words</p>\n",
        field("title"),
        field("updated"),
        field("author one"),
        field("author two"),
        field("category one"),
        field("category two"),
        field("tag"),
        field("about"),
        field("lang"),
        field("slug"),
        field("guid"),
        field("cover"),
        json(LINK),
    );
    let settings = toml::toml! { base_url = "https://site.example/sub/" };
    let mut settings = settings;
    for key in ["title", "description", "author"] {
        settings.insert(key.to_owned(), written(&format!("site {key}")).into());
    }
    Desk::new(&[("post.md", &post), ("handscroll.toml", &settings.to_string())])
}

#[test]
fn pages_say_what_was_meant() {
    let desk = desk();
    desk.build();
    let (_, id) = desk.ids().pop_first().unwrap();
    let article = page::elements(&desk.text(&format!("a/{id}/index.html")));
    let site = setting_meant("site title");
    assert_eq!(texts(&article, "title", ""), [format!("{} · {site}", meant("title"))]);
    assert_eq!(texts(&article, "h1", "article__title"), [meant("title")]);
    assert_eq!(texts(&article, "span", "article__author"), [meant("author one"), meant("author two")]);
    assert_eq!(texts(&article, "p", "article__kicker"), [meant("category one") + &meant("category two")]);
    let content = |key: &str, name: &str| {
        let meta = article.iter().find(|element| element.attribute(key) == Some(name));
        meta.and_then(|meta| meta.attribute("content")).unwrap_or_default().to_owned()
    };
    assert_eq!(content("name", "description"), described("about"));
    assert_eq!(content("property", "og:title"), format!("{} · {site}", meant("title")));
    assert_eq!(content("property", "og:site_name"), site);
    let original = article.iter().find(|element| element.attribute("class") == Some("article__original")).unwrap();
    assert_eq!(original.attribute("href"), Some(LINK_MEANT));

    let library = page::elements(&desk.text("index.html"));
    assert_eq!(texts(&library, "h1", "library__title"), [site]);
    assert_eq!(texts(&library, "p", "library__about"), [setting_meant("site description")]);
    assert_eq!(texts(&library, "h2", "row__title"), [meant("title")]);
    for elements in [article, library] {
        assert!(elements.iter().all(|element| element.name != "script" && element.name != "img"), "{elements:?}");
    }
}

#[test]
fn the_manifest_says_what_was_meant() {
    let desk = desk();
    desk.build();
    let feed = desk.feed();
    assert_eq!(feed["title"].as_str(), Some(&*setting_meant("site title")));
    let item = &feed["items"][0];
    assert_eq!(item["title"].as_str(), Some(&*meant("title")));
    assert_eq!(item["summary"].as_str(), Some(&*described("about")));
    assert_eq!(item["external_url"].as_str(), Some(LINK_MEANT));
    assert_eq!(item["authors"][1]["name"].as_str(), Some(&*meant("author two")));
    assert_eq!(item["tags"][1].as_str(), Some(&*meant("category two")));
    assert_eq!(item["tags"][2].as_str(), Some(&*meant("tag")));
}

#[test]
fn feeds_and_maps_in_xml_say_what_was_meant() {
    let desk = desk();
    desk.build();
    let atom = desk.text("atom.xml");
    let atom = roxmltree::Document::parse(&atom).unwrap();
    let texts = |name: &str| -> Vec<String> {
        let named = atom.descendants().filter(|node| node.tag_name().name() == name);
        named.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(texts("title"), [in_xml(&setting_meant("site title")), in_xml(&meant("title"))]);
    assert_eq!(texts("subtitle"), [in_xml(&setting_meant("site description"))]);
    assert_eq!(texts("name"), [in_xml(&meant("author one")), in_xml(&meant("author two"))]);
    let terms: Vec<_> = atom.descendants().filter_map(|node| node.attribute("term")).collect();
    assert_eq!(terms, [in_xml(&meant("category one")), in_xml(&meant("category two")), in_xml(&meant("tag"))]);

    let (_, id) = desk.ids().pop_first().unwrap();
    let sitemap = desk.text("sitemap.xml");
    let sitemap = roxmltree::Document::parse(&sitemap).unwrap();
    let places: Vec<_> =
        sitemap.descendants().filter(|node| node.tag_name().name() == "loc").map(|node| node.text()).collect();
    assert_eq!(places, [Some("https://site.example/sub/"), Some(&*format!("https://site.example/sub/a/{id}/"))]);
    assert_eq!(desk.text("robots.txt"), "User-agent: *\nAllow: /\nSitemap: https://site.example/sub/sitemap.xml\n");
}

#[test]
fn the_run_says_it_without_speaking_to_the_terminal() {
    let run = desk().build();
    run.says("is no language tag");
    let speaks = |c: char| c.is_control() && c != '\n' || handscroll_core::display::reorders(c);
    assert!(!run.said.contains(speaks), "{:?}", run.said);
}
