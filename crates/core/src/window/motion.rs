//! Where a reader is going, told by where they were. Knows positions and times, not what is read.

use crate::contract::times::SCROLL_END_MS;

/// Which way somebody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Towards the end.
    #[default]
    Down,
    /// Back towards the beginning.
    Up,
}

/// So much of a screen one must go back to be going back. A finger trembles, and a wheel springs.
const TURN: f64 = 0.125;

/// Screens a second from which on nothing that passes is seen.
const FAST: f64 = 3.0;

/// The way somebody scrolls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Motion {
    direction: Direction,
    /// How far they got in this direction, in CSS pixels from the top.
    farthest: f64,
    last: Option<(f64, f64)>,
    /// When they last came from another place.
    moved_ms: Option<f64>,
    /// Screens a second.
    speed: f64,
}

impl Motion {
    /// They are at `top` now, in CSS pixels; a screen is `screen` high.
    pub fn moved(&mut self, top: f64, now_ms: f64, screen: f64) {
        let ahead = match self.direction {
            Direction::Down => top - self.farthest,
            Direction::Up => self.farthest - top,
        };
        if ahead >= 0.0 {
            self.farthest = top;
        } else if -ahead > TURN * screen {
            self.farthest = top;
            self.direction = match self.direction {
                Direction::Down => Direction::Up,
                Direction::Up => Direction::Down,
            };
        }
        if let Some((before, before_ms)) = self.last {
            if before != top {
                self.moved_ms = Some(now_ms);
            }
            let passed_ms = (now_ms - before_ms).max(1.0);
            let speed = (top - before).abs() / screen.max(1.0) / passed_ms * 1_000.0;
            // One step may be odd; two tell.
            self.speed = if passed_ms > SCROLL_END_MS { 0.0 } else { (self.speed + speed) / 2.0 };
        }
        self.last = Some((top, now_ms));
    }

    /// Which way they are going.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether they stay where they are.
    pub fn is_at_rest(&self, now_ms: f64) -> bool {
        self.moved_ms.is_none_or(|moved_ms| now_ms - moved_ms >= SCROLL_END_MS)
    }

    /// Whether they fly past what they see.
    pub fn is_fast(&self, now_ms: f64) -> bool {
        self.speed > FAST && self.last.is_some_and(|(_, last_ms)| now_ms - last_ms < SCROLL_END_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: &[(f64, f64)]) -> Motion {
        let mut motion = Motion::default();
        for (top, ms) in steps {
            motion.moved(*top, *ms, 800.0);
        }
        motion
    }

    #[test]
    fn one_goes_on_until_one_turns_for_good() {
        let check = |tops: &[f64], expected: Direction| {
            let steps: Vec<_> = tops.iter().enumerate().map(|(at, top)| (*top, at as f64 * 16.0)).collect();
            assert_eq!(after(&steps).direction(), expected, "{tops:?}");
        };
        check(&[], Direction::Down);
        check(&[0.0, 500.0], Direction::Down);
        check(&[500.0, 450.0], Direction::Down);
        check(&[500.0, 450.0, 420.0, 390.0], Direction::Up);
        check(&[500.0, 300.0, 350.0], Direction::Up);
        check(&[500.0, 300.0, 350.0, 450.0], Direction::Down);
    }

    #[test]
    fn a_fling_is_fast_and_its_end_is_not() {
        let check = |step: f64, later_ms: f64, expected: bool| {
            let steps: Vec<_> = (0..20).map(|at| (f64::from(at) * step, f64::from(at) * 16.0)).collect();
            assert_eq!(
                after(&steps).is_fast(19.0 * 16.0 + later_ms),
                expected,
                "{step} px a frame, {later_ms} ms later"
            );
        };
        check(10.0, 0.0, false);
        check(30.0, 0.0, false);
        check(60.0, 0.0, true);
        check(60.0, 200.0, false);
    }
}
