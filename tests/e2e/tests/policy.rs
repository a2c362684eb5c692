//! The content policy, as each engine enforces it: the reader does all it does without once running into it.

use e2e::{BASE, Browser, Engine, Screen, Server, Site, at_each_engine};
use serde_json::json;

at_each_engine!(a_sample_article_is_read);

/// Listens from the first moment on.
pub(crate) const LISTEN: &str = "window.refused = []; \
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => \
      refused.push(`${violatedDirective}: ${blockedURI} ${sample}`), true);";

/// The pictures of the article, whole ones and tall ones.
const PICTURES: &str = "document.querySelectorAll('.prose :is(canvas, img)[data-from], .prose .tall')";

/// Every part of them that is on the screen is there, and at least one is.
const ALL_SEEN: &str = "(() => { const seen = [...document.querySelectorAll('.prose :is(canvas, img):is([data-from], .strip)')]
    .filter((part) => { const { top, bottom } = part.getBoundingClientRect(); return bottom > 0 && top < innerHeight; });
    return seen.length && seen.every((part) => part.naturalWidth > 0); })()";

/// Runs into the policy on purpose: a listener that hears nothing then would prove nothing.
pub(crate) async fn listens(browser: &Browser) -> anyhow::Result<()> {
    browser
        .value("document.body.append(Object.assign(document.createElement('iframe'), { src: 'data:,refused' }))")
        .await?;
    // The policy stands in the page and in the answer's headers, and an engine may tell of each.
    let heard = "refused.length && refused.every((refusal) => /^frame-src/.test(refusal))";
    browser.wait("the refusal of a frame to be heard", heard).await
}

async fn a_sample_article_is_read(engine: Engine) -> anyhow::Result<()> {
    let site = Site::samples()?;
    let server = Server::start(site.folder(), BASE).await?;
    server.before_each_page(LISTEN);
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/the-thumb-and-the-column/")).await?;
    // One picture after the other, since those far away are let go again.
    let pictures = browser.number(&format!("{PICTURES}.length")).await?;
    assert!(pictures >= 2.0, "only {pictures} pictures");
    for number in 0..pictures as u32 {
        browser
            .value(&format!("{PICTURES}[{number}].scrollIntoView({{ block: 'center', behavior: 'instant' }})"))
            .await?;
        browser.wait(&format!("picture {number} to be seen"), ALL_SEEN).await?;
    }
    assert_eq!(browser.value("refused").await?, json!([]));
    listens(&browser).await?;
    browser.close().await
}
