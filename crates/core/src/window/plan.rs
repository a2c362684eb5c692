//! What is to be done now, for the units near the screen. Pure: the same units and the same view give the same plan.

use super::{
    DECODES, Direction, FETCH_AHEAD, FETCH_AHEAD_SPARING, FETCH_BEHIND, FETCHES, KEEP_BEHIND, MOUNT_AHEAD,
    MOUNTED_BYTES, PASSED, SLACK, Stage, Unit, View,
};

/// What is to be done with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// What there is of it goes: a fetch is ended, bytes are let go, and in the page it gives way to its empty box.
    Release,
    /// The fetch of another size of it is ended, and what it shows stays.
    Stop,
    /// Its bytes are fetched.
    Fetch,
    /// It is decoded, and comes into the page when that is done, or when it is refused.
    Mount,
}

/// Where a unit stands, as the reader goes. Distances are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Visible,
    Ahead(f64),
    Behind(f64),
}

impl Place {
    fn of(unit: &Unit, view: &View) -> Self {
        let (above, below) = (-(unit.top + unit.height), unit.top - view.height);
        match (above >= 0.0, below >= 0.0, view.direction) {
            (false, false, _) => Self::Visible,
            (true, _, Direction::Down) => Self::Behind(above),
            (true, _, Direction::Up) => Self::Ahead(above),
            (_, true, Direction::Down) => Self::Ahead(below),
            (_, true, Direction::Up) => Self::Behind(below),
        }
    }

    /// The lower, the sooner wanted.
    fn rank(self) -> (u8, f64) {
        match self {
            Self::Visible => (0, 0.0),
            Self::Ahead(distance) => (1, distance),
            Self::Behind(distance) => (2, distance),
        }
    }
}

/// A unit with what follows from where it stands.
struct Placed<'a> {
    index: usize,
    unit: &'a Unit,
    place: Place,
    released: bool,
}

/// What is to be done now, in the order in which it is to be done: what gives way comes first, so that at no moment more
/// is in memory than may be. `units` are all that are near, and all that are not waiting; the indices are theirs.
pub fn plan(units: &[Unit], view: &View) -> Vec<(usize, Action)> {
    let mut placed: Vec<Placed> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.height > 0.0 && unit.stage != Stage::Failed)
        .map(|(index, unit)| Placed { index, unit, place: Place::of(unit, view), released: false })
        .collect();
    let along = |placed: &Placed| match view.direction {
        Direction::Down => placed.unit.top,
        Direction::Up => -placed.unit.top,
    };
    placed.sort_by(|one, other| {
        let (one_rank, other_rank) = (one.place.rank(), other.place.rank());
        one_rank
            .0
            .cmp(&other_rank.0)
            .then(one_rank.1.total_cmp(&other_rank.1))
            .then(along(one).total_cmp(&along(other)))
    });
    let mut actions = Vec::new();
    let room = Room { view, fetch_ahead: fetch_ahead(view) };
    let held = room.held(&placed);
    room.release(&mut placed, &held, &mut actions);
    room.fetch(&mut placed, &held, &mut actions);
    mount(&placed, &held, &mut actions);
    actions
}

/// How far ahead units are fetched, in CSS pixels.
fn fetch_ahead(view: &View) -> f64 {
    let screens = if view.is_sparing || !view.has_scrolled { FETCH_AHEAD_SPARING } else { FETCH_AHEAD };
    screens * view.height
}

struct Room<'a> {
    view: &'a View,
    fetch_ahead: f64,
}

impl Room<'_> {
    /// Whether each may have its pixels in memory: what is seen, what will be seen soon, and what was, as far as there is
    /// room.
    fn held(&self, placed: &[Placed]) -> Vec<bool> {
        let screen = self.view.height;
        let mount_ahead = (MOUNT_AHEAD * screen).min(self.fetch_ahead);
        let (mut bytes, mut is_full_ahead) = (0, false);
        let may = |placed: &Placed| {
            let needs = needs(placed.unit);
            let is_there = has_pixels(placed.unit);
            let (is_wanted, is_ahead) = match placed.place {
                Place::Visible => {
                    bytes += needs;
                    return true;
                }
                Place::Ahead(distance) => {
                    let slack = if is_there { SLACK * screen } else { 0.0 };
                    (distance < mount_ahead + slack && !is_full_ahead, true)
                }
                Place::Behind(distance) => {
                    let reach = if is_there { KEEP_BEHIND } else { FETCH_BEHIND };
                    (distance < reach * screen, false)
                }
            };
            let fits = bytes + needs <= MOUNTED_BYTES;
            if is_wanted && fits {
                bytes += needs;
            }
            // Nothing farther ahead may take the room that something nearer waits for.
            is_full_ahead |= is_ahead && is_wanted && !fits;
            is_wanted && fits
        };
        placed.iter().map(may).collect()
    }

    fn release(&self, placed: &mut [Placed], held: &[bool], actions: &mut Vec<(usize, Action)>) {
        for (placed, held) in placed.iter_mut().zip(held) {
            let is_there = has_pixels(placed.unit);
            let ends = placed.unit.stage == Stage::Fetching && self.is_passed(placed.place);
            let action = match placed.unit.stage {
                _ if is_there && !held => Action::Release,
                Stage::Fetching if ends && is_there => Action::Stop,
                Stage::Fetching if ends => Action::Release,
                Stage::Fetched if !is_there && self.is_far(placed.place) => Action::Release,
                _ => continue,
            };
            placed.released = true;
            actions.push((placed.index, action));
        }
    }

    fn is_far(&self, place: Place) -> bool {
        let screen = self.view.height;
        match place {
            Place::Visible => false,
            // Before the first scroll less is fetched than may stay: nothing that came is thrown away for that.
            Place::Ahead(distance) => distance >= (FETCH_AHEAD * screen).max(self.fetch_ahead) + SLACK * screen,
            Place::Behind(distance) => distance >= KEEP_BEHIND * screen,
        }
    }

    fn is_passed(&self, place: Place) -> bool {
        match place {
            Place::Behind(distance) => self.view.is_fast || distance >= PASSED * self.view.height,
            place => self.is_far(place),
        }
    }

    fn fetch(&self, placed: &mut [Placed], held: &[bool], actions: &mut Vec<(usize, Action)>) {
        let is_coming =
            |placed: &Placed| !placed.released && matches!(placed.unit.stage, Stage::Fetching | Stage::Arriving);
        let mut coming = placed.iter().filter(|placed| is_coming(placed)).count();
        // Until the reader scrolls, what they see does not share the line with what they may never see.
        let is_seen_first = !self.view.has_scrolled;
        let is_missing =
            |placed: &Placed| matches!(placed.unit.stage, Stage::Waiting | Stage::Fetching | Stage::Arriving);
        let is_seen_whole =
            placed.iter().filter(|placed| placed.place == Place::Visible).all(|placed| !is_missing(placed));
        // What is behind is in the way of nothing that is not.
        let is_rest_there = placed.iter().all(|placed| match placed.place {
            Place::Ahead(distance) => distance >= self.fetch_ahead || !is_missing(placed),
            _ => is_seen_whole,
        });
        for at in 0..placed.len() {
            let is_wanted = match placed[at].place {
                Place::Visible => true,
                Place::Ahead(distance) => distance < self.fetch_ahead && (is_seen_whole || !is_seen_first),
                Place::Behind(distance) => {
                    let is_near = distance < FETCH_BEHIND * self.view.height && held[at];
                    is_near && is_rest_there && self.view.is_at_rest && !has_pixels(placed[at].unit)
                }
            };
            if !is_wanted || placed[at].unit.stage != Stage::Waiting || placed[at].released {
                continue;
            }
            if coming >= FETCHES {
                // What is seen waits for nothing that is not.
                let gives_way = |other: &&mut Placed| {
                    !other.released && other.unit.stage == Stage::Fetching && other.place != Place::Visible
                };
                let is_seen = placed[at].place == Place::Visible;
                let Some(farthest) = placed.iter_mut().rev().find(gives_way).filter(|_| is_seen) else { break };
                farthest.released = true;
                let action = if has_pixels(farthest.unit) { Action::Stop } else { Action::Release };
                actions.push((farthest.index, action));
                coming -= 1;
            }
            actions.push((placed[at].index, Action::Fetch));
            coming += 1;
        }
    }
}

/// What its pixels take, now or soon: until a sharp one has taken the place of what is shown, both are in memory.
fn needs(unit: &Unit) -> u64 {
    match unit.stage {
        Stage::Fetched | Stage::Decoding => unit.bytes + unit.held_bytes,
        _ => unit.bytes.max(unit.held_bytes),
    }
}

/// Whether it takes memory for its pixels.
fn has_pixels(unit: &Unit) -> bool {
    unit.held_bytes > 0 || matches!(unit.stage, Stage::Decoding | Stage::Mounted | Stage::Arriving)
}

fn mount(placed: &[Placed], held: &[bool], actions: &mut Vec<(usize, Action)>) {
    let decoding = |(placed, held): &(&Placed, &bool)| **held && placed.unit.stage == Stage::Decoding;
    let free = DECODES.saturating_sub(placed.iter().zip(held).filter(decoding).count());
    let ready = placed.iter().zip(held).filter(|(placed, held)| **held && placed.unit.stage == Stage::Fetched);
    actions.extend(ready.take(free).map(|(placed, _)| (placed.index, Action::Mount)));
}
