//! `handscroll build`: posts in folders → a site. Puts the steps in order; each step's work is elsewhere.

use std::path::PathBuf;

use anyhow::{Context, bail};
use handscroll_core::contract::times::Scale;

use super::Ended;
use super::pictures::{self, Fetching, Images};
use crate::config::Config;
use crate::hosts::{self, Host, Measure};
use crate::images::cache_folder::CacheFolder;
use crate::images::local::LocalPictures;
use crate::images::make::Maker;
use crate::problem::{Problem, ProblemKind};
use crate::reader::Reader;
use crate::write::folder::Folder;
use crate::write::offline;
use crate::write::precompress;
use crate::write::site::{self, Pictures, Pressed};
use crate::{report, source};

/// Make a site from folders of posts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders of posts (.md .markdown .html .htm .txt), each perhaps with a handscroll.toml
    #[arg(required = true, value_name = "CONTENT")]
    content: Vec<PathBuf>,
    /// The folder the site is written to
    #[arg(long, short, value_name = "SITE")]
    out: PathBuf,
    /// What is done about pictures that posts show from elsewhere
    #[arg(long, value_enum, default_value_t = Images::Fetch, value_name = "HOW")]
    images: Images,
    #[command(flatten)]
    fetching: Fetching,
    /// Write beside files of others, and over those that stand in the way
    #[arg(long)]
    force: bool,
    /// End with code 1 when there is any warning
    #[arg(long)]
    strict: bool,
    /// List every warning
    #[arg(long, short)]
    verbose: bool,
    /// WebP's quality for tall pictures and smaller encodings, 1 to 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    images_quality: Option<u8>,
    /// Write a .br and a .gz beside each text, script and program, for hosts that send them (nginx, Caddy)
    #[arg(long)]
    precompress: bool,
    /// Warn where the site is more than this host takes: cloudflare-pages, github-pages, gitlab-pages, netlify
    #[arg(long, value_name = "NAME", value_parser = hosts::named)]
    host: Option<&'static Host>,
    /// Say what making pictures cost
    #[arg(long)]
    timings: bool,
    /// A built reader to use in place of the one this command carries
    #[arg(long, value_name = "DIR")]
    reader: Option<PathBuf>,
    /// Write pages that read without scripts, and no reader
    #[arg(long, conflicts_with = "reader")]
    plain: bool,
    /// Have devices keep nothing for reading without a network, and forget what they keep (as `offline = false`)
    #[arg(long)]
    no_offline: bool,
    /// For tests: shorten the waits of the reader and its scripts to this share of the real ones, above 0 and at most 1
    #[arg(long, hide = true, value_name = "FACTOR", default_value = "1", value_parser = time_scale)]
    time_scale: Scale,
}

fn time_scale(text: &str) -> Result<Scale, &'static str> {
    text.parse().ok().and_then(Scale::new).ok_or("write a number above 0 and at most 1, such as 0.2")
}

/// Builds the site and says what was done.
///
/// # Errors
/// When nothing could be built: no content, no readable settings, no folder to write to.
pub fn run(args: &Args) -> anyhow::Result<Ended> {
    for folder in &args.content {
        if !folder.exists() {
            bail!("{} does not exist. Name a folder of posts", folder.display());
        }
        // Not even with --force: the pages written there would be the posts of the next build.
        if let (Ok(content), Ok(out)) = (folder.canonicalize(), args.out.canonicalize())
            && content == out
        {
            bail!("{} cannot hold both the posts and the site. Name another folder with --out", folder.display());
        }
    }
    let folder = Folder::open(&args.out, args.force)?;
    let reader = reader(args)?;
    let (library, mut config, mut problems) = read(&args.content)?;
    config.offline &= !args.no_offline;
    config.time_scale = args.time_scale;
    // Where the last article of a site was taken down, the site is emptied; where there never was one, or the folder
    // holds no posts (a wrong one, a disk that is not there), nothing is done.
    let is_taken_down = folder.is_site() && library.drafts + library.excluded > 0;
    if library.posts.is_empty() && !is_taken_down {
        report::problems(&problems, args.verbose);
        report::line(format_args!(
            "nothing to build: {} files read, {} drafts, {} excluded",
            library.files_read, library.drafts, library.excluded
        ));
        return Ok(Ended::Nothing);
    }
    let cache = CacheFolder::open(args.fetching.cache.as_deref())?;
    let fetched = pictures::fetch(&library.posts, &config, args.images, &args.fetching, cache.path(), &mut problems)?;
    let local = LocalPictures::default();
    let found = Pictures { local: &local, fetched: &fetched, made: None };
    let shown = site::shown_pictures(&library.posts, &config, found);
    let quality = args.images_quality.unwrap_or(config.images_quality);
    let maker = Maker::new(&cache.path().join("made"), quality)?;
    let made = pictures::with_progress("making pictures", |progress| maker.make(shown, progress));
    if args.timings {
        report::line(maker.effort());
    }
    let pictures = Pictures { made: Some(&made), ..found };
    let bar = report::progress("pressing articles", library.posts.len());
    let pressed = site::press(&library.posts, &config, reader.as_ref(), pictures, || bar.inc(1))?;
    bar.finish_and_clear();
    let Pressed { mut files, problems: found, articles, pictures, local_pictures } = pressed;
    problems.extend(found);
    offline::keep_previous(&folder, &mut files)?;
    if args.precompress {
        let bar = report::progress("compressing files", files.len());
        let copies = precompress::copies(&files, &folder, || bar.inc(1))?;
        bar.finish_and_clear();
        files.extend(copies);
    }
    let bar = report::progress("writing files", files.len());
    let (outcome, foreign) = folder.write(files, || bar.inc(1))?;
    bar.finish_and_clear();
    problems.extend(foreign.into_iter().map(|path| {
        Problem::of_file(
            path,
            ProblemKind::ForeignFile,
            "the site has a file here that the press did not write",
            "left as it is; --force overwrites it",
        )
    }));
    if let Some(host) = args.host {
        problems.extend(hosts::exceeded(host, &Measure::of(&args.out)?, &args.out.display().to_string()));
    }
    report::problems(&problems, args.verbose);
    report::line(format_args!(
        "{articles} articles from {} files ({} drafts, {} excluded), {pictures} pictures in them, {local_pictures} of the site's own files; {} warnings",
        library.files_read,
        library.drafts,
        library.excluded,
        problems.len()
    ));
    report::line(format_args!(
        "{}: {} files written, {} unchanged, {} removed{}",
        args.out.display(),
        outcome.written,
        outcome.unchanged,
        outcome.removed,
        if reader.is_none() { "; pages without the reader" } else { "" }
    ));
    Ok(if args.strict && !problems.is_empty() { Ended::Strict } else { Ended::Done })
}

/// Settings and posts, with what was found wrong in either.
pub(super) fn read(content: &[PathBuf]) -> anyhow::Result<(source::Library, Config, Vec<Problem>)> {
    let (config, mut problems) = Config::load_all(content)?;
    let bar = report::progress("reading posts", 0);
    let library = source::read(content, &config, &mut |count| bar.set_position(count as u64))?;
    bar.finish_and_clear();
    problems.extend(library.problems.iter().cloned());
    Ok((library, config, problems))
}

fn reader(args: &Args) -> anyhow::Result<Option<Reader>> {
    match &args.reader {
        _ if args.plain => Ok(None),
        Some(folder) => Reader::from_folder(folder).context("--reader names a folder that trunk has built").map(Some),
        None => Ok(Reader::embedded()),
    }
}
