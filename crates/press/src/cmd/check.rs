//! `handscroll check`: reads posts as a build would, and says what it would warn of. Writes nothing.

use std::path::PathBuf;

use super::{Ended, build};
use crate::images::fetch::Fetched;
use crate::images::local::LocalPictures;
use crate::report;
use crate::write::site::{self, Pictures};

/// Say what is wrong with posts, and write nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of posts
    #[arg(required = true, value_name = "CONTENT")]
    content: Vec<PathBuf>,
    /// End with code 1 when there is any warning
    #[arg(long)]
    strict: bool,
    /// Show only the counts and ten of each kind
    #[arg(long)]
    brief: bool,
}

/// Reads and presses in memory, then lists every problem.
///
/// # Errors
/// When the content or its settings cannot be read at all.
pub fn run(args: &Args) -> anyhow::Result<Ended> {
    let (library, config, mut problems) = build::read(&args.content)?;
    let bar = report::progress("checking articles", library.posts.len());
    let (local, fetched) = (LocalPictures::default(), Fetched::default());
    let pictures = Pictures { local: &local, fetched: &fetched, made: None };
    let pressed = site::press(&library.posts, &config, None, pictures, || bar.inc(1))?;
    bar.finish_and_clear();
    problems.extend(pressed.problems);
    report::problems(&problems, !args.brief);
    report::line(format_args!(
        "{} articles in {} files ({} drafts, {} excluded); {} warnings",
        pressed.articles,
        library.files_read,
        library.drafts,
        library.excluded,
        problems.len()
    ));
    Ok(match problems.len() {
        _ if library.posts.is_empty() => Ended::Nothing,
        0 => Ended::Done,
        _ if args.strict => Ended::Strict,
        _ => Ended::Done,
    })
}
