//! Which pictures posts show from elsewhere, so that they can be fetched before the posts are pressed. Must not fetch
//! them.

use std::collections::HashMap;

use handscroll_core::strings::strings;
use rayon::prelude::*;

use super::body::{self, Surroundings};
use super::{list_picture, picture_address};
use crate::config::Config;
use crate::images::fetch::{Fetched, Wanted};
use crate::images::local::LocalPictures;
use crate::source::Post;

/// The pictures of bodies and covers that are not in the content, in the order of the posts.
///
/// The bodies pass the filter here once and once more when they are pressed: only the filter knows what a picture is, and
/// to keep its result for as long as fetching lasts would take more memory than it takes time to make it again.
pub fn wanted(posts: &[Post], config: &Config) -> Vec<Wanted> {
    // What a site keeps to itself is fetched all the same: then it can be shown.
    let config = Config { remote_images: true, ..config.clone() };
    let (pictures, fetched) = (LocalPictures::default(), Fetched::default());
    let around = Surroundings {
        config: &config,
        strings: strings(""),
        pictures: &pictures,
        fetched: &fetched,
        made: None,
        ids: HashMap::new(),
    };
    posts.par_iter().flat_map_iter(|post| of_post(post, &around)).collect()
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
