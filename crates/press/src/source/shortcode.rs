//! What Hexo and Hugo replace in a body before it is Markdown: their tags for pictures become `<img>`, their marks
//! go, and whatever else they have stays visible as text. Code is never touched.

mod code;

use html_escape::{encode_double_quoted_attribute as attribute, encode_text};

/// The longest shortcode that is looked for, in bytes.
const LENGTH_LIMIT: usize = 2000;

/// A body whose shortcodes are replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Replaced {
    pub(super) text: String,
    /// Where `<!-- more -->` stood: what is before it introduces the article.
    pub(super) more_at: Option<usize>,
}

/// Replaces the shortcodes of a body.
pub(super) fn replace(body: &str, is_html: bool) -> Replaced {
    let mut replaced = Replaced { text: String::with_capacity(body.len()), more_at: None };
    if !["{%", "{{", "<!--"].iter().any(|mark| body.contains(mark)) {
        replaced.text.push_str(body);
        return replaced;
    }
    let code = if is_html { code::in_html(body) } else { code::in_markdown(body) };
    let mut code = code.into_iter().peekable();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = body[at..].find(['{', '<']) {
        at += found;
        while code.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = code.peek().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        let Some((length, markup)) = shortcode(&body[at..], is_html) else {
            at += 1;
            continue;
        };
        replaced.text.push_str(&body[copied..at]);
        if body[at..].starts_with('<') {
            replaced.more_at.get_or_insert(replaced.text.len());
        }
        replaced.text.push_str(&markup);
        at += length;
        copied = at;
    }
    replaced.text.push_str(&body[copied..]);
    replaced
}

/// The shortcode that a text begins with: its length in bytes and what stands in its place.
fn shortcode(text: &str, is_html: bool) -> Option<(usize, String)> {
    let (inner, length) =
        ["{%", "{{<", "{{%", "<!--"].iter().zip(["%}", ">}}", "%}}", "-->"]).find_map(|(open, close)| {
            let inside = text.strip_prefix(open)?;
            // A tag stands in one line. Longer searches for its end would make a body of `{%` quadratic.
            let near = &inside[..inside.floor_char_boundary(LENGTH_LIMIT)];
            let line = near.split('\n').next().unwrap_or_default();
            let end = line.find(close)?;
            Some((inside[..end].trim(), open.len() + end + close.len()))
        })?;
    if text.starts_with('<') {
        return inner.eq_ignore_ascii_case("more").then(|| (length, String::new()));
    }
    let (name, arguments) = inner.trim_end_matches('/').split_once(char::is_whitespace).unwrap_or((inner, ""));
    let markup = match name {
        "raw" | "endraw" if text.starts_with("{%") => String::new(),
        "img" | "asset_img" if text.starts_with("{%") => hexo_image(&split_arguments(arguments))?,
        "figure" | "img" | "image" if text.starts_with("{{") => hugo_figure(&split_arguments(arguments), is_html)?,
        _ => return None,
    };
    Some((length, markup))
}

/// `{% asset_img [class…] source [width] [height] ["title" ["alt"]] %}`.
fn hexo_image(arguments: &[String]) -> Option<String> {
    let at = arguments.iter().position(|word| word.contains(['.', '/']))?;
    let mut image = format!("<img src=\"{}\"", attribute(&arguments[at]));
    let mut sizes = ["width", "height"].into_iter();
    // Hexo's own examples wrap both texts in one more pair of quotes: '"title" "alt"'.
    let further = arguments[at + 1..]
        .iter()
        .flat_map(|word| if word.contains('"') { split_arguments(word) } else { vec![word.clone()] });
    let mut texts = Vec::new();
    for word in further {
        let is_size = texts.is_empty() && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        match is_size.then(|| sizes.next()).flatten() {
            Some(size) => image.push_str(&format!(" {size}=\"{word}\"")),
            None => texts.push(word),
        }
    }
    if let Some(title) = texts.first().filter(|title| !title.is_empty()) {
        image.push_str(&format!(" title=\"{}\"", attribute(title)));
    }
    let alt = texts.get(1).or(texts.first()).map_or("", String::as_str);
    image.push_str(&format!(" alt=\"{}\">", attribute(alt)));
    Some(image)
}

/// `{{< figure src="…" alt="…" caption="…" >}}`.
fn hugo_figure(arguments: &[String], is_html: bool) -> Option<String> {
    let named = |name: &str| {
        let value = arguments.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        value.filter(|value| !value.is_empty())
    };
    let positional = arguments.first().filter(|word| !word.contains('='));
    let source = named("src").or(positional.map(String::as_str))?;
    let caption = named("caption").or(named("title"));
    let mut image = format!("<img src=\"{}\"", attribute(source));
    for size in ["width", "height"] {
        if let Some(value) = named(size).filter(|value| value.bytes().all(|byte| byte.is_ascii_digit())) {
            image.push_str(&format!(" {size}=\"{value}\""));
        }
    }
    image.push_str(&format!(" alt=\"{}\">", attribute(named("alt").or(caption).unwrap_or_default())));
    if let Some(link) = named("link") {
        image = format!("<a href=\"{}\">{image}</a>", attribute(link));
    }
    let caption = caption.map(|text| format!("<figcaption>{}</figcaption>", encode_text(text))).unwrap_or_default();
    let figure = format!("<figure>{image}{caption}</figure>");
    // In Markdown a block of HTML ends with an empty line.
    Some(if is_html { figure } else { format!("\n\n{figure}\n\n") })
}

/// Words parted by spaces; quotes hold a word together, after a `=` too.
fn split_arguments(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut has_word = false;
    for c in text.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.push(c),
            ('"' | '\'' | '`', None) if word.is_empty() || word.ends_with('=') => {
                quote = Some(c);
                has_word = true;
            }
            (c, None) if c.is_whitespace() => {
                if has_word {
                    words.push(std::mem::take(&mut word));
                }
                has_word = false;
            }
            (c, None) => {
                word.push(c);
                has_word = true;
            }
        }
    }
    if has_word {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(replace(body, false).text, expected);
    }

    #[test]
    fn pictures_become_images() {
        check("{% asset_img a.jpg %}", "<img src=\"a.jpg\" alt=\"\">");
        check(
            "{% asset_img left a.jpg 200 100 \"A \" B %}",
            "<img src=\"a.jpg\" width=\"200\" height=\"100\" title=\"A \" alt=\"B\">",
        );
        check("{% img /a.jpg '\"T\" \"A\"' %}", "<img src=\"/a.jpg\" title=\"T\" alt=\"A\">");
        check(
            "a\n{{< figure src=\"a b.jpg\" alt='x' caption=\"1 < 2\" >}}",
            "a\n\n\n<figure><img src=\"a b.jpg\" alt=\"x\"><figcaption>1 &lt; 2</figcaption></figure>\n\n",
        );
        assert_eq!(
            replace("<p>{{% figure src=`a\"b.jpg` link=c width=10 %}}</p>", true).text,
            "<p><figure><a href=\"c\"><img src=\"a&quot;b.jpg\" width=\"10\" alt=\"\"></a></figure></p>"
        );
    }

    #[test]
    fn marks_go() {
        let replaced = replace("one<!-- more -->\n{% raw %}{{ x }}{% endraw %}<!--MORE--><!-- note -->", false);
        assert_eq!(replaced.text, "one\n{{ x }}<!-- note -->");
        assert_eq!(replaced.more_at, Some(3));
    }

    #[test]
    fn the_rest_stays() {
        for body in [
            "{% youtube abc %}",
            "{{< ref \"a.md\" >}}",
            "{% asset_img %}",
            "{{< figure alt=\"no source\" >}}",
            "{% never closed",
            "```\n{% raw %}\n```\n",
            "````\n```\n{% raw %}\n````",
            "~~~\n<!-- more -->",
            "use `{% raw %}` or ``{% img ` a.jpg %}``",
        ] {
            check(body, body);
        }
        let html = "<PRE>{% raw %}</PRE><code>{% raw %}</code>";
        assert_eq!(replace(html, true).text, html);
    }

    #[test]
    fn code_ends() {
        check("```\n{% raw %}\n```\n{% raw %}x", "```\n{% raw %}\n```\nx");
        check("`{% raw %}`{% raw %}x", "`{% raw %}`x");
        check("one ` here\n\n{% raw %}x ` y", "one ` here\n\nx ` y");
        assert_eq!(replace("<pre>{% raw %}</pre>{% raw %}x", true).text, "<pre>{% raw %}</pre>x");
    }
}
