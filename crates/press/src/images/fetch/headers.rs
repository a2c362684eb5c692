//! What the headers of an answer ask for: how long it holds, when to come back. Must not act on it.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{CACHE_CONTROL, HeaderName, RETRY_AFTER};

use super::Limits;

/// How long an answer holds: what the host says, but within the limits, for the picture at an address hardly ever changes.
pub(super) fn fresh_for(headers: &HeaderMap, limits: &Limits) -> Duration {
    let control = text(headers, CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let mut said = Duration::ZERO;
    for part in control.split(',').map(str::trim) {
        match part.split_once('=') {
            Some(("max-age", seconds)) => {
                said = Duration::from_secs(seconds.trim_matches('"').parse().unwrap_or_default());
            }
            None if part == "immutable" => return limits.fresh_at_most,
            _ => {}
        }
    }
    said.clamp(limits.fresh_at_least, limits.fresh_at_most)
}

/// How long the host asks to wait, in seconds or until a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER)?;
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// A header that is text.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    #[track_caller]
    fn check_fresh(control: &str, days: u64) {
        let headers = HeaderMap::from_iter([(CACHE_CONTROL, control.parse().unwrap())]);
        assert_eq!(fresh_for(&headers, &Limits::default()), Duration::from_secs(days * DAY), "{control}");
    }

    #[test]
    fn an_answer_holds_a_week_to_a_year() {
        check_fresh("no-store", 7);
        check_fresh("max-age=60", 7);
        check_fresh("public, max-age=2592000", 30);
        check_fresh("Max-Age=99999999999", 365);
        check_fresh("max-age=1, immutable", 365);
        check_fresh("max-age=x", 7);
    }

    #[test]
    fn hosts_say_in_two_ways_when_to_come_back() {
        let wait = |value: &str| retry_after(&HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]));
        assert_eq!(wait("120"), Some(Duration::from_secs(120)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert!(wait("Mon, 21 Oct 2115 07:28:00 GMT").is_some_and(|wait| wait > Duration::from_secs(DAY)));
        assert_eq!(wait("soon"), None);
    }
}
