//! From posts to the files of a site. All work on bodies and pictures happens here, in parallel; the disk is `folder`'s.

use std::collections::{BTreeSet, HashMap};

use data_encoding::HEXLOWER;
use handscroll_core::contract::times::User;
use handscroll_core::feed::{Author, Item, ItemExtension};
use handscroll_core::strings::{Strings, strings};
use handscroll_core::strips::StripName;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::article::Entry;
use super::body::{self, Surroundings};
use super::folder::{Content, File, Turn};
use super::frame::{ReaderNames, Site};
use super::{atom, feed, headers_file, install, library, list_picture, offline, shell, sitemap, times};
use crate::config::Config;
use crate::images::fetch::Fetched;
use crate::images::local::{LocalPicture, LocalPictures, Origin};
use crate::images::make::MadePictures;
use crate::problem::{Problem, ProblemKind};
use crate::reader::{self, Reader};
use crate::source::Post;

/// Characters of an excerpt, counted as the eye does: a Han character is two.
const EXCERPT_WIDTH: usize = 180;
/// The language of a site that says none and whose articles agree on none.
const DEFAULT_LANGUAGE: &str = "en";

/// The files of a site, and what there is to say of it.
#[derive(Debug, Default)]
pub struct Pressed {
    /// All files, in any order.
    pub files: Vec<File>,
    /// What the publisher should know, by path.
    pub problems: Vec<Problem>,
    /// Articles published.
    pub articles: usize,
    /// Pictures that stand in them.
    pub pictures: usize,
    /// Pictures among them that are in the site itself.
    pub local_pictures: usize,
}

/// What is known of the pictures that posts show.
#[derive(Clone, Copy, Debug)]
pub struct Pictures<'a> {
    /// Those of the content.
    pub local: &'a LocalPictures,
    /// Those from elsewhere.
    pub fetched: &'a Fetched,
    /// What was made of either; `None` where nothing is to be published.
    pub made: Option<&'a MadePictures>,
}

/// The pictures that posts show, as far as their bytes are at hand: what is to be made before the posts are pressed. One
/// may come several times.
pub fn shown_pictures(posts: &[Post], config: &Config, pictures: Pictures<'_>) -> Vec<LocalPicture> {
    let around = surroundings(posts, config, strings(DEFAULT_LANGUAGE), pictures, false);
    let of_post = |post: &Post| {
        let in_body = body::filter(post, &around).local_pictures.into_values();
        in_body.chain(list_picture::local_cover(post, &around)).collect::<Vec<_>>()
    };
    posts.par_iter().flat_map_iter(of_post).collect()
}

/// Presses posts (newest first). `progress` is told after each article.
///
/// # Errors
/// When a manifest cannot be written, which no post can cause.
pub fn press(
    posts: &[Post],
    config: &Config,
    reader: Option<&Reader>,
    pictures: Pictures<'_>,
    progress: impl Fn() + Sync,
) -> anyhow::Result<Pressed> {
    let mut pressed = Pressed { articles: posts.len(), ..Pressed::default() };
    let (site, reader_files) = site(posts, config, reader);
    pressed.files.extend(reader_files);
    let around = surroundings(posts, config, site.strings, pictures, reader.is_some());
    let articles: Vec<Article> = posts
        .par_iter()
        .map(|post| {
            let article = article(post, &site, &around);
            progress();
            article
        })
        .collect();
    let mut entries = Vec::with_capacity(articles.len());
    let mut own = BTreeSet::new();
    for Article { entry, problems, pictures: in_body, local_pictures, copies, made_files } in articles {
        entries.push(entry);
        pressed.problems.extend(problems);
        pressed.pictures += in_body;
        own.extend(local_pictures);
        pressed.files.extend(copies.into_iter().map(copy));
        let made = made_files.into_iter().filter_map(|name| Some((name, pictures.made?.file(name))));
        pressed.files.extend(made.map(|(name, file)| File {
            turn: Turn::Asset,
            path: name.path(),
            content: Content::Copy(file),
        }));
    }
    pressed.local_pictures = own.len();
    pages(&mut pressed, &site, &mut entries)?;
    if let Some(reader) = reader {
        let worker = offline::worker(reader, &pressed.files, config.offline, config.time_scale)?;
        pressed.files.extend(worker);
    }
    pressed.files.sort_by(|one, other| one.path.cmp(&other.path));
    pressed.files.dedup_by(|one, other| one.path == other.path);
    Ok(pressed)
}

fn surroundings<'a>(
    posts: &[Post],
    config: &'a Config,
    strings: &'static Strings,
    pictures: Pictures<'a>,
    has_reader: bool,
) -> Surroundings<'a> {
    let Pictures { local, fetched, made } = pictures;
    let ids = posts.iter().map(|post| ((post.root.clone(), post.path.clone()), post.id.clone())).collect();
    Surroundings { config, strings, pictures: local, fetched, made, has_reader, ids }
}

/// The file of a picture that is published as it is.
fn copy(picture: LocalPicture) -> File {
    let content = match picture.origin {
        Origin::File(file) => Content::Copy(file),
        Origin::Inside(bytes) => Content::Bytes(bytes.to_vec()),
    };
    File { turn: Turn::Asset, path: picture.path, content }
}

fn text_file(turn: Turn, path: impl Into<String>, text: impl Into<Vec<u8>>) -> File {
    File { turn, path: path.into(), content: Content::Bytes(text.into()) }
}

/// What is the same on all pages, and the reader's files under names of their content.
fn site(posts: &[Post], config: &Config, reader: Option<&Reader>) -> (Site, Vec<File>) {
    let language = config.language.clone().unwrap_or_else(|| common_language(posts));
    let strings = strings(&language);
    let mut names = ReaderNames::default();
    let mut files = Vec::new();
    for (name, bytes) in reader.into_iter().flat_map(|reader| &reader.files) {
        // The workers stand at the root, made by `offline`.
        let is_worker = name == reader::WORKER_OFF || reader::WORKER.contains(&name.as_str());
        if is_worker || name == "index.html" || name.ends_with(".d.ts") {
            continue;
        }
        let mut bytes = bytes.to_vec();
        if name == reader::BOOT {
            bytes.splice(..0, times::line(User::PageScript, config.time_scale).into_bytes());
        }
        let path = content_name(name, &bytes);
        match name.as_str() {
            reader::BOOT => names.boot.clone_from(&path),
            reader::GLUE => names.glue.clone_from(&path),
            reader::WASM => names.wasm.clone_from(&path),
            "icon.svg" => names.icon = Some(path.clone()),
            _ => {}
        }
        files.push(text_file(Turn::Asset, path, bytes));
    }
    let title = config.title.clone().unwrap_or_else(|| strings.library.to_owned());
    let description = config.description.clone();
    let site = Site {
        title,
        description,
        strings,
        language,
        base_url: config.base_url.clone(),
        offline: config.offline,
        remote_images: config.remote_images,
        time_scale: config.time_scale,
        reader: reader.map(|_| names),
    };
    (site, files)
}

/// `assets/<stem>.<16 hex>.<ending>`.
fn content_name(name: &str, bytes: &[u8]) -> String {
    let hash = HEXLOWER.encode(&Sha256::digest(bytes)[..8]);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("assets/{stem}.{hash}.{ending}")
}

/// The language most articles are in.
fn common_language(posts: &[Post]) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for language in posts.iter().filter_map(|post| post.lang.as_deref()) {
        *counts.entry(language).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(one.0)));
    most.map_or(DEFAULT_LANGUAGE, |(language, _)| language).to_owned()
}

/// One article, ready for its page.
struct Article {
    entry: Entry,
    problems: Vec<Problem>,
    pictures: usize,
    /// Paths of the pictures among them whose bytes are at hand.
    local_pictures: Vec<String>,
    copies: Vec<LocalPicture>,
    made_files: Vec<StripName>,
}

fn article(post: &Post, site: &Site, around: &Surroundings<'_>) -> Article {
    let mut body = body::filter(post, around);
    let mut problems = std::mem::take(&mut body.problems);
    let (image, thumbnail) = list_picture::choose(post, &body, around, &mut problems);
    let language = post.lang.clone().unwrap_or_else(|| site.language.clone());
    let excerpt = excerpt(post.description.as_deref().unwrap_or(&body.text));
    let extension = ItemExtension {
        body: handscroll_core::address::article(&post.id),
        categories: post.categories.clone(),
        words: body.words.total(),
        minutes: body.words.minutes(),
        pictures: u32::try_from(body.pictures.len()).unwrap_or(u32::MAX),
        hash: String::new(),
    };
    let mut tags = post.categories.clone();
    tags.extend(post.tags.iter().filter(|tag| !post.categories.contains(tag)).cloned());
    let item = Item {
        id: post.id.clone(),
        url: site.base_url.as_ref().map(|base| format!("{base}{}", extension.body)),
        external_url: post.link.clone(),
        title: post.title.clone(),
        content_html: None,
        content_text: (!excerpt.is_empty()).then_some(excerpt),
        summary: post.description.clone(),
        image,
        date_published: post.date.map(|date| in_zone(date, around.config)),
        date_modified: post.updated.map(|date| in_zone(date, around.config)),
        authors: post.authors.iter().map(|name| Author { name: name.clone() }).collect(),
        tags,
        language: Some(language.clone()),
        extension: Some(extension),
    };
    let mut made_files = body.made_files;
    made_files.extend(thumbnail);
    Article {
        entry: Entry { item, language, body: body.html },
        problems,
        pictures: body.pictures.len(),
        local_pictures: body.local_pictures.into_values().map(|picture| picture.path).collect(),
        copies: body.copies,
        made_files,
    }
}

/// RFC 3339 in the site's zone, whose day is the one that people are shown.
fn in_zone(time: jiff::Timestamp, config: &Config) -> String {
    let zoned = time.to_zoned(config.timezone.clone());
    let offset = if zoned.offset().is_zero() { "Z".to_owned() } else { zoned.strftime("%:z").to_string() };
    format!("{}{offset}", zoned.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The beginning of a text, cut at a sentence or between words.
fn excerpt(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut width = 0;
    let mut last_good = None;
    for (at, character) in text.char_indices() {
        width += if character.is_ascii() { 1 } else { 2 };
        if width > EXCERPT_WIDTH {
            let end = last_good.unwrap_or(at);
            return format!("{}…", text[..end].trim_end_matches([' ', ',', '，', '、', ';', '；', '.', '。']));
        }
        if width > EXCERPT_WIDTH / 2 && (character == ' ' || !character.is_ascii()) {
            last_good = Some(at + character.len_utf8());
        }
    }
    text
}

/// Twins, the library, the manifest and what goes with it.
fn pages(pressed: &mut Pressed, site: &Site, entries: &mut [Entry]) -> anyhow::Result<()> {
    // The hash is of the body and what its page says, not of its neighbours: those change while the article does not.
    for entry in entries.iter_mut() {
        let hash =
            HEXLOWER.encode(&Sha256::digest(format!("{}{}", serde_json::to_string(&entry.item)?, entry.body))[..8]);
        if let Some(extension) = &mut entry.item.extension {
            extension.hash = hash;
        }
    }
    let entries = &*entries;
    let twins: Vec<File> = entries
        .par_iter()
        .enumerate()
        .map(|(at, entry)| {
            let newer = at.checked_sub(1).and_then(|at| entries.get(at));
            let path = format!("a/{}/index.html", entry.item.id);
            text_file(Turn::Article, path, entry.page(site, newer, entries.get(at + 1)))
        })
        .collect();
    pressed.files.extend(twins);
    let items: Vec<Item> = entries.iter().map(|entry| entry.item.clone()).collect();
    for (name, text) in feed::pages(site, &items)? {
        pressed.files.push(text_file(Turn::Feed, name, text));
    }
    pressed.files.push(text_file(Turn::Index, "index.html", library::page(site, entries)));
    if site.reader.is_some() {
        let filled = shell::FILLED.iter().map(|kind| (format!("{kind}/index.html"), shell::filled(site, kind)));
        pressed.files.extend(filled.map(|(path, text)| text_file(Turn::Index, path, text)));
        pressed.files.extend(install::files(site)?);
    }
    pressed.files.push(text_file(Turn::Index, "404.html", shell::not_found(site)));
    pressed.files.push(text_file(Turn::Index, ".nojekyll", ""));
    pressed.files.push(text_file(Turn::Index, headers_file::NAME, headers_file::text(site.remote_images)));
    pressed.files.push(text_file(Turn::Feed, "robots.txt", sitemap::robots(site.base_url.as_deref())));
    match site.base_url.as_deref() {
        Some(base) => {
            pressed.files.push(text_file(Turn::Feed, "atom.xml", atom::feed(site, base, entries)?));
            for (name, text) in sitemap::files(base, entries) {
                pressed.files.push(text_file(Turn::Feed, name, text));
            }
        }
        None => pressed.problems.push(Problem::of_file(
            crate::config::FILE_NAME,
            ProblemKind::NoBaseUrl,
            "base_url is not set, so the site's own address is unknown",
            "no sitemap.xml, no atom.xml, no canonical addresses",
        )),
    }
    Ok(())
}
