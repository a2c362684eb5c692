//! A picture on the whole screen: opened, looked at closely and left, by finger, mouse and keyboard; and ways past it.

use std::time::Duration;

use anyhow::ensure;
use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use handscroll_core::contract::times::DOUBLE_TAP_MS;
use serde_json::json;
use thirtyfour::Key;

at_each_engine!(
    a_picture_is_opened_and_left_by_the_keyboard,
    a_picture_opens_where_it_was_tapped_and_closes_by_a_step_back,
    taps_make_a_picture_larger_where_they_are,
    two_fingers_make_a_picture_larger_between_them,
    fingers_go_on_when_a_strip_comes_under_them,
    the_mouse_pulls_and_the_wheel_makes_larger,
    other_clicks_do_what_they_do_everywhere,
    a_very_tall_picture_is_no_more_memory_in_the_viewer,
    a_tall_picture_can_be_skipped,
    a_small_picture_is_opened_by_the_keyboard,
    a_picture_in_a_link_is_opened_by_its_button,
    a_way_past_comes_with_a_size_that_comes_late,
);

const VIEWER: &str = "document.querySelector('.viewer[open]')";
const VIEW: &str = "document.querySelector('.viewer__view')";
/// The page's width without its scroll bar.
const WIDTH: &str = "document.querySelector('.viewer__view').clientWidth";
const SHEET: &str = "document.querySelector('.viewer__sheet').getBoundingClientRect()";
const TALL: &str = "document.querySelector('.prose .tall')";

/// What is on the screen of the viewer is there.
const SEEN: &str =
    "(() => { const seen = [...document.querySelectorAll('.viewer .strip, .viewer__sheet > img')].filter((strip) => {
      const { top, bottom } = strip.getBoundingClientRect(); return top < innerHeight && bottom > 0; });
    return seen.length && seen.every((strip) => strip.naturalWidth > 0); })()";

/// Tall, with more pixels than its strips have; very tall; small. The first and the last also in links of the author's.
async fn start(screen: Screen, engine: Engine) -> anyhow::Result<(Site, Server, Browser)> {
    let scroll = Post::scroll("scroll", 3);
    let links = [1, 3]
        .map(|at| format!("<p><a href=\"https://a.example/\"><img src=\"pictures/{at}.png\" alt=\"Linked\"></a></p>"));
    let body = format!("{}{}", scroll.body, links.concat());
    let site = Site::with_pictures(&[Post { body, ..scroll }], &[(1_350, 10_000), (1_080, 15_000), (400, 300)])?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, screen).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser
        .wait("the tools of the article", "document.querySelector('.reading-tools') && document.querySelector('.aid')")
        .await?;
    Ok((site, server, browser))
}

/// Goes to a place in the first picture, and gives where the page is scrolled to then.
async fn go_into_picture(browser: &Browser, share: f64) -> anyhow::Result<f64> {
    let top = format!("(({{ top, height }}) => scrollY + top + height * {share} - 16)({TALL}.getBoundingClientRect())");
    browser.scroll_to(browser.number(&top).await?.round()).await?;
    browser.rests().await?;
    browser.number("scrollY").await
}

async fn is_closed(browser: &Browser, top: f64) -> anyhow::Result<()> {
    browser.wait("the viewer to be gone", "!document.querySelector('.viewer')").await?;
    browser.rests().await?;
    let now = browser.number("scrollY").await?;
    ensure!((now - top).abs() < 0.01, "the page has moved from {top} to {now}");
    browser.holds("the article is there", "location.pathname.endsWith('/a/scroll/')").await?;
    browser
        .wait(
            "the strips on the screen",
            "[...document.querySelectorAll('.prose .strip')].some((strip) => strip.naturalWidth > 0)",
        )
        .await
}

async fn a_picture_is_opened_and_left_by_the_keyboard(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    let top = go_into_picture(&browser, 0.3).await?;
    let steps = browser.number("history.length").await?;
    browser.value(&format!("{TALL}.focus({{ preventScroll: true }})")).await?;
    browser.press(Key::Enter).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.wait("the strips", SEEN).await?;
    browser
        .holds("it is named", &format!("{VIEWER}.getAttribute('aria-label') === {TALL}.getAttribute('aria-label')"))
        .await?;
    browser.holds("the page has nothing in memory", "!document.querySelector('.prose .tall img')").await?;
    let fitted = browser.number(&format!("{SHEET}.width")).await?;
    ensure!((fitted - browser.number(WIDTH).await?).abs() < 1.0, "it does not fit: {fitted}");
    browser.press("+").await?;
    let larger = browser.number(&format!("{SHEET}.width")).await?;
    ensure!((larger / fitted - 1.3).abs() < 0.01, "{fitted} became {larger}");
    browser.press("-").await?;
    browser.press("-").await?;
    browser.wait("it to fit again", &format!("Math.abs({SHEET}.width - {fitted}) < 1")).await?;
    browser.press("+").await?;
    browser.press("0").await?;
    browser.wait("it to fit once more", &format!("Math.abs({SHEET}.width - {fitted}) < 1")).await?;
    browser.press(Key::End).await?;
    browser.wait("its end", &format!("Math.abs({SHEET}.bottom - innerHeight) < 2 && {SEEN}")).await?;
    browser.press(Key::Home).await?;
    browser.wait("its start", &format!("{VIEW}.scrollTop === 0 && {SEEN}")).await?;
    browser.press(Key::Down).await?;
    browser.wait("a step down", &format!("{VIEW}.scrollTop > 40")).await?;
    // The focus stays inside, whichever way it goes.
    for _ in 0..5 {
        browser.press(Key::Tab).await?;
        browser
            .holds(
                "the focus is in the viewer",
                "document.activeElement === document.body || document.activeElement.closest('.viewer')",
            )
            .await?;
    }
    browser.press(Key::Escape).await?;
    is_closed(&browser, top).await?;
    browser.holds("the focus is on the picture again", &format!("document.activeElement === {TALL}")).await?;
    // It leaves one step that leads nowhere else: the way forward.
    browser.holds("no more than one step was added", &format!("history.length <= {steps} + 1")).await?;
    // By its button, and once more.
    browser.press(Key::Enter).await?;
    browser.wait("the viewer again", VIEWER).await?;
    browser.click(".viewer button").await?;
    is_closed(&browser, top).await?;
    browser.close().await
}

/// Where a point of the screen is in the picture, as a share of its height.
fn share_at(area: &str, y: f64) -> String {
    format!("(({{ top, height }}) => ({y} - top) / height)({area})")
}

async fn a_picture_opens_where_it_was_tapped_and_closes_by_a_step_back(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    let top = go_into_picture(&browser, 0.5).await?;
    let before = browser.number(&share_at(&format!("{TALL}.getBoundingClientRect()"), 300.0)).await?;
    browser.tap(200.0, 300.0).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.wait("the strips", SEEN).await?;
    let after = browser.number(&share_at(SHEET, 300.0)).await?;
    let off = (before - after).abs() * browser.number(&format!("{SHEET}.height")).await?;
    ensure!(off < 3.0, "what was tapped is {off} pixels off");
    let link = "document.querySelector('.viewer a')";
    browser
        .holds("the original can be had", &format!("{link}.href === {TALL}.href && {link}.hasAttribute('download')"))
        .await?;
    browser.back().await?;
    is_closed(&browser, top).await?;
    // Another step back leaves the article's page, as ever.
    browser.close().await
}

async fn taps_make_a_picture_larger_where_they_are(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    go_into_picture(&browser, 0.5).await?;
    browser.tap(200.0, 300.0).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.wait("the strips", SEEN).await?;
    let before = browser.number(&share_at(SHEET, 400.0)).await?;
    // Each pixel of the strips is one, then two.
    for width in [1_080.0, 2_160.0, browser.number(WIDTH).await?] {
        // Two single taps are none: a tap is the first of two once the time of a double tap is over.
        tokio::time::sleep(Duration::from_millis(DOUBLE_TAP_MS as u64 + 50)).await;
        browser.tap(150.0, 400.0).await?;
        browser.tap(150.0, 400.0).await?;
        browser.wait(&format!("a width of {width}"), &format!("Math.abs({SHEET}.width - {width}) < 2")).await?;
        let off = (browser.number(&share_at(SHEET, 400.0)).await? - before).abs();
        let off = off * browser.number(&format!("{SHEET}.height")).await?;
        ensure!(off < 8.0, "at a width of {width} the place is {off} pixels off");
        browser.wait("the strips", SEEN).await?;
    }
    browser.close().await
}

async fn two_fingers_make_a_picture_larger_between_them(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    go_into_picture(&browser, 0.5).await?;
    browser.tap(200.0, 300.0).await?;
    browser.wait("the viewer", VIEWER).await?;
    let before = browser.number(&share_at(SHEET, 400.0)).await?;
    browser.pinch((195.0, 400.0), 60.0, 150.0).await?;
    browser.wait("it to be larger", &format!("Math.abs({SHEET}.width - {WIDTH} * 2.5) < 30")).await?;
    let off = (browser.number(&share_at(SHEET, 400.0)).await? - before).abs();
    let off = off * browser.number(&format!("{SHEET}.height")).await?;
    ensure!(off < 8.0, "what is between the fingers is {off} pixels off");
    // Fingers that come together bring it back, and no further than it fits.
    browser.pinch((195.0, 400.0), 150.0, 20.0).await?;
    browser.wait("it to fit", &format!("Math.abs({SHEET}.width - {WIDTH}) < 2")).await?;
    browser.close().await
}

async fn fingers_go_on_when_a_strip_comes_under_them(engine: Engine) -> anyhow::Result<()> {
    let (_site, server, browser) = start(Screen::Phone, engine).await?;
    server.break_path(".webp", Fault::Silent);
    go_into_picture(&browser, 0.5).await?;
    browser.tap(200.0, 300.0).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.holds("no strip has come", &format!("!{SEEN}")).await?;
    // The driver tells nothing while it moves fingers. The page asks the server for something when they have moved.
    let tell = "addEventListener('touchmove', () => fetch('/fingers-move.json'), { capture: true, once: true })";
    browser.value(tell).await?;
    let strips_come = async {
        let moved = server.wait("the fingers to move", |server| server.was_asked_for("fingers-move.json")).await;
        server.heal(".webp");
        moved
    };
    let (pinched, moved) =
        tokio::join!(browser.pinch_with_rest((195.0, 400.0), [60.0, 90.0, 150.0], 1_800), strips_come);
    pinched?;
    moved?;
    browser.wait("it to be larger", &format!("Math.abs({SHEET}.width - {WIDTH} * 2.5) < 30")).await?;
    browser.wait("the strips", SEEN).await?;
    browser.close().await
}

async fn the_mouse_pulls_and_the_wheel_makes_larger(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Desk, engine).await?;
    go_into_picture(&browser, 0.3).await?;
    browser
        .mouse(json!([
            { "type": "pointerMove", "x": 600, "y": 400, "duration": 0 },
            { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 },
        ]))
        .await?;
    browser.wait("the viewer", VIEWER).await?;
    let before = browser.number(&format!("{VIEW}.scrollTop")).await?;
    browser
        .mouse(json!([
            { "type": "pointerMove", "x": 600, "y": 600, "duration": 0 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerMove", "x": 600, "y": 400, "duration": 120 },
            { "type": "pause", "duration": 200 },
            { "type": "pointerUp", "button": 0 },
        ]))
        .await?;
    browser.wait("it to be pulled", &format!("Math.abs({VIEW}.scrollTop - {before} - 200) < 6")).await?;
    browser.holds("it was no tap", VIEWER).await?;
    // Thrown, it goes on.
    browser
        .mouse(json!([
            { "type": "pointerMove", "x": 600, "y": 600, "duration": 0 },
            { "type": "pointerDown", "button": 0 },
            { "type": "pointerMove", "x": 600, "y": 400, "duration": 60 },
            { "type": "pointerUp", "button": 0 },
        ]))
        .await?;
    browser.wait("it to glide", &format!("{VIEW}.scrollTop - {before} > 450")).await?;
    let fitted = browser.number(&format!("{SHEET}.width")).await?;
    let turn = |more: &str| {
        format!(
            "{VIEW}.dispatchEvent(new WheelEvent('wheel', {{ deltaY: -20, clientX: 640, clientY: 300, bubbles: true, cancelable: true{more} }}))"
        )
    };
    browser.holds("the wheel alone is the browser's", &turn("")).await?;
    browser.holds("with Ctrl it is the viewer's", &format!("!{}", turn(", ctrlKey: true"))).await?;
    browser.holds("it is larger", &format!("Math.abs({SHEET}.width / {fitted} - Math.exp(0.2)) < 0.01")).await?;
    browser.close().await
}

async fn other_clicks_do_what_they_do_everywhere(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Desk, engine).await?;
    let is_left = |target: &str, how: &str| {
        format!(
        "(() => {{ let left; addEventListener('click', (event) => {{ left = !event.defaultPrevented; event.preventDefault(); }}, {{ once: true }});
         {target}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, detail: 1{how} }})); return left; }})()"
    )
    };
    for how in [", ctrlKey: true", ", metaKey: true", ", shiftKey: true", ", button: 1"] {
        browser.holds(&format!("the browser's own{how}"), &is_left(TALL, how)).await?;
    }
    browser.holds("a link of the author's", &is_left("document.querySelector('.prose span.tall')", "")).await?;
    browser.holds("nothing is open", "!document.querySelector('.viewer')").await?;
    browser.holds("a plain one is the viewer's", &format!("!{}", is_left(TALL, ""))).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.close().await
}

async fn a_very_tall_picture_is_no_more_memory_in_the_viewer(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    let bytes = "[...document.querySelectorAll('img')].reduce((sum, { naturalWidth, naturalHeight }) => sum + 4 * naturalWidth * naturalHeight, 0)";
    let second = "document.querySelectorAll('.prose a.tall')[1]";
    browser.value(&format!("{second}.focus()")).await?;
    browser.press(Key::Enter).await?;
    browser.wait("the viewer", VIEWER).await?;
    let mut most = 0.0_f64;
    let height = browser.number(&format!("{VIEW}.scrollHeight")).await?;
    let mut top = 0.0;
    while top < height {
        browser.value(&format!("{VIEW}.scrollTo({{ top: {top}, behavior: 'instant' }})")).await?;
        browser.wait("the strips", SEEN).await?;
        most = most.max(browser.number(bytes).await?);
        top += 700.0;
    }
    ensure!(most > 4e6 && most <= 36e6, "{most} bytes of pixels at once");
    browser.close().await
}

async fn a_tall_picture_can_be_skipped(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    let shown = "[...document.querySelectorAll('.aid__skip')].filter((button) => !button.hidden).length";
    // Of 3.4 and 6.4 screens; that in the author's link is the first once more.
    browser.wait("the tall ones to have it", &format!("{shown} === 3")).await?;
    go_into_picture(&browser, 0.2).await?;
    browser.holds("it is on the screen", "(({ top, bottom }) => top > 600 && bottom <= innerHeight)(document.querySelector('.aid__skip').getBoundingClientRect())").await?;
    browser.value("document.querySelector('.aid__skip').focus({ preventScroll: true })").await?;
    browser.press(Key::Enter).await?;
    let next = "[...document.querySelectorAll('.prose > p')].find((p) => p.textContent === 'What stretch 1 showed.')";
    browser.wait("what follows the picture", &format!("Math.abs({next}.getBoundingClientRect().top - 16) < 2")).await?;
    browser.holds("the focus is there", &format!("document.activeElement === {next}")).await?;
    browser.holds("nothing is open", "!document.querySelector('.viewer')").await?;
    browser.resize((820, 1_180)).await?;
    browser.wait("less to skip, in screens", &format!("{shown} >= 1")).await?;
    browser.close().await
}

async fn a_small_picture_is_opened_by_the_keyboard(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    browser.value("document.querySelector('.aid__view').focus()").await?;
    browser.press(Key::Enter).await?;
    browser.wait("the viewer", VIEWER).await?;
    browser.wait("the picture", SEEN).await?;
    browser
        .holds(
            "it is in the middle",
            &format!(
                "(({{ top, bottom, width }}) => width <= 400 && Math.abs(top + bottom - innerHeight) < 3)({SHEET})"
            ),
        )
        .await?;
    browser.press(Key::Escape).await?;
    browser.wait("the viewer to be gone", "!document.querySelector('.viewer')").await?;
    browser.holds("the focus is where it was", "document.activeElement.className === 'aid__view'").await?;
    browser.close().await
}

async fn a_picture_in_a_link_is_opened_by_its_button(engine: Engine) -> anyhow::Result<()> {
    let (_site, _server, browser) = start(Screen::Phone, engine).await?;
    let link = "document.querySelector('.prose figure > a[href=\"https://a.example/\"]";
    for (picture, strip) in [("> .tall')", ".strip"), ("> :not(.tall)')", "img")] {
        let button = format!("{link} {picture}.closest('figure').querySelector('.aid__view')");
        browser.wait("its button", &button).await?;
        browser.value(&format!("{button}.focus()")).await?;
        browser.press(Key::Enter).await?;
        browser.wait("the viewer", VIEWER).await?;
        browser.wait("the picture", SEEN).await?;
        browser.holds("it is that one", &format!("document.querySelector('.viewer__sheet {strip}')")).await?;
        browser.press(Key::Escape).await?;
        browser.wait("the viewer to be gone", "!document.querySelector('.viewer')").await?;
    }
    browser.close().await
}

async fn a_way_past_comes_with_a_size_that_comes_late(engine: Engine) -> anyhow::Result<()> {
    let words = "<p>Some words that stand there and are read by whoever comes by.</p>".repeat(90);
    let body = format!("{words}<p><img src=\"pictures/1.png\" alt=\"A drawing\"></p>");
    let site = Site::with_pictures(&[Post { body, ..Post::scroll("scroll", 0) }], &[(400, 300)])?;
    let server = Server::start(site.folder(), "/").await?;
    // Nobody knows its size, and it is another than it was.
    let page = site.text("a/scroll/index.html")?.replace(" width=\"400\" height=\"300\"", "");
    server.break_path("a/scroll/", Fault::Instead("text/html", page));
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"4000\"></svg>";
    for kind in [".png", ".webp"] {
        server.break_path(kind, Fault::Instead("image/svg+xml", drawing.to_owned()));
    }
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    browser.wait("the aids", "document.querySelector('.aid__skip')").await?;
    browser.holds("there is nothing to skip", "document.querySelector('.aid__skip').hidden").await?;
    browser.scroll_to(1e9).await?;
    browser.wait("a way past it", "!document.querySelector('.aid__skip').hidden").await?;
    browser.close().await
}
