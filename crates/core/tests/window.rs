//! The window on an article's pictures, tried by readers who go slowly, fling, jump, turn back, turn their phone and zoom.

#![allow(clippy::unwrap_used, reason = "a test that fails is to fail loudly")]

use handscroll_core::window::{
    Action, DECODES, Direction, FETCHES, MOUNTED_BYTES, Motion, Stage, Unit, View, parts_near, plan,
};
use proptest::prelude::*;

/// Milliseconds between two frames.
const FRAME_MS: f64 = 16.0;
/// Height of a strip in pixels of its file, and what it takes.
const STRIP: u32 = 1_024;
const STRIP_BYTES: u64 = 1_080 * 1_024 * 4;
/// A phone's screen, in CSS pixels.
const PHONE: f64 = 844.0;

/// A picture of an article, in CSS pixels of a page that is 390 wide.
#[derive(Clone, Debug)]
struct Picture {
    top: f64,
    ends: Vec<u32>,
    bytes_of_a_part: u64,
    /// Of each part how far it has come, and since when.
    stages: Vec<(Stage, f64)>,
    /// What each part takes in the page, and what it will take when what is on its way has come.
    held: Vec<u64>,
    coming: Vec<u64>,
}

impl Picture {
    fn height(&self, scale: f64) -> f64 {
        f64::from(*self.ends.last().unwrap()) * 390.0 / 1_080.0 * scale
    }
}

/// A page that is read: fetches and decodes take their time, and what must always hold is checked at every step.
struct Reading {
    pictures: Vec<Picture>,
    screen: f64,
    scale: f64,
    top: f64,
    now_ms: f64,
    motion: Motion,
    has_scrolled: bool,
    /// Whether the line is slow, so that narrow strips are shown.
    is_sparing: bool,
    fetch_ms: f64,
    /// Picture, part, and what became of it.
    done: Vec<(usize, usize, Action)>,
    most_bytes: u64,
    most_looked_at: usize,
}

fn is_visible(unit: &Unit, screen: f64) -> bool {
    unit.top < screen && unit.top + unit.height > 0.0
}

impl Reading {
    /// Pictures of so many strips.
    fn of(strips: &[usize], screen: f64) -> Self {
        let picture = |count: &usize| Picture {
            top: 0.0,
            ends: (1..=*count as u32).map(|end| end * STRIP).collect(),
            bytes_of_a_part: STRIP_BYTES,
            stages: vec![(Stage::Waiting, 0.0); *count],
            held: vec![0; *count],
            coming: vec![0; *count],
        };
        let mut reading = Self {
            pictures: strips.iter().map(picture).collect(),
            screen,
            scale: 1.0,
            top: 0.0,
            now_ms: 0.0,
            motion: Motion::default(),
            has_scrolled: false,
            is_sparing: false,
            fetch_ms: 80.0,
            done: Vec::new(),
            most_bytes: 0,
            most_looked_at: 0,
        };
        reading.lay_out();
        reading
    }

    /// One picture under the other, with some text above each.
    fn lay_out(&mut self) {
        let mut top = 0.0;
        for picture in &mut self.pictures {
            picture.top = top + 200.0;
            top = picture.top + picture.height(self.scale);
        }
    }

    fn end(&self) -> f64 {
        self.pictures.last().map_or(0.0, |last| last.top + last.height(self.scale)) - self.screen
    }

    /// All parts near the screen, and all that are not waiting.
    fn units(&self) -> Vec<(usize, usize, Unit)> {
        let mut units = Vec::new();
        for (at, picture) in self.pictures.iter().enumerate() {
            let (top, height) = (picture.top - self.top, picture.height(self.scale));
            let near = parts_near(&picture.ends, top, height, self.screen);
            let scale = height / f64::from(*picture.ends.last().unwrap());
            for (part, (stage, _)) in picture.stages.iter().enumerate() {
                if !near.contains(&part) && *stage == Stage::Waiting && picture.held[part] == 0 {
                    continue;
                }
                let begin = part.checked_sub(1).map_or(0, |before| picture.ends[before]);
                // One that is on its way comes as wide as it was asked for.
                let is_coming = matches!(stage, Stage::Fetching | Stage::Fetched | Stage::Decoding);
                let unit = Unit {
                    top: top + f64::from(begin) * scale,
                    height: f64::from(picture.ends[part] - begin) * scale,
                    bytes: if is_coming { picture.coming[part] } else { self.wanted_bytes(at) },
                    held_bytes: picture.held[part],
                    stage: *stage,
                };
                units.push((at, part, unit));
            }
        }
        units
    }

    /// A frame at `top`.
    fn frame(&mut self, top: f64) {
        let top = top.clamp(0.0, self.end().max(0.0));
        self.now_ms += FRAME_MS;
        self.has_scrolled |= top != self.top;
        self.top = top;
        self.motion.moved(top, self.now_ms, self.screen);
        for at in 0..self.pictures.len() {
            let wanted = self.wanted_bytes(at);
            let Picture { stages, held, coming, .. } = &mut self.pictures[at];
            for (part, (stage, since)) in stages.iter_mut().enumerate() {
                let next = match stage {
                    Stage::Fetching if self.now_ms - *since >= self.fetch_ms => Stage::Fetched,
                    Stage::Decoding if self.now_ms - *since >= 2.0 * FRAME_MS => {
                        held[part] = coming[part];
                        Stage::Mounted
                    }
                    // It stays until the sharp one is there.
                    Stage::Mounted if held[part] < wanted => Stage::Waiting,
                    _ => continue,
                };
                (*stage, *since) = (next, self.now_ms);
            }
        }
        let units = self.units();
        self.most_looked_at = self.most_looked_at.max(units.len());
        let plain: Vec<Unit> = units.iter().map(|(_, _, unit)| *unit).collect();
        for (index, action) in plan(&plain, &self.view()) {
            let (picture, part, unit) = units[index];
            let (fits, next) = match action {
                Action::Release => (unit.stage != Stage::Waiting || unit.held_bytes > 0, Stage::Waiting),
                Action::Stop => (unit.stage == Stage::Fetching && unit.held_bytes > 0, Stage::Mounted),
                Action::Fetch => (unit.stage == Stage::Waiting, Stage::Fetching),
                Action::Mount => (unit.stage == Stage::Fetched, Stage::Decoding),
            };
            assert!(fits, "{action:?} of {unit:?}");
            match action {
                Action::Release => self.pictures[picture].held[part] = 0,
                Action::Fetch => self.pictures[picture].coming[part] = unit.bytes,
                _ => {}
            }
            self.pictures[picture].stages[part] = (next, self.now_ms);
            self.done.push((picture, part, action));
        }
        self.check_limits();
    }

    fn view(&self) -> View {
        View {
            height: self.screen,
            direction: self.motion.direction(),
            is_fast: self.motion.is_fast(self.now_ms),
            is_at_rest: self.motion.is_at_rest(self.now_ms),
            has_scrolled: self.has_scrolled,
            is_sparing: self.is_sparing,
        }
    }

    /// What a part of a picture takes as it is wanted now. A narrow strip is half as wide and half as high.
    fn wanted_bytes(&self, picture: usize) -> u64 {
        self.pictures[picture].bytes_of_a_part / if self.is_sparing { 4 } else { 1 }
    }

    fn check_limits(&mut self) {
        let units = self.units();
        // One that is being decoded takes its room beside what is shown until then.
        let taken = |picture: usize, part: usize, unit: &Unit| {
            let decoded = if unit.stage == Stage::Decoding { self.pictures[picture].coming[part] } else { 0 };
            decoded + unit.held_bytes
        };
        let bytes: u64 = units.iter().map(|(picture, part, unit)| taken(*picture, *part, unit)).sum();
        let is_seen = |(.., unit): &&(usize, usize, Unit)| is_visible(unit, self.screen);
        let seen = units.iter().filter(is_seen).map(|(.., unit)| unit.bytes + unit.held_bytes).sum();
        assert!(bytes <= MOUNTED_BYTES.max(seen), "{bytes} bytes at {}", self.top);
        let count = |stage| units.iter().filter(|(.., unit)| unit.stage == stage).count();
        assert!(count(Stage::Fetching) <= FETCHES && count(Stage::Decoding) <= DECODES);
        self.most_bytes = self.most_bytes.max(bytes);
    }

    /// What is seen and not there.
    fn blank(&self) -> Vec<(usize, usize, Unit)> {
        let is_blank = |(.., unit): &(usize, usize, Unit)| is_visible(unit, self.screen) && unit.held_bytes == 0;
        self.units().into_iter().filter(is_blank).collect()
    }

    /// They look at one place until all that is wanted there has come.
    fn rest(&mut self) {
        let frames = 60 + 12 * (self.fetch_ms / FRAME_MS) as usize;
        for _ in 0..frames {
            self.frame(self.top);
        }
        assert_eq!(self.blank(), [], "blank at {}", self.top);
        let is_unsharp = |(picture, _, unit): &(usize, usize, Unit)| {
            is_visible(unit, self.screen) && unit.held_bytes < self.wanted_bytes(*picture)
        };
        assert_eq!(self.units().into_iter().find(is_unsharp), None, "not sharp at {}", self.top);
        let goes_on = |(.., unit): &(usize, usize, Unit)| matches!(unit.stage, Stage::Fetching | Stage::Decoding);
        assert_eq!(self.units().into_iter().find(goes_on), None, "something goes on for ever");
    }

    fn scroll(&mut self, to: f64, step: f64) {
        while (self.top - to).abs() > step {
            self.frame(self.top + step.copysign(to - self.top));
        }
        self.frame(to);
    }

    fn count(&self, wanted: Action) -> usize {
        self.done.iter().filter(|(.., action)| *action == wanted).count()
    }

    /// How far beyond the end of the screen the last part in one of these stages begins, in screens.
    fn reaches(&self, stages: &[Stage]) -> f64 {
        let units = self.units().into_iter();
        let tops = units.filter(|(.., unit)| stages.contains(&unit.stage)).map(|(.., unit)| unit.top);
        (tops.fold(f64::MIN, f64::max) - self.screen) / self.screen
    }
}

#[test]
fn before_the_first_scroll_a_screen_ahead_is_there_and_what_is_seen_came_first() {
    let mut reading = Reading::of(&[22], PHONE);
    reading.frame(0.0);
    assert_eq!(reading.done, [0, 1].map(|part| (0, part, Action::Fetch)), "two strips are on the screen");
    reading.rest();
    let reaches = reading.reaches(&[Stage::Mounted, Stage::Fetched]);
    assert!((0.5..1.0).contains(&reaches), "{reaches} screens ahead");
    assert_eq!(reading.count(Action::Release), 0);
}

#[test]
fn once_they_scroll_three_screens_are_fetched_and_one_and_a_half_mounted() {
    let mut reading = Reading::of(&[40], PHONE);
    reading.rest();
    reading.scroll(50.0, 5.0);
    reading.rest();
    let (fetched, mounted) = (reading.reaches(&[Stage::Fetched]), reading.reaches(&[Stage::Mounted]));
    assert!((2.5..3.0).contains(&fetched) && (1.0..1.5).contains(&mounted), "{fetched} fetched, {mounted} mounted");
}

#[test]
fn a_slow_reader_sees_everything_and_nothing_twice() {
    let mut reading = Reading::of(&[22, 22, 22], PHONE);
    reading.rest();
    while reading.top < reading.end() {
        reading.frame(reading.top + 8.0);
        assert_eq!(reading.blank(), [], "blank at {}", reading.top);
    }
    assert_eq!((reading.count(Action::Fetch), reading.count(Action::Mount)), (66, 66), "each once");
    assert!(reading.most_bytes > MOUNTED_BYTES / 2, "room that nobody uses: {}", reading.most_bytes);
}

#[test]
fn a_trembling_finger_changes_next_to_nothing() {
    let mut reading = Reading::of(&[40], PHONE);
    reading.scroll(3_000.0, 10.0);
    reading.rest();
    reading.done.clear();
    for wave in 0..100 {
        reading.frame(3_000.0 + f64::from(wave % 7) * 12.0);
    }
    reading.rest();
    let is_mount = |part| move |(_, at, action): &&(usize, usize, Action)| *at == part && *action == Action::Mount;
    let most = (0..40).map(|part| reading.done.iter().filter(is_mount(part)).count()).max();
    assert!(most <= Some(1) && reading.done.len() <= 6, "{:?}", reading.done);
}

#[test]
fn a_jump_to_the_end_ends_what_it_passes() {
    let mut reading = Reading::of(&[40, 40], PHONE);
    reading.fetch_ms = 400.0;
    reading.frame(0.0);
    reading.scroll(40.0, 10.0);
    let coming = |picture: &Picture| picture.stages.iter().filter(|(stage, _)| *stage == Stage::Fetching).count();
    assert_eq!(coming(&reading.pictures[0]), FETCHES);
    reading.frame(f64::MAX);
    assert_eq!(coming(&reading.pictures[0]), 0, "still coming: {:?}", reading.pictures[0].stages);
    reading.rest();
}

#[test]
fn a_fling_looks_at_few_and_holds_no_more_than_it_may() {
    let mut reading = Reading::of(&[22; 100], PHONE);
    reading.fetch_ms = 300.0;
    reading.rest();
    reading.scroll(200_000.0, 500.0);
    assert!(reading.most_looked_at < 60, "{} units looked at in one step", reading.most_looked_at);
    reading.rest();
}

#[test]
fn one_who_turns_back_finds_it_there() {
    let mut reading = Reading::of(&[60], PHONE);
    reading.rest();
    reading.scroll(8_000.0, 8.0);
    reading.rest();
    while reading.top > 5_000.0 {
        reading.frame(reading.top - 8.0);
        assert_eq!(reading.blank(), [], "blank at {}", reading.top);
    }
    assert_eq!(reading.motion.direction(), Direction::Up);
}

#[test]
fn one_who_begins_in_the_middle_can_look_back() {
    for (strip_bytes, fetch_ms) in [(STRIP_BYTES, 80.0), (STRIP_BYTES / 4, 300.0)] {
        let mut reading = Reading::of(&[60], PHONE);
        (reading.pictures[0].bytes_of_a_part, reading.fetch_ms) = (strip_bytes, fetch_ms);
        reading.top = 8_000.0;
        reading.rest();
        assert!(!reading.has_scrolled);
        let is_behind = |(.., unit): &(usize, usize, Unit)| unit.top + unit.height <= 0.0 && unit.held_bytes > 0;
        assert!(reading.units().iter().any(is_behind), "nothing behind is there");
        while reading.top > 5_000.0 {
            reading.frame(reading.top - 6.0);
            assert_eq!(reading.blank(), [], "blank at {}", reading.top);
        }
    }
}

#[test]
fn what_is_behind_waits_for_what_is_not() {
    let mut reading = Reading::of(&[60], PHONE);
    reading.fetch_ms = 400.0;
    reading.top = 8_000.0;
    let is_behind = |(.., unit): &(usize, usize, Unit)| {
        unit.top + unit.height <= 0.0 && matches!(unit.stage, Stage::Fetching | Stage::Fetched)
    };
    while !reading.units().iter().any(is_behind) {
        reading.frame(8_000.0);
    }
    let reaches = reading.reaches(&[Stage::Mounted, Stage::Fetched, Stage::Decoding]);
    assert!((0.5..1.0).contains(&reaches), "{reaches} screens ahead when what is behind begins");
    assert_eq!(reading.blank(), []);
}

#[test]
fn where_every_byte_counts_one_screen_ahead_is_fetched() {
    let mut reading = Reading::of(&[60], PHONE);
    reading.is_sparing = true;
    reading.rest();
    while reading.top < 6_000.0 {
        reading.frame(reading.top + 8.0);
        assert_eq!(reading.blank(), [], "blank at {}", reading.top);
        let reaches = reading.reaches(&[Stage::Mounted, Stage::Fetched, Stage::Fetching]);
        assert!(reaches < 1.0, "{reaches} screens ahead");
    }
    reading.rest();
    assert!(reading.reaches(&[Stage::Mounted]) > 0.5);
}

#[test]
fn narrow_strips_are_shown_until_the_sharp_ones_are_there() {
    let mut reading = Reading::of(&[60], PHONE);
    reading.is_sparing = true;
    reading.scroll(5_000.0, 8.0);
    reading.rest();
    reading.is_sparing = false;
    // The limit is looked at in every frame; it is the narrow and the sharp one together.
    for _ in 0..300 {
        reading.frame(5_000.0);
        assert_eq!(reading.blank(), [], "blank while the sharp ones come");
    }
    reading.rest();
}

#[test]
fn a_sharp_one_that_is_passed_is_given_up_and_the_narrow_one_stays() {
    let mut reading = Reading::of(&[60], PHONE);
    reading.is_sparing = true;
    reading.scroll(5_000.0, 8.0);
    reading.rest();
    (reading.is_sparing, reading.fetch_ms) = (false, 4_000.0);
    reading.frame(5_000.0);
    let mut stopped = 0;
    while reading.top < 5_000.0 + 2.5 * PHONE {
        reading.frame(reading.top + 12.0);
        for (picture, part, _) in reading.done.drain(..).filter(|(.., action)| *action == Action::Stop) {
            stopped += 1;
            assert!(reading.pictures[picture].held[part] > 0, "part {part} is gone");
        }
    }
    assert!(stopped > 0, "nothing is given up");
}

#[test]
fn a_picture_larger_than_all_the_room_is_shown_while_it_is_seen() {
    let mut reading = Reading::of(&[1, 1, 1], 500.0);
    reading.pictures[1].bytes_of_a_part = 3 * MOUNTED_BYTES;
    reading.rest();
    reading.scroll(reading.end(), 7.0);
    reading.rest();
    reading.scroll(0.0, 7.0);
    reading.rest();
    let seen_with_it = 3 * MOUNTED_BYTES + STRIP_BYTES;
    assert!(reading.most_bytes <= seen_with_it, "{} bytes beside it", reading.most_bytes - 3 * MOUNTED_BYTES);
}

#[test]
fn a_phone_that_is_turned_and_a_page_that_is_zoomed_are_filled_again() {
    let mut reading = Reading::of(&[22, 22], PHONE);
    reading.scroll(4_000.0, 20.0);
    reading.rest();
    for (screen, scale) in [(390.0, 2.16), (PHONE, 1.0), (2_000.0, 0.7), (300.0, 3.0)] {
        (reading.screen, reading.scale) = (screen, scale);
        reading.lay_out();
        reading.rest();
    }
}

#[test]
fn only_parts_near_the_screen_are_looked_at() {
    let ends: Vec<u32> = (1..=100).map(|end| end * 1_000).collect();
    // Each part is 100 px high, and the screen 200: 700 px above and below it are near.
    let check = |top: f64, expected: std::ops::Range<usize>| {
        assert_eq!(parts_near(&ends, top, 10_000.0, 200.0), expected, "at {top}");
    };
    check(0.0, 0..9);
    check(-5_000.0, 43..59);
    check(-9_800.0, 91..100);
    check(899.0, 0..1);
    check(900.0, 0..0);
    check(-20_000.0, 100..100);
    assert_eq!(parts_near(&[], 0.0, 0.0, 100.0), 0..0);
}

/// Where to, in parts of the page; how far in a frame; how large the page is zoomed then, if at all.
/// And whether the line is slow meanwhile.
fn way() -> impl Strategy<Value = (f64, f64, Option<f64>, bool)> {
    let step = prop_oneof![Just(6.0), Just(60.0), Just(400.0), Just(f64::MAX)];
    (0.0f64..1.0, step, prop::option::of(0.4f64..2.5), prop::bool::ANY)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a reader does, the limits hold at every step, and where they stop everything comes.
    #[test]
    fn whoever_reads_the_limits_hold(
        strips in prop::collection::vec(1usize..30, 1..12),
        screen in 200.0f64..1_600.0,
        fetch_ms in 0.0f64..300.0,
        huge in prop::option::of(0usize..12),
        ways in prop::collection::vec(way(), 1..8),
    ) {
        let mut reading = Reading::of(&strips, screen);
        reading.fetch_ms = fetch_ms;
        if let Some(picture) = huge.and_then(|at| reading.pictures.get_mut(at)) {
            picture.bytes_of_a_part = 2 * MOUNTED_BYTES;
        }
        for (to, step, zoom, is_sparing) in ways {
            reading.is_sparing = is_sparing;
            let to = to * reading.end().max(0.0);
            let step = step.max((to - reading.top).abs() / 400.0);
            reading.scroll(to, step);
            if let Some(scale) = zoom {
                reading.scale = scale;
                reading.lay_out();
                reading.rest();
            }
        }
        reading.rest();
    }
}
