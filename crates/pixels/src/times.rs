//! What making pictures costs, summed over all threads. Knows no pictures.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Sums that several threads add to.
#[derive(Debug, Default)]
pub struct Times {
    decode: AtomicU64,
    resize: AtomicU64,
    encode: AtomicU64,
    cut: AtomicU64,
    all: AtomicU64,
    elapsed: AtomicU64,
    pictures: AtomicU64,
    pixels: AtomicU64,
}

/// What making pictures cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Pictures that were made; those that were known already cost nothing.
    pub pictures: u64,
    /// Their pixels.
    pub pixels: u64,
    /// From bytes to pixels, colours included.
    pub decode: Duration,
    /// From pixels to fewer pixels.
    pub resize: Duration,
    /// From pixels to bytes.
    pub encode: Duration,
    /// Looking for quiet rows.
    pub cut: Duration,
    /// All of it, with what was read and written. These five are sums over all threads.
    pub all: Duration,
    /// What a clock on the wall says of it.
    pub elapsed: Duration,
}

/// One line, for people and for what measures.
impl fmt::Display for Effort {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
        write!(
            out,
            "{} pictures of {:.1} megapixels made in {}: of {} of all cores decode {}, resize {}, encode {}, cut {}",
            self.pictures,
            self.pixels as f64 / 1e6,
            seconds(self.elapsed),
            seconds(self.all),
            seconds(self.decode),
            seconds(self.resize),
            seconds(self.encode),
            seconds(self.cut)
        )
    }
}

impl Times {
    /// Runs what turns bytes into pixels.
    pub fn decode<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.decode, work)
    }

    /// Runs what makes pictures smaller.
    pub fn resize<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.resize, work)
    }

    /// Runs what turns pixels into bytes.
    pub fn encode<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.encode, work)
    }

    /// Runs what looks for quiet rows.
    pub fn cut<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.cut, work)
    }

    /// Runs all that is done to a picture of so many pixels, the above within it.
    pub fn picture<T>(&self, pixels: u64, work: impl FnOnce() -> T) -> T {
        self.pictures.fetch_add(1, Ordering::Relaxed);
        self.pixels.fetch_add(pixels, Ordering::Relaxed);
        timed(&self.all, work)
    }

    /// Runs what makes all pictures.
    pub fn elapsed<T>(&self, work: impl FnOnce() -> T) -> T {
        timed(&self.elapsed, work)
    }

    /// The sums so far.
    pub fn effort(&self) -> Effort {
        let time = |sum: &AtomicU64| Duration::from_nanos(sum.load(Ordering::Relaxed));
        Effort {
            pictures: self.pictures.load(Ordering::Relaxed),
            pixels: self.pixels.load(Ordering::Relaxed),
            decode: time(&self.decode),
            resize: time(&self.resize),
            encode: time(&self.encode),
            cut: time(&self.cut),
            all: time(&self.all),
            elapsed: time(&self.elapsed),
        }
    }
}

fn timed<T>(sum: &AtomicU64, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    sum.fetch_add(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    result
}
