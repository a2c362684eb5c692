//! Bodies that mean harm, past the press: in a page that was tampered with, and in a feed of others.

use anyhow::Context as _;
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;

at_each_engine!(a_feed_of_others_is_read, a_hostile_page_is_adopted_clean, a_hostile_page_is_fetched_clean);
at_each_engine!(words_of_a_feed_are_only_words, what_the_document_can_do_cannot_be_taken_from_it);
at_each_engine!(an_article_that_a_feed_lacked_is_found_on_retry);

/// Each tries to set `trapped`, or to lead somewhere harmful, or to look like a part of the page.
const HOSTILE: &str = r#"<p>Kept words.</p>
<script>window.trapped = 'script'</script>
<img src="missing.png" onerror="window.trapped = 'onerror'">
<p onclick="window.trapped = 'onclick'" style="position:fixed;inset:0">Clickable.</p>
<a href="javascript:window.trapped='link'">A link.</a>
<a href="  java&#10;script:window.trapped='link'">Another.</a>
<iframe srcdoc="<script>parent.trapped = 'frame'</script>"></iframe>
<svg><script>window.trapped = 'svg'</script><a href="javascript:0"><text>t</text></a></svg>
<math><mtext><table><mglyph><style><img src=x onerror="window.trapped = 'math'"></style></mglyph></table></mtext></math>
<form action="https://evil.example/"><input name="attributes"><input name="nodeType"><button>Send</button></form>
<object data="data:text/html,x"></object><embed src="x">
<video src="x" onerror="window.trapped = 'video'"></video>
<details open ontoggle="window.trapped = 'toggle'"><summary>More</summary></details>
<base href="https://evil.example/"><link rel="stylesheet" href="x">
<noscript><p title="</noscript><img src=x onerror=window.trapped='noscript'>">n</p></noscript>
<p>Last words.</p>"#;

/// What a browser obeys at once where it is painted, whatever the policy says; so it stands in fetched bodies only.
const LEAVE: &str = "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\">";

/// Nothing of it may be in an article's body: no element that acts, no attribute that is code or style, no such link.
const IS_CLEAN: &str = "(() => { const prose = document.querySelector('.prose'); \
    return ![...prose.querySelectorAll('*')].some((element) => \
      /^(script|style|iframe|object|embed|svg|math|form|input|base|link|meta|template)$/i.test(element.localName) \
      || [...element.attributes].some(({ name, value }) => /^on|^style$|^srcdoc$/i.test(name) || /^\\s*java\\s*script:/i.test(value))); })()";

async fn is_harmless(browser: &Browser) -> anyhow::Result<()> {
    browser
        .wait("the words of the body", "document.querySelector('.prose')?.textContent.includes('Last words.')")
        .await?;
    browser
        .holds("all the words are kept", "document.querySelector('.prose').textContent.includes('Kept words.')")
        .await?;
    browser.wait("nothing harmful to be in the body", IS_CLEAN).await?;
    // What would only act on a touch is touched, but for links to ordinary pages.
    let touch = "[...document.querySelectorAll('.prose :is(a, p, summary)')].filter(({ protocol }) => !/^https?:$/.test(protocol)) \
                 .forEach((element) => { element.target = '_self'; element.click(); })";
    browser.value(touch).await?;
    // What a click leads to is done in turns of their own, between frames.
    browser.rests().await?;
    browser.rests().await?;
    browser.holds("no trap was sprung", "window.trapped === undefined").await
}

/// A feed as others write it: no pages of its own, bodies inline, things this project knows nothing of.
fn feed_of_others() -> String {
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Someone else",
        "home_page_url": "https://other.example/",
        "_other": { "unknown": [1, 2, 3] },
        "items": [
            {
                "id": "https://other.example/2024/hostile?x=1&y=2",
                "url": "https://other.example/2024/hostile",
                "title": "别人的文章",
                "language": "zh-Hans",
                "content_html": format!("{LEAVE}{HOSTILE}"),
                "date_published": "2024-03-02T10:00:00+08:00",
                "attachments": [{ "url": "https://other.example/a.mp3", "mime_type": "audio/mpeg" }]
            },
            { "id": "plain", "url": "https://other.example/plain", "content_text": "First line.\n\nSecond line.", "unknown": null },
        ]
    })
    .to_string()
}

/// It stands in the place of the site's own feed.
async fn a_feed_of_others_is_read(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    server.break_path("feed.json", Fault::Instead("application/feed+json", feed_of_others()));
    for (path, file) in [("", "index.html"), ("read/", "read/index.html")] {
        server.break_path(path, Fault::Instead("text/html; charset=utf-8", without_policy(&site, file)?));
    }
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    let rows = "[...document.querySelectorAll('.row')].map((row) => row.dataset.id)";
    let others = json!(["https://other.example/2024/hostile?x=1&y=2", "plain"]);
    browser.wait("the rows of the feed alone", &format!("JSON.stringify({rows}) === `{others}`")).await?;
    browser.click(".row__link").await?;
    is_harmless(&browser).await?;
    assert_eq!(browser.text("document.title").await?, "别人的文章 · Made for a test");
    assert_eq!(browser.text("document.documentElement.lang").await?, "zh-Hans");
    let original = "document.querySelector('.article__original')?.href";
    assert_eq!(browser.text(original).await?, "https://other.example/2024/hostile");
    let address = browser.text("location.href").await?;
    assert!(address.starts_with(&server.address("read/?id=")), "{address}");
    // The address alone brings it too.
    browser.read(&address).await?;
    is_harmless(&browser).await?;
    browser.read(&server.address("read/?id=plain")).await?;
    let lines = "JSON.stringify([...document.querySelectorAll('.prose p')].map((line) => line.textContent))";
    browser.wait("the plain text", &format!("{lines} === '[\"First line.\",\"Second line.\"]'")).await?;
    browser.read(&server.address("read/?id=nobody")).await?;
    browser
        .wait("it to be missed", "document.querySelector('[role=alert] h1')?.textContent === 'No such article'")
        .await?;
    browser.click(".status__ways a").await?;
    browser.wait("the list", "document.querySelectorAll('.row').length === 2").await?;
    browser.close().await
}

/// A feed whose every field but the bodies means harm.
fn feed_of_traps(code: &str) -> String {
    let markup = |name: &str| format!("\"><img src=x onerror=\"window.trapped = '{name}'\">");
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": markup("site"),
        "home_page_url": code,
        "icon": code,
        "items": [
            {
                "id": markup("id"),
                "url": code,
                "external_url": code,
                "title": format!("{} \u{202e}gnp.exe", markup("title")),
                "summary": markup("summary"),
                "image": code,
                "banner_image": code,
                "language": "en\" onclick=\"window.trapped = 'language'",
                "authors": [{ "name": markup("author"), "url": code, "avatar": code }],
                "tags": [markup("tag")],
                "date_published": markup("date"),
                "content_html": "<p>Kept words.</p><p>Last words.</p>",
            },
            { "id": "../../../up", "title": "The body is code", "_handscroll": { "body": code } },
            { "id": "__proto__", "title": "The body is a page", "_handscroll": { "body": format!("data:text/html,{}", markup("data")) } },
            { "id": "constructor", "title": "The body is elsewhere", "_handscroll": { "body": "//evil.example/a/" } },
            { "id": 7, "title": { "not": "a text" }, "content_html": ["no text either"] },
        ]
    })
    .to_string()
}

/// Nothing of it may act, and no link may lead to code, whether it is painted, followed or asked for by its address.
async fn words_of_a_feed_are_only_words(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), "/").await?;
    server.break_path(
        "feed.json",
        Fault::Instead("application/feed+json", feed_of_traps("javascript:window.trapped='code'")),
    );
    for (path, file) in [("", "index.html"), ("read/", "read/index.html")] {
        server.break_path(path, Fault::Instead("text/html; charset=utf-8", without_policy(&site, file)?));
    }
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let harm = "[window.trapped, ...[...document.querySelectorAll('main [href], main [src], main [data-from], [onclick], [onerror]')]\
        .filter((element) => element.onclick || element.onerror || !/^(https?:|mailto:|$)/.test(element.href ?? element.src ?? ''))\
        .map((element) => element.outerHTML)].filter(Boolean)";
    browser.read(&server.address("")).await?;
    browser.wait("the rows", "document.querySelectorAll('.row').length >= 4").await?;
    assert_eq!(browser.value(harm).await?, json!([]), "the list");
    browser
        .holds("no title is turned around", "!document.querySelector('.rows').textContent.includes('\u{202e}')")
        .await?;
    for title in ["gnp.exe", "The body is code", "The body is a page", "The body is elsewhere"] {
        browser.read(&server.address("")).await?;
        let row = format!("[...document.querySelectorAll('.row')].find((row) => row.textContent.includes('{title}'))");
        browser.wait(title, &row).await?;
        browser.value(&format!("{row}.querySelector('a').click()")).await?;
        browser.wait("an article or a word about it", "document.querySelector('.prose p, [role=alert]')").await?;
        assert_eq!(browser.value(harm).await?, json!([]), "{title}");
        browser.holds("it is still this site", &format!("location.href.startsWith('{}')", server.address(""))).await?;
    }
    for id in [
        "%3Cimg src=x onerror=window.trapped='query'%3E",
        "javascript:window.trapped='query'",
        "../../a/post/",
        "__proto__",
        "%00",
        "%E0%A4%A",
    ] {
        browser.read(&server.address(&format!("read/?id={id}"))).await?;
        browser.wait("an article or a word about it", "document.querySelector('.prose p, [role=alert]')").await?;
        assert_eq!(browser.value(harm).await?, json!([]), "{id}");
    }
    browser.close().await
}

/// The feed may bring an article later than a link to it.
async fn an_article_that_a_feed_lacked_is_found_on_retry(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("read/?id=plain")).await?;
    browser.wait("it to be missed", "document.querySelector('[role=alert] h1')").await?;
    server.break_path("feed.json", Fault::Instead("application/feed+json", feed_of_others()));
    browser.click(".status__ways button").await?;
    browser.wait("the article", "document.querySelector('.prose p')?.textContent === 'First line.'").await?;
    browser.close().await
}

/// The page at `path` without its content policy, which would hide from a test what the reader lets through.
fn without_policy(site: &Site, path: &str) -> anyhow::Result<String> {
    let page = site.text(path)?;
    let (head, rest) = page.split_once("<meta http-equiv=\"Content-Security-Policy\"").context("no content policy")?;
    Ok(format!("{head}{}", rest.split_once('>').context("no end of it")?.1))
}

/// A page of the site, with something else in place of its body's one paragraph.
fn tampered(page: &str, body: &str) -> anyhow::Result<Fault> {
    let (head, foot) = page.split_once("<p>Harmless.</p>").context("no body")?;
    Ok(Fault::Instead("text/html; charset=utf-8", format!("{head}{body}{foot}")))
}

fn post() -> Post {
    Post::new("post", "A post", "<p>Harmless.</p>")
}

/// The body is what the browser painted. Its policy stops what acts by itself; the reader takes the rest away.
async fn a_hostile_page_is_adopted_clean(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    server.break_path("a/post/", tampered(&site.text("a/post/index.html")?, HOSTILE)?);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/post/")).await?;
    is_harmless(&browser).await?;
    browser.close().await
}

/// A picture or a form that bears the name of what a document can do is got in its stead. The reader goes on all the same.
async fn what_the_document_can_do_cannot_be_taken_from_it(engine: Engine) -> anyhow::Result<()> {
    const NAMES: [&str; 16] = [
        "querySelector",
        "querySelectorAll",
        "getElementById",
        "createElement",
        "createTextNode",
        "createDocumentFragment",
        "createTreeWalker",
        "documentElement",
        "body",
        "head",
        "title",
        "hidden",
        "activeElement",
        "addEventListener",
        "defaultView",
        "scrollingElement",
    ];
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let take = [
        |name: &str| format!("<img name=\"{name}\" alt=\"a picture\">"),
        |name: &str| {
            format!("<form name=\"{name}\"><input name=\"getAttributeNames\"><input name=\"localName\"></form>")
        },
        |name: &str| format!("<object id=\"{name}\"></object>"),
    ];
    for take in take {
        let taken: String = NAMES.into_iter().map(take).collect();
        server.break_path("a/post/", tampered(&site.text("a/post/index.html")?, &format!("{taken}{HOSTILE}"))?);
        browser.read(&server.address("a/post/")).await?;
        is_harmless(&browser).await?;
        browser
            .holds("no names are left", "!document.querySelector('.prose [name], .prose form, .prose object')")
            .await?;
        browser
            .wait(
                "all the reader brings",
                "document.querySelector('.neighbours') && document.querySelector('.progress')",
            )
            .await?;
    }
    browser.close().await
}

/// The body is fetched, and nothing but the reader stands between it and the page.
async fn a_hostile_page_is_fetched_clean(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[post()], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    server.break_path("a/post/", tampered(&site.text("a/post/index.html")?, &format!("{LEAVE}{HOSTILE}"))?);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    server.break_path("", Fault::Instead("text/html; charset=utf-8", without_policy(&site, "index.html")?));
    browser.read(&server.address("")).await?;
    browser.click(".row__link").await?;
    is_harmless(&browser).await?;
    browser.close().await
}
