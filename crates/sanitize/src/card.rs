//! What stands for a frame that would have loaded a foreign page: a link with a name. Must not load or resolve anything.

use crate::links::{host, is_below};
use crate::policy::{PLAYER_ROWS, row_of};
use crate::{Address, Host, links};

/// The first of these addresses that leads into the web, or `None`; and whether any was written at all. Frames often have a
/// stand-in before the address that a script puts in its place.
pub(crate) fn address_of(written: &[Option<String>], host: &mut dyn Host) -> (Option<Address>, bool) {
    let mut is_any = false;
    for raw in written.iter().flatten().map(|raw| raw.trim()).filter(|raw| !raw.is_empty()) {
        let found = host.resolve(raw).filter(links::may_load);
        if found.is_some() {
            return (found, true);
        }
        is_any |= !raw.starts_with("about:");
    }
    (None, is_any)
}

/// The link's words: the player's name where it is known, and the host always.
pub(crate) fn words(address: &Address) -> String {
    let host = host(&address.href);
    let known = row_of(PLAYER_ROWS, &mut |end, _| is_below(host, end));
    match known {
        Some(name) => format!("▷ {name} · {host}"),
        // A page of the site itself, as the press names it.
        None if host.is_empty() => format!("↗ {}", address.href),
        None => format!("↗ {host}"),
    }
}

/// The page to watch the film on, for players whose own address shows nothing but the player.
pub(crate) fn page_of_player(address: Address) -> Address {
    let host = host(&address.href);
    let after = |mark: &str| {
        let rest = address.href.split_once(mark)?.1;
        let end = rest.find(['?', '&', '#', '/']).unwrap_or(rest.len());
        // Of other signs a parser of addresses would make something else.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (end > 0 && rest[..end].bytes().all(is_plain)).then(|| rest[..end].to_owned())
    };
    let page = if is_below(host, "youtube.com") || is_below(host, "youtube-nocookie.com") {
        after("/embed/").or_else(|| after("/v/")).map(|id| format!("https://www.youtube.com/watch?v={id}"))
    } else if host == "player.bilibili.com" {
        after("bvid=").map(|id| format!("https://www.bilibili.com/video/{id}/"))
    } else if host == "player.vimeo.com" {
        after("/video/").map(|id| format!("https://vimeo.com/{id}"))
    } else {
        None
    };
    match page {
        Some(href) => Address { href, ..address },
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reach;

    #[test]
    fn a_player_becomes_the_page_of_its_film() {
        for (player, page, words_of_it) in [
            (
                "https://www.youtube-nocookie.com/embed/abc?rel=0",
                "https://www.youtube.com/watch?v=abc",
                "▷ YouTube · www.youtube.com",
            ),
            (
                "https://player.bilibili.com/player.html?aid=1&bvid=BV1x&page=1",
                "https://www.bilibili.com/video/BV1x/",
                "▷ 哔哩哔哩 bilibili · www.bilibili.com",
            ),
            ("https://www.youtube.com/embed/a'b", "https://www.youtube.com/embed/a'b", "▷ YouTube · www.youtube.com"),
            (
                "http://www.youtube.com/v/abc&hl=en",
                "https://www.youtube.com/watch?v=abc",
                "▷ YouTube · www.youtube.com",
            ),
            ("https://maps.example/frame", "https://maps.example/frame", "↗ maps.example"),
            ("../a/", "../a/", "↗ ../a/"),
            ("https://youtube.com@a.example/embed/x", "https://youtube.com@a.example/embed/x", "↗ a.example"),
        ] {
            let address = page_of_player(Address { href: player.into(), reach: Reach::Outside });
            assert_eq!(address.href, page);
            assert_eq!(words(&address), words_of_it);
        }
    }
}
