//! The place one reads at: found again after whatever happens to the page, in text and inside a tall picture.

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};

at_each_engine!(
    a_place_is_found_when_the_page_is_loaded_anew,
    a_place_is_found_when_the_article_is_opened_again,
    a_place_stays_when_the_page_changes_its_shape,
    an_address_leads_to_a_place_at_another_width,
    an_article_read_to_its_end_opens_at_its_start,
    fragments_and_steps_back_go_before_a_kept_place,
    text_stays_when_a_picture_comes_above_one_who_scrolls,
);

/// CSS pixels that a place may be off.
const OFF: f64 = 8.0;

/// The second tall picture, and a paragraph of many lines.
const PICTURE: &str = "document.querySelectorAll('.prose .tall')[1]";
const PARAGRAPH: &str = "document.querySelectorAll('.prose > p')[7]";

async fn start() -> anyhow::Result<(Site, Server)> {
    const WORDS: &str = "手卷是横向展开的长画，观者一段一段地看，左手放，右手收，画中的山水人物随之而来，随之而去。";
    let scroll = Post::scroll("scroll", 4);
    let long = format!("<p>{}</p>", WORDS.repeat(6)).repeat(9);
    let body = format!("{}<h2 id=\"middle\">In the middle</h2><table><tr><td><p>a</p><td>b</table>{long}", scroll.body);
    let link = "<p><a href=\"scroll.html#middle\">The middle of the scroll.</a></p>";
    let site =
        Site::with_pictures(&[Post { body, ..scroll }, Post::new("other", "Another one", link)], &[(400, 1_800); 4])?;
    let server = Server::start(site.folder(), "/").await?;
    Ok((site, server))
}

/// Goes so far into an element, and rests there.
async fn go_into(browser: &Browser, element: &str, share: f64) -> anyhow::Result<()> {
    let at =
        format!("(({{ top, height }}) => scrollY + top + height * {share} - 16)({element}.getBoundingClientRect())");
    let top = browser.number(&at).await?;
    browser.scroll_to(top).await?;
    browser.place_is_kept().await
}

/// Waits until one is so far into an element, and stays there.
async fn is_in(browser: &Browser, what: &str, element: &str, share: f64) -> anyhow::Result<()> {
    let off = format!("(({{ top, height }}) => top + height * {share} - 16)({element}.getBoundingClientRect())");
    browser.wait(what, &format!("{element} && Math.abs({off}) <= {OFF}")).await?;
    // Once where it came to rest, and once after what that may have led to.
    browser.rests().await?;
    browser.rests().await?;
    let off = browser.number(&off).await?;
    ensure!(off.abs() <= OFF, "{what}: {off} pixels off after a while");
    Ok(())
}

async fn a_place_is_found_when_the_page_is_loaded_anew(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    for (element, share) in [(PICTURE, 0.62), (PARAGRAPH, 0.5)] {
        go_into(&browser, element, share).await?;
        browser.reload().await?;
        is_in(&browser, "the place after a reload", element, share).await?;
        browser.reader_runs().await?;
        is_in(&browser, "the place when the reader runs", element, share).await?;
    }
    // The boot file finds what the reader has kept, and does so alone.
    go_into(&browser, PICTURE, 0.3).await?;
    server.break_path(".wasm", Fault::Status(404));
    browser.go(&server.address("")).await?;
    browser.go(&server.address("a/scroll/")).await?;
    is_in(&browser, "the place without the reader", PICTURE, 0.3).await?;
    browser.close().await
}

async fn a_place_is_found_when_the_article_is_opened_again(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    go_into(&browser, PICTURE, 0.4).await?;
    browser.value("document.querySelector('.bar__home').click()").await?;
    browser.click(".row[data-id='scroll'] .row__link").await?;
    is_in(&browser, "the place, from the list", PICTURE, 0.4).await?;
    // And at another width, and from another document.
    browser.resize((820, 1_180)).await?;
    go_into(&browser, PICTURE, 0.7).await?;
    browser.go(&server.address("a/other/")).await?;
    browser.resize((390, 844)).await?;
    browser.read(&server.address("a/scroll/")).await?;
    is_in(&browser, "the place, by its address", PICTURE, 0.7).await?;
    browser.close().await
}

async fn a_place_stays_when_the_page_changes_its_shape(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    for (element, share) in [(PICTURE, 0.62), (PARAGRAPH, 0.5)] {
        go_into(&browser, element, share).await?;
        for size in [(820, 1_180), (844, 390), (390, 844)] {
            browser.resize(size).await?;
            is_in(&browser, &format!("the place at {size:?}"), element, share).await?;
        }
        browser.value("document.documentElement.style.fontSize = '140%'").await?;
        is_in(&browser, "the place in larger type", element, share).await?;
        browser.value("document.documentElement.style.fontSize = ''").await?;
        is_in(&browser, "the place in usual type", element, share).await?;
        // The size of something above becomes known late, more than once.
        for height in [900, 140] {
            let grow = format!("document.querySelector('.prose > p').style.height = '{height}px'");
            browser.value(&grow).await?;
            is_in(&browser, "the place when something above has changed", element, share).await?;
        }
        // A reload shows that it was kept, not only shown.
        browser.resize((820, 1_180)).await?;
        is_in(&browser, "the place at another width", element, share).await?;
        browser.reload().await?;
        browser.reader_runs().await?;
        is_in(&browser, "the place at another width, loaded anew", element, share).await?;
        browser.resize((390, 844)).await?;
        is_in(&browser, "the place at the first width", element, share).await?;
    }
    browser.close().await
}

async fn an_address_leads_to_a_place_at_another_width(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    go_into(&browser, PICTURE, 0.55).await?;
    let place = browser.text("history.state.split(' ')[2]").await?;
    go_into(&browser, PARAGRAPH, 0.2).await?;
    browser.resize((820, 1_180)).await?;
    // In another document, in this one, and without the reader.
    browser.read(&server.address("a/other/")).await?;
    browser.read(&server.address(&format!("a/scroll/#{place}"))).await?;
    is_in(&browser, "the place of the address", PICTURE, 0.55).await?;
    browser.scroll_to(0.0).await?;
    browser.value(&format!("(location.hash = '', location.hash = '{place}')")).await?;
    is_in(&browser, "the place of the address, within the page", PICTURE, 0.55).await?;
    server.break_path(".wasm", Fault::Status(404));
    browser.go(&server.address("a/other/")).await?;
    browser.go(&server.address(&format!("a/scroll/#{place}"))).await?;
    is_in(&browser, "the place of the address, without the reader", PICTURE, 0.55).await?;
    browser.close().await
}

async fn an_article_read_to_its_end_opens_at_its_start(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    go_into(&browser, PICTURE, 0.5).await?;
    browser.scroll_to(1e9).await?;
    browser.place_is_kept().await?;
    browser.value("document.querySelector('.bar__home').click()").await?;
    browser.click(".row[data-id='scroll'] .row__link").await?;
    browser.wait("the article", "document.querySelector('.neighbours')").await?;
    browser.rests().await?;
    browser.rests().await?;
    browser.holds("it begins at its start", "scrollY === 0").await?;
    browser.read(&server.address("a/other/")).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.holds("by its address too", "scrollY === 0").await?;
    browser.close().await
}

async fn fragments_and_steps_back_go_before_a_kept_place(engine: Engine) -> anyhow::Result<()> {
    let (_site, server) = start().await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    go_into(&browser, PICTURE, 0.5).await?;
    let middle = "Math.abs(document.getElementById('r-middle').getBoundingClientRect().top - 16) < 8";
    browser.read(&server.address("a/other/")).await?;
    browser.read(&server.address("a/scroll/#r-middle")).await?;
    browser.wait("the heading of the address", middle).await?;
    browser.rests().await?;
    browser.holds("it stays there", middle).await?;
    browser.read(&server.address("a/other/")).await?;
    browser.click(".prose a").await?;
    browser.wait("the heading of the link", middle).await?;
    // Back and forward to where one was at each.
    go_into(&browser, PARAGRAPH, 0.3).await?;
    browser.value("history.back()").await?;
    browser
        .wait("the other article", "location.pathname.endsWith('/other/') && document.querySelector('.prose a')")
        .await?;
    browser.resize((820, 1_180)).await?;
    browser.value("history.forward()").await?;
    is_in(&browser, "where one was, not where the fragment is", PARAGRAPH, 0.3).await?;
    browser.close().await
}

/// Two pictures whose sizes nobody knows come while one scrolls up below them. Where text is painted is told by observers,
/// one for each frame: whatever is put right before it is painted was never seen.
async fn text_stays_when_a_picture_comes_above_one_who_scrolls(engine: Engine) -> anyhow::Result<()> {
    let words = |count: usize| "<p>Some words that stand there and are read by whoever comes by.</p>".repeat(count);
    let pictures = "<p><img src=\"pictures/1.png\" alt=\"One\"></p><p><img src=\"pictures/2.png\" alt=\"Two\"></p>";
    let body = format!("{}{pictures}{}", words(90), words(60));
    let site = Site::with_pictures(&[Post { body, ..Post::scroll("scroll", 0) }], &[(400, 790); 2])?;
    let server = Server::start(site.folder(), "/").await?;
    let page = site.text("a/scroll/index.html")?;
    let sizes = " width=\"400\" height=\"790\"";
    ensure!(page.matches(sizes).count() >= 2, "the page says no sizes that could be taken away");
    server.break_path("a/scroll/", Fault::Instead("text/html", page.replace(sizes, "")));
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.holds("no picture has come", "!document.querySelector('.prose figure img')").await?;
    for kind in [".png", ".webp"] {
        server.break_path(kind, Fault::Silent);
    }
    let below = "[...document.querySelectorAll('.prose figure')].at(-1).getBoundingClientRect().bottom + scrollY + 700";
    browser.scroll_to(browser.number(below).await?).await?;
    browser.rests().await?;
    let scroll = "(() => {
        const text = [...document.querySelectorAll('.prose > p')].find((p) => p.getBoundingClientRect().top > 400);
        const all = document.querySelectorAll('.prose figure').length;
        const observers = [];
        let [moved, frames, first] = [0, 0];
        Object.assign(window, { off: 0, framesAfter: 0 });
        const step = () => {
          const by = frames++ % 200 < 100 ? -3 : 3;
          scrollBy({ top: by, behavior: 'instant' });
          moved += by;
          const there = moved;
          const observer = new IntersectionObserver(([{ boundingClientRect }]) => {
            observer.disconnect();
            const place = boundingClientRect.top + there;
            first ??= place;
            window.off = Math.max(window.off, Math.abs(place - first));
          });
          observers.push(observer);
          observer.observe(text);
          const images = [...document.querySelectorAll('.prose figure img')];
          if (images.length === all && images.every((image) => image.naturalHeight > 300)) window.framesAfter += 1;
          if (window.framesAfter < 20) requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
        return true;
      })()";
    browser.value(scroll).await?;
    for kind in [".png", ".webp"] {
        server.heal(kind);
    }
    browser.wait("both pictures, and some frames", "window.framesAfter >= 20").await?;
    let above = "[...document.querySelectorAll('.prose figure')].at(-1).getBoundingClientRect()";
    browser
        .holds("they stand above the screen, and are high", &format!("{above}.bottom < 0 && {above}.height > 600"))
        .await?;
    let off = browser.number("window.off").await?;
    ensure!(off < 3.0, "the text has jumped by {off} pixels");
    browser.close().await
}
