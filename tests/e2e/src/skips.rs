//! Which tests run where, with a reason for each row: what Firefox and WebKitGTK run in an ordinary run, and what an engine
//! cannot run at all. Chromium runs all. Tests keep the tables whole.

use crate::Engine;

/// Tests whose outcome depends on the engine, so that an ordinary run has all engines run them.
#[derive(Debug)]
pub struct Ordinary {
    /// A theme, or `theme::name_of_the_test`.
    pub tests: &'static str,
    /// What differs between engines.
    pub reason: &'static str,
}

impl Ordinary {
    /// Whether the row names this test, or its theme.
    pub fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.tests).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }
}

const fn ordinary(tests: &'static str, reason: &'static str) -> Ordinary {
    Ordinary { tests, reason }
}

/// What Firefox and WebKitGTK run without `--every`.
pub const ORDINARY: &[Ordinary] = &[
    ordinary("adoption", "the parser decides what the reader finds in a painted page"),
    ordinary("attacks", "parsers, schemes and policies differ, and so does what an attack can reach"),
    ordinary("engines", "each engine is made new for the next test in a way of its own"),
    ordinary("equality", "press and reader must agree in every engine's parser"),
    ordinary("first_sight", "observers and decoding decide what is loaded first"),
    ordinary("offline", "service workers and caches are each engine's own"),
    ordinary("pictures", "lazy images, observers and decoding differ"),
    ordinary("place", "scrolling, anchoring and restoring a position differ"),
    ordinary("policy", "the content policy and Trusted Types are each engine's own"),
    ordinary("samples", "parser, policy and layout differ, and real articles have more in them than made ones"),
    ordinary("saved", "caches, quotas and what a page may store differ"),
    ordinary("seams", "rasterising and rounding differ"),
    ordinary("state", "storage and what happens as a page is left differ"),
    ordinary("state_kept", "databases and what breaks them differ"),
    ordinary("tall", "observers, decoding and scrolling differ"),
    ordinary("viewer", "gestures, full screens and keys differ"),
];

/// A test that an engine does not run, and why.
#[derive(Debug)]
pub struct Skip {
    /// The engine that leaves it out.
    pub engine: Engine,
    /// `theme::name_of_the_test`.
    pub test: &'static str,
    /// For the person who wonders.
    pub reason: &'static str,
}

/// What an engine leaves out of the tests that are made for each of them.
pub const SKIPS: &[Skip] = &[
    without_manifest(Engine::Firefox),
    without_manifest(Engine::WebKit),
    without_switch(Engine::Firefox, "without_reader::an_article_is_read_with_scripts_off"),
    without_switch(Engine::WebKit, "without_reader::an_article_is_read_with_scripts_off"),
    without_switch(Engine::Firefox, "without_reader::the_library_is_used_with_scripts_off"),
    without_switch(Engine::WebKit, "without_reader::the_library_is_used_with_scripts_off"),
    without_switch(Engine::Firefox, "without_reader::a_tall_picture_is_printed_strip_by_strip_with_scripts_off"),
    without_switch(Engine::WebKit, "without_reader::a_tall_picture_is_printed_strip_by_strip_with_scripts_off"),
    without_switch(Engine::Firefox, "seams::with_scripts_off_no_seam_is_seen"),
    without_switch(Engine::WebKit, "seams::with_scripts_off_no_seam_is_seen"),
    without_ratio(Engine::Firefox),
    without_ratio(Engine::WebKit),
    without_kills(Engine::Firefox),
    without_kills(Engine::WebKit),
    Skip {
        engine: Engine::WebKit,
        test: "state::two_tabs_know_what_the_other_did",
        reason: "its driver has the first tab drawn alone, and where nothing is drawn nobody scrolls",
    },
    Skip {
        engine: Engine::WebKit,
        test: "state_kept::a_browser_that_keeps_nothing_is_read_in_and_says_so",
        reason: "its driver's browser has no way to forbid a site to store",
    },
    Skip {
        engine: Engine::Firefox,
        test: "state_kept::a_full_disk_is_told_and_nothing_breaks",
        reason: "only Chromium can be given another quota while it runs",
    },
    Skip {
        engine: Engine::WebKit,
        test: "state_kept::a_full_disk_is_told_and_nothing_breaks",
        reason: "only Chromium can be given another quota while it runs",
    },
    without_quota(Engine::Firefox),
    without_quota(Engine::WebKit),
    Skip {
        engine: Engine::WebKit,
        test: "offline::updates::other_tabs_follow_when_they_are_wanted_to",
        reason: "its driver answers no more once a second tab asks a worker for its page",
    },
    Skip {
        engine: Engine::WebKit,
        test: "saved::two_tabs_save_an_article_once",
        reason: "under its driver a page opens no second window",
    },
    without_fingers("viewer::two_fingers_make_a_picture_larger_between_them"),
    without_fingers("viewer::fingers_go_on_when_a_strip_comes_under_them"),
    Skip {
        engine: Engine::WebKit,
        test: "tall::a_jump_to_the_end_gives_up_what_it_passes",
        reason: "it lets a picture come whose element nobody has any more, and offers no way to end that",
    },
    Skip {
        engine: Engine::WebKit,
        test: "tall::strips_on_a_slow_line_wait_for_each_other",
        reason: "it tells nothing of an image before all of it has come, so that one that is arriving looks silent",
    },
    Skip {
        engine: Engine::WebKit,
        test: "attacks::the_browsers_own_sanitizer_would_take_nothing_away",
        reason: "it has no sanitizer of its own yet (`Element.setHTML`)",
    },
];

const fn without_kills(engine: Engine) -> Skip {
    Skip {
        engine,
        test: "state_killed::nothing_that_is_a_second_old_is_lost",
        reason: "the tests open Chromium alone with a profile that stays; what is kept in every engine is in `state_kept`",
    }
}

const fn without_quota(engine: Engine) -> Skip {
    Skip {
        engine,
        test: "saved::when_there_is_no_room_it_is_told_and_nothing_is_lost",
        reason: "only Chromium can be given another quota while it runs",
    }
}

const fn without_fingers(test: &'static str) -> Skip {
    Skip {
        engine: Engine::WebKit,
        test,
        reason: "its driver moves fingers as it moves a mouse: no touch events come of them",
    }
}

const fn without_manifest(engine: Engine) -> Skip {
    Skip {
        engine,
        test: "install::a_browser_finds_nothing_amiss_in_the_manifest",
        reason: "only Chromium tells what it thinks of a manifest",
    }
}

const fn without_ratio(engine: Engine) -> Skip {
    Skip {
        engine,
        test: "seams::no_pixel_ratio_shows_a_seam",
        reason: "only Chromium can be given another screen while it runs; odd widths are tried in every engine",
    }
}

const fn without_switch(engine: Engine, test: &'static str) -> Skip {
    Skip { engine, test, reason: "only Chromium can be told to run no scripts of a page and yet run those of a test" }
}
