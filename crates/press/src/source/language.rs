//! The language of an article, for its `lang`: by script where the script tells, else by whatlang's statistics. It
//! reads plain words, not markup.

mod han;

use han::Script;

/// Bytes of text that are enough to tell a language.
pub(super) const SAMPLE_BYTES: usize = 32 * 1024;

/// A language tag as an author or a setting gives it, in the shape of BCP 47: `zh_CN` becomes `zh-CN`. None for what
/// is no tag; whether a language of that name exists is not asked.
pub fn language_tag(given: &str) -> Option<String> {
    let tag = given.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let is_primary = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (tag.len() <= 35 && is_primary && parts.all(is_part)).then_some(tag)
}

/// The language of a text; `site` decides between what the text leaves open.
pub(super) fn detect(text: &str, site: Option<&str>) -> Option<String> {
    let shares = Shares::of(text);
    if shares.is_mostly_east_asian() {
        return Some(shares.east_asian_tag(text, site));
    }
    let found = whatlang::detect(text).filter(whatlang::Info::is_reliable);
    found
        .map(|info| shortest_code(info.lang().code()))
        // Between code and addresses, a sentence of Chinese says more than the site does.
        .or_else(|| (shares.east_asian() >= 8).then(|| shares.east_asian_tag(text, site)))
        .or_else(|| site.map(str::to_owned))
}

/// Whether a character is of a script that puts no spaces between words.
pub(super) fn is_cjk(c: char) -> bool {
    is_han(c) || is_kana(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Without ・ and ー, which Chinese texts have too.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}')
}

/// How many characters of each script a text has; of the others, how many words, since one Chinese character says
/// about as much as a word.
#[derive(Debug, Default)]
struct Shares {
    han: usize,
    kana: usize,
    hangul: usize,
    other_words: usize,
    /// Han characters that every Chinese text is full of, and Japanese hardly has.
    chinese_particles: usize,
}

impl Shares {
    fn of(text: &str) -> Self {
        let mut shares = Self::default();
        let mut is_in_word = false;
        for c in text.chars() {
            let is_east_asian = is_han(c) || is_kana(c) || is_hangul(c);
            shares.han += usize::from(is_han(c));
            shares.kana += usize::from(is_kana(c));
            shares.hangul += usize::from(is_hangul(c));
            shares.chinese_particles += usize::from("的了是在我不这這们們个個和就".contains(c));
            let is_letter = c.is_alphabetic() && !is_east_asian;
            shares.other_words += usize::from(is_letter && !is_in_word);
            is_in_word = is_letter || is_in_word && matches!(c, '\'' | '’' | '-' | '.' | '/' | '_');
        }
        shares
    }

    fn east_asian(&self) -> usize {
        self.han + self.kana + self.hangul
    }

    fn is_mostly_east_asian(&self) -> bool {
        self.east_asian() > 0 && self.other_words * 2 <= self.east_asian() * 3
    }

    /// Which of the East Asian languages its text is in.
    fn east_asian_tag(&self, text: &str, site: Option<&str>) -> String {
        let all = self.east_asian();
        if self.hangul * 2 > all {
            return "ko".to_owned();
        }
        // Japanese prose is about half kana, its headlines a fifth; Chinese prose on Japanese works may quote some.
        let is_plainly_japanese = self.kana * 4 >= all;
        let is_perhaps_japanese = self.kana * 12 >= all && self.chinese_particles * 25 < self.han;
        if is_plainly_japanese || is_perhaps_japanese {
            return "ja".to_owned();
        }
        match han::script(text) {
            Some(Script::Simplified) => "zh-Hans".to_owned(),
            Some(Script::Traditional) => "zh-Hant".to_owned(),
            None => site.filter(|site| site.starts_with("zh")).unwrap_or("zh").to_owned(),
        }
    }
}

/// BCP 47 wants ISO 639-1 where there is one.
fn shortest_code(code: &str) -> String {
    // Persian's own code has none; that of its macrolanguage is the usual one.
    if code == "pes" {
        return "fa".to_owned();
    }
    isolang::Language::from_639_3(code).and_then(|language| language.to_639_1()).unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(detect(text, None).as_deref().unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn scripts_tell() {
        check("这是一篇关于长卷的文章，我们慢慢地展开它。", "zh-Hans");
        check("這是一篇關於長卷的文章，我們慢慢地展開它。", "zh-Hant");
        check("これは絵巻物についての記事です。", "ja");
        check("東京都、新型車両の導入計画を発表 来年度に運行開始へ", "ja");
        check("이것은 두루마리 그림에 대한 글입니다.", "ko");
        check("한국어와 漢字를 섞은 글", "ko");
    }

    #[test]
    fn a_few_kana_or_words_of_latin_leave_chinese_chinese() {
        check(
            "动画《ようこそ実力至上主義の教室へ》第二季的制作已经开始了，原作小说在这个月出版，我们来看看新的海报和角色。",
            "zh-Hans",
        );
        check("今天の推荐：这些游戏我都玩过了，不错的。", "zh-Hans");
        check("使用 Rust 和 WebAssembly 编写 Leptos 应用，需要安装 trunk 与 wasm-bindgen。", "zh-Hans");
    }

    #[test]
    fn code_and_addresses_are_no_language() {
        let code = "li img alt https e png src https e png w h lfit ul li ";
        check(&format!("医疗剧第一季更新了，明天播出。{}", code.repeat(3)), "zh-Hans");
    }

    #[test]
    fn statistics_tell_the_rest() {
        check("A handscroll is a painting metres long that is read by unrolling one stretch at a time.", "en");
        check("Eine Handrolle ist ein langes Gemälde, das man Stück für Stück aufrollt und dabei betrachtet.", "de");
        check("Рукописный свиток разворачивают постепенно, рассматривая картину по частям.", "ru");
        check(
            "An English article that quotes 长卷 and 手卷 once, since that is what these paintings are called.",
            "en",
        );
    }

    #[test]
    fn the_site_decides_what_is_open() {
        check("", "");
        check("12345 !", "");
        check("山水人家", "zh");
        assert_eq!(detect("山水人家", Some("zh-Hant")).as_deref(), Some("zh-Hant"));
        assert_eq!(detect("12345", Some("fr")).as_deref(), Some("fr"));
    }

    #[test]
    fn tags_have_a_shape() {
        for (given, expected) in [("zh_CN", Some("zh-CN")), (" en ", Some("en")), ("zh-Hans", Some("zh-Hans"))] {
            assert_eq!(language_tag(given).as_deref(), expected);
        }
        for given in ["", "default", "english", "e", "en us", "en-", "12", "zh-Hans\" onload=\"x", "en-aaaaaaaaa"] {
            assert_eq!(language_tag(given), None, "{given}");
        }
    }
}
