//! A local server for a pressed site, that answers as a good static host does; it knows files, and nothing of posts.
//!
//! It is what one reads on one's own machine, and what the tests of the reader talk to. It is not meant to face the internet.

mod answer;
mod base;
mod content_type;
mod listen;
mod live;
mod site_headers;

pub use base::BasePath;
pub use listen::{DEFAULT_PORT, bind};

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use axum::Router;
use axum::routing::get;
use tower_http::compression::CompressionLayer;

/// How a site is served.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The path that the site's root answers at, as if a host had put it there.
    pub base: BasePath,
    /// Whether open pages load themselves anew when the site has been pressed again.
    pub live: bool,
}

/// The service that answers for the files in `site`.
///
/// It reads the folder at each request, so a site may be pressed again beneath it.
pub fn router(site: PathBuf, options: Options) -> Router {
    let mut router = Router::new();
    if options.live {
        let at = |name: &str| format!("{}{name}", options.base.as_str());
        router = router.route(&at(live::SCRIPT), get(live::script)).route(&at(live::EVENTS), get(live::events));
    }
    router
        .fallback(answer::answer)
        .layer(CompressionLayer::new().compress_when(content_type::Compressible))
        .with_state(answer::Site::new(site, options))
}

/// Serves `site` until the process ends, and prints the address once it answers.
///
/// # Errors
/// When `site` is no folder, or no port could be had (see [`bind`]).
pub fn run(site: PathBuf, options: Options, host: &str, port: Option<u16>) -> anyhow::Result<()> {
    if !site.is_dir() {
        bail!("{} is not a folder: press a site into it first, with `handscroll build`", site.display());
    }
    let listener = bind(host, port)?;
    let address = listener.local_addr().context("could not read the server's own address")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("could not start the server's threads")?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).context("could not hand the port to the server")?;
        println!("Serving {} at {}", site.display(), address_to_open(address, &options.base));
        axum::serve(listener, router(site, options)).await.context("the server stopped")
    })
}

/// The address that a browser on this machine opens.
fn address_to_open(address: SocketAddr, base: &BasePath) -> String {
    // A server that listens everywhere (0.0.0.0, ::) is reached from here by the loopback's name.
    let host = if address.ip().is_unspecified() {
        "localhost".to_owned()
    } else {
        SocketAddr::new(address.ip(), 0).to_string()
    };
    let host = host.strip_suffix(":0").unwrap_or(&host);
    format!("http://{host}:{}{}", address.port(), base.as_str())
}
