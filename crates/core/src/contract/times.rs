//! Every time constant of the reader, the page script (public/boot.js) and the service worker (public/sw*.js), in one table.
//! The scripts get theirs from the press, which writes them ahead of each script as `TIMES`. Must not read a clock.

/// Milliseconds that tests shorten: a pause, a limit, an age or the delay before a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(u32);

impl Wait {
    /// Returns the milliseconds in a site with this scale, at least 1.
    pub fn scaled(self, scale: Scale) -> i32 {
        ((f64::from(self.0) * scale.0 + 0.5) as i32).max(1)
    }

    /// Returns the real value in whole seconds, whatever the scale: what a message says of the limit.
    pub const fn real_seconds(self) -> u32 {
        self.0 / 1_000
    }
}

/// The factor by which a site shortens every [`Wait`]: 1, except in sites that are pressed for tests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale(f64);

impl Scale {
    /// The scale of every site that is not pressed for tests.
    pub const REAL: Self = Self(1.0);

    /// Returns the scale with this factor; `None` unless it is greater than 0 and at most 1.
    pub fn new(factor: f64) -> Option<Self> {
        (factor > 0.0 && factor <= 1.0).then_some(Self(factor))
    }

    /// Returns the factor.
    pub fn factor(self) -> f64 {
        self.0
    }
}

/// The attribute of a page's root element that holds the factor. A page with the real times has none.
pub const SCALE_ATTRIBUTE: &str = "data-time-scale";

/// The program that uses a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// The reader (src/, and this crate within it).
    Reader,
    /// The page script, public/boot.js.
    PageScript,
    /// The service worker, public/sw*.js.
    ServiceWorker,
}

/// Whether tests may shorten a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They may: a [`Wait`].
    Wait,
    /// They may not: a hand, an eye, a frame, an animation or a calendar sets the pace.
    Tempo,
}

/// A row of the [`TABLE`].
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The name of the constant, in Rust and in the scripts.
    pub name: &'static str,
    /// Whether tests may shorten it.
    pub kind: Kind,
    /// The real value in milliseconds; several where each retry waits longer than the last.
    pub ms: &'static [u64],
    /// The program that uses it.
    pub user: User,
}

/// Returns the names and the scaled values of the constants that a script uses, in the order of the table.
pub fn of_script(user: User, scale: Scale) -> impl Iterator<Item = (&'static str, u64)> {
    TABLE.iter().filter(move |row| row.user == user).filter_map(move |row| {
        // A test holds the rows of scripts to one value each.
        let real_ms = *row.ms.first()?;
        let ms = match (row.kind, u32::try_from(real_ms)) {
            (Kind::Wait, Ok(ms)) => u64::from(Wait(ms).scaled(scale).unsigned_abs()),
            _ => real_ms,
        };
        Some((row.name, ms))
    })
}

/// Makes a constant of each row, and the table of all.
macro_rules! times {
    ($($(#[$doc:meta])+ $name:ident: $kind:ident $ms:tt, $user:ident;)+) => {
        $(constant! { $(#[$doc])+ $name $kind $ms })+

        /// All rows. Only the press and tests read it, so it does not become part of the reader.
        pub const TABLE: &[Row] =
            &[$(Row { name: stringify!($name), kind: Kind::$kind, ms: values!($ms), user: User::$user }),+];
    };
}

macro_rules! constant {
    ($(#[$doc:meta])+ $name:ident Wait ($ms:expr)) => {
        $(#[$doc])+
        pub const $name: Wait = Wait($ms);
    };
    ($(#[$doc:meta])+ $name:ident Wait [$($ms:expr),+]) => {
        $(#[$doc])+
        pub const $name: [Wait; [$($ms),+].len()] = [$(Wait($ms)),+];
    };
    ($(#[$doc:meta])+ $name:ident Tempo ($ms:expr)) => {
        $(#[$doc])+
        pub const $name: f64 = {
            const MS: u64 = $ms;
            MS as f64
        };
    };
}

macro_rules! values {
    (($ms:expr)) => { &[$ms] };
    ([$($ms:expr),+]) => { &[$($ms),+] };
}

times! {
    // --- the page script ---

    /// The reader is fetched when the pictures of the first screen have loaded, or after this time.
    FIRST_PICTURES_LIMIT_MS: Wait(4_000), PageScript;

    // --- the service worker ---

    /// After this time without an answer from the network, the cached copy is shown.
    NETWORK_LIMIT_MS: Wait(3_000), ServiceWorker;
    /// A cached page of the feed that is older is fetched again when an article is opened.
    FEED_MAX_AGE_MS: Wait(10 * 60_000), ServiceWorker;
    /// Limit for one file of the shell, and for version.json.
    SHELL_FILE_LIMIT_MS: Wait(60_000), ServiceWorker;
    /// Delay of the version check after a navigation: the page comes first.
    VERSION_CHECK_DELAY_MS: Wait(3_000), ServiceWorker;
    /// The worker checks version.json at most this often.
    VERSION_CHECK_INTERVAL_MS: Wait(60 * 60_000), ServiceWorker;
    /// After this time without an answer from the database, the worker goes by its own memory of the last version check.
    VERSION_CHECK_READ_LIMIT_MS: Wait(3_000), ServiceWorker;
    /// Delay of the clean-up of the read cache after a version check.
    READ_SWEEP_DELAY_MS: Wait(3_000), ServiceWorker;
    /// Uses of cached files are collected for this time and then written at once.
    READ_USE_WRITE_DELAY_MS: Wait(1_000), ServiceWorker;

    // --- the reader: the network ---

    /// Limit from a request to the head of its response.
    RESPONSE_LIMIT_MS: Wait(10_000), Reader;
    /// Limit for the body of a response. A megabyte at 0.3 Mbit/s takes 27 s.
    BODY_LIMIT_MS: Wait(60_000), Reader;
    /// The same for a file that is saved, with three others on the same line.
    SAVED_BODY_LIMIT_MS: Wait(180_000), Reader;

    // --- the reader: pictures ---

    /// A picture that has not loaded is reported as silent each time this has passed.
    PICTURE_SILENCE_MS: Wait(8_000), Reader;
    /// A silent picture is given up after this time, even if it may be queued behind others.
    PICTURE_LIMIT_MS: Wait(40_000), Reader;
    /// The same for strips, and for a picture that has begun to load: four strips at a time take minutes on the slowest line.
    STRIP_LIMIT_MS: Wait(320_000), Reader;
    /// A picture that loaded this recently shows that the network works.
    NETWORK_ALIVE_MS: Wait(4_000), Reader;
    /// Delays before a failed strip is fetched a second and a third time. The site has it, and what broke it, as a tunnel, may
    /// have passed by then.
    STRIP_RETRY_DELAYS_MS: Wait[1_000, 4_000], Reader;
    /// A picture is shown after this time even if its pixels are not decoded. An engine under pressure may refuse to decode
    /// them, or never say.
    DECODE_LIMIT_MS: Wait(3_000), Reader;
    /// Printing begins after this time without the pictures that are still missing.
    PRINT_LIMIT_MS: Wait(60_000), Reader;
    /// Interval between two looks at how many pictures are ready to be printed.
    PRINT_POLL_MS: Wait(100), Reader;
    /// Printing counts as over after this time in an engine that does not report it.
    PRINT_OVER_LIMIT_MS: Wait(300_000), Reader;

    // --- the reader: saving ---

    /// Saved articles are checked this long after the start: the page comes first.
    SAVED_CHECK_DELAY_MS: Wait(3_000), Reader;
    /// Delays before a file is fetched a second and a third time.
    FILE_RETRY_DELAYS_MS: Wait[1_000, 4_000], Reader;
    /// Delays before an article is resumed after the first, second, third and each later break of the connection.
    ARTICLE_RETRY_DELAYS_MS: Wait[5_000, 15_000, 60_000, 300_000], Reader;
    /// Longest pause of a background download while the page loads pictures.
    DOWNLOAD_YIELD_LIMIT_MS: Wait(30_000), Reader;
    /// Interval between two looks at whether the page still loads pictures.
    DOWNLOAD_YIELD_POLL_MS: Wait(500), Reader;
    /// Interval between two looks at the state of a download.
    DOWNLOAD_POLL_MS: Wait(300), Reader;
    /// A list that is older is fetched again before an article is removed because it is not on the list.
    LIST_MAX_AGE_MS: Wait(5_000), Reader;
    /// The address of a file that was offered for download is revoked after this time: the browser has read it by then.
    FILE_OFFER_LIMIT_MS: Wait(60_000), Reader;

    // --- the reader: records and positions ---

    /// Limit for opening and reading the database. Then the database is reported as silent.
    DATABASE_LIMIT_MS: Wait(5_000), Reader;
    /// While a person scrolls, the reading position is kept this often.
    POSITION_WRITE_INTERVAL_MS: Wait(500), Reader;
    /// The scroll position is written to the history this long after the last scroll. Safari allows 100 writes in 30 s.
    HISTORY_WRITE_DELAY_MS: Wait(400), Reader;
    /// An article that fits on the screen counts as read after this time without a scroll.
    SHORT_ARTICLE_READ_MS: Wait(4_000), Reader;
    /// A record of a backup that is dated further ahead of the clock is dated now. A clock may have been wrong, and what is
    /// done later is dated after what is known; but a date that is no date at all would stay the last one for ever.
    RECORD_MAX_AHEAD_MS: Tempo(366 * 24 * 60 * 60 * 1_000), Reader;

    // --- the reader: its service worker ---

    /// Interval between two looks at whether the page is idle. It is when two looks see the same.
    IDLE_POLL_MS: Wait(1_500), Reader;
    /// A page that stays open asks for a new version at most this often.
    UPDATE_CHECK_INTERVAL_MS: Wait(60 * 60_000), Reader;
    /// Limit for a worker to answer a message, to take over, or to have its registration found.
    WORKER_ANSWER_LIMIT_MS: Wait(10_000), Reader;
    /// Limit for the first worker to be installed.
    WORKER_INSTALL_LIMIT_MS: Wait(120_000), Reader;

    // --- the reader: hands, eyes and frames ---

    /// A scroll has ended after this time without a step.
    SCROLL_END_MS: Tempo(150), Reader;
    /// Two taps closer in time are a double tap.
    DOUBLE_TAP_MS: Tempo(350), Reader;
    /// A mouse button that is released later after the last move does not throw.
    THROW_LIMIT_MS: Tempo(100), Reader;
    /// A glide loses most of its speed in this time, as on touch screens.
    GLIDE_MS: Tempo(325), Reader;
    /// A message that something was done is shown for this time.
    NOTE_SHOWN_MS: Tempo(4_000), Reader;
    /// The tools stay for this time when a download has ended in a way that a person may want to know.
    DOWNLOAD_NOTE_SHOWN_MS: Tempo(8_000), Reader;
    /// The reader works for this time and then yields. It finishes what it has begun, and a slow phone takes four times as
    /// long for that; together it stays well below the 50 ms from which a touch feels late.
    TIME_SLICE_MS: Tempo(8), Reader;
    /// The reader waits for a frame for at most this time: a page that is covered may be given none.
    FRAME_LIMIT_MS: Tempo(120), Reader;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_shortened_to_the_nearest_millisecond_and_never_to_nothing() {
        let check = |ms: u32, factor: f64, expected: i32| {
            let scale = Scale::new(factor).unwrap();
            assert_eq!(Wait(ms).scaled(scale), expected, "{ms} by {factor}");
        };
        for ms in [1, 100, 3_000, 3_600_000] {
            check(ms, 1.0, ms as i32);
        }
        check(3_000, 0.2, 600);
        check(1_000, 0.7, 700);
        check(3_600_000, 0.001, 3_600);
        check(15, 0.1, 2);
        check(14, 0.1, 1);
        check(100, 0.001, 1);
    }

    #[test]
    fn a_factor_is_above_zero_and_at_most_one() {
        let check = |factor: f64, expected: bool| assert_eq!(Scale::new(factor).is_some(), expected, "{factor}");
        check(1.0, true);
        check(0.2, true);
        check(f64::MIN_POSITIVE, true);
        check(0.0, false);
        check(-0.5, false);
        check(1.000_1, false);
        check(f64::NAN, false);
        check(f64::INFINITY, false);
        assert_eq!(Scale::new(1.0), Some(Scale::REAL));
    }

    #[test]
    fn a_message_says_the_real_seconds() {
        assert_eq!((RESPONSE_LIMIT_MS.real_seconds(), PICTURE_SILENCE_MS.real_seconds()), (10, 8));
        // Sums of silences are compared with these.
        for limit in [PICTURE_LIMIT_MS, STRIP_LIMIT_MS] {
            assert_eq!(limit.real_seconds() % PICTURE_SILENCE_MS.real_seconds(), 0);
        }
    }

    #[test]
    fn scripts_get_their_rows_and_no_others() {
        let of = |user, factor| of_script(user, Scale::new(factor).unwrap()).collect::<Vec<_>>();
        assert_eq!(of(User::PageScript, 1.0), [("FIRST_PICTURES_LIMIT_MS", 4_000)]);
        assert_eq!(of(User::PageScript, 0.25), [("FIRST_PICTURES_LIMIT_MS", 1_000)]);
        let worker = of(User::ServiceWorker, 0.1);
        assert!(worker.contains(&("FEED_MAX_AGE_MS", 60_000)) && worker.contains(&("NETWORK_LIMIT_MS", 300)));
        assert!(worker.iter().all(|(name, _)| *name != "FIRST_PICTURES_LIMIT_MS" && *name != "GLIDE_MS"), "{worker:?}");
    }
}
