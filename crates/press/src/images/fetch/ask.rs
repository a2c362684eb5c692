//! One address, asked until there is an answer to keep: redirects, other referrers, later tries. Must not know which
//! picture of which article it is.

use std::cell::RefCell;
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;
use url::Url;

use super::cache::{Cache, Entry, Found};
use super::connect::HttpClient;
use super::exchange::{self, Answer, Question, Step, Trouble};
use super::fetched::{Failure, FailureKind, Outcome};
use super::hosts::{GivenUp, Host, Hosts, Rung};
use super::{Limits, Mode};

/// All that asking needs.
pub(super) struct Asker<R> {
    pub(super) mode: Mode,
    pub(super) limits: Limits,
    pub(super) client: HttpClient,
    pub(super) cache: Cache,
    pub(super) hosts: Hosts,
    /// What was asked for in vain and may be there another time.
    pub(super) unreachable: RefCell<Vec<(String, Failure)>>,
    /// Told of every piece that comes, in bytes.
    pub(super) received: R,
}

/// Why a request gave nothing.
enum Stopped {
    GivenUp(GivenUp),
    Trouble(Trouble),
}

/// A kept picture holds on so long after it could not be asked for again.
const KEPT_IN_NEED: Duration = Duration::from_hours(24);

impl<R: Fn(usize)> Asker<R> {
    /// What an address gives: from the cache while that is fresh, else asked. Probing takes a kept picture of any age: to
    /// ask for its size again could only put less in its place. `page` is the article's original.
    pub(super) async fn outcome(&self, address: &str, page: Option<&Url>) -> Outcome {
        let kept = self.cache.entry(address);
        let known = kept.as_ref().and_then(|entry| self.cache.outcome(entry)).filter(|known| self.serves(known));
        if let (Some(entry), Some(known)) = (&kept, &known)
            && (entry.is_fresh() || self.mode == Mode::Probe && matches!(known, Outcome::Picture(_)))
        {
            return known.clone();
        }
        let again = kept.filter(|_| matches!(known, Some(Outcome::Picture(_) | Outcome::Size(..))));
        let (entry, fallback) = match (self.by_hops(address, page, again.as_ref()).await, again) {
            (Ok(Answer::Found(entry)), _) => (entry, None),
            (Ok(Answer::StillHolds(fresh_for)), Some(mut entry)) => {
                entry.renew(fresh_for);
                (entry, known)
            }
            // The copy stays: an article is to be whole, even after its pictures are gone elsewhere.
            (Err(_), Some(mut entry)) => {
                entry.renew(KEPT_IN_NEED);
                (entry, known)
            }
            (Err(failure), None) => {
                let outcome = Outcome::Failure(failure.clone());
                match failure.kind {
                    // These depend on who asks, where, and what else.
                    FailureKind::Private | FailureKind::GivenUp | FailureKind::Unasked => return outcome,
                    FailureKind::Unreachable => {
                        self.unreachable.borrow_mut().push((address.to_owned(), failure));
                        return outcome;
                    }
                    _ => (Entry::new(address, self.limits.failure_kept, Found::Failure(failure)), Some(outcome)),
                }
            }
            (Ok(Answer::StillHolds(_)), None) => {
                return unkept("the host says that nothing changed, and nothing is kept");
            }
        };
        // What could not be kept is asked for again next time, and is there for this one.
        let kept = self.cache.keep(&entry);
        fallback.or_else(|| self.cache.outcome(&entry)).unwrap_or_else(|| match kept {
            Err(error) => unkept(&format!("it cannot be kept ({error})")),
            Ok(()) => unkept("it vanished from the cache"),
        })
    }

    /// Keeps for a while, at the end of a run, which hosts did not answer; but not where none did, for then it may be
    /// this machine that has no network.
    pub(super) fn keep_unreachable(&self) {
        if self.hosts.network_down() || !self.hosts.any_answered() {
            return;
        }
        for (address, failure) in self.unreachable.take() {
            // What is not kept is asked for again.
            let _ = self.cache.keep(&Entry::new(&address, self.limits.unreachable_kept, Found::Failure(failure)));
        }
    }

    /// Whether what is known is enough for this run.
    fn serves(&self, known: &Outcome) -> bool {
        self.mode == Mode::Probe || !matches!(known, Outcome::Size(..))
    }

    /// Asks, and asks where the answer points to, each time with the guard, the limits and a place of its own.
    async fn by_hops(&self, address: &str, page: Option<&Url>, kept: Option<&Entry>) -> Result<Answer, Failure> {
        let dead = |reason: String| Err(Failure::new(FailureKind::Dead, reason));
        let mut url = match Url::parse(address) {
            Ok(url) => url,
            Err(error) => return dead(format!("it is no address ({error})")),
        };
        let mut been: Vec<Url> = Vec::new();
        loop {
            let question = Question { address, url: &url, referrer: None, kept, mode: self.mode };
            let next = match self.hop(question, page).await? {
                Step::Elsewhere(next) => next,
                Step::Answered(answer) => return Ok(answer),
            };
            been.push(std::mem::replace(&mut url, next));
            if been.contains(&url) {
                return dead("its addresses lead in a circle".to_owned());
            }
            if been.len() > self.limits.redirects {
                return dead(format!("it leads on more than {} times", self.limits.redirects));
            }
        }
    }

    /// Asks one host, again where it has trouble that may pass. The place among the host's requests is kept meanwhile,
    /// so that it is known what becomes of one picture before the host is asked for all the others.
    async fn hop(&self, question: Question<'_>, page: Option<&Url>) -> Result<Step, Failure> {
        let host = self.hosts.of(question.url);
        let _place = host.place().await;
        let (mut tries, mut back_off) = (1, self.limits.back_off);
        loop {
            let trouble = match self.by_ladder(&question, &host, page).await {
                Ok(step) => return Ok(step),
                Err(Stopped::GivenUp(why)) => return Err(given_up(&host, why)),
                Err(Stopped::Trouble(trouble)) => trouble,
            };
            let is_silent = matches!(trouble, Trouble::Silent(_));
            let (reason, wait) = match trouble {
                Trouble::Settled(failure) => return Err(failure),
                Trouble::Silent(reason) | Trouble::CutOff(reason) => (reason, back_off),
                Trouble::Busy(status, wait) => (busy(status, wait), wait.unwrap_or_default().max(back_off)),
            };
            if tries == self.limits.tries || wait > self.limits.longest_wait {
                // What did not answer was counted with each try.
                if is_silent {
                    self.hosts.silent(&host);
                } else {
                    host.failed();
                }
                return Err(Failure::new(FailureKind::Unreachable, reason));
            }
            host.rest(Instant::now() + wait);
            tries += 1;
            back_off *= 4;
        }
    }

    /// Names another page as the one that shows the picture where the host refuses it.
    async fn by_ladder(&self, question: &Question<'_>, host: &Host, page: Option<&Url>) -> Result<Step, Stopped> {
        let mut refused = None;
        for rung in host.ladder() {
            let referrer = match rung {
                Rung::Nobody => None,
                Rung::Article if page.is_none() => continue,
                Rung::Article => page.cloned().map(as_referrer),
                Rung::Itself => question.url.join("/").ok().map(as_referrer),
            };
            match self.once(&Question { referrer: referrer.as_deref(), ..*question }, host).await {
                Err(Stopped::Trouble(Trouble::Settled(failure))) if failure.kind == FailureKind::Blocked => {
                    refused = Some(failure.reason);
                }
                Err(stopped) => return Err(stopped),
                Ok(step) => {
                    host.remember(rung);
                    return Ok(step);
                }
            }
        }
        let reason = format!("{}, with a referrer and without", refused.unwrap_or_default());
        Err(Stopped::Trouble(Trouble::Settled(Failure::new(FailureKind::Blocked, reason))))
    }

    async fn once(&self, question: &Question<'_>, host: &Host) -> Result<Step, Stopped> {
        let turn = self.hosts.turn(host).await.map_err(Stopped::GivenUp)?;
        let reached = || self.hosts.reached(host);
        let step = exchange::ask(question, &self.client, &self.cache, &self.limits, reached, &self.received).await;
        drop(turn);
        match &step {
            Err(Trouble::Silent(_)) => host.failed(),
            Err(Trouble::Busy(..) | Trouble::CutOff(_)) => {}
            Err(Trouble::Settled(failure)) if failure.kind == FailureKind::Private => {}
            _ => host.succeeded(),
        }
        step.map_err(Stopped::Trouble)
    }
}

/// What a browser would send of an address.
fn as_referrer(mut page: Url) -> String {
    let _ = page.set_username("");
    let _ = page.set_password(None);
    page.set_fragment(None);
    page.into()
}

fn given_up(host: &Host, why: GivenUp) -> Failure {
    match why {
        GivenUp::Host => {
            let reason = format!("{} fails again and again, and is not asked any more", host.name());
            // Of a host that answers at times nothing is known of what it was not asked for.
            let kind = if host.has_answered() { FailureKind::GivenUp } else { FailureKind::Unreachable };
            Failure::new(kind, reason)
        }
        GivenUp::Network => Failure::new(FailureKind::Unasked, "no host can be reached, and none is asked any more"),
    }
}

fn busy(status: StatusCode, wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!("{status}, to be asked again in {} s", wait.as_secs()),
        None => status.to_string(),
    }
}

fn unkept(reason: &str) -> Outcome {
    Outcome::Failure(Failure::new(FailureKind::Unreachable, reason))
}
