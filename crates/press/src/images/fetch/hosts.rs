//! What a run learns of hosts: how busy each is, whether it still answers, which referrer it wants. Must not ask them
//! for anything.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::Limits;

/// So many hosts that cannot be reached, where none was, say that the network is down.
const SILENT_HOSTS: usize = 8;

/// Which page a request names as the one that shows the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rung {
    /// None: what browsers do for the pages of this press.
    Nobody,
    /// The article's original page.
    Article,
    /// The root of the picture's own host.
    Itself,
}

/// Why a host is not asked any more in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GivenUp {
    /// It failed too often in a row.
    Host,
    /// Too many hosts did, and none answered.
    Network,
}

/// All hosts of a run.
pub(super) struct Hosts {
    limits: Limits,
    everywhere: Semaphore,
    known: RefCell<HashMap<String, Rc<Host>>>,
    /// Hosts that could not be reached with all tries for an address.
    silent: RefCell<HashSet<String>>,
    any_answered: Cell<bool>,
}

/// One host, with its port where that is not the usual one.
pub(super) struct Host {
    name: String,
    places: Semaphore,
    has_answered: Cell<bool>,
    failures_in_row: Cell<u32>,
    rests_until: Cell<Option<Instant>>,
    rung: Cell<Rung>,
}

impl Hosts {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            everywhere: Semaphore::new(limits.at_once),
            known: RefCell::default(),
            silent: RefCell::default(),
            any_answered: Cell::new(false),
        }
    }

    pub(super) fn of(&self, url: &Url) -> Rc<Host> {
        let name = match url.port() {
            Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
            None => url.host_str().unwrap_or_default().to_owned(),
        };
        let host = || Host {
            name: name.clone(),
            places: Semaphore::new(self.limits.per_host),
            has_answered: Cell::new(false),
            failures_in_row: Cell::new(0),
            rests_until: Cell::new(None),
            rung: Cell::new(Rung::Nobody),
        };
        self.known.borrow_mut().entry(name.clone()).or_insert_with(|| Rc::new(host())).clone()
    }

    /// Waits until the host may be asked and there is a place among all requests.
    pub(super) async fn turn(&self, host: &Host) -> Result<SemaphorePermit<'_>, GivenUp> {
        loop {
            while let Some(until) = host.rest_until() {
                sleep_until(until).await;
            }
            // The semaphore is never closed; if it were, nothing more could be asked.
            let turn = self.everywhere.acquire().await.map_err(|_| GivenUp::Network)?;
            if let Some(why) = self.given_up(host) {
                return Err(why);
            }
            // The host may have asked for a rest while there was no place.
            if host.rest_until().is_none() {
                return Ok(turn);
            }
        }
    }

    pub(super) fn given_up(&self, host: &Host) -> Option<GivenUp> {
        let failures = host.failures_in_row.get();
        // A host that has not failed is asked even then: it may be the one that shows that there is a network.
        if failures > 0 && self.network_down() {
            return Some(GivenUp::Network);
        }
        (failures >= self.limits.host_failures).then_some(GivenUp::Host)
    }

    /// Whether any host has answered in this run, so that a silent one is silent by itself.
    pub(super) fn any_answered(&self) -> bool {
        self.any_answered.get()
    }

    /// Whether it looks as if nobody could be reached; any answer shows that it is not so.
    pub(super) fn network_down(&self) -> bool {
        !self.any_answered.get() && self.silent.borrow().len() >= SILENT_HOSTS
    }

    /// The host begins to answer, be it of use or not.
    pub(super) fn reached(&self, host: &Host) {
        host.has_answered.set(true);
        self.any_answered.set(true);
    }

    /// The host was asked for an address as often as is allowed, and did not answer.
    pub(super) fn silent(&self, host: &Host) {
        self.silent.borrow_mut().insert(host.name.clone());
    }
}

impl Host {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the host answered anything in this run.
    pub(super) fn has_answered(&self) -> bool {
        self.has_answered.get()
    }

    /// Waits for a place among the requests to this host; nothing where there will never be one again.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// The host is of use.
    pub(super) fn succeeded(&self) {
        self.failures_in_row.set(0);
    }

    /// The host did not answer once more, or is of no use for one more picture.
    pub(super) fn failed(&self) {
        self.failures_in_row.set(self.failures_in_row.get().saturating_add(1));
    }

    /// The host asks not to be asked until then.
    pub(super) fn rest(&self, until: Instant) {
        self.rests_until.set(self.rests_until.get().max(Some(until)));
    }

    /// Until when the host is not to be asked, if that is still to come.
    fn rest_until(&self) -> Option<Instant> {
        self.rests_until.get().filter(|until| *until > Instant::now())
    }

    /// The rungs to try, what worked last first.
    pub(super) fn ladder(&self) -> Vec<Rung> {
        let first = self.rung.get();
        let others = [Rung::Nobody, Rung::Article, Rung::Itself].into_iter().filter(|rung| *rung != first);
        std::iter::once(first).chain(others).collect()
    }

    /// This rung gave a picture.
    pub(super) fn remember(&self, rung: Rung) {
        self.rung.set(rung);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str) -> Url {
        Url::parse(address).unwrap()
    }

    #[test]
    fn a_host_that_fails_is_given_up_and_one_answer_in_between_saves_it() {
        let hosts = Hosts::new(Limits::default());
        let (host, same) = (hosts.of(&url("http://a.example/1")), hosts.of(&url("https://a.example/2")));
        for _ in 0..4 {
            host.failed();
        }
        same.succeeded();
        for _ in 0..4 {
            host.failed();
        }
        assert_eq!(hosts.given_up(&host), None);
        same.failed();
        assert_eq!(hosts.given_up(&host), Some(GivenUp::Host));
        assert_eq!(hosts.given_up(&hosts.of(&url("http://a.example:81/1"))), None);
    }

    #[test]
    fn many_silent_hosts_are_a_network_that_is_down() {
        let hosts = Hosts::new(Limits::default());
        let host = |number: usize| hosts.of(&url(&format!("http://{number}.example/")));
        for number in 0..SILENT_HOSTS {
            assert!(!hosts.network_down());
            host(number).failed();
            hosts.silent(&host(number));
        }
        assert!(hosts.network_down());
        assert_eq!(hosts.given_up(&host(0)), Some(GivenUp::Network));
        // Until another one answers.
        assert_eq!(hosts.given_up(&host(100)), None);
        hosts.reached(&host(100));
        assert!(!hosts.network_down());
        assert_eq!(hosts.given_up(&host(0)), None);
    }

    #[test]
    fn what_worked_is_tried_first() {
        let host = Hosts::new(Limits::default()).of(&url("http://a.example/"));
        assert_eq!(host.ladder(), [Rung::Nobody, Rung::Article, Rung::Itself]);
        host.remember(Rung::Itself);
        assert_eq!(host.ladder(), [Rung::Itself, Rung::Nobody, Rung::Article]);
    }
}
