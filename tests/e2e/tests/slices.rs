//! Long bodies: they come in part by part, the first screen first, and nothing of that is seen but that it is fast.

use std::fmt::Write as _;

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(
    a_large_article_comes_in_parts,
    leaving_a_large_article_ends_its_coming,
    a_place_deep_in_a_large_article_is_found,
    a_reader_who_scrolls_meanwhile_is_left_alone,
    a_large_article_is_adopted,
    a_large_article_that_was_tampered_with_is_built_anew,
    a_body_beyond_the_limits_says_so,
);

/// A body of about a megabyte with all that is common: headings, paragraphs, lists, tables, quotations, 200 pictures.
fn large() -> Post {
    const WORDS: &str = "手卷是横向展开的长画，观者一段一段地看，左手放，右手收，画中的山水人物随之而来，随之而去。";
    let mut body = String::new();
    for number in 1..=400 {
        let _ = write!(body, "<h2 id=\"s{number}\">第{number}节</h2>");
        for _ in 0..4 {
            let _ = write!(body, "<p style=\"color:red\">{WORDS}<b>{WORDS}</b>{WORDS}</p>");
        }
        let _ = write!(body, "<ul><li>{WORDS}</li><li><a href=\"https://a.example/{number}\">{WORDS}</a></li></ul>");
        let _ = write!(body, "<table><tr><th>甲<th>乙</tr><tr><td>{number}<td>{WORDS}</tr></table>");
        if number % 2 == 0 {
            let _ = write!(body, "<p><img src=\"pictures/{}.png\" alt=\"图\"></p>", number / 2 % 4 + 1);
        } else {
            let _ = write!(body, "<blockquote><p>{WORDS}</p></blockquote>");
        }
    }
    body.push_str("<p>Last words.</p>");
    Post { lang: Some("zh-Hans"), date: "2024-05-02 08:00:00".to_owned(), ..Post::new("large", "A large one", body) }
}

fn small() -> Post {
    let body = "<p><a href=\"large.html#s350\">To a place deep in the large one.</a></p><p>Small words.</p>";
    Post::new("small", "A small one", body)
}

async fn start() -> anyhow::Result<(Site, Server)> {
    let site = Site::of(&[large(), small()], 4)?;
    ensure!(site.text("a/large/index.html")?.len() > 1_000_000, "the large one is not large");
    let server = Server::start(site.folder(), "/").await?;
    Ok((site, server))
}

/// Watches bodies from now on: how many parts come, whether something is painted between the first and the last, what
/// stands under the body when a part comes, and where the page is scrolled to.
const WATCH: &str = "(() => {
    window.parts = 0; window.paints = 0; window.under = 0; window.tops = []; window.onPart = () => {};
    const frame = () => { window.paints += 1; requestAnimationFrame(frame); };
    // An engine that rounds what it has laid out anew may go on by a pixel, which is no jump.
    addEventListener('scroll', () => { if (scrollY > 0 && !(Math.abs(window.tops.at(-1) - scrollY) < 2)) window.tops.push(scrollY); });
    new MutationObserver((changes) => {
      if (!changes.some(({ target, addedNodes }) => addedNodes.length && target.closest?.('.prose'))) return;
      window.parts += 1;
      if (window.parts === 1) requestAnimationFrame(frame);
      if (!window.whole()) {
        window.paintsBeforeEnd = window.paints;
        window.under += document.querySelectorAll('.neighbours').length;
      }
      window.onPart();
    }).observe(document.body, { childList: true, subtree: true });
    window.whole = () => document.querySelector('.prose')?.lastElementChild?.textContent === 'Last words.';
    return true;
  })()";

const WHOLE: &str =
    "window.whole?.() || document.querySelector('.prose')?.lastElementChild?.textContent === 'Last words.'";

/// What is in the body, however its pictures are loaded: names of elements and their text.
const CONTENT: &str = "(() => { const prose = document.querySelector('.prose');
    const names = [...prose.querySelectorAll(':not(canvas *, .aid, .aid *)')].map(({ localName }) => /^(canvas|img)$/.test(localName) ? 'picture' : localName);
    const text = [...prose.children].map((node) => [...node.querySelectorAll('noscript')].reduce((text, { textContent }) => text.replace(textContent, ''), node.textContent));
    return `${names.join(' ')}\\n${text.join('\\n')}`; })()";

const LAST_PICTURE: &str = "[...document.querySelectorAll('.prose :is(img, canvas)')].at(-1)?.naturalWidth > 0";

const LARGE_ROW: &str = ".row[data-id='large'] .row__link";

async fn a_large_article_comes_in_parts(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/large/")).await?;
    let painted = browser.text(CONTENT).await?;
    browser.read(&server.address("")).await?;
    browser.value(WATCH).await?;
    browser.click(LARGE_ROW).await?;
    browser.wait("all of it", WHOLE).await?;
    browser.wait("what stands under it", "document.querySelector('.neighbours')").await?;
    let parts = browser.number("window.parts").await?;
    ensure!(parts >= 3.0, "it came in {parts} parts");
    let paints = browser.number("window.paintsBeforeEnd").await?;
    ensure!(paints >= 1.0, "nothing was painted before all of it was there");
    browser.holds("nothing stood under it before", "window.under === 0").await?;
    let fetched = browser.text(CONTENT).await?;
    let differ = painted.lines().zip(fetched.lines()).find(|(painted, fetched)| painted != fetched);
    ensure!(painted == fetched, "it is not what the page of its address has: {differ:?}");
    browser.scroll_to(1e9).await?;
    browser.wait("the last picture", LAST_PICTURE).await?;
    browser.close().await
}

async fn leaving_a_large_article_ends_its_coming(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    browser.value(WATCH).await?;
    let leave = "window.onPart = () => { if (window.parts === 1) { window.left = document.querySelector('.prose'); \
                 document.querySelector('.bar__home').click(); } }";
    browser.value(leave).await?;
    browser.click(LARGE_ROW).await?;
    browser.wait("the list again", "window.left && document.querySelector('.rows')").await?;
    let there = browser.number("window.left.childNodes.length").await?;
    ensure!(there > 0.0, "nothing of it was there");
    // It would go on in turns of less than a frame, with what has come.
    server.quiet().await?;
    browser.rests().await?;
    let later = browser.number("window.left.childNodes.length").await?;
    assert_eq!(there, later, "it goes on though nobody is there");
    browser.holds("it was left in the middle", "window.left.lastElementChild.textContent !== 'Last words.'").await?;
    browser.holds("nothing of it is in the list", "!document.querySelector('.prose, .progress')").await?;
    browser.close().await
}

async fn a_place_deep_in_a_large_article_is_found(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    // By a link with a fragment.
    browser.read(&server.address("a/small/")).await?;
    browser.value(WATCH).await?;
    browser.click(".prose a").await?;
    browser.wait("all of it", WHOLE).await?;
    let top = "document.getElementById('r-s350').getBoundingClientRect().top";
    browser.wait("the section of the address", &format!("Math.abs({top} - 16) < 8")).await?;
    browser.rests().await?;
    one_jump_led_there(&browser).await?;
    // By going back, to where one was.
    browser.scroll_to(60_000.0).await?;
    browser.wait("the place", "scrollY === 60000").await?;
    browser.place_is_kept().await?;
    // Clicking as a person does would scroll to it first.
    browser.value("document.querySelector('.bar__home').click()").await?;
    browser.wait("the list", "document.querySelector('.rows')").await?;
    browser.value("window.tops = []").await?;
    browser.back().await?;
    browser.wait("all of it again", WHOLE).await?;
    browser.wait("the place one left", "Math.abs(scrollY - 60000) <= 4").await?;
    browser.rests().await?;
    one_jump_led_there(&browser).await?;
    browser.close().await
}

async fn one_jump_led_there(browser: &Browser) -> anyhow::Result<()> {
    let tops = browser.value("window.tops").await?;
    ensure!(tops.as_array().is_some_and(|tops| tops.len() == 1), "not one jump led there: {tops}");
    Ok(())
}

async fn a_reader_who_scrolls_meanwhile_is_left_alone(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/small/")).await?;
    browser.value(WATCH).await?;
    let scroll = "window.onPart = () => { if (window.parts === 1) scrollTo({ top: 300, behavior: 'instant' }); }";
    browser.value(scroll).await?;
    browser.click(".prose a").await?;
    browser.wait("all of it", WHOLE).await?;
    browser.rests().await?;
    browser.holds("the reader is where they went", "Math.abs(scrollY - 300) <= 4").await?;
    browser.close().await
}

/// The same nodes stay, and all that can be seen works when the reader runs.
async fn a_large_article_is_adopted(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    server.break_path(".wasm", Fault::Silent);
    browser.go(&server.address("a/large/")).await?;
    browser.wait("the page", WHOLE).await?;
    browser.value("(window.painted = [...document.querySelectorAll('.prose :is(h2, p, li, td)')], true)").await?;
    server.heal(".wasm");
    browser.reader_runs().await?;
    browser.wait("the progress of reading", "document.querySelector('.progress')").await?;
    // The last picture is alive when all was gone over.
    browser.scroll_to(1e9).await?;
    browser.wait("the last picture", LAST_PICTURE).await?;
    browser
        .holds("the same nodes", "window.painted.length > 3000 && window.painted.every((node) => node.isConnected)")
        .await?;
    browser.close().await
}

async fn a_large_article_that_was_tampered_with_is_built_anew(engine: Engine) -> anyhow::Result<()> {
    let (site, server) = start().await?;
    let page = site.text("a/large/index.html")?;
    let tampered = page.replacen("<p>Last words.", "<p onclick=\"window.trapped = true\">Last words.", 1);
    ensure!(page != tampered, "the page has no last words");
    server.break_path("a/large/", Fault::Instead("text/html", tampered));
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/large/")).await?;
    browser.wait("the body to be clean", &format!("({WHOLE}) && !document.querySelector('.prose [onclick]')")).await?;
    server.heal("a/large/");
    let rebuilt = browser.text(CONTENT).await?;
    browser.read(&server.address("a/large/")).await?;
    ensure!(rebuilt == browser.text(CONTENT).await?, "more was lost than what was tampered with");
    browser.close().await
}

async fn a_body_beyond_the_limits_says_so(engine: Engine) -> anyhow::Result<()> {
    const ORIGINAL: &str = "https://original.example/long";
    // Folded away, so that the browser need not set all of it.
    let paragraph = format!("<p>{}</p>", "长".repeat(2_000));
    let body = format!("<p>First.</p><details><summary>s</summary>{}</details>", paragraph.repeat(1_500));
    let long = Post { link: Some(ORIGINAL), lang: Some("zh-Hans"), ..Post::new("long", "A long one", body) };
    let deep = Post::new("deep", "A deep one", format!("{}The bottom.", "<div>".repeat(3_000)));
    let site = Site::of(&[long, deep], 0)?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    let note = format!(
        "(() => {{ const note = document.querySelector('.prose > .card:last-child'); const link = note?.querySelector('a'); \
         return note?.lang === 'en' && link?.getAttribute('href') === '{ORIGINAL}' && link.rel.includes('noreferrer') && link.checkVisibility(); }})()"
    );
    let count = "document.querySelectorAll('.prose *').length";
    // Painted and adopted, then fetched.
    browser.read(&server.address("a/long/")).await?;
    browser.value("window.painted = document.querySelector('.prose').firstElementChild").await?;
    browser.wait("the note in the painted page", &note).await?;
    let painted = browser.number(count).await?;
    browser.click(".neighbours a, .bar__home").await?;
    browser.read(&server.address("")).await?;
    browser.click(".row[data-id='long'] .row__link").await?;
    browser.wait("the note in the fetched one", &note).await?;
    assert_eq!(browser.number(count).await?, painted, "as much as was painted");
    // What is nested too deeply loses its levels and nothing that can be read, so there is nothing to say.
    browser.read(&server.address("a/deep/")).await?;
    browser.wait("its text", "document.querySelector('.prose').textContent.includes('The bottom.')").await?;
    browser.holds("no note", "!document.querySelector('.prose .card')").await?;
    browser.close().await
}
