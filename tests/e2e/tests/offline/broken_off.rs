//! Answers that begin and do not end, or are not what was asked for: what is kept is shown in their place.

use e2e::{Browser, Engine, Fault, Post, Screen, Server, Site, at_each_engine};
use serde_json::json;

use super::{BODY, feed_is_kept, page_is_kept, worker_is_ready};

at_each_engine!(an_answer_that_does_not_end_is_none);

const ITEMS: &str =
    "fetch(new URL('/feed.json', location.href)).then((answer) => answer.json()).then(({ items }) => items.length)";

async fn an_answer_that_does_not_end_is_none(engine: Engine) -> anyhow::Result<()> {
    let post = |slug: &str, text: &str| Post::new(slug, "One of two", format!("<p>{text}</p>"));
    let site = Site::of(&[post("one", "With a mistake."), post("two", "With a mistake.")], 0)?.own()?;
    let server = Server::with_workers(&[(site.folder(), "/")])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/one/")).await?;
    worker_is_ready(&browser).await?;
    browser.read(&server.address("a/two/")).await?;
    page_is_kept(&browser).await?;
    for slug in ["one", "two"] {
        site.write(&post(slug, "Without one."))?;
    }
    site.press_again(&[])?;
    assert_eq!(browser.outcome(ITEMS).await?, json!(2));
    feed_is_kept(&browser, &server, &site, "feed.json").await?;
    for (slug, fault) in [("one", Fault::Stalled), ("two", Fault::Cut)] {
        let path = format!("a/{slug}/");
        for broken in ["", "feed.json", &path] {
            server.break_path(broken, fault.clone());
        }
        assert_eq!(browser.outcome(ITEMS).await?, json!(2), "{fault:?}");
        browser.read(&server.address("")).await?;
        browser.holds("the rows are there", "document.querySelectorAll('.row').length === 2").await?;
        browser.read(&server.address(&path)).await?;
        browser.holds("all of what was kept", &format!("{BODY}.includes('With a mistake.')")).await?;
        for broken in ["", "feed.json", &path] {
            server.heal(broken);
        }
        browser.read(&server.address(&path)).await?;
        browser.holds("what the site has", &format!("{BODY}.includes('Without one.')")).await?;
    }
    for text in ["{}", "[]", "{ \"items\": [", "no JSON"] {
        server.break_path("feed.json", Fault::Instead("application/json", text.to_owned()));
        assert_eq!(browser.outcome(ITEMS).await?, json!(2), "{text}");
        server.heal("feed.json");
    }
    browser.close().await
}
