//! What stands for a frame that would have loaded a foreign page: a link with a name. Must not load or resolve anything.

use crate::links::{host, is_below};
use crate::policy::{PLAYER_ROWS, row_of};
use crate::{Address, Attributes, limits};

/// The address a frame would have loaded, as written.
pub(crate) fn written_address(attributes: &dyn Attributes) -> Option<String> {
    ["src", "data-src", "data"].iter().filter_map(|name| attributes.get(name)).find(|address| {
        !address.trim().is_empty()
            && address.len() <= limits::ATTRIBUTE_BYTES
            && !address.trim_start().starts_with("about:")
    })
}

/// The link's words: the player's name where it is known, and the host always.
pub(crate) fn words(address: &Address) -> String {
    let host = host(&address.href);
    let known = row_of(PLAYER_ROWS, &mut |end, _| is_below(host, end));
    match known {
        Some(name) => format!("▷ {name} · {host}"),
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
        after("/embed/").map(|id| format!("https://www.youtube.com/watch?v={id}"))
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
            ("https://maps.example/frame", "https://maps.example/frame", "↗ maps.example"),
            ("https://youtube.com@a.example/embed/x", "https://youtube.com@a.example/embed/x", "↗ a.example"),
        ] {
            let address = page_of_player(Address { href: player.into(), reach: Reach::Outside });
            assert_eq!(address.href, page);
            assert_eq!(words(&address), words_of_it);
        }
    }
}
