//! The words of the pages, in the languages they are written in. One table, so that a page painted by the press
//! and the same page rendered by the reader say the same. Must not know where a word is shown.

mod chinese;
mod english;

use chinese::CHINESE;
use english::ENGLISH;

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
    pub one_article: &'static str,
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
    pub offline: &'static str,
    pub offline_means: &'static str,
    pub update_ready: &'static str,
    pub update_now: &'static str,
    pub saved: &'static str,
    pub settings: &'static str,
    pub places: &'static str,
    pub install: &'static str,
    pub install_text: &'static str,
    pub install_button: &'static str,
    pub install_done: &'static str,
    pub install_inside: &'static str,
    pub install_share_menu: &'static str,
    pub install_own_menu: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_sepia: &'static str,
    pub theme_dark: &'static str,
    pub reading_progress: &'static str,
    pub appearance: &'static str,
    pub theme_sample: &'static str,
    pub reading: &'static str,
    pub finished_count: &'static str,
    pub begun_count: &'static str,
    pub nothing_read: &'static str,
    pub reading_hint: &'static str,
    pub mark_read: &'static str,
    pub row_read: &'static str,
    pub row_begun: &'static str,
    pub backup: &'static str,
    pub backup_hint: &'static str,
    pub export: &'static str,
    pub exported: &'static str,
    pub export_failed: &'static str,
    pub import: &'static str,
    pub import_busy: &'static str,
    pub import_made: &'static str,
    pub import_elsewhere: &'static str,
    pub import_new: &'static str,
    pub import_newer: &'static str,
    pub import_older: &'static str,
    pub import_same: &'static str,
    pub import_unknown: &'static str,
    pub import_nothing: &'static str,
    pub import_removes: &'static str,
    pub import_saves: &'static str,
    pub import_apply: &'static str,
    pub import_cancel: &'static str,
    pub imported: &'static str,
    pub import_refused: &'static str,
    pub import_foreign: &'static str,
    pub import_future: &'static str,
    pub import_unreadable: &'static str,
    pub export_partial: &'static str,
    pub import_not_written: &'static str,
    pub keeping_note: &'static str,
    pub keeping_full: &'static str,
    pub keeping_nothing: &'static str,
    pub keeping_journal: &'static str,
    pub keeping_silent: &'static str,
    pub keeping_outdated: &'static str,
    pub aside_newer: &'static str,
    pub aside_broken: &'static str,
    pub rows_unreadable: &'static str,
    pub about: &'static str,
    pub about_text: &'static str,
    pub error_offline: &'static str,
    pub error_timeout: &'static str,
    pub error_status: &'static str,
    pub error_content_type: &'static str,
    pub error_malformed: &'static str,
    pub error_too_large: &'static str,
    pub save: &'static str,
    pub save_waiting: &'static str,
    pub save_opening: &'static str,
    pub save_progress: &'static str,
    pub cancel: &'static str,
    pub save_keep: &'static str,
    pub save_done: &'static str,
    pub save_paused: &'static str,
    pub save_paused_early: &'static str,
    pub save_missing: &'static str,
    pub save_elsewhere: &'static str,
    pub save_full: &'static str,
    pub save_full_of: &'static str,
    pub save_failed: &'static str,
    pub saved_empty: &'static str,
    pub saved_on: &'static str,
    pub saved_part: &'static str,
    pub saved_auto: &'static str,
    pub lately_read: &'static str,
    pub remove: &'static str,
    pub remove_really: &'static str,
    pub finished: &'static str,
    pub offline_way: &'static str,
    pub missing_title: &'static str,
    pub missing_text: &'static str,
    pub storage: &'static str,
    pub storage_unknown: &'static str,
    pub storage_used: &'static str,
    pub storage_of: &'static str,
    pub storage_saved: &'static str,
    pub persistent: &'static str,
    pub not_persistent: &'static str,
    pub persist: &'static str,
    pub persist_refused: &'static str,
    pub persist_unknown: &'static str,
    pub keep_newest: &'static str,
    pub keep_none: &'static str,
    pub keep_hint: &'static str,
    pub read_limit: &'static str,
    pub clear_read: &'static str,
    pub cleared: &'static str,
    pub not_cleared: &'static str,
    pub remove_finished: &'static str,
    pub by_article: &'static str,
    pub sort_by: &'static str,
    pub sort_size: &'static str,
    pub sort_date: &'static str,
    pub sort_title: &'static str,
    pub error_not_kept: &'static str,
}

/// The words for a site in this language: Chinese for Chinese, English for all else.
pub fn strings(language: &str) -> &'static Strings {
    let primary = language.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") { &CHINESE } else { &ENGLISH }
}

impl Strings {
    /// How many articles there are.
    pub fn articles(&self, count: usize) -> String {
        if count == 1 { self.one_article.to_owned() } else { fill(self.article_count, count) }
    }
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
