//! Takes out of a link what only says who clicked or shared it. What stays keeps its order and its bytes.

use crate::links::{host, is_below};
use crate::policy::{TRACKING_ROWS, row_of};

/// The address without the parameters of the table; addresses that are not of the web, and those without any, as they are.
pub(crate) fn without_tracking(href: String) -> String {
    let end = href.find('#').unwrap_or(href.len());
    let Some(start) = href[..end].find('?').filter(|_| href.starts_with("http")) else { return href };
    let host = host(&href);
    let tracks = |pair: &&str| is_tracking(pair, host);
    let query = &href[start + 1..end];
    if !query.split('&').any(|pair| tracks(&pair)) {
        return href;
    }
    let mut clean = href[..start].to_owned();
    let mut separator = '?';
    for pair in query.split('&').filter(|pair| !tracks(pair)) {
        clean.push(separator);
        clean.push_str(pair);
        separator = '&';
    }
    clean.push_str(&href[end..]);
    clean
}

fn is_tracking(pair: &str, host: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    let tracks = |known: &str, hosts: &str| {
        let fits = match known.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => known == name || known == pair,
        };
        fits && (hosts.is_empty() || hosts.split(' ').any(|end| is_below(host, end)))
    };
    row_of(TRACKING_ROWS, &mut |known, hosts| tracks(known, hosts)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tracks_goes_and_the_rest_stays_to_the_byte() {
        for (href, expected) in [
            ("https://a.example/?utm_source=x&id=1&utm_medium=y#utm_source=z", "https://a.example/?id=1#utm_source=z"),
            ("https://a.example/?fbclid=x", "https://a.example/"),
            ("https://a.example/?b=%E6%B3%A8&gclid=1&a=+&c", "https://a.example/?b=%E6%B3%A8&a=+&c"),
            ("https://a.example/?from=beijing&to=shanghai", "https://a.example/?from=beijing&to=shanghai"),
            ("https://a.example/?from=timeline", "https://a.example/"),
            ("https://www.zhihu.com/question/1?from=x&sort=new", "https://www.zhihu.com/question/1?sort=new"),
            ("https://notzhihu.com/?from=x", "https://notzhihu.com/?from=x"),
            (
                "https://www.bilibili.com/video/BV1/?spm_id_from=3.1&vd_source=f&p=2",
                "https://www.bilibili.com/video/BV1/?p=2",
            ),
            ("https://item.taobao.com/i?spm=a.1&id=2&scm=1", "https://item.taobao.com/i?id=2"),
            (
                "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=e&scene=21#wechat_redirect",
                "https://mp.weixin.qq.com/s?__biz=M&mid=2&idx=1&sn=e#wechat_redirect",
            ),
            ("https://a.example/#/route?utm_source=x", "https://a.example/#/route?utm_source=x"),
            ("https://a.example/?&a&&", "https://a.example/?&a&&"),
            ("mailto:a@a.example?utm_source=x", "mailto:a@a.example?utm_source=x"),
        ] {
            let clean = without_tracking(href.to_owned());
            assert_eq!(clean, expected, "{href}");
            assert_eq!(without_tracking(clean), expected, "not the same a second time: {href}");
        }
    }
}
