//! Connections, each to an address that the guard permits, and the client that makes its requests over them. Must not
//! know what is asked for.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use http::Uri;
use http_body_util::Empty;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tower::util::BoxCloneSyncService;

use super::guard::Guard;

/// Asks over http and https. What a name means is asked of the machine's resolver; environment variables that name
/// proxies are not followed, because behind a proxy nobody here could say where a connection leads.
pub(super) type HttpClient = Client<HttpsConnector<Connector>, Empty<&'static [u8]>>;

/// How long a connection is kept for the next picture of its host.
const IDLE: Duration = Duration::from_secs(5);

type Connector = BoxCloneSyncService<Uri, TokioIo<TcpStream>, io::Error>;

/// The guard does not permit any address that a host has.
#[derive(Debug)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the address is not one of the public internet")
    }
}

impl std::error::Error for Refused {}

/// Whether a request failed because the guard did not permit the connection.
pub(super) fn is_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if inner.is_some_and(|inner| inner.is::<Refused>()) {
            return true;
        }
        next = error.source();
    }
    false
}

/// A client whose connections are up within this time, certificates aside.
pub(super) fn client(guard: &Guard, limit: Duration) -> anyhow::Result<HttpClient> {
    let guard = guard.clone();
    let connect = tower::service_fn(move |uri: Uri| {
        let guard = guard.clone();
        async move { connect(&uri, &guard, limit).await.map(TokioIo::new) }
    });
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(BoxCloneSyncService::new(connect));
    Ok(Client::builder(TokioExecutor::new())
        // A run may ask hundreds of hosts, and a system gives so many connections at a time.
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(2)
        // Old servers write headers as they like.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .build(connector))
}

async fn connect(uri: &Uri, guard: &Guard, limit: Duration) -> io::Result<TcpStream> {
    let deadline = Instant::now() + limit;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    let found = timeout(limit, tokio::net::lookup_host((host, port)))
        .await
        .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "its name is not resolved in time"))?
        .map_err(|error| io::Error::new(error.kind(), format!("its name is not known ({error})")))?;
    let addresses: Vec<SocketAddr> = found.collect();
    let permitted: Vec<&SocketAddr> = addresses.iter().filter(|address| guard.permits(**address)).collect();
    if permitted.is_empty() && !addresses.is_empty() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, Refused));
    }
    let mut last = io::Error::new(io::ErrorKind::NotFound, "its name has no address");
    for (at, address) in permitted.iter().enumerate() {
        // Each address has its share of what time is left, so that one that swallows everything cannot hide the next.
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(permitted.len() - at).unwrap_or(u32::MAX);
        match timeout_at(Instant::now() + share, TcpStream::connect(**address)).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Ok(Err(error)) => last = error,
            Err(_) => last = io::Error::new(io::ErrorKind::TimedOut, "the connection is not made in time"),
        }
    }
    Err(last)
}
