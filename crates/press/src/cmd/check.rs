//! `handscroll check`: reads posts as a build would, and says what it would warn of. Writes nothing but the cache of
//! pictures, where it is asked to look for those.

use std::path::PathBuf;

use super::pictures::{self, Fetching};
use super::{Ended, build};
use crate::images::cache_folder::CacheFolder;
use crate::images::fetch::Fetched;
use crate::images::local::LocalPictures;
use crate::images::make::Maker;
use crate::report::{self, json};
use crate::write::site::{self, Pictures};

/// Say what is wrong with posts, and write nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of posts
    #[arg(required = true, value_name = "CONTENT")]
    content: Vec<PathBuf>,
    /// Also fetch the pictures that posts show from elsewhere, and name those that are dead, refused, too large, stand-ins
    /// or at several addresses; and decode all pictures, to name those that are broken
    #[arg(long)]
    images: bool,
    #[command(flatten)]
    fetching: Fetching,
    /// End with code 1 when there is any warning
    #[arg(long)]
    strict: bool,
    /// Show only the counts and ten of each kind
    #[arg(long)]
    brief: bool,
    /// Write every warning to standard output as JSON
    #[arg(long, conflicts_with = "brief")]
    json: bool,
}

/// Reads and presses in memory, then lists every problem.
///
/// # Errors
/// When the content or its settings cannot be read at all, or pictures cannot be kept.
pub fn run(args: &Args) -> anyhow::Result<Ended> {
    let (library, config, mut problems) = build::read(&args.content)?;
    let posts = &library.posts;
    let (local, mut fetched, mut looked) = (LocalPictures::default(), Fetched::default(), None);
    if args.images {
        let cache = CacheFolder::open(args.fetching.cache.as_deref())?;
        fetched = pictures::fetch_and_compare(posts, &config, &args.fetching, cache.path(), &mut problems)?;
        let found = Pictures { local: &local, fetched: &fetched, made: None };
        let shown = site::shown_pictures(posts, &config, found);
        let maker = Maker::new(&cache.path().join("made"), config.images_quality)?;
        looked = Some(pictures::with_progress("looking at pictures", |progress| maker.look(shown, progress)));
    }
    let bar = report::progress("checking articles", posts.len());
    let pictures = Pictures { local: &local, fetched: &fetched, made: looked.as_ref() };
    let pressed = site::press(posts, &config, None, pictures, || bar.inc(1))?;
    bar.finish_and_clear();
    problems.extend(pressed.problems);
    match args.json {
        true => println!("{}", json::Report::new(pressed.articles, &problems).text()?),
        false => report::problems(&problems, !args.brief),
    }
    report::line(format_args!(
        "{} articles in {} files ({} drafts, {} excluded); {} warnings",
        pressed.articles,
        library.files_read,
        library.drafts,
        library.excluded,
        problems.len()
    ));
    Ok(match problems.len() {
        _ if posts.is_empty() => Ended::Nothing,
        0 => Ended::Done,
        _ if args.strict => Ended::Strict,
        _ => Ended::Done,
    })
}
