//! The manifest's pages: sealed ones of 100 items, numbered from the oldest, and the newest 100 to 199 in `feed.json`.

use handscroll_core::address;
use handscroll_core::feed::{EXTENSION_VERSION, Feed, FeedExtension, Item, JSON_FEED_1_1, PAGE_ITEMS};

use super::frame::Site;

/// File names and texts, oldest page first. `items` are newest first.
///
/// # Errors
/// Never for items made by the press; JSON can express all of them.
pub fn pages(site: &Site, items: &[Item]) -> serde_json::Result<Vec<(String, String)>> {
    let sealed = (items.len() / PAGE_ITEMS).saturating_sub(1);
    let newest = items.len() - sealed * PAGE_ITEMS;
    let mut pages = Vec::with_capacity(sealed + 1);
    // The oldest page holds the last items.
    for number in 1..=sealed {
        let end = items.len() - (number - 1) * PAGE_ITEMS;
        let page = page(site, &items[end - PAGE_ITEMS..end], number - 1, None);
        pages.push((address::feed_page(number), serde_json::to_string(&page)?));
    }
    let page = page(site, &items[..newest], sealed, u32::try_from(items.len()).ok());
    pages.push((address::FEED.to_owned(), serde_json::to_string(&page)?));
    Ok(pages)
}

/// One page. A sealed page says nothing that changes with later articles, so its bytes never change.
fn page(site: &Site, items: &[Item], older: usize, total: Option<u32>) -> Feed {
    let base = site.base_url.as_deref();
    Feed {
        version: JSON_FEED_1_1.to_owned(),
        title: site.title.clone(),
        home_page_url: base.map(str::to_owned),
        feed_url: base.map(|base| format!("{base}{}", address::FEED)),
        description: site.description.clone(),
        language: Some(site.language.clone()),
        next_url: (older > 0).then(|| address::feed_page(older)),
        items: items.to_vec(),
        extension: Some(FeedExtension { version: EXTENSION_VERSION, total }),
    }
}

#[cfg(test)]
mod tests {
    use handscroll_core::contract::times::Scale;

    use super::*;

    fn site() -> Site {
        Site {
            title: "S".into(),
            description: None,
            language: "en".into(),
            strings: handscroll_core::strings::strings("en"),
            base_url: None,
            remote_images: true,
            offline: true,
            time_scale: Scale::REAL,
            reader: None,
        }
    }

    /// The page names, how many items each has, and what each links back to.
    fn check(count: usize, expected: &[(&str, usize, Option<&str>)]) {
        let items: Vec<Item> = (0..count).map(|number| Item { id: number.to_string(), ..Item::default() }).collect();
        let pages = pages(&site(), &items).expect("JSON");
        let found: Vec<_> =
            pages.iter().map(|(name, text)| (name.as_str(), Feed::parse(text).expect("feed"))).collect();
        let found: Vec<_> =
            found.iter().map(|(name, feed)| (*name, feed.items.len(), feed.next_url.as_deref())).collect();
        assert_eq!(found, expected, "{count} items");
    }

    #[test]
    fn pages_are_sealed_by_the_hundred_and_link_back() {
        check(0, &[("feed.json", 0, None)]);
        check(199, &[("feed.json", 199, None)]);
        check(200, &[("feed-1.json", 100, None), ("feed.json", 100, Some("feed-1.json"))]);
        check(
            350,
            &[
                ("feed-1.json", 100, None),
                ("feed-2.json", 100, Some("feed-1.json")),
                ("feed.json", 150, Some("feed-2.json")),
            ],
        );
    }

    #[test]
    fn a_new_article_leaves_sealed_pages_as_they_are() {
        let item = |number: usize| Item { id: number.to_string(), ..Item::default() };
        let newest_first = |count: usize| (0..count).rev().map(item).collect::<Vec<_>>();
        let (before, after) =
            (pages(&site(), &newest_first(250)).expect("JSON"), pages(&site(), &newest_first(251)).expect("JSON"));
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
    }
}
