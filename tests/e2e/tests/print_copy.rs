//! What is taken out of an article: a link to a place in it, a part of it in the clipboard, all of it on paper.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use thirtyfour::Key;

at_each_engine!(
    a_link_to_here_opens_here,
    without_a_clipboard_the_address_is_shown,
    what_is_copied_has_whole_pictures,
    a_selection_without_pictures_is_the_browsers,
    all_of_a_picture_is_there_when_it_is_printed,
    what_cannot_be_printed_is_said,
);

const COPY: &str = "document.querySelectorAll('.reading-tools__button:not(.save-tool)')[0]";
const PRINT: &str = "document.querySelectorAll('.reading-tools__button:not(.save-tool)')[1]";
const NOTE: &str = "document.querySelector('.reading-tools__note').textContent";
const TALL: &str = "document.querySelector('.prose .tall')";

async fn start(engine: Engine) -> anyhow::Result<(Site, Server, Browser)> {
    let site = Site::with_pictures(&[Post::scroll("scroll", 2)], &[(1_080, 9_000), (400, 300)])?;
    let server = Server::start(site.folder(), "/").await?;
    server.forbid_keeping();
    server.before_each_page(&with_clipboard(CLIPBOARD));
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser
        .wait("the tools of the article", "document.querySelector('.reading-tools') && document.querySelector('.aid')")
        .await?;
    Ok((site, server, browser))
}

/// A clipboard that takes, or refuses, what is written to it: the real one is the machine's, and asks its user.
const CLIPBOARD: &str = "{ writeText(text) { window.written = text; return Promise.resolve(); } }";
const REFUSING: &str = "{ writeText() { return Promise.reject(new Error('not allowed')); } }";

fn with_clipboard(clipboard: &str) -> String {
    format!("Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }})")
}

async fn a_link_to_here_opens_here(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = start(engine).await?;
    let into = format!("(({{ top, height }}) => scrollY + top + height * 0.6 - 16)({TALL}.getBoundingClientRect())");
    browser.scroll_to(browser.number(&into).await?).await?;
    browser.rests().await?;
    // The tools stay out of the way until one scrolls back a little.
    let seen = "getComputedStyle(document.querySelector('.reading-tools__card')).opacity === '1'";
    browser.holds("the tools are out of the way", &format!("!({seen})")).await?;
    browser.scroll_to(browser.number("scrollY - 40").await?).await?;
    browser.wait("the tools", seen).await?;
    let share = format!("(({{ top, height }}) => (16 - top) / height)({TALL}.getBoundingClientRect())");
    let before = browser.number(&share).await?;
    browser.click(".reading-tools__button:not(.save-tool)").await?;
    browser.wait("a word that it was copied", &format!("{NOTE}.includes('copied')")).await?;
    let address = browser.text("window.written").await?;
    ensure!(address.starts_with(&server.address("a/scroll/#at-")), "it is {address}");
    browser.resize((820, 1_180)).await?;
    browser.go(&server.address("")).await?;
    browser.read(&address).await?;
    browser.wait("the place", "scrollY > 500").await?;
    browser.rests().await?;
    let off = (browser.number(&share).await? - before).abs();
    let off = off * browser.number(&format!("{TALL}.getBoundingClientRect().height")).await?;
    ensure!(off <= 8.0, "{off} pixels off");
    browser.close().await
}

async fn without_a_clipboard_the_address_is_shown(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = start(engine).await?;
    let input = "document.querySelector('.reading-tools input')";
    for clipboard in [REFUSING, "undefined"] {
        server.before_each_page(&with_clipboard(clipboard));
        browser.read(&server.address("a/scroll/")).await?;
        browser.wait("the tools", COPY).await?;
        browser.value(&format!("{COPY}.focus()")).await?;
        browser.press(Key::Enter).await?;
        browser.wait("the address", &format!("{input}?.value.includes('/a/scroll/')")).await?;
        browser.wait("it to be selected", &format!("{input}.selectionEnd === {input}.value.length")).await?;
        browser.holds("a word says so", &format!("{NOTE}.length > 5")).await?;
    }
    browser.close().await
}

/// Copies what is selected, and gives whether that is left to the browser, and what the page has put into the clipboard: its
/// HTML and its text.
async fn copied(browser: &Browser) -> anyhow::Result<(bool, String, String)> {
    // A page may copy when a key is pressed, and nobody may know which key that is on this machine.
    let prepare = "(() => {
        window.copied = null;
        addEventListener('keydown', () => document.execCommand('copy'), { once: true });
        addEventListener('copy', ({ defaultPrevented, clipboardData }) => {
          window.copied = [!defaultPrevented, clipboardData.getData('text/html'), clipboardData.getData('text/plain')];
        }, { once: true }); })()";
    browser.value(prepare).await?;
    browser.press("c").await?;
    browser.wait("something to be copied", "window.copied").await?;
    let value = browser.value("window.copied").await?;
    let text = |at: usize| value[at].as_str().unwrap_or_default().to_owned();
    Ok((value[0].as_bool().unwrap_or_default(), text(1), text(2)))
}

async fn what_is_copied_has_whole_pictures(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(engine).await?;
    browser.value("getSelection().selectAllChildren(document.querySelector('.prose'))").await?;
    let (is_left, html, text) = copied(&browser).await?;
    ensure!(!is_left, "the browser copies it");
    let original = browser.text(&format!("{TALL}.href")).await?;
    ensure!(html.contains(&format!("src=\"{original}\"")), "the original is not in {html}");
    ensure!(html.contains("alt=\"Stretch 1\""), "its words are not in {html}");
    for trace in [".webp", "<canvas", "noscript", "<button", "data-strips"] {
        ensure!(!html.contains(trace), "{trace} is in {html}");
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    ensure!(lines.contains(&original.as_str()), "the original is no line of {text}");
    ensure!(lines.contains(&"What stretch 1 showed."), "the words are no line of {text}");
    // A part of a picture is the picture.
    let part = format!("getSelection().setBaseAndExtent({TALL}, 1, {TALL}, 3)");
    browser.value(&part).await?;
    let (is_left, html, text) = copied(&browser).await?;
    ensure!(!is_left && html.contains(&original) && !html.contains(".webp"), "a part: {html}");
    assert_eq!(text, original);
    // The page is as it was.
    browser.holds("nothing has changed", &format!("{TALL}.querySelectorAll('.strip').length > 5")).await?;
    browser.close().await
}

async fn a_selection_without_pictures_is_the_browsers(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(engine).await?;
    browser.value("getSelection().selectAllChildren(document.querySelector('.prose p'))").await?;
    let (is_left, html, _) = copied(&browser).await?;
    ensure!(is_left && html.is_empty(), "it was changed: {html}");
    browser.close().await
}

/// Printing shows a window of the browser's; what it would print is looked at when it is asked to.
const LISTEN: &str = "window.print = () => {
      window.printed = [...document.querySelectorAll('.prose .strip, .prose figure > :is(img, canvas)')]
        .map((picture) => Boolean(picture.complete && picture.naturalWidth));
      setTimeout(() => dispatchEvent(new Event('afterprint')), 300);
    }";

async fn all_of_a_picture_is_there_when_it_is_printed(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(engine).await?;
    browser.value(LISTEN).await?;
    browser.value(&format!("{PRINT}.focus()")).await?;
    browser.press(Key::Enter).await?;
    browser.wait("the print", "window.printed").await?;
    browser.holds("all is there", "window.printed.length >= 9 && window.printed.every(Boolean)").await?;
    browser.wait("most of it to go again", "[...document.querySelectorAll('.prose .tall > img')].length < 7").await?;
    browser.wait("no more words", &format!("{NOTE} === ''")).await?;
    browser.close().await
}

async fn what_cannot_be_printed_is_said(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = start(engine).await?;
    browser.value(LISTEN).await?;
    // The small picture, and everything it could be had from.
    server.break_path(".png", Fault::Status(404));
    let small = browser
        .text(
            "document.querySelectorAll('.prose figure')[1].querySelector('[data-from]').dataset.from.split('/').at(-1)",
        )
        .await?;
    server.break_path(&small, Fault::Status(404));
    browser.value(&format!("{PRINT}.focus()")).await?;
    browser.press(Key::Enter).await?;
    browser.wait("the print", "window.printed").await?;
    browser.wait("what is missing to be told", &format!("/^1 /.test({NOTE})")).await?;
    browser.holds("the rest is there", "window.printed.filter((isThere) => !isThere).length <= 1").await?;
    browser.close().await
}
