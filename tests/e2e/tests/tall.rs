//! Tall pictures in the built site: what is asked for and when, how much is in memory, what happens when files are missing.

use anyhow::Context as _;
use e2e::{BASE, Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use handscroll_core::contract::times::PICTURE_LIMIT_MS;
use serde_json::Value;

at_each_engine!(
    until_one_scrolls_a_screen_ahead_is_asked_for,
    however_far_one_reads_little_is_in_memory_and_nothing_is_asked_for_twice,
    a_jump_to_the_end_gives_up_what_it_passes,
    a_hundred_pictures_take_no_more_memory_than_one,
    where_a_strip_is_missing_the_whole_takes_its_place,
    where_a_strip_does_not_come_the_whole_takes_its_place,
    a_strip_that_fails_once_is_asked_for_again,
    where_the_whole_is_too_large_the_strips_stay,
    strips_on_a_slow_line_wait_for_each_other,
    one_who_comes_back_can_look_up,
    when_nothing_comes_it_is_told_and_can_be_tried_again,
);

/// Decoded pixels in the page at most, in bytes.
const MOST_BYTES: f64 = 36e6;

/// Bytes of all pixels in the page. An empty box has none.
const BYTES: &str = "[...document.querySelectorAll('.prose img, .prose .thumb')]\
    .reduce((sum, { naturalWidth, naturalHeight, width, height }) => sum + 4 * (naturalWidth ?? width) * (naturalHeight ?? height), 0)";

/// How many strips are on the screen and not there.
const BLANK: &str = "[...document.querySelectorAll('.strip')].filter((strip) => {
      const { top, bottom } = strip.getBoundingClientRect();
      return top < innerHeight && bottom > 0 && !(strip.naturalWidth > 0);
    }).length";

/// An article whose pictures are of these sizes.
fn site(sizes: &[(u32, u32)]) -> anyhow::Result<Site> {
    Site::with_pictures(&[Post::scroll("scroll", sizes.len() as u32)], sizes)
}

/// The strips that were asked for.
fn strips(server: &Server) -> Vec<String> {
    server.requests().into_iter().filter(|path| path.ends_with(".webp")).collect()
}

/// For each strip its files, and how many screens below the screen it begins.
async fn places(browser: &Browser) -> anyhow::Result<Vec<(String, f64)>> {
    let found = browser
        .value(
            "[...document.querySelectorAll('.tall')].flatMap((tall) =>\
               tall.dataset.strips.split(' ').slice(1).map((files, at) => [\
                 files, tall.querySelectorAll('.strip')[at].getBoundingClientRect().top / innerHeight - 1]))",
        )
        .await?;
    let pair = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].as_f64()?));
    found.as_array().context("no list")?.iter().map(|entry| pair(entry).context("no pair")).collect()
}

async fn until_one_scrolls_a_screen_ahead_is_asked_for(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 22_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    for from_list in [false, true] {
        let browser = Browser::open_in(engine, Screen::Phone).await?;
        if from_list {
            browser.read(&server.address("")).await?;
            server.forget();
            browser.click(".row__link").await?;
            browser.wait("the article", "document.querySelector('.tall')").await?;
        } else {
            server.forget();
            browser.read(&server.address("a/scroll/")).await?;
        }
        browser.wait("the screen", &format!("{BLANK} === 0")).await?;
        server.quiet().await?;
        browser.holds("nobody has scrolled", "scrollY === 0").await?;
        let asked = strips(&server);
        for (files, screens) in places(&browser).await? {
            let times = asked.iter().filter(|path| files.split('.').any(|name| path.contains(name))).count();
            assert_eq!(times, usize::from(screens < 1.0), "{files}, {screens} screens below: {asked:#?}");
        }
        browser.close().await?;
    }
    Ok(())
}

async fn however_far_one_reads_little_is_in_memory_and_nothing_is_asked_for_twice(
    engine: Engine,
) -> anyhow::Result<()> {
    let site = site(&[(1_080, 22_000); 5])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    if engine == Engine::Chromium {
        server.before_each_page(
            "window.shifts = 0;
             new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifts += value; })
               .observe({ type: 'layout-shift', buffered: true });",
        );
    }
    for _ in 0..2 {
        if engine == Engine::WebKit {
            // Its driver opens private windows alone, which keep what has come in the page's memory and nowhere else,
            // and give it up when they like. What one page asks for is looked at there, and no more.
            server.forget();
        }
        browser.read(&server.address("a/scroll/")).await?;
        let (mut top, mut most) = (0.0, 0.0_f64);
        let height = browser.number("document.documentElement.scrollHeight").await?;
        assert!(height > 60_000.0, "too short for this test: {height}");
        while top < height {
            browser.scroll_to(top).await?;
            browser.wait("the screen", &format!("{BLANK} === 0")).await?;
            most = most.max(browser.number(BYTES).await?);
            top += 700.0;
        }
        assert!(most <= MOST_BYTES, "{most} bytes of pixels");
        assert!(most > MOST_BYTES / 3.0, "there is room that nothing uses: {most}");
        let end = browser.number("document.documentElement.scrollHeight").await?;
        assert!((end - height).abs() < 1.0, "the page was {height} high, and is {end}");
        if engine == Engine::Chromium {
            let shifts = browser.number("window.shifts").await?;
            assert!(shifts <= 0.01, "the page has moved by {shifts}");
        }
        // What is on its way when one leaves is given up, and asked for again.
        server.quiet().await?;
        let is_there = "[...document.querySelectorAll('img.strip')].every((strip) => strip.complete)";
        browser.wait("what was asked for to have come", is_there).await?;
        let asked = strips(&server);
        let again: Vec<_> = asked.iter().enumerate().filter(|(at, path)| asked[..*at].contains(path)).collect();
        assert!(again.is_empty(), "of {} files some are asked for again, in this order: {again:?}", asked.len());
        browser.go(&server.address("")).await?;
    }
    browser.close().await
}

async fn a_jump_to_the_end_gives_up_what_it_passes(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 22_000), (1_080, 22_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    server.quiet().await?;
    server.break_path(".webp", Fault::Silent);
    server.forget();
    browser.scroll_to(40.0).await?;
    server.wait("the next strips to be asked for", |server| strips(server).len() == 4).await?;
    let passed = strips(&server);
    browser.scroll_to(1e9).await?;
    server.wait("them to be given up", |server| passed.iter().all(|path| server.abandoned().contains(path))).await?;
    server.heal(".webp");
    browser.wait("the end", &format!("{BLANK} === 0")).await?;
    browser.close().await
}

async fn a_hundred_pictures_take_no_more_memory_than_one(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(300, 2_400); 100])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    let end = browser.number("document.documentElement.scrollHeight").await?;
    let (mut top, mut most) = (0.0, 0.0_f64);
    while top < end {
        for _ in 0..3 {
            top += 1_500.0;
            browser.scroll_to(top).await?;
            most = most.max(browser.number(BYTES).await?);
        }
        browser.wait("the screen where one rests", &format!("{BLANK} === 0")).await?;
        most = most.max(browser.number(BYTES).await?);
    }
    let asked = strips(&server).len();
    assert!(asked >= 150, "only {asked} of 300 strips were ever asked for");
    assert!(most > 2e6, "hardly anything was ever there: {most} bytes of pixels");
    assert!(most <= MOST_BYTES, "{most} bytes of pixels");
    for top in [end, end / 2.0, 0.0] {
        browser.scroll_to(top).await?;
        browser.wait("the screen where one stops", &format!("{BLANK} === 0")).await?;
    }
    browser.close().await
}

async fn where_a_strip_is_missing_the_whole_takes_its_place(engine: Engine) -> anyhow::Result<()> {
    the_whole_takes_its_place(engine, Fault::Status(404)).await
}

async fn where_a_strip_does_not_come_the_whole_takes_its_place(engine: Engine) -> anyhow::Result<()> {
    the_whole_takes_its_place(engine, Fault::Silent).await
}

/// Breaks the files of a strip of the first picture, by its place. Gives their names.
async fn break_strip(browser: &Browser, server: &Server, at: usize, fault: Fault) -> anyhow::Result<Vec<String>> {
    let files = places(browser).await?.into_iter().nth(at).context("so many strips")?.0;
    let names: Vec<String> = files.split('.').skip(1).map(|name| format!("{name}.webp")).collect();
    for name in &names {
        server.break_path(name, fault.clone());
    }
    Ok(names)
}

/// Whether the whole of the first picture was asked for; the site's icons are pictures of its kind.
async fn asked_for_whole(browser: &Browser, server: &Server) -> anyhow::Result<bool> {
    let whole = "document.querySelector('.tall').dataset.from.split(' ')[0].replace('../../', '')";
    Ok(server.was_asked_for(&browser.text(whole).await?))
}

/// The last strip is the reader's to fetch.
async fn the_whole_takes_its_place(engine: Engine, fault: Fault) -> anyhow::Result<()> {
    let site = site(&[(1_080, 5_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    break_strip(&browser, &server, 4, fault).await?;
    let height = browser.number("document.querySelector('.tall').getBoundingClientRect().height").await?;
    browser.scroll_to(500.0).await?;
    let whole = "document.querySelectorAll('.tall img').length === 1 && document.querySelector('.tall img').naturalHeight === 5000";
    browser.wait("the whole", whole).await?;
    let after = browser.number("document.querySelector('.tall').getBoundingClientRect().height").await?;
    assert!((height - after).abs() < 0.5, "its box was {height} high, and is {after}");
    browser.close().await
}

async fn a_strip_that_fails_once_is_asked_for_again(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 5_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    let names = break_strip(&browser, &server, 4, Fault::Status(503)).await?;
    browser.scroll_to(500.0).await?;
    let is_asked = |server: &Server| names.iter().any(|name| server.was_asked_for(name));
    server.wait("the strip to be asked for", is_asked).await?;
    for name in &names {
        server.heal(name);
    }
    browser.scroll_to(1e9).await?;
    let all = "document.querySelectorAll('.tall img.strip').length === 5";
    browser.wait("all five strips", &format!("{all} && {BLANK} === 0")).await?;
    assert!(
        !asked_for_whole(&browser, &server).await?,
        "for one answer the whole was asked for: {:?}",
        server.requests()
    );
    browser.close().await
}

/// 52 MB of pixels.
async fn where_the_whole_is_too_large_the_strips_stay(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 12_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    let names = break_strip(&browser, &server, 5, Fault::Status(404)).await?;
    let height = browser.number("document.querySelector('.tall').getBoundingClientRect().height").await?;
    browser.scroll_to(1_500.0).await?;
    let card = "document.querySelector('.tall .picture-failure')";
    browser.wait("what is missing to be told", card).await?;
    browser.wait("the strips around it", "document.querySelectorAll('.tall img.strip').length >= 4").await?;
    let place = "document.querySelectorAll('.tall > :not(.thumb)')[5]";
    browser.holds("it stands in the place of the strip", &format!("{place}.contains({card})")).await?;
    let after = browser.number("document.querySelector('.tall').getBoundingClientRect().height").await?;
    assert!((height - after).abs() < 0.5, "the picture was {height} high, and is {after}");
    let most = browser.number(BYTES).await?;
    assert!(most <= MOST_BYTES, "{most} bytes of pixels");
    assert!(!asked_for_whole(&browser, &server).await?, "the whole was asked for: {:?}", server.requests());
    for name in &names {
        server.heal(name);
    }
    browser.click(".picture-failure button").await?;
    browser.wait("the strip", &format!("!{card} && {place}.naturalWidth > 0")).await?;
    browser.close().await
}

/// One strip is coming all the while, and two wait behind it for longer than a host that does not answer is given.
async fn strips_on_a_slow_line_wait_for_each_other(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 8_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    server.quiet().await?;
    let mut names = break_strip(&browser, &server, 5, Fault::Stalled).await?;
    for at in [6, 7] {
        names.extend(break_strip(&browser, &server, at, Fault::Silent).await?);
    }
    server.forget();
    browser.scroll_to(900.0).await?;
    let times_asked = |server: &Server| {
        strips(server).iter().filter(|path| names.iter().any(|name| path.ends_with(name.as_str()))).count()
    };
    server.wait("three strips to be asked for", |server| times_asked(server) >= 3).await?;
    site.outlast(PICTURE_LIMIT_MS).await?;
    assert_eq!(times_asked(&server), 3, "some are asked for again");
    assert!(!asked_for_whole(&browser, &server).await?, "the whole was asked for: {:?}", server.requests());
    for name in &names {
        server.heal(name);
    }
    browser.scroll_to(1e9).await?;
    browser.wait("the end", &format!("document.querySelector('.tall img.strip') && {BLANK} === 0")).await?;
    assert!(!asked_for_whole(&browser, &server).await?, "the whole was asked for: {:?}", server.requests());
    browser.close().await
}

/// As who comes back to the place they left in the middle of a picture.
async fn one_who_comes_back_can_look_up(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 22_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.scroll_to(5_000.0).await?;
    browser.wait("the screen", &format!("{BLANK} === 0")).await?;
    let above = "[...document.querySelectorAll('.tall img.strip')]\
        .some((strip) => strip.getBoundingClientRect().bottom <= 0 && strip.naturalWidth > 0)";
    browser.wait("the strip above the screen", above).await?;
    browser.close().await
}

async fn when_nothing_comes_it_is_told_and_can_be_tried_again(engine: Engine) -> anyhow::Result<()> {
    let site = site(&[(1_080, 5_000)])?;
    let server = Server::start(site.folder(), BASE).await?;
    server.forbid_keeping();
    for kind in [".webp", ".png"] {
        server.break_path(kind, Fault::Status(503));
    }
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    let card = "document.querySelector('.picture-failure')";
    browser.wait("it to be told", card).await?;
    let says = browser.text(&format!("{card}.innerText")).await?;
    assert!(says.contains("Stretch 1") && says.contains("None of its addresses gives a picture."), "{says}");
    let ratio = "(({ width, height }) => height / width)(document.querySelector('.tall').getBoundingClientRect())";
    let ratio = browser.number(ratio).await?;
    assert!((ratio - 5_000.0 / 1_080.0).abs() < 0.01, "the box is {ratio} times as high as wide");
    for kind in [".webp", ".png"] {
        server.heal(kind);
    }
    browser.click(".picture-failure button").await?;
    browser
        .wait(
            "the strips",
            &format!("!{card} && document.querySelectorAll('.tall .strip').length === 5 && {BLANK} === 0"),
        )
        .await?;
    browser.holds("the page is where it was", "document.querySelector('.tall')").await?;
    browser.close().await
}
