//! The words of the pages, in the languages they are written in. One table, so that a page painted by the press
//! and the same page rendered by the reader say the same. Must not know where a word is shown.

/// The words of one language. Those that hold `{}` are filled by [`fill`].
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is named after what it says; the tables below are its documentation")]
pub struct Strings {
    pub language: &'static str,
    pub skip_to_content: &'static str,
    pub library: &'static str,
    pub untitled: &'static str,
    pub undated: &'static str,
    pub article_count: &'static str,
    pub minutes: &'static str,
    pub original: &'static str,
    pub newer: &'static str,
    pub older: &'static str,
    pub neighbours: &'static str,
    pub back_to_library: &'static str,
    pub picture: &'static str,
    pub subscribe: &'static str,
    pub shortened: &'static str,
    pub empty_library: &'static str,
    pub loading: &'static str,
    pub loading_more: &'static str,
    pub end_of_list: &'static str,
    pub retry: &'static str,
    pub needs_scripts: &'static str,
    pub not_found_title: &'static str,
    pub not_found_text: &'static str,
    pub article_failed: &'static str,
    pub list_failed: &'static str,
    pub picture_failed: &'static str,
    pub picture_offline: &'static str,
    pub picture_refused: &'static str,
    pub open_picture: &'static str,
    pub no_body: &'static str,
    pub view_picture: &'static str,
    pub close: &'static str,
    pub save_original: &'static str,
    pub open_original: &'static str,
    pub skip_picture: &'static str,
    pub copy_place: &'static str,
    pub place_copied: &'static str,
    pub place_address: &'static str,
    pub print: &'static str,
    pub print_waiting: &'static str,
    pub print_missing: &'static str,
    pub saved: &'static str,
    pub settings: &'static str,
    pub places: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_sepia: &'static str,
    pub theme_dark: &'static str,
    pub reading_progress: &'static str,
    pub error_offline: &'static str,
    pub error_timeout: &'static str,
    pub error_status: &'static str,
    pub error_content_type: &'static str,
    pub error_malformed: &'static str,
    pub error_too_large: &'static str,
}

/// Simplified Chinese.
const CHINESE: Strings = Strings {
    language: "zh-Hans",
    skip_to_content: "跳到正文",
    library: "目录",
    untitled: "（无题）",
    undated: "未标日期",
    article_count: "共 {} 篇",
    minutes: "约 {} 分钟",
    original: "查看原文",
    newer: "下一篇",
    older: "上一篇",
    neighbours: "前后文章",
    back_to_library: "回到目录",
    picture: "图 {}",
    subscribe: "订阅",
    shortened: "此文过长，以下从略。",
    empty_library: "这里还没有文章。",
    loading: "正在打开……",
    loading_more: "正在取更多文章……",
    end_of_list: "到底了",
    retry: "重试",
    needs_scripts: "这个地址要用阅读器打开，请启用脚本，或回到目录。",
    not_found_title: "没有这篇文章",
    not_found_text: "它也许已被移走，也许地址有误。",
    article_failed: "文章没能打开",
    list_failed: "文章列表没能取到",
    picture_failed: "图片没能取到",
    picture_offline: "现在没有网络。连上之后，图片会自己出现。",
    picture_refused: "它的地址都没有给出图片。",
    open_picture: "打开图片地址",
    no_body: "这篇文章没有正文。",
    view_picture: "放大看图",
    close: "关闭",
    save_original: "保存原图",
    open_original: "打开原图",
    skip_picture: "跳过此图",
    copy_place: "复制此处链接",
    place_copied: "此处链接已复制",
    place_address: "此处的链接，请自行复制",
    print: "打印",
    print_waiting: "正在取图：{}",
    print_missing: "{} 处图没能取到",
    saved: "已存",
    settings: "设置",
    places: "站内",
    theme: "颜色",
    theme_system: "自动",
    theme_light: "日",
    theme_sepia: "纸",
    theme_dark: "夜",
    reading_progress: "阅读进度",
    error_offline: "连不上服务器，请检查网络。",
    error_timeout: "等了 {} 秒，服务器没有回应。",
    error_status: "服务器回答：{}。",
    error_content_type: "服务器给的不是所要的文件，而是 {}。",
    error_malformed: "文件不完整或已损坏：{}。",
    error_too_large: "文件太大（{}），没有打开。",
};

/// English.
const ENGLISH: Strings = Strings {
    language: "en",
    skip_to_content: "Skip to content",
    library: "Contents",
    untitled: "(untitled)",
    undated: "undated",
    article_count: "{} articles",
    minutes: "{} min",
    original: "Original",
    newer: "Next",
    older: "Previous",
    neighbours: "Articles before and after",
    back_to_library: "Back to the contents",
    picture: "Picture {}",
    subscribe: "Subscribe",
    shortened: "This article is too long to be shown whole. The rest is left out.",
    empty_library: "There are no articles here yet.",
    loading: "Opening…",
    loading_more: "Fetching more articles…",
    end_of_list: "That is all",
    retry: "Try again",
    needs_scripts: "This address is read with scripts on. Turn them on, or go back to the contents.",
    not_found_title: "No such article",
    not_found_text: "It may have been taken down, or the address is not quite right.",
    article_failed: "The article could not be opened",
    list_failed: "The list could not be fetched",
    picture_failed: "The picture could not be fetched",
    picture_offline: "There is no network. The picture comes when there is one again.",
    picture_refused: "None of its addresses gives a picture.",
    open_picture: "Open its address",
    no_body: "This article has no text.",
    view_picture: "View the picture large",
    close: "Close",
    save_original: "Save the original",
    open_original: "Open the original",
    skip_picture: "Skip this picture",
    copy_place: "Copy link to here",
    place_copied: "Link to here copied",
    place_address: "The link to here, for you to copy",
    print: "Print",
    print_waiting: "Fetching pictures: {}",
    print_missing: "{} pieces could not be had",
    saved: "Saved",
    settings: "Settings",
    places: "This site",
    theme: "Colours",
    theme_system: "Auto",
    theme_light: "Light",
    theme_sepia: "Sepia",
    theme_dark: "Dark",
    reading_progress: "Reading progress",
    error_offline: "The server cannot be reached. Check the connection.",
    error_timeout: "The server did not answer within {} seconds.",
    error_status: "The server answered: {}.",
    error_content_type: "The server sent something else than the file asked for: {}.",
    error_malformed: "The file is damaged or incomplete: {}.",
    error_too_large: "The file is too large ({}) and was not opened.",
};

/// The words for a site in this language: Chinese for Chinese, English for all else.
pub fn strings(language: &str) -> &'static Strings {
    let primary = language.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") { &CHINESE } else { &ENGLISH }
}

/// Puts `value` where the words hold `{}`.
pub fn fill(words: &str, value: impl std::fmt::Display) -> String {
    words.replacen("{}", &value.to_string(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_sites_speak_chinese_and_all_others_english() {
        for (language, expected) in
            [("zh-Hans", "zh-Hans"), ("zh-TW", "zh-Hans"), ("ZH", "zh-Hans"), ("de", "en"), ("", "en")]
        {
            assert_eq!(strings(language).language, expected, "{language}");
        }
        assert_eq!(fill(CHINESE.minutes, 3), "约 3 分钟");
    }
}
