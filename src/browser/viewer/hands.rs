//! The viewer under fingers and mouse: pinch, wheel, double tap, drag with its glide. Panning by touch is the browser's own.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use handscroll_core::contract::times::{DOUBLE_TAP_MS, GLIDE_MS, THROW_LIMIT_MS};
use handscroll_core::zoom::{Pair, glide};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, MouseEvent, PointerEvent, TouchEvent, WheelEvent};

use super::Sheet;
use crate::browser::document::window;
use crate::browser::listen::{Frame, Listener};

/// Two taps closer than these CSS pixels are a double tap.
const DOUBLE_PX: f64 = 30.0;

/// CSS pixels that a pressed mouse may tremble without dragging.
const TREMBLE_PX: f64 = 4.0;

/// What the wheel's pixels do to the scale, and how many of them count at a time: wheels differ by a factor of fifty.
const WHEEL: f64 = 0.01;
const WHEEL_PX: f64 = 30.0;

/// Listens to what hands do. Dropping it ends that.
pub(super) struct Hands {
    _listeners: Vec<Listener>,
}

#[derive(Default)]
struct State {
    pinch: Cell<Option<Pinch>>,
    drag: RefCell<Option<Drag>>,
    /// When and where the last tap was.
    tap: Cell<Option<(f64, Pair)>>,
    gliding: RefCell<Option<Frame>>,
}

/// Two fingers on the picture.
#[derive(Clone, Copy)]
struct Pinch {
    distance: f64,
    scale: f64,
    /// What of the picture is between them.
    point: Pair,
}

/// A mouse that pulls.
struct Drag {
    /// Whether it has moved so far that it is no click.
    is_drag: bool,
    from: Pair,
    last: Pair,
    last_ms: f64,
    /// Pixels a millisecond.
    push: Pair,
}

impl Hands {
    pub(super) fn new(sheet: &Rc<Sheet>) -> Self {
        let state: Rc<State> = Rc::default();
        let on = |kind: &'static str, react: fn(&Rc<State>, &Rc<Sheet>, &web_sys::Event)| {
            let (there, state) = (Rc::downgrade(sheet), state.clone());
            Listener::new(&sheet.view, kind, move |event| {
                if let Some(sheet) = there.upgrade() {
                    react(&state, &sheet, &event);
                }
            })
        };
        let listeners = vec![
            on("touchstart", State::touch),
            on("touchmove", State::touch),
            on("touchend", State::touch),
            on("touchcancel", State::touch),
            on("wheel", State::wheel),
            on("pointerdown", State::press),
            on("pointermove", State::pull),
            on("pointerup", State::let_go),
            on("pointercancel", State::let_go),
            on("click", State::tap),
            // The engine would drag the image itself.
            on("dragstart", |_, _, event| event.prevent_default()),
        ];
        Self { _listeners: listeners }
    }
}

impl State {
    fn touch(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        let Some(touches) = event.dyn_ref::<TouchEvent>().map(TouchEvent::touches) else { return };
        self.gliding.replace(None);
        let place =
            |at| touches.get(at).map(|touch| Pair::new(f64::from(touch.client_x()), f64::from(touch.client_y())));
        let (Some(first), Some(second)) = (place(0), place(1)) else {
            self.pinch.set(None);
            return;
        };
        // Two fingers are ours; one is the browser's.
        event.prevent_default();
        let (distance, middle) = (first.distance(second).max(1.0), first.middle(second));
        match self.pinch.get().filter(|_| event.type_() == "touchmove") {
            Some(pinch) => sheet.hold(pinch.point, pinch.scale * distance / pinch.distance, middle),
            None => {
                let zoom = sheet.zoom.get();
                let point = zoom.point(middle, sheet.scrolled());
                self.pinch.set(Some(Pinch { distance, scale: zoom.scale, point }));
            }
        }
        self.tap.set(None);
    }

    /// With Ctrl, as a pinch on a touch pad also comes, the wheel changes the scale; without it, it scrolls as it does everywhere.
    fn wheel(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        self.gliding.replace(None);
        let Some(wheel) = event.dyn_ref::<WheelEvent>().filter(|wheel| wheel.ctrl_key() || wheel.meta_key()) else {
            return;
        };
        event.prevent_default();
        let lines = if wheel.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { WHEEL_PX };
        let turned = (wheel.delta_y() * lines).clamp(-WHEEL_PX, WHEEL_PX);
        let place = place_of(wheel);
        sheet.zoom_to(sheet.zoom.get().scale * (-turned * WHEEL).exp(), place);
    }

    fn press(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        self.gliding.replace(None);
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        if pointer.pointer_type() != "mouse" || pointer.button() != 0 {
            return;
        }
        let _ = AsRef::<Element>::as_ref(&sheet.view).set_pointer_capture(pointer.pointer_id());
        let from = place_of(pointer);
        let drag = Drag { is_drag: false, from, last: from, last_ms: event.time_stamp(), push: Pair::default() };
        self.drag.replace(Some(drag));
    }

    fn pull(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let mut drag = self.drag.borrow_mut();
        let Some(drag) = drag.as_mut() else { return };
        let (here, now_ms) = (place_of(pointer), event.time_stamp());
        drag.is_drag = drag.is_drag || here.distance(drag.from) > TREMBLE_PX;
        let by = Pair::new(drag.last.x - here.x, drag.last.y - here.y);
        let elapsed_ms = (now_ms - drag.last_ms).max(1.0);
        // The last steps of a hand tremble: what came before counts too.
        drag.push = Pair::new(by.x / elapsed_ms, by.y / elapsed_ms).middle(drag.push);
        (drag.last, drag.last_ms) = (here, now_ms);
        sheet.scroll_by(by);
    }

    fn let_go(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        let Some(drag) = self.drag.take() else { return };
        if !drag.is_drag {
            return;
        }
        // The click that follows is none.
        self.tap.set(Some((f64::INFINITY, drag.last)));
        let is_thrown = event.time_stamp() - drag.last_ms < THROW_LIMIT_MS && drag.push.distance(Pair::default()) > 0.1;
        let wants_rest = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        if is_thrown && !wants_rest.is_some_and(|query| query.matches()) {
            glide_on(self, sheet, drag.push, sheet.scrolled(), now());
        }
    }

    fn tap(self: &Rc<Self>, sheet: &Rc<Sheet>, event: &web_sys::Event) {
        let Some(mouse) = event.dyn_ref::<MouseEvent>() else { return };
        let (here, now_ms) = (place_of(mouse), event.time_stamp());
        match self.tap.take() {
            Some((last_ms, _)) if last_ms.is_infinite() => {}
            Some((last_ms, last)) if now_ms - last_ms < DOUBLE_TAP_MS && last.distance(here) < DOUBLE_PX => {
                sheet.zoom_to(sheet.zoom.get().step(), here);
            }
            _ => self.tap.set(Some((now_ms, here))),
        }
    }
}

fn place_of(mouse: &MouseEvent) -> Pair {
    Pair::new(f64::from(mouse.client_x()), f64::from(mouse.client_y()))
}

fn now() -> f64 {
    window().performance().map(|clock| clock.now()).unwrap_or_default()
}

/// What was thrown goes on, ever slower.
fn glide_on(state: &Rc<State>, sheet: &Rc<Sheet>, push: Pair, from: Pair, since_ms: f64) {
    let (there, weak_sheet) = (Rc::downgrade(state), Rc::downgrade(sheet));
    let frame = Frame::next(move || {
        let (Some(state), Some(sheet)) = (there.upgrade(), weak_sheet.upgrade()) else { return };
        // It ends with this call, so it must not be dropped before.
        let frame = state.gliding.take();
        let elapsed_ms = now() - since_ms;
        sheet.scroll_to(Pair::new(from.x + glide(push.x, elapsed_ms), from.y + glide(push.y, elapsed_ms)));
        if elapsed_ms < 6.0 * GLIDE_MS {
            glide_on(&state, &sheet, push, from, since_ms);
        }
        drop(frame);
    });
    state.gliding.replace(Some(frame));
}
