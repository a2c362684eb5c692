//! One picture of a body, as strips or whole: its place in the page, its parts, and what it is tried from. Knows elements and
//! addresses; must not decide which part is shown, or when.

use handscroll_core::contract::times::{STRIP_RETRY_DELAYS_MS, Wait};
use handscroll_core::strips::Strips;
use handscroll_core::window::{MOUNTED_BYTES, Stage, Unit};
use wasm_bindgen::JsCast as _;
use web_sys::{DomRect, Element, HtmlImageElement};

use super::boxes::set_size;
use super::coming::Coming;
use super::learned::Learned;
use crate::browser::document;
use crate::browser::listen::Timer;
use crate::state::ladder::{Rung, rungs};

/// A picture wider on the screen than this many times a narrow strip is shown by wide ones.
const STRETCH: f64 = 1.1;

/// What an image is said to hold while it comes into the page: something, so that it is not taken for an empty box.
pub(super) const ARRIVING_BYTES: u64 = 1;

/// What follows when a part did not come.
pub(super) enum Next {
    /// What is shown stays, or the part waits for its turn.
    Nothing,
    /// It is asked for again after this delay.
    Again(Wait),
    /// The whole picture is fetched in its place.
    Whole,
    /// Its failure is told.
    Tell,
}

/// A strip, or all of a picture that is shown whole.
pub(super) struct Part {
    /// What stands in the page: its empty box, the image, or what tells of a failure.
    pub(super) shown: Element,
    pub(super) stage: Stage,
    /// What it takes in the page.
    pub(super) held_bytes: u64,
    /// The image that is to come into the page, or is coming there.
    pub(super) coming: Option<Coming>,
    /// Whether what is shown, or will be, is a narrow strip.
    pub(super) is_narrow: bool,
    /// Whether what is coming is the whole picture, in the place of all strips.
    pub(super) is_whole: bool,
    /// How often its strip has failed since it was last there.
    pub(super) misses: usize,
    /// Runs until it is asked for again. It is being fetched until then.
    pub(super) again: Option<Timer>,
}

impl Part {
    fn new(shown: Element) -> Self {
        let (stage, held_bytes, misses) = (Stage::Waiting, 0, 0);
        Self { shown, stage, held_bytes, coming: None, is_narrow: false, is_whole: false, misses, again: None }
    }

    /// Whether what stands there tells of a failure.
    pub(super) fn is_card(&self) -> bool {
        self.shown.local_name() == "div"
    }

    /// Whether it is in the page, if perhaps not sharp.
    pub(super) fn is_shown(&self) -> bool {
        self.held_bytes > ARRIVING_BYTES
    }

    /// Whether there is anything of it.
    pub(super) fn is_busy(&self) -> bool {
        self.held_bytes > 0 || !matches!(self.stage, Stage::Waiting | Stage::Failed)
    }
}

pub(super) struct Picture {
    /// What its strips stand in. A picture that was never cut stands by itself.
    pub(super) around: Option<Element>,
    /// All of its strips, if it was cut.
    pub(super) strips: Option<Strips>,
    /// Whether it is shown by them. They may not be there.
    pub(super) by_strips: bool,
    pub(super) label: String,
    pub(super) class: Option<String>,
    /// The picture's own width and height.
    pub(super) size: Option<(u32, u32)>,
    pub(super) sources: Vec<String>,
    /// The address that a person may open, as it was written: a page may lead where it may not load from.
    pub(super) original: String,
    pub(super) rungs: Vec<Rung>,
    pub(super) rung: usize,
    pub(super) parts: Vec<Part>,
    /// Where each part ends.
    pub(super) ends: Vec<u32>,
    pub(super) is_near: bool,
    pub(super) is_narrow: bool,
    pub(super) thumb: Option<String>,
    pub(super) placeholder: Option<Element>,
    pub(super) root: String,
}

impl Picture {
    /// Reads what stands in the page. `None` for what is no picture.
    pub(super) fn read(element: &Element, root: &str, learned: &Learned) -> Option<Self> {
        let attribute = |name: &str| element.get_attribute(name);
        let from = attribute("data-from")?;
        let (mut sources, mut original) = (Vec::new(), String::new());
        for written in from.split_ascii_whitespace() {
            let source = document::loadable(written);
            // No engine runs the address of a picture, but a person may be given it as a link.
            let is_picture = ["https://", "http://", "data:image/"].iter().any(|start| source.starts_with(start));
            if is_picture && !sources.contains(&source) {
                if sources.is_empty() {
                    original = document::openable(written);
                }
                sources.push(source);
            }
        }
        let strips: Option<Strips> = attribute("data-strips").and_then(|text| text.parse().ok());
        let is_own: Vec<bool> = sources.iter().map(|source| document::is_own(source)).collect();
        let elsewhere = sources.iter().zip(&is_own).find(|(_, is_own)| !**is_own).map(|(source, _)| source);
        let worked = elsewhere.and_then(|source| learned.worked(source));
        let stated = match attribute("data-size") {
            Some(size) if strips.is_some() => size.split_once(' ').map(|(w, h)| (w.to_owned(), h.to_owned())),
            _ => attribute("width").zip(attribute("height")),
        };
        let stated = stated.and_then(|(width, height)| width.parse().ok().zip(height.parse().ok()));
        let mut picture = Self {
            around: strips.is_some().then(|| element.clone()),
            by_strips: strips.is_some(),
            strips,
            label: attribute("aria-label").or_else(|| attribute("alt")).unwrap_or_default(),
            class: attribute("class").filter(|class| class == "inline"),
            size: stated.or_else(|| learned.size(sources.first()?)),
            rungs: rungs(&is_own, worked),
            sources,
            original,
            rung: 0,
            parts: Vec::new(),
            ends: vec![1],
            is_near: false,
            is_narrow: false,
            thumb: attribute("data-thumb"),
            placeholder: None,
            root: root.to_owned(),
        };
        match picture.around.clone() {
            Some(around) => {
                let strips = std::iter::successors(around.first_element_child(), Element::next_element_sibling);
                picture.take_parts(strips.collect());
            }
            None => {
                picture.take_parts(vec![element.clone()]);
                if let Some((width, height)) = picture.size.filter(|_| stated.is_none()) {
                    set_size(element, width, height);
                }
            }
        }
        Some(picture)
    }

    /// From now on it has these parts, one for each strip or one for all.
    pub(super) fn take_parts(&mut self, elements: Vec<Element>) {
        self.parts = elements.into_iter().map(Part::new).collect();
        let mut end = 0;
        self.ends = match self.strips.as_ref().filter(|_| self.by_strips) {
            None => vec![1],
            Some(strips) => {
                let ends = strips.strips.iter().map(|strip| {
                    end += strip.height;
                    end
                });
                ends.collect()
            }
        };
        self.parts.truncate(self.ends.len());
        self.wish_for_sharp();
    }

    /// Parts that show a narrow strip are known as such, also those that had settled for it.
    pub(super) fn wish_for_sharp(&mut self) {
        let narrow = |part: &Part, at: usize| {
            let name = self.strips.as_ref()?.strips.get(at)?.narrow?;
            let image = part.shown.dyn_ref::<HtmlImageElement>()?;
            Some(image.current_src().contains(&name.path()))
        };
        let narrow: Vec<Option<bool>> = self.parts.iter().enumerate().map(|(at, part)| narrow(part, at)).collect();
        for (part, narrow) in self.parts.iter_mut().zip(narrow) {
            part.is_narrow = narrow.unwrap_or(part.is_narrow);
        }
    }

    /// What an observer watches to know whether it is near.
    pub(super) fn watched(&self) -> Option<&Element> {
        self.around.as_ref().or_else(|| self.parts.first().map(|part| &part.shown))
    }

    pub(super) fn area(&self) -> Option<DomRect> {
        self.watched().map(Element::get_bounding_client_rect)
    }

    /// Chooses the width of strips for a picture so many pixels of the device wide.
    pub(super) fn choose_width(&mut self, width_px: f64, is_sparing: bool) {
        let Some(narrow) = self.strips.as_ref().and_then(|strips| strips.narrow).filter(|_| self.by_strips) else {
            self.is_narrow = false;
            return;
        };
        self.is_narrow = is_sparing || width_px <= f64::from(narrow) * STRETCH;
        for part in &mut self.parts {
            if part.stage == Stage::Mounted && part.is_narrow && !self.is_narrow {
                // It stays until the sharp one is there.
                part.stage = Stage::Waiting;
            }
        }
    }

    /// What the window knows of a part, for a picture that stands so far down and is so high on the screen.
    pub(super) fn unit(&self, at: usize, top: f64, height: f64, ratio: f64) -> Unit {
        let part = &self.parts[at];
        let scale = height / f64::from(self.ends.last().copied().unwrap_or(1).max(1));
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let height = f64::from(self.ends[at] - begin) * scale;
        let bytes = match (self.by_strips, self.size) {
            (true, _) => self.strip_bytes(at),
            (false, Some((width, height))) => u64::from(width) * u64::from(height) * 4,
            // A guess, until it is known.
            (false, None) => (height * height * ratio * ratio * 4.0) as u64,
        };
        Unit { top: top + f64::from(begin) * scale, height, bytes, held_bytes: part.held_bytes, stage: part.stage }
    }

    pub(super) fn strip_bytes(&self, at: usize) -> u64 {
        let Some(strips) = &self.strips else { return 0 };
        let (width, height) = (u64::from(strips.width), u64::from(strips.rows(at)));
        // One that is on its way comes as wide as it was asked for.
        let part = self.parts.get(at).filter(|part| part.coming.is_some());
        let is_narrow = part.map_or(self.is_narrow, |part| part.is_narrow);
        match strips.narrow.map(u64::from).filter(|_| is_narrow) {
            Some(narrow) => narrow * (height * narrow).div_ceil(width) * 4,
            None => width * height * 4,
        }
    }

    /// The image is in the page, whole.
    pub(super) fn hold(&mut self, at: usize) {
        let Some(image) = self.parts[at].shown.dyn_ref::<HtmlImageElement>() else { return };
        let natural = (image.natural_width(), image.natural_height());
        let strip_bytes = if self.by_strips { self.strip_bytes(at) } else { 0 };
        let part = &mut self.parts[at];
        // A drawing has the size it is given. A set says its picture's size in pixels of CSS.
        part.held_bytes = (u64::from(natural.0) * u64::from(natural.1) * 4).max(strip_bytes).max(1);
        (part.stage, part.coming, part.misses) = (Stage::Mounted, None, 0);
    }

    /// What is shown of a part stays, and the sharper one is not fetched any more. It is wished for as long as the other
    /// counts as narrow.
    pub(super) fn stay(&mut self, at: usize, is_narrow: bool) {
        let part = &mut self.parts[at];
        (part.stage, part.coming, part.again, part.is_narrow) = (Stage::Mounted, None, None, is_narrow);
    }

    /// Whether there is anything of it.
    pub(super) fn is_busy(&self) -> bool {
        self.parts.iter().any(Part::is_busy)
    }

    /// Its size was not known until now.
    pub(super) fn learn_size(&mut self, (width, height): (u32, u32)) {
        self.size = Some((width, height));
        for part in &self.parts {
            set_size(&part.shown, width, height);
        }
    }

    /// What it is tried from now, if that is no file of this site: to be remembered.
    pub(super) fn rung_elsewhere(&self) -> Option<(&str, Rung)> {
        let rung = *self.rungs.get(self.rung).filter(|_| !self.by_strips)?;
        let first = self.sources.iter().find(|source| !document::is_own(source))?;
        (!document::is_own(self.sources.get(rung.address)?)).then_some((first, rung))
    }

    /// A part did not come. What is shown of it stays, or its box stands empty; what was tried is not tried next.
    pub(super) fn miss(&mut self, at: usize, is_refused: bool, is_offline: bool) -> Next {
        let is_whole_coming = self.parts.iter().enumerate().any(|(other, part)| part.is_whole && other != at);
        let Some(part) = self.parts.get_mut(at) else { return Next::Nothing };
        let (is_shown, was_whole) = (part.is_shown(), part.is_whole);
        let is_strip = self.by_strips && !was_whole;
        let retry_delay = STRIP_RETRY_DELAYS_MS.get(part.misses).filter(|_| is_strip && is_refused && !is_offline);
        part.misses += 1;
        if is_shown {
            self.stay(at, false);
        } else {
            self.empty(at);
        }
        if !is_strip && !is_offline {
            self.rung = (self.rung + 1).min(self.rungs.len());
        }
        match retry_delay {
            Some(delay) => Next::Again(*delay),
            None if is_shown => Next::Nothing,
            None if is_offline => Next::Tell,
            // It shows all strips when it comes.
            None if is_whole_coming => Next::Again(STRIP_RETRY_DELAYS_MS[1]),
            None if self.rung >= self.rungs.len() => Next::Tell,
            None if !self.by_strips => Next::Nothing,
            None if self.fits_whole() => {
                self.parts[at].is_whole = true;
                Next::Whole
            }
            None => Next::Tell,
        }
    }

    /// Whether there is room in memory for the whole of it at once.
    fn fits_whole(&self) -> bool {
        self.size.is_some_and(|(width, height)| u64::from(width) * u64::from(height) * 4 <= MOUNTED_BYTES)
    }

    /// The whole has come in the place of a strip: it stands in that of all.
    pub(super) fn become_whole(&mut self, at: usize) {
        let coming = self.parts[at].coming.take();
        self.by_strips = false;
        self.build();
        if let Some(part) = self.parts.first_mut() {
            (part.coming, part.stage) = (coming, Stage::Fetched);
        }
    }

    /// Begins anew with the first of all that is tried.
    pub(super) fn begin_anew(&mut self) {
        self.rung = 0;
        if self.strips.is_some() && !self.by_strips {
            self.by_strips = true;
            self.build();
            return;
        }
        for at in 0..self.parts.len() {
            let part = &mut self.parts[at];
            part.misses = 0;
            if part.stage == Stage::Failed || (part.again.is_some() && !part.is_shown()) {
                self.empty(at);
            }
        }
    }
}
