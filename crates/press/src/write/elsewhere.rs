//! Which pictures posts show from elsewhere, so that they can be fetched before the posts are pressed, and which of them
//! are one. Must not fetch them.

use std::collections::HashMap;

use handscroll_core::strings::strings;
use rayon::prelude::*;

use super::body::{self, Surroundings};
use super::list_picture;
use super::picture_address::{self, quoted};
use crate::config::Config;
use crate::images::fetch::{Fetched, Wanted};
use crate::images::local::LocalPictures;
use crate::problem::{Problem, ProblemKind};
use crate::source::Post;

/// The pictures of bodies and covers that are not in the content, post by post.
///
/// The bodies pass the filter here once and once more when they are pressed: only the filter knows what a picture is, and
/// to keep its result for as long as fetching lasts would take more memory than it takes time to make it again.
pub fn wanted(posts: &[Post], config: &Config) -> Vec<Vec<Wanted>> {
    // What a site keeps to itself is fetched all the same: then it can be shown.
    let config = Config { remote_images: true, ..config.clone() };
    let (pictures, fetched) = (LocalPictures::default(), Fetched::default());
    let around = Surroundings {
        config: &config,
        strings: strings(""),
        pictures: &pictures,
        fetched: &fetched,
        made: None,
        has_reader: false,
        ids: HashMap::new(),
    };
    posts.par_iter().map(|post| of_post(post, &around)).collect()
}

fn of_post(post: &Post, around: &Surroundings<'_>) -> Vec<Wanted> {
    let cover = picture_address::resolve(&list_picture::cover_candidates(post), post, None, around);
    let cover = cover.local.is_none().then_some(cover.remote);
    let in_body = body::filter(post, around).pictures.into_iter().map(|picture| picture.sources);
    // A picture whose first address is the site's own is there.
    let elsewhere = in_body.filter(|sources| sources.first().is_some_and(|first| !first.starts_with("../../")));
    let wanted = |addresses| Wanted { addresses, page: post.link.clone() };
    elsewhere.chain(cover).filter(|addresses| !addresses.is_empty()).map(wanted).collect()
}

/// Pictures that have the same bytes as one at another address, each said with the article that shows it. Often these are
/// what a host shows in place of a picture that it has no more.
pub fn duplicates(posts: &[Post], wanted: &[Vec<Wanted>], fetched: &Fetched) -> Vec<Problem> {
    let mut first_of: HashMap<&str, &str> = HashMap::new();
    let mut problems = Vec::new();
    for (post, pictures) in posts.iter().zip(wanted) {
        let mut said: Vec<&str> = Vec::new();
        for picture in
            pictures.iter().filter_map(|one| one.addresses.iter().find_map(|address| fetched.picture(address)))
        {
            let Some(address) = picture.fetched_from.as_deref() else { continue };
            let first = *first_of.entry(&picture.path).or_insert(address);
            if first == address || said.contains(&address) {
                continue;
            }
            said.push(address);
            let message = format!("the picture {} has the same bytes as {}", quoted(address), quoted(first));
            let problem =
                Problem::of_file(post.path.clone(), ProblemKind::DuplicatePicture, message, "the site holds them once");
            problems.push(problem.at(post.line_of(address)).about(Some(&address.to_owned())));
        }
    }
    problems
}
