//! Dates as posts have them → moments. It does not know where a date was written.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Years an article can be of; a generator's `0001-01-01` and `9999-12-31` mean that it had none.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=9998;

static RFC_2822: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// Dates with a month's name, which JavaScript's `Date`, `ctime` and people write.
const NAMED_MONTHS: &[&str] = &[
    "%a, %d %b %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M",
    "%d %b %Y %H:%M:%S",
    "%a %b %d %Y %H:%M:%S GMT%z",
    "%a %b %d %Y %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
    "%a %b %d %Y",
    "%a, %d %b %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
];

/// The moment a text names; `zone` counts where the text has none. None for everything that is no date.
pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    let moment =
        RFC_2822.parse_timestamp(text).ok().or_else(|| numeric(text, zone)).or_else(|| named_month(text, zone))?;
    YEARS.contains(&moment.to_zoned(TimeZone::UTC).year()).then_some(moment)
}

/// The date a file name begins with, as Jekyll and Hexo put it, and the rest of the name.
pub(super) fn of_file_stem<'t>(stem: &'t str, zone: &TimeZone) -> Option<(Timestamp, &'t str)> {
    let date = stem.get(..10)?;
    let shape = |at: usize, c: char| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() };
    if !date.char_indices().all(|(at, c)| shape(at, c)) {
        return None;
    }
    let rest = stem[10..].strip_prefix(['-', '_', ' ']).unwrap_or(&stem[10..]);
    Some((parse(date, zone)?, rest))
}

fn named_month(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    // JavaScript ends with the zone's name: “GMT+0800 (China Standard Time)”.
    let text = text.split(" (").next().unwrap_or(text).trim();
    NAMED_MONTHS.iter().find_map(|format| {
        let parts = strtime::parse(format, text).ok()?;
        if parts.offset().is_some() {
            return parts.to_timestamp().ok();
        }
        let date = parts.to_date().ok()?;
        in_zone(date.to_datetime(parts.to_time().unwrap_or(Time::midnight())), zone)
    })
}

fn in_zone(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    local.to_zoned(zone.clone()).ok().map(|zoned: Zoned| zoned.timestamp())
}

/// `YYYY-MM-DD[ HH:MM[:SS[.fff]]][zone]`, with one-digit parts, with slashes, stops or 年月日, with T or a space.
fn numeric(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.replace(['年', '月'], "-").replace('日', " ");
    let mut scan = Scanner { rest: text.trim() };
    let year = scan.number(4..=4)?;
    let separator = scan.any_of(&['-', '/', '.'])?;
    let month = scan.number(1..=2)?;
    scan.any_of(&[separator])?;
    let day = scan.number(1..=2)?;
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    if scan.rest.is_empty() {
        return in_zone(date.to_datetime(Time::midnight()), zone);
    }
    let is_apart = scan.any_of(&['T', 't', ' ', ',']).is_some();
    scan.spaces();
    let time =
        if is_apart && scan.rest.starts_with(|c: char| c.is_ascii_digit()) { scan.time()? } else { Time::midnight() };
    scan.spaces();
    let local = date.to_datetime(time);
    if scan.rest.is_empty() {
        return in_zone(local, zone);
    }
    in_zone(local, &named_zone(scan.rest)?)
}

/// `Z`, `UTC`, `+08:00`, `+0800`, `-5`, `GMT+8`, `Asia/Shanghai`, `+08:00[Asia/Shanghai]`.
fn named_zone(text: &str) -> Option<TimeZone> {
    let text = text.split('[').next().filter(|before| !before.is_empty()).unwrap_or(text).trim_matches(['[', ']']);
    if matches!(text.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT") {
        return Some(TimeZone::UTC);
    }
    let offset = text.trim_start_matches("UTC").trim_start_matches("GMT");
    let sign = match offset.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return TimeZone::get(text).ok(),
    };
    let mut scan = Scanner { rest: &offset[1..] };
    let hours = scan.number(1..=2)?;
    scan.any_of(&[':']);
    let minutes = if scan.rest.is_empty() { 0 } else { scan.number(2..=2)? };
    if !scan.rest.is_empty() || hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Offset::from_seconds(sign * seconds).ok().map(TimeZone::fixed)
}

struct Scanner<'t> {
    rest: &'t str,
}

impl Scanner<'_> {
    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let length = self.rest.bytes().take(*digits.end()).take_while(u8::is_ascii_digit).count();
        if length < *digits.start() {
            return None;
        }
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        number.parse().ok()
    }

    fn any_of(&mut self, characters: &[char]) -> Option<char> {
        let found = self.rest.chars().next().filter(|c| characters.contains(c))?;
        self.rest = &self.rest[found.len_utf8()..];
        Some(found)
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn time(&mut self) -> Option<Time> {
        let hour = i8::try_from(self.number(1..=2)?).ok()?;
        self.any_of(&[':'])?;
        let minute = i8::try_from(self.number(1..=2)?).ok()?;
        let mut second = 0;
        if self.any_of(&[':']).is_some() {
            // A leap second is the last second of its minute.
            second = i8::try_from(self.number(1..=2)?).ok().map(|second| if second == 60 { 59 } else { second })?;
            if self.any_of(&['.', ',']).is_some() {
                // No list of articles tells fractions apart.
                self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
        Time::new(hour, minute, second, 0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let found = parse(text, &zone).map(|moment| moment.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_with_a_zone() {
        let moment = "2022-08-29T23:24:16Z";
        for text in [
            "Mon, 29 Aug 2022 23:24:16 GMT",
            "Mon, 29 Aug 2022 23:24:16 +0000",
            "29 Aug 2022 23:24:16 GMT",
            "Tue, 29 Aug 2022 23:24:16 GMT",
            "2022-08-29T23:24:16Z",
            "2022-08-29T23:24:16.123Z",
            "2022-08-30T07:24:16+08:00",
            "2022-08-30 07:24:16 +0800",
            "2022-08-30 07:24:16 +8",
            "2022-08-29 18:24:16 -5",
            "2022-08-30 07:24:16 Asia/Shanghai",
            "2022-08-30T07:24:16+08:00[Asia/Shanghai]",
            "2022-08-29 23:24:16 UTC",
            "Tue Aug 30 2022 07:24:16 GMT+0800 (China Standard Time)",
        ] {
            check(text, moment);
        }
        check("Thu, 1 Sep 2022 02:03:04 GMT", "2022-09-01T02:03:04Z");
    }

    #[test]
    fn dates_without_a_zone_are_the_sites() {
        let moment = "2022-09-01T00:00:00Z";
        for text in [
            "2022-09-01 08:00:00",
            "2022-09-01T08:00:00",
            "2022-09-01 08:00",
            "2022-9-1 8:00",
            "2022/9/1 8:0:0",
            "2022.09.01 08:00",
            "2022年9月1日 8:00",
            "Thu, 1 Sep 2022 08:00:00",
            "Thu Sep  1 08:00:00 2022",
        ] {
            check(text, moment);
        }
        for text in ["2022-09-01", "2022/09/01", "1 Sep 2022", "September 1, 2022", "2022年9月1日"] {
            check(text, "2022-08-31T16:00:00Z");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "Invalid Date",
            "soon",
            "2022",
            "2022-13-01",
            "2022-02-30",
            "2022-01-01 25:00",
            "2022-01-01 noon",
            "0001-01-01",
            "0999-12-31 00:00:00",
            "9999-12-31T23:59:59Z",
            "99999-01-01",
            "07:32:00",
            "2022-01/02",
            "2022-01-01 00:00:00 Mars/Base",
            "2022-01-01 +99:00",
            "２０２２-01-01",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn file_names_may_hold_a_date() {
        let stem = |stem: &'static str| of_file_stem(stem, &TimeZone::UTC).map(|(date, rest)| (date.to_string(), rest));
        assert_eq!(stem("2020-01-02-title"), Some(("2020-01-02T00:00:00Z".to_owned(), "title")));
        assert_eq!(stem("2020-01-02"), Some(("2020-01-02T00:00:00Z".to_owned(), "")));
        for other in ["2020-13-02-title", "20200102-title", "标题标题标题", "title"] {
            assert_eq!(stem(other), None);
        }
    }
}
