//! Gets the pictures that posts show from elsewhere. Must not know where a picture stands, or what becomes of its bytes.
//!
//! Each address is asked for once in a run, however many posts name it; those of one picture are tried in their order
//! until one gives it. What an address gave is kept in a cache, so that the next run asks for nothing that is fresh.

mod ask;
mod cache;
mod connect;
mod exchange;
mod fetched;
mod guard;
mod headers;
mod hosts;
mod judge;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Context;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::OnceCell;
use url::Url;

use ask::Asker;
use cache::Cache;
pub use fetched::{Failure, FailureKind, Fetched, Outcome};
pub use guard::Guard;
use hosts::Hosts;

/// How much of a picture is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All of it.
    Fetch,
    /// Its beginning, for its size.
    Probe,
}

/// A picture that is to be had.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Its addresses, best first.
    pub addresses: Vec<String>,
    /// The original page of the article that shows it, which some hosts want to be named.
    pub page: Option<String>,
}

/// How a run fetches.
#[derive(Clone, Debug)]
pub struct Options {
    /// How much is asked for.
    pub mode: Mode,
    /// The folder of the cache.
    pub cache: PathBuf,
    /// Whom connections may be made to.
    pub guard: Guard,
    /// What a run takes, and how long it waits.
    pub limits: Limits,
}

/// What a run takes, and how long it waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests under way.
    pub at_once: usize,
    /// Requests under way to one host.
    pub per_host: usize,
    /// Until a connection stands.
    pub connect: Duration,
    /// Without a byte.
    pub silence: Duration,
    /// For the bytes of one answer; longer by the time that those that came take at the `slowest`.
    pub whole: Duration,
    /// The slowest that an answer may come for longer than that, in bytes a second.
    pub slowest: u32,
    /// Bytes of one picture.
    pub bytes: u64,
    /// Pixels of one picture.
    pub pixels: u64,
    /// Requests for one address, where the host does not answer or has too much to do.
    pub tries: u32,
    /// Before the second try; four times as long before each further one.
    pub back_off: Duration,
    /// The longest that a host's wish to wait is followed.
    pub longest_wait: Duration,
    /// Times that an address may lead on to another.
    pub redirects: usize,
    /// Failures in a row after which a host is not asked any more.
    pub host_failures: u32,
    /// What was fetched is not asked for again within this time, whatever the host says.
    pub fresh_at_least: Duration,
    /// What was fetched is asked for again after this time.
    pub fresh_at_most: Duration,
    /// How long it is believed that there is no picture.
    pub failure_kept: Duration,
    /// How long it is believed that a host does not answer, where others do.
    pub unreachable_kept: Duration,
}

const DAY: Duration = Duration::from_hours(24);

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 8,
            per_host: 2,
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(15),
            whole: Duration::from_secs(120),
            slowest: 20_000,
            bytes: 50_000_000,
            pixels: 200_000_000,
            tries: 3,
            back_off: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            redirects: 10,
            host_failures: 5,
            fresh_at_least: 7 * DAY,
            fresh_at_most: 365 * DAY,
            failure_kept: DAY,
            unreachable_kept: Duration::from_hours(1),
        }
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pictures that are wanted.
    pub wanted: usize,
    /// Those of them that are settled.
    pub settled: usize,
    /// Those of the settled ones that no address gave.
    pub failed: usize,
    /// Bytes that came over the network.
    pub bytes: u64,
    /// Whether asking was ended because no host could be reached.
    pub network_down: bool,
}

/// Gets every picture that is wanted. `progress` is told whenever something changes. A picture that cannot be had is a
/// failure in what is returned, and stops nothing.
///
/// # Errors
/// When there can be no cache.
pub fn fetch<'w>(
    wanted: impl IntoIterator<Item = &'w Wanted>,
    options: &Options,
    progress: impl Fn(&Tally),
) -> anyhow::Result<(Fetched, Tally)> {
    let mut seen = HashSet::new();
    let distinct: Vec<&Wanted> =
        wanted.into_iter().filter(|wanted| !wanted.addresses.is_empty() && seen.insert(&wanted.addresses)).collect();
    let counter = Counter { tally: Cell::new(Tally { wanted: distinct.len(), ..Tally::default() }), progress };
    if distinct.is_empty() {
        return Ok((Fetched::default(), counter.tally.get()));
    }
    let asker = Asker {
        mode: options.mode,
        limits: options.limits,
        client: connect::client(&options.guard, options.limits.connect)?,
        cache: Cache::open(&options.cache)?,
        hosts: Hosts::new(options.limits),
        unreachable: RefCell::default(),
        received: |bytes| counter.change(|tally| tally.bytes += bytes as u64),
    };
    let answers = Answers::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the machine gives no means to fetch pictures with; --images link does without")?;
    runtime.block_on(async {
        let one = async |wanted| {
            let is_there = answers.first_that_gives(wanted, &asker).await;
            counter.change(|tally| {
                tally.settled += 1;
                tally.failed += usize::from(!is_there);
            });
        };
        let mut pictures: FuturesUnordered<_> = distinct.iter().map(|wanted| one(*wanted)).collect();
        while pictures.next().await.is_some() {}
    });
    // The machine's resolver may still be busy with a name whose time was up; nobody waits for it.
    runtime.shutdown_background();
    asker.keep_unreachable();
    let tally = Tally { network_down: asker.hosts.network_down(), ..counter.tally.get() };
    let mut fetched = answers.into_fetched();
    if !tally.network_down {
        fetched.blame_hosts();
    }
    Ok((fetched, tally))
}

/// The tally, and who is told of its changes.
struct Counter<P> {
    tally: Cell<Tally>,
    progress: P,
}

impl<P: Fn(&Tally)> Counter<P> {
    fn change(&self, change: impl FnOnce(&mut Tally)) {
        let mut tally = self.tally.get();
        change(&mut tally);
        self.tally.set(tally);
        (self.progress)(&tally);
    }
}

/// What each address gives, asked for by the first picture that comes to it and waited for by the others.
#[derive(Default)]
struct Answers {
    by_address: RefCell<HashMap<String, Rc<OnceCell<Outcome>>>>,
}

impl Answers {
    /// Asks for the picture's addresses until one gives it; whether one did.
    async fn first_that_gives(&self, wanted: &Wanted, asker: &Asker<impl Fn(usize)>) -> bool {
        let page = wanted.page.as_deref().and_then(|page| Url::parse(page).ok());
        for address in &wanted.addresses {
            let answer = self.by_address.borrow_mut().entry(address.clone()).or_default().clone();
            // Boxed, because thousands of pictures wait for their turn, and a request under way is large.
            let outcome = answer.get_or_init(|| Box::pin(asker.outcome(address, page.as_ref()))).await;
            if !matches!(outcome, Outcome::Failure(_)) {
                return true;
            }
        }
        false
    }

    fn into_fetched(self) -> Fetched {
        let answers = self.by_address.into_inner().into_iter();
        answers.filter_map(|(address, answer)| Some((address, answer.get()?.clone()))).collect()
    }
}
