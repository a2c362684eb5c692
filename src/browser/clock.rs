//! What time it is, and which day that is where the person is. Must not know what happened then.

use handscroll_core::dates::Day;
use js_sys::Date;

/// Milliseconds since 1970.
pub fn now() -> u64 {
    Date::now() as u64
}

/// The day of a moment, in milliseconds since 1970, as a clock on the wall has it.
pub fn day(moment_ms: u64) -> Option<Day> {
    let date = Date::new(&(moment_ms as f64).into());
    let fits = (1_000..=9_999).contains(&date.get_full_year());
    let (year, month, day) = (date.get_full_year() as u16, date.get_month() as u8 + 1, date.get_date() as u8);
    fits.then_some(Day { year, month, day })
}
