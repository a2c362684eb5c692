//! How large a picture is shown in the viewer, and where it must be scrolled to so that a point of it stays under the
//! finger. Sizes and places are in CSS pixels, scales in CSS pixels for each of the picture's own. Knows no browser.

use crate::contract::times::GLIDE_MS;

/// The largest scale: four screen pixels a side for each of the picture's.
const LARGEST: f64 = 4.0;

/// Scales closer than this are one to the eye.
const SAME: f64 = 1.03;

/// What one step with the keyboard or a button changes the scale by.
pub const STEP: f64 = 1.3;

/// A width and a height, or a place from the left and the top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Pair {
    /// Both, from plain numbers.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    fn each(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        Self { x: act(self.x, other.x), y: act(self.y, other.y) }
    }

    /// The distance to another place.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The place halfway to another.
    pub fn middle(self, other: Self) -> Self {
        self.each(other, f64::midpoint)
    }
}

/// A picture in a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// The picture's own size, in its pixels.
    pub natural: Pair,
    /// The size of what it is seen through.
    pub view: Pair,
    /// How large it is shown.
    pub scale: f64,
}

impl Zoom {
    /// The picture as it is seen first.
    pub fn fitted(natural: Pair, view: Pair) -> Self {
        let mut zoom = Self { natural, view, scale: 1.0 };
        zoom.scale = zoom.fit();
        zoom
    }

    /// The scale at which it fits: whole, or by its width where it is twice as tall and would be a thread. Never larger
    /// than it is.
    pub fn fit(&self) -> f64 {
        let share = self.view.each(self.natural, |view, natural| if natural > 0.0 { view / natural } else { 1.0 });
        let is_tall = self.natural.y > 2.0 * self.natural.x;
        (if is_tall { share.x } else { share.x.min(share.y) }).clamp(f64::MIN_POSITIVE, 1.0)
    }

    /// The size at which it is laid out.
    pub fn size(&self) -> Pair {
        Pair::new(self.natural.x * self.scale, self.natural.y * self.scale)
    }

    /// At another scale, as near to it as may be.
    pub fn at(self, scale: f64) -> Self {
        Self { scale: scale.clamp(self.fit(), LARGEST), ..self }
    }

    /// The scale that a double tap leads to: fitting, each pixel one, each pixel two, fitting again.
    pub fn step(&self) -> f64 {
        [1.0, 2.0].into_iter().find(|step| *step > self.scale * SAME).unwrap_or_else(|| self.fit())
    }

    /// Whether it fits as it is shown.
    pub fn is_fitted(&self) -> bool {
        self.scale < self.fit() * SAME
    }

    /// Where the picture begins in what is scrolled: a smaller one stands in the middle.
    fn start(&self) -> Pair {
        self.view.each(self.size(), |view, size| ((view - size) / 2.0).max(0.0))
    }

    /// Which point of the picture, as shares of its sides, is at a place of the view that is scrolled so far.
    pub fn point(&self, place: Pair, scrolled: Pair) -> Pair {
        let from_start =
            place.each(scrolled, |place, scrolled| place + scrolled).each(self.start(), |at, start| at - start);
        from_start.each(self.size(), |at, size| if size > 0.0 { at / size } else { 0.0 })
    }

    /// How far to scroll so that a point of the picture is at a place of the view.
    pub fn scrolled(&self, point: Pair, place: Pair) -> Pair {
        let at = point.each(self.size(), |point, size| point * size).each(self.start(), |at, start| at + start);
        at.each(place, |at, place| (at - place).max(0.0))
    }
}

/// How far something glides on after a push of so many pixels a millisecond, so many milliseconds later.
pub fn glide(push: f64, elapsed_ms: f64) -> f64 {
    push * GLIDE_MS * (1.0 - (-elapsed_ms / GLIDE_MS).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Pair = Pair { x: 390.0, y: 844.0 };

    fn check_fit(natural: (f64, f64), view: Pair, expected: f64) {
        let fit = Zoom::fitted(Pair::new(natural.0, natural.1), view).scale;
        assert!((fit - expected).abs() < 1e-9, "{natural:?} in {view:?}: {fit}");
    }

    #[test]
    fn tall_pictures_fit_by_their_width_and_others_whole() {
        check_fit((1_080.0, 60_000.0), PHONE, 390.0 / 1_080.0);
        check_fit((1_080.0, 1_080.0), PHONE, 390.0 / 1_080.0);
        check_fit((1_000.0, 3_000.0), PHONE, 0.39);
        check_fit((1_000.0, 1_500.0), Pair::new(1_440.0, 900.0), 0.6);
        check_fit((1_600.0, 1_000.0), Pair::new(1_440.0, 900.0), 0.9);
        check_fit((200.0, 100.0), PHONE, 1.0);
        check_fit((500.0, 9_000.0), Pair::new(1_440.0, 900.0), 1.0);
    }

    #[test]
    fn double_taps_lead_round() {
        let mut zoom = Zoom::fitted(Pair::new(1_080.0, 8_000.0), PHONE);
        let mut scales = Vec::new();
        for _ in 0..4 {
            zoom = zoom.at(zoom.step());
            scales.push(zoom.scale);
        }
        assert_eq!(scales, [1.0, 2.0, 390.0 / 1_080.0, 1.0]);
        let small = Zoom::fitted(Pair::new(200.0, 100.0), PHONE);
        assert_eq!((small.scale, small.step(), small.at(2.0).step()), (1.0, 2.0, 1.0));
        assert_eq!((small.at(100.0).scale, small.at(0.001).scale), (4.0, 1.0));
    }

    #[test]
    fn the_point_under_the_finger_stays_there() {
        let finger = Pair::new(100.0, 300.0);
        let before = Zoom::fitted(Pair::new(1_080.0, 8_000.0), PHONE);
        let scrolled = Pair::new(0.0, 1_200.0);
        let point = before.point(finger, scrolled);
        for scale in [1.0, 2.0, 0.7] {
            let after = before.at(scale);
            let there = after.point(finger, after.scrolled(point, finger));
            assert!(there.distance(point) < 1e-9, "at {scale} it is {there:?}, not {point:?}");
        }
    }

    #[test]
    fn what_is_smaller_stands_in_the_middle() {
        let zoom = Zoom::fitted(Pair::new(200.0, 100.0), PHONE);
        assert_eq!(zoom.point(Pair::new(195.0, 422.0), Pair::default()), Pair::new(0.5, 0.5));
        assert_eq!(zoom.scrolled(Pair::new(0.5, 0.5), Pair::new(195.0, 422.0)), Pair::default());
    }

    #[test]
    fn a_glide_ends() {
        assert_eq!(glide(1.0, 0.0), 0.0);
        assert!((glide(1.0, 10_000.0) - GLIDE_MS).abs() < 1e-6);
        assert!(glide(-1.0, 100.0) < 0.0);
    }
}
