//! `sitemap.xml` and `robots.txt`. Only with `base_url`: the protocol (sitemaps.org) wants absolute addresses.

use handscroll_core::address;

use super::article::Entry;

/// Addresses one sitemap may hold, by the protocol.
const ADDRESSES: usize = 50_000;

/// File names and texts: one sitemap, or several with an index over them.
pub fn files(base: &str, entries: &[Entry]) -> Vec<(String, String)> {
    // The library itself is the first address.
    let mut addresses = vec![(base.to_owned(), None)];
    addresses.extend(entries.iter().map(|entry| {
        let changed = entry.item.date_modified.as_deref().or(entry.item.date_published.as_deref());
        (format!("{base}{}", address::article(&entry.item.id)), changed.map(str::to_owned))
    }));
    of_addresses(base, &addresses, ADDRESSES)
}

fn of_addresses(base: &str, addresses: &[(String, Option<String>)], most: usize) -> Vec<(String, String)> {
    let map = |addresses: &[(String, Option<String>)]| {
        let rows: String = addresses.iter().map(|(address, changed)| row("url", address, changed.as_deref())).collect();
        document("urlset", &rows)
    };
    if addresses.len() <= most {
        return vec![("sitemap.xml".to_owned(), map(addresses))];
    }
    let mut files: Vec<(String, String)> = addresses
        .chunks(most)
        .enumerate()
        .map(|(number, chunk)| (format!("sitemap-{}.xml", number + 1), map(chunk)))
        .collect();
    let rows: String = files.iter().map(|(name, _)| row("sitemap", &format!("{base}{name}"), None)).collect();
    files.push(("sitemap.xml".to_owned(), document("sitemapindex", &rows)));
    files
}

/// `robots.txt`: all may be read, and where the sitemap is.
pub fn robots(base: Option<&str>) -> String {
    let sitemap = base.map(|base| format!("Sitemap: {base}sitemap.xml\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

fn row(element: &str, address: &str, changed: Option<&str>) -> String {
    let address = quick_xml::escape::escape(address);
    // Only the day: W3C's date format, which the protocol takes.
    let changed = changed
        .and_then(|date| date.get(..10))
        .map(|day| format!("<lastmod>{}</lastmod>", quick_xml::escape::escape(day)));
    format!("<{element}><loc>{address}</loc>{}</{element}>\n", changed.unwrap_or_default())
}

fn document(root: &str, rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{rows}</{root}>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_addresses_than_one_map_may_hold_are_parted_under_an_index() {
        let addresses: Vec<_> = (0..5).map(|number| (format!("https://a.example/{number}?a&b"), None)).collect();
        let names = |most| {
            of_addresses("https://a.example/", &addresses, most).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(names(5), ["sitemap.xml"]);
        assert_eq!(names(2), ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        let (_, text) = &of_addresses("https://a.example/", &addresses, 5)[0];
        assert!(text.contains("<loc>https://a.example/0?a&amp;b</loc>"));
    }
}
