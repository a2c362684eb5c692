//! One picture of a body: its reserved box, then the picture itself, by the first address that works.
//! What is shown when none does is not known here.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlImageElement, HtmlVideoElement};

use super::document;
use super::listen::{Listener, Timer};
use super::observer::{self, Margin, Watch};

/// Milliseconds after which it is asked whether anything of a picture has come. If nothing has, the next address is tried.
const PATIENCE_MS: i32 = 20_000;

/// How often the last address is asked again whether anything has come, before it is given up: a busy line may keep a
/// picture waiting behind others.
const LAST_PATIENCE: u32 = 5;

/// A picture that is being waited for. Dropping it stops the waiting; what is shown stays.
pub struct Picture {
    /// All listeners hold it weakly, so that it ends here.
    _state: Rc<RefCell<State>>,
}

struct State {
    /// What stands in the page now: the box, the picture, or what the caller put there.
    shown: Element,
    sources: Vec<String>,
    label: String,
    tried: usize,
    // Held for what ends when they are dropped.
    watch: Option<Watch>,
    listeners: Vec<Listener>,
    timer: Option<Timer>,
    failed: Rc<dyn Fn(Failed)>,
}

/// A picture none of whose addresses works.
pub struct Failed {
    /// What stands in its place now; the caller may replace it.
    pub place: Element,
    /// What it shows.
    pub label: String,
    /// The address a person may open.
    pub address: String,
    /// Tries all addresses again, in the place of `place` or of what replaced it.
    pub retry: Rc<dyn Fn(&Element)>,
}

/// A box that is brought to life: a picture or a video. Dropping it ends its waiting.
pub enum Living {
    /// A picture, in its box or loaded at once.
    Picture(Picture),
    /// A video, whose still picture is fetched when it comes near.
    Poster(Watch),
}

/// Brings a box to life: its picture is loaded when it comes near, and `failed` is called when it cannot be had.
/// `None` where there is nothing to load.
pub fn enliven(element: Element, failed: &Rc<dyn Fn(Failed)>) -> Option<Living> {
    match element.dyn_into::<HtmlVideoElement>() {
        Ok(video) => poster(video).map(Living::Poster),
        Err(element) => {
            element.has_attribute("data-from").then(|| Living::Picture(Picture::new(element, failed.clone())))
        }
    }
}

fn poster(video: HtmlVideoElement) -> Option<Watch> {
    let address = video.get_attribute("data-poster")?;
    let there = video.clone();
    Some(observer::when_near(&video, Margin::Pictures, move || there.set_poster(&document::loadable(&address))))
}

impl Picture {
    fn new(element: Element, failed: Rc<dyn Fn(Failed)>) -> Self {
        let from = element.get_attribute("data-from").unwrap_or_default();
        let mut sources: Vec<String> = Vec::new();
        for source in from.split_ascii_whitespace() {
            let source = document::loadable(source);
            // No engine runs the address of a picture, but a person may be given it as a link.
            let is_picture = ["https://", "http://", "data:image/"].iter().any(|start| source.starts_with(start));
            if is_picture && !sources.contains(&source) {
                sources.push(source);
            }
        }
        let label = element.get_attribute("aria-label").or_else(|| element.get_attribute("alt")).unwrap_or_default();
        let state = State {
            shown: element.clone(),
            sources,
            label,
            tried: 0,
            watch: None,
            listeners: Vec::new(),
            timer: None,
            failed,
        };
        let state = Rc::new(RefCell::new(state));
        match element.dyn_ref::<HtmlImageElement>() {
            // The press has it loaded at once. It may have failed before anyone listened.
            Some(image) if image.complete() && image.natural_width() == 0 && image.has_attribute("src") => next(&state),
            Some(image) if !image.complete() => listen(&state, image),
            Some(_) => {}
            None => {
                let weak = Rc::downgrade(&state);
                let watch = observer::when_near(&element, Margin::Pictures, move || {
                    if let Some(state) = weak.upgrade() {
                        load(&state);
                    }
                });
                state.borrow_mut().watch = Some(watch);
            }
        }
        Self { _state: state }
    }
}

/// Puts the picture in the place of what is shown, from the address whose turn it is.
fn load(state: &Rc<RefCell<State>>) {
    let (old, source, label) = {
        let state = state.borrow();
        let Some(source) = state.sources.get(state.tried).cloned() else { return };
        (state.shown.clone(), source, state.label.clone())
    };
    let Ok(image) = HtmlImageElement::new() else { return };
    keep_box(&old, &image);
    let _ = image.set_attribute("referrerpolicy", "no-referrer");
    let _ = image.set_attribute("decoding", "async");
    image.set_alt(&label);
    listen(state, &image);
    image.set_src(&source);
    let _ = old.replace_with_with_node_1(&image);
    state.borrow_mut().shown = image.into();
}

fn listen(state: &Rc<RefCell<State>>, image: &HtmlImageElement) {
    let (failed, loaded) = (Rc::downgrade(state), Rc::downgrade(state));
    let error = Listener::new(image, "error", move |_| {
        if let Some(state) = failed.upgrade() {
            next(&state);
        }
    });
    let there = image.clone();
    let load = Listener::new(image, "load", move |_| {
        // A size that was not known is known now; the box keeps it, whatever becomes of the picture.
        if !there.has_attribute("width") {
            let _ = there.set_attribute("width", &there.natural_width().to_string());
            let _ = there.set_attribute("height", &there.natural_height().to_string());
        }
        if let Some(state) = loaded.upgrade() {
            state.borrow_mut().timer = None;
        }
    });
    state.borrow_mut().listeners = vec![error, load];
    wait(state, image.clone(), 1);
}

/// Asks after a while whether anything of the picture has come. One that is coming is never given up, however slowly.
fn wait(state: &Rc<RefCell<State>>, image: HtmlImageElement, time: u32) {
    let weak = Rc::downgrade(state);
    let timer = Timer::new(PATIENCE_MS, move || {
        let Some(state) = weak.upgrade() else { return };
        let is_last = state.borrow().tried + 1 >= state.borrow().sources.len();
        if image.natural_width() > 0 || (is_last && time < LAST_PATIENCE) {
            wait(&state, image, time + 1);
        } else {
            next(&state);
        }
    });
    state.borrow_mut().timer = Some(timer);
}

/// The address did not work: the next one, or none.
fn next(state: &Rc<RefCell<State>>) {
    let (more, failed) = {
        let mut state = state.borrow_mut();
        state.timer = None;
        state.tried += 1;
        (state.tried < state.sources.len(), state.failed.clone())
    };
    if more {
        load(state);
        return;
    }
    let (place, label, address) = {
        let state = state.borrow();
        (state.shown.clone(), state.label.clone(), state.sources.first().cloned().unwrap_or_default())
    };
    let weak = Rc::downgrade(state);
    let retry = Rc::new(move |instead: &Element| {
        if let Some(state) = weak.upgrade() {
            {
                let mut state = state.borrow_mut();
                state.tried = 0;
                keep_box(&state.shown, instead);
                state.shown = instead.clone();
            }
            load(&state);
        }
    });
    failed(Failed { place, label, address, retry });
}

/// Gives one element what reserves the box of another.
fn keep_box(from: &Element, to: &Element) {
    for name in ["width", "height", "class", "data-from"] {
        if let Some(value) = from.get_attribute(name) {
            let _ = to.set_attribute(name, &value);
        }
    }
}

/// Puts an empty element in the place of `element`, for the caller to fill.
pub fn empty_place(element: &Element) -> Option<HtmlElement> {
    let place: HtmlElement = document::document().create_element("div").ok()?.dyn_into().ok()?;
    element.replace_with_with_node_1(&place).ok()?;
    Some(place)
}
