//! What makes reading comfortable: colours that stay, a keyboard that suffices, a quiet console.

use e2e::{BASE, Browser, Engine, Post, Screen, Server, Site, at_each_engine};
use thirtyfour::Key;

at_each_engine!(colours_are_chosen_and_remembered, the_keyboard_suffices);

const BACKGROUND: &str = "getComputedStyle(document.documentElement).backgroundColor";
const THEME: &str = "document.documentElement.dataset.theme";
/// Whether the first `theme-color` that fits is the background's.
const SURROUNDINGS: &str = "(() => { const meta = [...document.querySelectorAll('meta[name=theme-color]')].find((meta) => matchMedia(meta.media).matches); \
     const probe = document.createElement('i'); document.body.append(probe); probe.style.color = meta.content; \
     const colour = getComputedStyle(probe).color; probe.remove(); return colour === getComputedStyle(document.documentElement).backgroundColor; })()";

async fn colours_are_chosen_and_remembered(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&[Post::new("post", "A post", "<p>Words.</p>")], 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("")).await?;
    let mut backgrounds = Vec::new();
    for theme in ["light", "sepia", "dark"] {
        let choose = format!(
            "(() => {{ const select = document.querySelector('.theme-switch select'); select.value = '{theme}'; \
             select.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
        );
        browser.value(&choose).await?;
        assert_eq!(browser.text(THEME).await?, theme);
        backgrounds.push(browser.text(BACKGROUND).await?);
        browser.holds("the device's bars have the paper's colour", SURROUNDINGS).await?;
    }
    backgrounds.dedup();
    assert_eq!(backgrounds.len(), 3, "each has its own paper: {backgrounds:?}");
    for page in ["", "a/post/"] {
        browser.read(&server.address(page)).await?;
        assert_eq!(browser.text(THEME).await?, "dark", "on {page:?}");
        assert_eq!(browser.text(BACKGROUND).await?, backgrounds[2], "on {page:?}");
        browser.holds("the switch says so", "document.querySelector('.theme-switch select').value === 'dark'").await?;
    }
    browser.close().await
}

/// Tab goes from one to the next, each is seen to have the focus, and Enter follows.
async fn the_keyboard_suffices(engine: Engine) -> anyhow::Result<()> {
    let site = Site::of(&Post::many(3), 0)?;
    let server = Server::start(site.folder(), BASE).await?;
    let browser = Browser::open_in(engine, Screen::Desk).await?;
    browser.read(&server.address("")).await?;
    let mut met = Vec::new();
    for _ in 0..7 {
        browser.press(Key::Tab).await?;
        met.push(browser.text("document.activeElement.className").await?);
        let is_seen = "(() => { const style = getComputedStyle(document.activeElement); const box = document.activeElement.getBoundingClientRect(); \
                       return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && box.width > 0 && box.top >= 0; })()";
        browser.wait(&format!("the focus to be seen on {:?}", met.last()), is_seen).await?;
    }
    let link = "site-links__link";
    assert_eq!(met, ["skip", link, link, "theme-switch__select", "row__link", "row__link", "row__link"]);
    browser.press(Key::Enter).await?;
    browser.wait("the third article", "document.querySelector('.prose')?.textContent.includes('post 1,')").await?;
    browser.holds("the focus is in the article", "document.activeElement.id === 'main'").await?;
    // The skip link leads past the bar.
    browser.read(&server.address("a/post-001/")).await?;
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    browser.press(Key::Tab).await?;
    browser
        .wait("the focus to be past the bar", "document.querySelector('main').contains(document.activeElement)")
        .await?;
    browser.close().await
}
