//! Which keys mean what: input, expected result.

use super::*;
use crate::source::front_matter;

#[track_caller]
fn check(yaml: &str, expected: Keys) {
    let text = format!("---\n{yaml}\n---\n");
    assert_eq!(read(&front_matter::read(&text).entries), expected, "{yaml}");
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn character_references_are_decoded_once() {
    let title = |title| Keys { title: some(title), ..Keys::default() };
    check("title: 'a &#123;b&#125; &amp;lt; c'", title("a {b} &lt; c"));
    let cover = |cover| Keys { cover: some(cover), ..Keys::default() };
    check("cover: 'http://a/?b=1&copy=2&amp;c'", cover("http://a/?b=1&copy=2&c"));
}

#[test]
fn spellings_are_one_key() {
    for key in ["updated", "lastmod", "modified", "last_modified_at", "lastModifiedAt", "Updated"] {
        check(&format!("{key}: 2020-01-01"), Keys { updated: some("2020-01-01"), ..Keys::default() });
    }
    for key in ["headimg", "cover", "banner", "thumbnail", "image", "featured_image", "featuredImage"] {
        check(&format!("{key}: a.jpg"), Keys { cover: some("a.jpg"), ..Keys::default() });
    }
    for key in ["description", "excerpt", "summary"] {
        check(&format!("{key}: <p>one\n  two</p>"), Keys { description: some("one two"), ..Keys::default() });
    }
}

#[test]
fn lists_of_every_shape() {
    let authors = |list| Keys { authors: texts(list), ..Keys::default() };
    check("author: A", authors(&["A"]));
    check("author: {name: A, url: http://a}", authors(&["A"]));
    check("authors: [A, {name: B}, A]", authors(&["A", "B"]));
    check("authors:\n - name: A\n   url: x\n - name: B", authors(&["A", "B"]));
    let categories = |list| Keys { categories: texts(list), ..Keys::default() };
    check("categories: a b", categories(&["a b"]));
    check("category: a", categories(&["a"]));
    check("categories:\n - [a, b]\n - [a, c]", categories(&["a", "b", "c"]));
    check("categories: \n - a: b\n - c", categories(&["a: b", "c"]));
    check("tags: a, b，c", Keys { tags: texts(&["a", "b", "c"]), ..Keys::default() });
    check("tags: ['a, b']", Keys { tags: texts(&["a, b"]), ..Keys::default() });
    check("taxonomies:\n  tags: [x]", Keys { tags: texts(&["x"]), ..Keys::default() });
}

#[test]
fn an_absolute_permalink_is_the_original() {
    check("permalink: https://e.org/a", Keys { link: some("https://e.org/a"), ..Keys::default() });
    check("url: https://e.org/a\nslug: b", Keys { slug: some("b"), ..Keys::default() });
    check("link: https://e.org/a\nsource: ZAKER", Keys { link: some("https://e.org/a"), ..Keys::default() });
    check("source: ZAKER", Keys::default());
}

#[test]
fn drafts_are_what_says_so() {
    let draft = |is_draft| Keys { is_draft, ..Keys::default() };
    check("draft: true", draft(true));
    check("draft: no", draft(false));
    check("published: false", draft(true));
    check("published: true", draft(false));
    check("published: 2020-01-01", Keys { date: some("2020-01-01"), ..Keys::default() });
}

#[test]
fn empty_values_are_passed_over() {
    check("headimg: ''\nthumbnail: b.jpg", Keys { cover: some("b.jpg"), ..Keys::default() });
    check("cover: {image: c.jpg, alt: x}", Keys { cover: some("c.jpg"), ..Keys::default() });
    check("title: \n\nunknown: x", Keys::default());
}
