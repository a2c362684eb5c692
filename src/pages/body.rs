//! An article's body in the page, whichever way it came: how it comes in part by part, its pictures, its progress.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use handscroll_core::strings::Strings;
use handscroll_sanitize::{Report, Sink as _, write_shortened};
use leptos::mount::mount_to;
use leptos::prelude::*;

use super::{tools, viewer};
use crate::app::{Alive, App};
use crate::browser::adopt::Comparer;
use crate::browser::aids::{self, Aids};
use crate::browser::bookmark::Bookmark;
use crate::browser::builder::Builder;
use crate::browser::copying;
use crate::browser::document::{self, Element};
use crate::browser::history::Arrival;
use crate::browser::listen::Listener;
use crate::browser::pictures::{Failed, Pictures};
use crate::browser::place::{Found, Seeking};
use crate::browser::turn::{self, Stretch};
use crate::browser::walker::{Surroundings, Walk};
use crate::ui::picture_failure::PictureFailure;
use crate::ui::progress::Progress;

/// So many stretches of work are shown at a time. Each time the browser goes over all of the page: with one, a megabyte at
/// 4x slowdown took three times as long as with four; with ten, a frame took 300 ms.
const STRETCHES_OF_A_PART: u32 = 4;

/// So many blocks fill a screen, be they of one line each. The first part is shown when there are that many, sooner than others.
const BLOCKS_OF_A_SCREEN: u32 = 40;

/// What lives in a body as long as its page is shown. It ends with the page, and so does all work on the body.
pub type Life = Rc<RefCell<Alive>>;

/// A body that is to come into the page.
pub struct Coming {
    /// What it comes into.
    pub place: Element,
    /// The body, inert.
    pub inert: Element,
    /// Where its addresses lead from.
    pub around: Surroundings,
    /// Where all of it is, if it must be cut.
    pub original: Option<String>,
    /// How one came to it.
    pub arrival: Arrival,
}

/// How much of a body is in the page.
pub enum Shown {
    /// What fills the first screen.
    Begun,
    /// All of it.
    Whole,
}

/// Work on the body of a page, which may have been left meanwhile.
pub struct Work {
    life: Weak<RefCell<Alive>>,
    words: &'static Strings,
    app: App,
    pictures: Pictures,
}

impl Work {
    /// Work that goes on as long as `life`.
    pub fn new(life: &Life, app: &App) -> Self {
        let life = Rc::downgrade(life);
        let (there, words) = (life.clone(), app.page.strings);
        let pictures = Pictures::of_page(&app.page.root, move |failed| keep(&there, tell_failure(failed, words)));
        Self { life, words, app: app.clone(), pictures }
    }

    /// Whether nobody is on the page any more.
    pub fn is_over(&self) -> bool {
        self.life.strong_count() == 0
    }

    /// Brings pictures and videos to life.
    async fn enliven(&self, boxes: Vec<Element>) {
        turn::in_stretches(boxes, |element| {
            if let Some(living) = self.pictures.enliven(element) {
                keep(&self.life, living);
            }
        })
        .await;
    }

    /// Puts aids beside pictures that are not in the page yet: they come there with them.
    fn furnish(&self, boxes: &[Element]) {
        boxes.iter().for_each(|element| aids::furnish(element, self.words));
    }

    /// Builds a body into the page, what is on the first screen first. `tell` is called when that is in the page and more is
    /// to come, and when all of it is; not when the page is left before.
    pub async fn show(self, coming: Coming, tell: Box<dyn Fn(Shown)>) {
        // The parser has just had its turn, and it may have been a long one.
        turn::others().await;
        if self.is_over() {
            return;
        }
        let mut seeking = Seeking::new(coming.arrival);
        let first = Stretch::begin();
        let Some(in_parts) = self.grow(&coming, &mut seeking, &*tell).await else { return };
        // A body that is long in any way: what follows is long, too, and is done piece by piece.
        let is_long = in_parts || first.is_over();
        tell(Shown::Whole);
        // What stands under the body belongs to the height of the page.
        leptos::task::tick().await;
        if is_long {
            // The last part of a long body is set by the browser when it paints, not when it is measured below.
            turn::painted().await;
        }
        if self.is_over() {
            return;
        }
        let found = seeking.reach(&coming.place);
        // What each puts into a long page is set by the browser when it paints, not when the next one measures it.
        let pause = async || {
            if is_long {
                turn::painted().await;
            }
            self.life.upgrade()
        };
        keep(&self.life, Aids::new(&coming.place));
        if let Some(life) = pause().await {
            attend(&life, &coming.place, found, &self.app);
        }
        if let Some(life) = pause().await {
            offer_tools(&life, &coming.place, &self.app);
        }
    }

    /// Puts the body into the page, and says whether in more than one part; `None` when the page was left.
    async fn grow(&self, coming: &Coming, seeking: &mut Seeking, tell: &dyn Fn(Shown)) -> Option<bool> {
        let mut builder = Builder::new(self.words);
        let built = builder.built();
        let mut walk = Walk::new(&coming.inert, &mut builder, &coming.around);
        let (mut has_begun, mut unshown) = (false, 0);
        let first = Stretch::begin();
        while walk.stretch() {
            turn::others().await;
            if self.is_over() {
                return None;
            }
            let boxes = built.take_boxes();
            self.furnish(&boxes);
            self.enliven(boxes).await;
            unshown += 1;
            let is_enough = unshown >= STRETCHES_OF_A_PART || (!has_begun && built.blocks() >= BLOCKS_OF_A_SCREEN);
            if is_enough {
                unshown = 0;
                built.show(&coming.place);
                if !has_begun {
                    has_begun = true;
                    tell(Shown::Begun);
                }
                turn::painted().await;
                if self.is_over() {
                    return None;
                }
                seeking.try_reach(&coming.place);
            }
        }
        let report = walk.finish();
        if first.is_over() {
            turn::others().await;
            if self.is_over() {
                return None;
            }
        }
        self.write_notes(&mut builder, &report, coming.original.as_deref());
        let (boxes, rest) = (built.take_boxes(), builder.finish());
        self.furnish(&boxes);
        document::fill(&coming.place, &rest);
        self.enliven(boxes).await;
        Some(has_begun)
    }

    /// Says under a body what it lacks.
    fn write_notes(&self, builder: &mut Builder, report: &Report, original: Option<&str>) {
        let words = self.words;
        if report.shortened {
            write_shortened(
                builder,
                words.language,
                words.shortened,
                original.map(|address| (words.original, address)),
            );
        } else if !report.has_content {
            builder.open("p", &[("class", "card".into())]);
            builder.text(words.no_body);
            builder.close();
        }
    }

    /// Goes over a painted body; brings to life what may stay, and builds it anew if it is not what the policy would have
    /// made. It is readable all the while.
    pub async fn adopt(&self, prose: &Element, around: &Surroundings, original: Option<&str>) {
        // The reader has just begun, which took a turn of its own.
        turn::others().await;
        if self.is_over() {
            return;
        }
        let kept = self.life.upgrade().map_or(0, |life| life.borrow().len());
        let Some(mut comparer) = Comparer::new(prose, around) else { return };
        let judged = comparer.judged();
        let mut walk = Walk::new(prose, &mut comparer, around);
        while walk.stretch() && judged.may_stay() {
            self.enliven(judged.take_boxes()).await;
            turn::others().await;
            if self.is_over() {
                return;
            }
        }
        walk.finish();
        let is_clean = comparer.finish();
        turn::others().await;
        if self.is_over() {
            return;
        }
        if is_clean {
            self.enliven(judged.take_boxes()).await;
            turn::others().await;
            turn::in_stretches(aids::figures(prose), |figure| aids::furnish(&figure, self.words)).await;
            // What was put there is set by the browser when it paints, not when it is measured.
            turn::painted().await;
            keep(&self.life, Aids::new(prose));
            return;
        }
        // What hangs on the old nodes goes with them; the new ones take their place when they are all there.
        if let Some(life) = self.life.upgrade() {
            let old = life.borrow_mut().split_off(kept);
            drop(old);
        }
        let mut builder = Builder::new(self.words);
        let built = builder.built();
        let mut walk = Walk::new(prose, &mut builder, around);
        while walk.stretch() {
            turn::others().await;
            if self.is_over() {
                return;
            }
        }
        let report = walk.finish();
        self.write_notes(&mut builder, &report, original);
        let (boxes, whole) = (built.take_boxes(), builder.finish());
        self.furnish(&boxes);
        document::empty(prose);
        document::fill(prose, &whole);
        self.enliven(boxes).await;
        keep(&self.life, Aids::new(prose));
    }
}

/// Says in the place of a picture that it could not be had.
pub(super) fn tell_failure(failed: Failed, words: &'static Strings) -> impl std::any::Any {
    let Failed { place, label, address, reason, retry } = failed;
    let retry = UnsyncCallback::new(move |()| retry());
    let around = place.closest("[lang]").ok().flatten();
    let language = around.and_then(|around| around.get_attribute("lang")).unwrap_or_default();
    mount_to(place, move || view! { <PictureFailure label language address reason words retry /> })
}

fn keep(life: &Weak<RefCell<Alive>>, living: impl std::any::Any) {
    if let Some(life) = life.upgrade() {
        life.borrow_mut().push(Box::new(living));
    }
}

/// Goes along with who reads a whole body: keeps the place, of which `found` is known, and shows how much has been read.
/// With it come the ways to open, copy, link to and print what is in it.
pub fn accompany(life: &Life, prose: &Element, found: Option<Found>, app: &App) {
    attend(life, prose, found, app);
    offer_tools(life, prose, app);
}

/// The part of [`accompany`] that is not seen.
fn attend(life: &Life, prose: &Element, found: Option<Found>, app: &App) {
    life.borrow_mut()
        .extend([Box::new(Bookmark::new(prose, found)) as Box<dyn std::any::Any>, Box::new(copying::watch(prose))]);
    viewer::attend(life, prose, &app.page);
}

fn offer_tools(life: &Life, prose: &Element, app: &App) {
    let Some(bar) = document::find(".bar") else { return };
    let share = RwSignal::new(document::read_share(prose));
    let prose = prose.clone();
    let listener = Listener::on_window("scroll", move || {
        share.try_set(document::read_share(&prose));
    });
    // Before the line is put there: this looks where the page is.
    tools::attend(life, app, share);
    let label = app.page.strings.reading_progress;
    let line = mount_to(bar, move || view! { <Progress share label /> });
    life.borrow_mut().extend([Box::new(listener) as Box<dyn std::any::Any>, Box::new(line)]);
}
