//! The site without a network: what was read opens, and what cannot be had is said.

use e2e::{Browser, Engine, Post, Screen, Server, Site, at_each_base};

at_each_base!(what_was_read_opens_without_a_network);

/// The worker has come, and has taken in what came before it.
pub(crate) async fn worker_is_ready(browser: &Browser, server: &Server) -> anyhow::Result<()> {
    browser.wait("the worker to answer", "navigator.serviceWorker.controller").await?;
    server.quiet().await
}

async fn what_was_read_opens_without_a_network(engine: Engine, base: &str) -> anyhow::Result<()> {
    let mut posts = Post::many(30);
    posts.push(Post::scroll("scroll", 3));
    let site = Site::of(&posts, 3)?;
    let server = Server::with_workers(&[(site.folder(), base)])?;
    let browser = Browser::open_in(engine, Screen::Phone).await?;
    browser.read(&server.address("a/scroll/")).await?;
    worker_is_ready(&browser, &server).await?;
    server.cut();
    browser.reload().await?;
    browser.reader_runs().await?;
    browser
        .holds("the text is there", "document.querySelector('.prose').innerText.includes('What stretch 3 showed.')")
        .await?;
    browser.wait("its first picture", "document.querySelector('.prose img')?.naturalWidth > 0").await?;
    // The list too, which the reader asked for before anybody saw it.
    browser.read(&server.address("")).await?;
    browser.wait("the rows", "document.querySelectorAll('.row').length >= 20").await?;
    browser.wait("that there is no network is told", "document.querySelector('.offline-mark').textContent").await?;
    // An article that was never opened.
    browser.read(&server.address("a/post-007/")).await?;
    let here = browser.text("location.href").await?;
    assert_eq!(here, server.address("saved/?missing=a%2Fpost-007%2F"));
    server.mend().await?;
    browser.read(&server.address("a/post-007/")).await?;
    browser.holds("it is there again", "document.querySelector('.prose').innerText.includes('post 7')").await?;
    browser.close().await
}
