//! Rows, heads and neighbours are written twice, by the press and by the reader: here they are held to each other.

use e2e::{Browser, Engine, Screen, Server, Site, at_each_engine};

at_each_engine!(what_is_painted_and_what_is_rendered_say_the_same);

/// What a person and a machine are told by an element, with addresses as they resolve.
const TOLD: &str = "window.told = (selector) => [...document.querySelectorAll(selector)].map(function tell(element) {
      const { localName, className, href = '', src = '', dateTime = '', rel = '', target = '' } = element;
      const text = element.children.length ? '' : element.textContent;
      return [localName, className, element.closest('[lang]').lang, href, src, dateTime, rel, target, text, ...[...element.children].map(tell)];
    })";

async fn what_is_painted_and_what_is_rendered_say_the_same(engine: Engine) -> anyhow::Result<()> {
    let site = Site::samples()?;
    let server = Server::start(site.folder(), "/").await?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    server.before_each_page(TOLD);
    let items = site.items()?;
    for item in &items {
        let id = item["id"].as_str().unwrap_or_default();
        browser.read(&server.address(&format!("a/{id}/"))).await?;
        let painted = browser.value("told('.article__head, .neighbours')").await?;
        browser.read(&server.address("")).await?;
        browser.click(&format!(".row[data-id='{id}'] .row__link")).await?;
        browser.wait("the rendered article", "document.querySelector('.neighbours a')").await?;
        let rendered = browser.value("told('.article__head, .neighbours')").await?;
        assert_eq!(rendered, painted, "the article {id}");
    }
    browser.read(&server.address("")).await?;
    let painted = browser.value("told('.row')").await?;
    assert_eq!(painted.as_array().map(Vec::len), Some(items.len()), "the samples fit on the first page");
    browser.click(".row__link").await?;
    browser.wait("an article", "document.querySelector('.article__head')").await?;
    browser.back().await?;
    browser.wait("as many rows", &format!("document.querySelectorAll('.row').length === {}", items.len())).await?;
    assert_eq!(browser.value("told('.row')").await?, painted, "the list");
    browser.close().await
}
