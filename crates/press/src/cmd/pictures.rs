//! The options by which commands fetch pictures, and the step itself with what a person sees of it.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::images::fetch::{self, Fetched, Guard, Limits, Mode, Options, Tally, Wanted};
use crate::images::make::MadePictures;
use crate::problem::{Problem, ProblemKind};
use crate::report;
use crate::source::Post;
use crate::write::elsewhere;

/// What `--images` chooses among.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Images {
    /// Take pictures from elsewhere into the site
    Fetch,
    /// Ask for their sizes alone, so that their places can be reserved
    Probe,
    /// Ask nobody: pages show them from where they are
    Link,
}

/// Options of fetching that several commands have.
#[derive(Debug, clap::Args)]
pub(super) struct Fetching {
    /// The folder where pictures are kept between runs, in place of the system's
    #[arg(long, value_name = "DIR")]
    pub(super) cache: Option<PathBuf>,
    /// Fetch from this machine and private networks too, when posts name them
    #[arg(long)]
    allow_private: bool,
}

/// Fetches what posts show from elsewhere, and adds to the problems if that was in vain.
///
/// # Errors
/// When nothing can be kept in the folder of the cache.
pub(super) fn fetch(
    posts: &[Post],
    config: &Config,
    images: Images,
    args: &Fetching,
    cache: &Path,
    problems: &mut Vec<Problem>,
) -> anyhow::Result<Fetched> {
    let mode = match images {
        Images::Link => return Ok(Fetched::default()),
        Images::Fetch => Mode::Fetch,
        Images::Probe => Mode::Probe,
    };
    ask(&elsewhere::wanted(posts, config), mode, args, cache, problems)
}

/// Fetches what posts show from elsewhere, and adds to the problems which pictures are one.
///
/// # Errors
/// As for [`fetch`].
pub(super) fn fetch_and_compare(
    posts: &[Post],
    config: &Config,
    args: &Fetching,
    cache: &Path,
    problems: &mut Vec<Problem>,
) -> anyhow::Result<Fetched> {
    let wanted = elsewhere::wanted(posts, config);
    let fetched = ask(&wanted, Mode::Fetch, args, cache, problems)?;
    problems.extend(elsewhere::duplicates(posts, &wanted, &fetched));
    Ok(fetched)
}

/// Works on pictures, and shows after each how many of how many are done.
pub(super) fn with_progress(
    what: &'static str,
    work: impl FnOnce(&(dyn Fn(usize, usize) + Sync)) -> MadePictures,
) -> MadePictures {
    let bar = report::progress(what, 0);
    let made = work(&|done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    made
}

fn ask(
    wanted: &[Vec<Wanted>],
    mode: Mode,
    args: &Fetching,
    cache: &Path,
    problems: &mut Vec<Problem>,
) -> anyhow::Result<Fetched> {
    let wanted: Vec<&Wanted> = wanted.iter().flatten().collect();
    if wanted.is_empty() {
        return Ok(Fetched::default());
    }
    let guard = Guard { allow_private: args.allow_private, permitted: Vec::new() };
    let options = Options { mode, cache: cache.join("fetched"), guard, limits: Limits::default() };
    let bar = report::progress("fetching pictures", wanted.len());
    let (fetched, tally) = fetch::fetch(wanted, &options, |tally| report::fetching(&bar, tally))?;
    bar.finish_and_clear();
    report::line(summary(mode, &tally));
    if tally.network_down {
        problems.push(Problem::of_file(
            "pictures elsewhere",
            ProblemKind::UnreachablePicture,
            format!("no host could be reached, and {} pictures were not to be had", tally.failed),
            "they stay at their addresses; build again with a network (proxies of the environment are not used)",
        ));
    }
    Ok(fetched)
}

fn summary(mode: Mode, tally: &Tally) -> String {
    let Tally { wanted, failed, bytes, .. } = *tally;
    let what = if mode == Mode::Fetch { "pictures from elsewhere" } else { "sizes of pictures elsewhere" };
    let come = if bytes == 0 { "nothing new came".to_owned() } else { format!("{} came", report::size(bytes)) };
    format!("{} of {wanted} {what} are here; {come}, {failed} failed", wanted - failed)
}
