//! Addresses: schemes, what tracks a reader, players. Data only; must not know how an address is taken apart.

/// Schemes a link may lead to.
pub const LINK_SCHEMES: &[(&str, &str)] = &[
    ("http:", "the web"),
    ("https:", "the web"),
    ("mailto:", "a letter; the reader sees it before it is sent"),
    ("tel:", "a call; the reader sees it before it is made"),
];

/// Schemes media may come from; pictures too, except those that the press takes out of a `data:` address.
pub const MEDIA_SCHEMES: &[(&str, &str)] = &[("http:", "the web; asked for as https"), ("https:", "the web")];

/// Schemes that cannot be followed from a page but that a program of the reader's takes: the address stays as text.
pub const COPYABLE_SCHEMES: &[(&str, &str)] =
    &[("ed2k:", "names a file by its hash"), ("magnet:", "names a file by its hash")];

/// Parameters of links that say who shared or clicked, not what is shown: name, or the beginning of a name before `*`,
/// or a whole `name=value`; the hosts on which it means that (none: all), parted by blanks; why.
pub const TRACKING: &[[&str; 3]] = &[
    ["utm_*", "", "campaigns (Google Analytics and others)"],
    ["_hs*", "", "HubSpot's letters"],
    ["__hs*", "", "HubSpot's visitors"],
    ["hsCtaTracking", "", "HubSpot's buttons"],
    ["mc_cid", "", "Mailchimp's campaign"],
    ["mc_eid", "", "Mailchimp's recipient"],
    ["mkt_tok", "", "Marketo's recipient"],
    ["vero_*", "", "Vero's letters"],
    ["fbclid", "", "Facebook's click"],
    ["gclid", "", "Google's click"],
    ["gclsrc", "", "Google's click"],
    ["dclid", "", "Google's click on a display"],
    ["gbraid", "", "Google's click in an app"],
    ["wbraid", "", "Google's click on the way to an app"],
    ["yclid", "", "Yandex's click"],
    ["ysclid", "", "Yandex's click"],
    ["_openstat", "", "Openstat's click"],
    ["msclkid", "", "Microsoft's click"],
    ["twclid", "", "Twitter's click"],
    ["ttclid", "", "TikTok's click"],
    ["li_fat_id", "", "LinkedIn's click"],
    ["rb_clickid", "", "a click"],
    ["_branch_match_id", "", "Branch's click"],
    ["igshid", "", "Instagram's sharer"],
    ["igsh", "", "Instagram's sharer"],
    ["ref_src", "", "Twitter's page that was left"],
    ["ref_url", "", "Twitter's page that was left"],
    ["hmsr", "", "Baidu's statistics: source"],
    ["hmpl", "", "Baidu's statistics: plan"],
    ["hmcu", "", "Baidu's statistics: unit"],
    ["hmkw", "", "Baidu's statistics: word"],
    ["hmci", "", "Baidu's statistics: creative"],
    ["spm", "", "Alibaba's position of the click"],
    ["spm_id_from", "", "Bilibili's position of the click"],
    ["vd_source", "", "Bilibili's sharer"],
    ["share_*", "bilibili.com b23.tv xiaohongshu.com douyin.com iesdouyin.com toutiao.com", "the sharer"],
    ["share_token", "", "the sharer"],
    ["share_source", "", "the sharer"],
    ["xhsshare", "", "Xiaohongshu's sharer"],
    ["scm", "taobao.com tmall.com aliyun.com alibaba.com 1688.com aliexpress.com", "Alibaba's content model"],
    ["from=timeline", "", "WeChat's place of sharing"],
    ["from=singlemessage", "", "WeChat's place of sharing"],
    ["from=groupmessage", "", "WeChat's place of sharing"],
    ["isappinstalled", "", "WeChat's mark of a phone that has the app"],
    ["from", "weibo.com weibo.cn zhihu.com bilibili.com v.qq.com mp.weixin.qq.com 36kr.com", "the page that was left"],
    ["from_source", "bilibili.com", "the page that was left"],
    ["scene", "mp.weixin.qq.com", "WeChat's place of the click"],
    ["mpshare", "mp.weixin.qq.com", "WeChat's sharing"],
    ["srcid", "mp.weixin.qq.com", "WeChat's sharer"],
    ["sharer_*", "mp.weixin.qq.com", "WeChat's sharer"],
    ["wfr", "baidu.com", "Baidu's place of the click"],
    ["ved", "google.com", "Google's position of the click"],
    ["si", "youtube.com youtu.be spotify.com", "the sharer"],
];

/// Players in frames: the end of their host, and the name people know them by.
pub const PLAYERS: &[[&str; 3]] = &[
    ["youtube.com", "YouTube", "films"],
    ["youtube-nocookie.com", "YouTube", "films"],
    ["youtu.be", "YouTube", "films"],
    ["bilibili.com", "哔哩哔哩 bilibili", "films"],
    ["vimeo.com", "Vimeo", "films"],
    ["v.qq.com", "腾讯视频", "films"],
    ["youku.com", "优酷", "films"],
    ["music.163.com", "网易云音乐", "songs"],
    ["ixigua.com", "西瓜视频", "films"],
    ["spotify.com", "Spotify", "songs"],
    ["soundcloud.com", "SoundCloud", "songs"],
    ["twitter.com", "X (Twitter)", "posts"],
    ["codepen.io", "CodePen", "code"],
];
