//! Content folders → articles: finding, decoding and understanding posts as Hexo, Hugo, Jekyll and scrapers write
//! them. A bad post never stops the others. It knows nothing of pages, feeds and pictures, and trusts no markup.

mod address;
mod body;
mod date;
mod decode;
mod folder;
mod front_matter;
mod keys;
mod language;
mod markdown;
mod post;
mod shortcode;
mod text;

use std::path::PathBuf;

use rayon::prelude::*;

pub use address::article_id;
pub use folder::ExcludeGlobs;
pub use language::language_tag;
pub use post::Post;

use crate::config::Config;
use crate::problem::{Problem, ProblemKind};
use body::Extension;
use folder::PostFile;
use post::{Outcome, Place};

/// Files that are read at once, between two reports of progress.
const BATCH: usize = 64;

/// Everything the content folders hold.
#[derive(Debug, Default)]
pub struct Library {
    /// Newest first, then by path; the undated last.
    pub posts: Vec<Post>,
    /// By path, then by line.
    pub problems: Vec<Problem>,
    /// Files that were looked into, drafts and broken ones among them.
    pub files_read: usize,
    /// Posts their authors do not want published.
    pub drafts: usize,
    /// Files that `exclude` takes down.
    pub excluded: usize,
}

/// Reads every post below the roots; a root may also be one file. `progress` is called with the number of files
/// read so far.
///
/// # Errors
/// When a root does not exist or an `exclude` pattern is no glob. A post that cannot be read is a problem instead.
pub fn read(roots: &[PathBuf], config: &Config, progress: &mut dyn FnMut(usize)) -> anyhow::Result<Library> {
    let found = folder::find(roots, &ExcludeGlobs::new(&config.exclude)?)?;
    let mut library = Library {
        problems: found.problems,
        files_read: found.files.len(),
        excluded: found.excluded,
        ..Library::default()
    };
    let mut articles = Vec::with_capacity(found.files.len());
    for (batch, files) in found.files.chunks(BATCH).enumerate() {
        let outcomes: Vec<_> = files.par_iter().map(|file| read_file(file, config)).collect();
        for (outcome, problems) in outcomes {
            library.problems.extend(problems);
            match outcome {
                Outcome::Article { post, guid, slug } => articles.push((*post, guid, slug)),
                Outcome::Draft => library.drafts += 1,
                Outcome::Nothing => {}
            }
        }
        progress(batch * BATCH + files.len());
    }
    let identities: Vec<_> = articles
        .iter()
        .map(|(post, guid, slug)| address::Identity { path: &post.path, guid: guid.as_deref(), slug: slug.as_deref() })
        .collect();
    let (ids, problems) = address::assign(&identities);
    library.problems.extend(problems);
    library.posts = articles.into_iter().zip(ids).map(|((post, ..), id)| Post { id, ..post }).collect();
    // Both sorts are stable: what is equal stays in the order of the roots.
    library.posts.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.path.cmp(&other.path)));
    library.problems.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    Ok(library)
}

/// Reads one post from bytes, without a folder: `path` is what its path in a content folder would be, and its ending says
/// what it is written in. `None` for a draft, for bytes that are no text, and for an ending of no post.
pub fn read_bytes(path: &str, bytes: &[u8], config: &Config) -> (Option<Post>, Vec<Problem>) {
    let extension = path.rsplit_once('.').and_then(|(_, extension)| Extension::of(extension));
    let Some(extension) = extension else { return (None, Vec::new()) };
    let place = Place { root: PathBuf::new(), path: path.to_owned(), extension };
    match post::read(place, bytes, config) {
        (Outcome::Article { post, guid, .. }, problems) => {
            let id = article_id(guid.as_deref().unwrap_or(path));
            (Some(Post { id, ..*post }), problems)
        }
        (Outcome::Draft | Outcome::Nothing, problems) => (None, problems),
    }
}

fn read_file(file: &PostFile, config: &Config) -> (Outcome, Vec<Problem>) {
    let place = Place { root: file.root.clone(), path: file.path.clone(), extension: file.extension };
    match folder::bytes(file) {
        Ok(bytes) => post::read(place, &bytes, config),
        Err(reason) => {
            let message = format!("it cannot be read ({reason})");
            let problem = Problem::of_file(&file.path, ProblemKind::UnreadableFile, message, "it was left out");
            (Outcome::Nothing, vec![problem])
        }
    }
}
