//! One request and its answer, the picture's bytes included. Must not ask twice, nor follow the answer elsewhere.

use std::error::Error;
use std::io::{self, Write as _};
use std::time::Duration;

use http::header::{
    ACCEPT, CONTENT_LENGTH, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RANGE,
    REFERER, USER_AGENT,
};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use tokio::time::{Instant, timeout};
use url::Url;

use super::cache::{Cache, Entry, Found};
use super::connect::{self, HttpClient};
use super::fetched::{Failure, FailureKind};
use super::judge::{TELLING_BYTES, Verdict, judge, judge_size};
use super::{Limits, Mode, headers};

/// Some hosts answer only what looks like a browser.
const AGENT: &str = concat!("Mozilla/5.0 (compatible; Handscroll/", env!("CARGO_PKG_VERSION"), ")");
/// What the press can make strips and small pictures of comes first.
const WANTED: &str = "image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8,*/*;q=0.5";
/// The beginning of a picture, in which nearly every one says its size, in bytes.
const HEAD_BYTES: usize = 256 * 1024;

/// What is asked for.
pub(super) struct Question<'q> {
    pub(super) address: &'q str,
    pub(super) url: &'q Url,
    pub(super) referrer: Option<&'q str>,
    /// What is kept from an earlier answer.
    pub(super) kept: Option<&'q Entry>,
    pub(super) mode: Mode,
}

/// What came.
pub(super) enum Step {
    Answered(Answer),
    /// The picture is said to be at this address.
    Elsewhere(Url),
}

/// What came in the end.
pub(super) enum Answer {
    /// The picture, or its size.
    Found(Entry),
    /// What is kept still holds, for this long.
    StillHolds(Duration),
}

/// What came instead.
pub(super) enum Trouble {
    /// No answer.
    Silent(String),
    /// An answer that did not come to its end.
    CutOff(String),
    /// The host has too much to do, and perhaps says how long.
    Busy(StatusCode, Option<Duration>),
    /// An answer that will be the same next time.
    Settled(Failure),
}

fn settled(kind: FailureKind, reason: impl Into<String>) -> Trouble {
    Trouble::Settled(Failure::new(kind, reason))
}

/// Asks once. `reached` is told when the host begins to answer.
pub(super) async fn ask(
    question: &Question<'_>,
    client: &HttpClient,
    cache: &Cache,
    limits: &Limits,
    reached: impl FnOnce(),
    received: impl Fn(usize),
) -> Result<Step, Trouble> {
    let wait = limits.connect + limits.silence;
    let response = match timeout(wait, client.request(request(question)?)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if connect::is_refused(&error) => {
            return Err(settled(FailureKind::Private, "its address is in a private network"));
        }
        Ok(Err(error)) => return Err(Trouble::Silent(innermost(&error))),
        Err(_) => return Err(Trouble::Silent(format!("no answer within {} s", wait.as_secs()))),
    };
    reached();
    if let Some(step) = by_status(question, &response, limits)? {
        return Ok(step);
    }
    let (parts, body) = response.into_parts();
    let found = receive(question.mode, &parts.headers, body, cache, limits, received).await?;
    let mut entry = Entry::new(question.address, headers::fresh_for(&parts.headers, limits), found);
    entry.etag = headers::text(&parts.headers, ETAG).map(str::to_owned);
    entry.last_modified = headers::text(&parts.headers, LAST_MODIFIED).map(str::to_owned);
    Ok(Step::Answered(Answer::Found(entry)))
}

fn request(question: &Question<'_>) -> Result<Request<Empty<&'static [u8]>>, Trouble> {
    let mut url = question.url.clone();
    // What an address holds of names and passwords is not handed on.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    // The one character that a URL may hold and a request may not.
    let mut request = Request::get(url.as_str().replace('`', "%60")).header(USER_AGENT, AGENT).header(ACCEPT, WANTED);
    let kept = question.kept;
    let further: [(HeaderName, Option<&str>); 3] = [
        (REFERER, question.referrer),
        (IF_NONE_MATCH, kept.and_then(|entry| entry.etag.as_deref())),
        (IF_MODIFIED_SINCE, kept.and_then(|entry| entry.last_modified.as_deref())),
    ];
    for (name, value) in further {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    if question.mode == Mode::Probe {
        request = request.header(RANGE, format!("bytes=0-{}", HEAD_BYTES - 1));
    }
    request.body(Empty::new()).map_err(|error| settled(FailureKind::Dead, format!("it cannot be asked for ({error})")))
}

/// What the status says by itself; nothing where a picture follows.
fn by_status(question: &Question<'_>, response: &Response<Incoming>, limits: &Limits) -> Result<Option<Step>, Trouble> {
    let (status, headers) = (response.status(), response.headers());
    match status.as_u16() {
        200..=299 => Ok(None),
        304 if question.kept.is_some() => {
            Ok(Some(Step::Answered(Answer::StillHolds(headers::fresh_for(headers, limits)))))
        }
        301 | 302 | 303 | 307 | 308 => {
            let location = headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
            let next = location.and_then(|location| question.url.join(&location).ok());
            match next.filter(|next| matches!(next.scheme(), "http" | "https")) {
                Some(next) => Ok(Some(Step::Elsewhere(next))),
                None => Err(settled(FailureKind::Dead, format!("{status}, which leads nowhere"))),
            }
        }
        401 | 403 | 451 => Err(settled(FailureKind::Blocked, status.to_string())),
        408 | 425 | 429 | 500 | 502..=504 => Err(Trouble::Busy(status, headers::retry_after(headers))),
        _ => Err(settled(FailureKind::Dead, status.to_string())),
    }
}

async fn receive(
    mode: Mode,
    headers: &HeaderMap,
    mut body: Incoming,
    cache: &Cache,
    limits: &Limits,
    received: impl Fn(usize),
) -> Result<Found, Trouble> {
    let unkept = |error: io::Error| settled(FailureKind::Unreachable, format!("it cannot be kept ({error})"));
    let too_large = || {
        let most = limits.bytes / 1_000_000;
        settled(FailureKind::Oversized, format!("it has more than the {most} MB that are taken"))
    };
    let announced = headers::text(headers, CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limits.bytes) && mode == Mode::Fetch {
        return Err(too_large());
    }
    let start = Instant::now();
    let mut file = cache.unfinished().map_err(unkept)?;
    let (mut head, mut bytes, mut judge_at) = (Vec::new(), 0, TELLING_BYTES);
    loop {
        let frame = timeout(limits.silence, body.frame())
            .await
            .map_err(|_| Trouble::CutOff(format!("it stopped for {} s", limits.silence.as_secs())))?;
        let ends = frame.is_none();
        if let Some(frame) = frame {
            let frame = frame.map_err(|error| Trouble::CutOff(innermost(&error)))?;
            let (lasts, least) = (start.elapsed(), Duration::from_secs(bytes / u64::from(limits.slowest)));
            if lasts > limits.whole + least {
                return Err(Trouble::CutOff(format!("it comes too slowly, {bytes} bytes in {} s", lasts.as_secs())));
            }
            let Some(chunk) = frame.data_ref() else { continue };
            received(chunk.len());
            bytes += chunk.len() as u64;
            if bytes > limits.bytes {
                return Err(too_large());
            }
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD_BYTES - head.len())]);
            if mode == Mode::Fetch {
                file.write_all(chunk).map_err(unkept)?;
            }
        }
        if ends || head.len() >= judge_at {
            // Looked at ever more seldom, so that a long head costs no more than twice its length.
            judge_at = if head.len() == HEAD_BYTES { usize::MAX } else { (head.len() * 2).min(HEAD_BYTES) };
            match judge(&head, limits.pixels) {
                Verdict::Failure(failure) => return Err(Trouble::Settled(failure)),
                Verdict::Picture(width, height) if mode == Mode::Probe => return Ok(Found::Size { width, height }),
                Verdict::Picture(..) => judge_at = usize::MAX,
                Verdict::NotYet if mode == Mode::Probe && (ends || head.len() == HEAD_BYTES) => {
                    return Err(settled(FailureKind::Broken, "its beginning does not say its size"));
                }
                Verdict::NotYet => {}
            }
        }
        if ends {
            break;
        }
    }
    let found = cache.finish(file).map_err(unkept)?;
    let Some((found, (width, height))) = found else {
        return Err(settled(FailureKind::Broken, "it does not say its size"));
    };
    // Judged once more, for where the head was too short to say it.
    match judge_size(width, height, limits.pixels) {
        Verdict::Failure(failure) => Err(Trouble::Settled(failure)),
        _ => Ok(found),
    }
}

/// The error that stands at the beginning of a chain, where its cause is said.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
