//! Days as people read them. Takes RFC 3339 text apart; must not know of clocks or zones.

/// A day of the calendar, as the publisher's zone has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The year, 1000 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl Day {
    /// The day of an RFC 3339 time (`2022-08-29T23:24:16Z`), in the zone it is written in. `None` for anything else.
    pub fn of_rfc3339(text: &str) -> Option<Self> {
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
        let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
        let fits = text.as_bytes().get(4) == Some(&b'-') && (1..=12).contains(&month) && (1..=31).contains(&day);
        fits.then_some(Self { year, month: month as u8, day: day as u8 })
    }

    /// The day in words of the language: `2022年8月29日`, `29 August 2022`.
    pub fn in_words(self, language: &str) -> String {
        let Self { year, month, day } = self;
        match language.split('-').next().unwrap_or_default() {
            "zh" | "ja" => format!("{year}年{month}月{day}日"),
            "ko" => format!("{year}년 {month}월 {day}일"),
            _ => format!("{day} {} {year}", MONTHS[usize::from(month) - 1]),
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_the_language_of_the_reader() {
        for (text, language, expected) in [
            ("2022-08-29T23:24:16Z", "zh-Hans", Some("2022年8月29日")),
            ("2022-08-29T23:24:16Z", "en", Some("29 August 2022")),
            ("2022-08-29", "ko", Some("2022년 8월 29일")),
            ("Invalid Date", "en", None),
            ("2022-13-01", "en", None),
            ("２０２２-08-29", "en", None),
        ] {
            assert_eq!(Day::of_rfc3339(text).map(|day| day.in_words(language)).as_deref(), expected, "{text}");
        }
    }
}
