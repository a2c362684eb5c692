//! The service worker as a page sees it: installed when the page is at rest, asked to take over when a person agrees. What
//! it answers is public/sw.js's. Must not know what is shown of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use handscroll_core::address;
use handscroll_core::contract::times::{
    IDLE_POLL_MS, UPDATE_CHECK_INTERVAL_MS, WORKER_ANSWER_LIMIT_MS, WORKER_INSTALL_LIMIT_MS,
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageChannel, MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration, ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use super::document::{self, Page, document, window};
use super::fetch::Fetches;
use super::line;
use super::listen::{Listener, Timer};
use super::pictures::Pictures;
use super::times::ms;
use super::trusted::Policy;
use super::turn;

/// After this many looks, a page counts as idle that never is.
const RESTLESS_LOOKS: u32 = 20;

/// The name the Content Security Policy allows.
const POLICY: &str = "handscroll-worker";

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A new version is there, and waits until somebody agrees.
    Update,
    /// Whether the network can be reached, as far as anybody knows.
    Reached(bool),
}

/// The worker of this site, and what was asked of it.
pub struct Worker {
    page: Page,
    container: ServiceWorkerContainer,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    /// Whether a worker answered for this page when it was loaded. The first one ever takes over without a reload.
    was_there: Cell<bool>,
    asked_to_take_over: Cell<bool>,
    patience: RefCell<Option<Timer>>,
    looked_for_update_at: Cell<f64>,
    listeners: RefCell<Vec<Listener>>,
    tell: Box<dyn Fn(News)>,
}

/// The browser's workers; there are none in a page that came over plain http, and in some private windows.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"serviceWorker".into()).ok().filter(JsValue::is_object).map(JsValue::unchecked_into)
}

/// The worker of this site that answers for this page. A site in a folder may be answered for by one of the whole host's, which
/// is not ours to ask anything.
fn answering(container: &ServiceWorkerContainer) -> Option<ServiceWorker> {
    let address = document::worker_address()?;
    container.controller().filter(|worker| worker.script_url() == address)
}

/// Returns true if the registration has a service worker with this script address.
fn is_of(registration: &ServiceWorkerRegistration, address: &str) -> bool {
    let workers = [registration.active(), registration.waiting(), registration.installing()];
    workers.into_iter().flatten().any(|worker| worker.script_url() == address)
}

/// Looks after the worker for as long as the document lasts. `None` where the site or the browser wants none.
pub fn attend(page: &Page, tell: impl Fn(News) + 'static) -> Option<Rc<Worker>> {
    let address = document::worker_address()?;
    let container = container()?;
    let worker = Rc::new(Worker {
        page: page.clone(),
        was_there: Cell::new(answering(&container).is_some()),
        container,
        registration: RefCell::default(),
        asked_to_take_over: Cell::new(false),
        patience: RefCell::default(),
        looked_for_update_at: Cell::new(js_sys::Date::now()),
        listeners: RefCell::default(),
        tell: Box::new(tell),
    });
    worker.listen();
    let working = worker.clone();
    spawn_local(async move {
        working.ask_state().await;
        at_rest().await;
        // Where workers are forbidden, the site is read as it is: a worker is no part of what was asked for.
        let _ = working.install(&address).await;
    });
    Some(worker)
}

/// Waits until nothing is on its way: what is read now goes before what may be read some day.
async fn at_rest() {
    let mut before = None;
    for _ in 0..RESTLESS_LOOKS {
        let is_coming = Pictures::shown().is_some_and(|pictures| pictures.are_coming());
        let now = (document().ready_state() == "complete" && !is_coming).then(|| loaded().length());
        if now.is_some() && now == before {
            return;
        }
        before = now;
        turn::pause(IDLE_POLL_MS).await;
    }
}

/// What the page has loaded, in the browser's own words.
fn loaded() -> Array {
    window().performance().map(|clock| clock.get_entries_by_type("resource")).unwrap_or_default()
}

impl Worker {
    fn listen(self: &Rc<Self>) {
        let (changed, told, seen) = (self.clone(), self.clone(), self.clone());
        let (lost, found, used) = (self.clone(), self.clone(), self.clone());
        *self.listeners.borrow_mut() = vec![
            Listener::new(&self.container, "controllerchange", move |_| changed.another_answers()),
            Listener::new(&self.container, "message", move |event| {
                let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
                told.read_reached(&data);
            }),
            Listener::on_window("offline", move || (lost.tell)(News::Reached(false))),
            Listener::on_window("online", move || (found.tell)(News::Reached(true))),
            Listener::new(&document(), "visibilitychange", move |_| seen.look_for_update()),
            Listener::new(&document(), "click", move |_| used.look_for_update()),
        ];
    }

    fn read_reached(&self, message: &JsValue) {
        if let Some(reached) = Reflect::get(message, &"reached".into()).ok().and_then(|reached| reached.as_bool()) {
            (self.tell)(News::Reached(reached && !line::is_offline()));
        }
    }

    /// Whether the network was there when this page was asked for.
    async fn ask_state(&self) {
        if line::is_offline() {
            (self.tell)(News::Reached(false));
        } else if let Some(worker) = answering(&self.container)
            && let Some(state) = ask(&worker, "state", &[]).await
        {
            self.read_reached(&state);
        }
    }

    /// Returns the registration of this site, if there is one. WebKit sometimes finds none for a page with a service worker.
    async fn registered(&self) -> Result<Option<ServiceWorkerRegistration>, JsValue> {
        let mut found = JsFuture::from(self.container.get_registration_with_document_url(&self.page.root)).await?;
        if found.is_undefined() && answering(&self.container).is_some() {
            found = turn::limited(&self.container.ready()?, WORKER_ANSWER_LIMIT_MS).await;
        }
        Ok(found.dyn_into::<ServiceWorkerRegistration>().ok().filter(|found| found.scope() == self.page.root))
    }

    async fn install(self: &Rc<Self>, address: &str) -> Result<(), JsValue> {
        let registration = match self.registered().await? {
            // A second `register` would revive a service worker that is unregistering itself.
            Some(known) if is_of(&known, address) => known,
            None if !self.is_wanted().await => return Ok(()),
            _ => self.register(address).await?,
        };
        self.registration.replace(Some(registration.clone()));
        let (finding, there) = (self.clone(), registration.clone());
        self.listeners.borrow_mut().push(Listener::new(&registration, "updatefound", move |_| {
            if let Some(installing) = there.installing() {
                finding.await_installed(&installing);
            }
        }));
        if let Some(installing) = registration.installing() {
            self.await_installed(&installing);
        }
        self.offer_waiting();
        if !self.was_there.get() {
            self.hand_over().await;
        }
        Ok(())
    }

    async fn register(&self, address: &str) -> Result<ServiceWorkerRegistration, JsValue> {
        let options = RegistrationOptions::new();
        options.set_scope(&self.page.root);
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        // The policy lets one address through, which the root decides and not what the page says.
        let own = self.page.absolute("sw.js");
        let only_own = move |text: JsValue| if text == own.as_str() { text } else { JsValue::NULL };
        let policy = Policy::new(POLICY, "createScriptURL", only_own);
        let script = policy.map_or_else(|| address.into(), |policy| policy.make(address.into()));
        // web-sys types the address as a string; Trusted Types want the object itself.
        let register: Function = Reflect::get(&self.container, &"register".into())?.dyn_into()?;
        let registering: Promise = register.call2(&self.container, &script, &options)?.dyn_into()?;
        JsFuture::from(registering).await?.dyn_into()
    }

    /// Whether the site still wants a worker: pages that were kept somewhere on the way may name one that it has given up.
    async fn is_wanted(&self) -> bool {
        let version = Fetches::default().json(&self.page.absolute("version.json")).await;
        let known = version.ok().and_then(|text| js_sys::JSON::parse(&text).ok());
        known.is_some_and(|known| Reflect::get(&known, &"worker".into()).is_ok_and(|worker| worker == "on"))
    }

    fn await_installed(self: &Rc<Self>, installing: &ServiceWorker) {
        let finding = self.clone();
        let listener = Listener::new(installing, "statechange", move |_| finding.offer_waiting());
        self.listeners.borrow_mut().push(listener);
    }

    fn waiting(&self) -> Option<ServiceWorker> {
        let registration = self.registration.borrow().clone()?;
        registration.waiting().filter(|waiting| waiting.state() == ServiceWorkerState::Installed)
    }

    /// The first worker ever waits for nobody.
    fn offer_waiting(&self) {
        if self.waiting().is_some() && answering(&self.container).is_some() {
            (self.tell)(News::Update);
        }
    }

    /// Has the first worker take in what came before it did, so that it opens without a network from now on. What is on its way
    /// while the worker comes has been asked for past it: that is handed over when it is there.
    async fn hand_over(&self) {
        let Ok(ready) = self.container.ready() else { return };
        turn::limited(&ready, WORKER_INSTALL_LIMIT_MS).await;
        let Some(active) = self.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::active) else {
            return;
        };
        let keep = |addresses: &[String]| {
            let addresses: Array = addresses.iter().map(JsValue::from).collect();
            let _ = active.post_message(&message("keep", &[("addresses", addresses.into())]));
        };
        let pictures = self.loaded_pictures();
        // The feed first: what is kept of an article holds as long as the feed says so.
        let first = [self.page.absolute(address::FEED), self.page.root.clone(), document::address()];
        keep(&[&first, pictures.as_slice()].concat());
        at_rest().await;
        let late: Vec<_> = self.loaded_pictures().into_iter().filter(|name| !pictures.contains(name)).collect();
        if !late.is_empty() {
            keep(&late);
        }
    }

    /// Addresses of the site's own pictures that this page has loaded.
    fn loaded_pictures(&self) -> Vec<String> {
        let pictures = self.page.absolute("images/");
        let loaded = loaded();
        let names = loaded.iter().filter_map(|entry| Reflect::get(&entry, &"name".into()).ok()?.as_string());
        names.filter(|name| name.starts_with(&pictures)).collect()
    }

    /// Asks once an hour for a new version, in a page that one comes back to, or goes on from, without loading it.
    fn look_for_update(&self) {
        let now = js_sys::Date::now();
        if document().hidden() || now - self.looked_for_update_at.get() < f64::from(ms(UPDATE_CHECK_INTERVAL_MS)) {
            return;
        }
        if let Some(registration) = &*self.registration.borrow() {
            self.looked_for_update_at.set(now);
            let _ = registration.update();
        }
    }

    /// A person agrees to the new version: it takes over, and the page is loaded anew once it answers for it.
    pub fn take_over(self: &Rc<Self>) {
        let Some(waiting) = self.waiting() else {
            // Another tab has asked for it already: it is this page alone that is of the version before.
            reload();
            return;
        };
        self.asked_to_take_over.set(true);
        let _ = waiting.post_message(&message("take-over", &[]));
        let late = self.clone();
        // It is offered again where nothing comes of it.
        self.patience.replace(Some(Timer::after(WORKER_ANSWER_LIMIT_MS, move || {
            late.asked_to_take_over.set(false);
            (late.tell)(News::Update);
        })));
    }

    /// Another worker answers now. Reloading before would ask the old one for files of the new version.
    fn another_answers(&self) {
        if !self.was_there.replace(true) {
            return;
        }
        // A page that nobody looks at comes back as the new version; one that somebody reads goes on, and is offered it.
        if self.asked_to_take_over.replace(false) || document().hidden() {
            reload();
        } else {
            (self.tell)(News::Update);
        }
    }
}

fn reload() {
    let _ = window().location().reload();
}

fn message(kind: &str, more: &[(&str, JsValue)]) -> JsValue {
    let message = Object::new();
    let _ = Reflect::set(&message, &"type".into(), &kind.into());
    for (name, value) in more {
        let _ = Reflect::set(&message, &(*name).into(), value);
    }
    message.into()
}

/// Asks a worker, and gives what it answers; nothing where it does not, or could not do it.
async fn ask(worker: &ServiceWorker, kind: &str, more: &[(&str, JsValue)]) -> Option<JsValue> {
    let channel = MessageChannel::new().ok()?;
    let answer = Rc::new(RefCell::new(None));
    let answered = Promise::new(&mut |done, _| {
        channel.port1().set_onmessage(Some(&done));
    });
    worker.post_message_with_transferable(&message(kind, more), &Array::of1(&channel.port2())).ok()?;
    let keeping = answer.clone();
    let read = async move {
        let event = JsFuture::from(answered).await.ok()?;
        keeping.replace(Some(event.dyn_into::<MessageEvent>().ok()?.data()));
        Some(JsValue::UNDEFINED)
    };
    let read = wasm_bindgen_futures::future_to_promise(async move { Ok(read.await.unwrap_or_default()) });
    turn::limited(&read, WORKER_ANSWER_LIMIT_MS).await;
    channel.port1().close();
    let said: JsValue = answer.borrow_mut().take()?;
    Reflect::get(&said, &"done".into()).is_ok_and(|done| done.is_truthy()).then_some(said)
}

/// Asks the worker that answers for this page, if one does.
async fn ask_ours(kind: &str, more: &[(&str, JsValue)]) -> bool {
    let Some(worker) = container().as_ref().and_then(answering) else { return false };
    ask(&worker, kind, more).await.is_some()
}

/// From now on, at most so many bytes are kept of what was merely read. `false` where no worker has agreed.
pub async fn set_read_limit(bytes: f64) -> bool {
    ask_ours("limit", &[("bytes", bytes.into())]).await
}

/// Lets go of what was merely read. `false` where no worker has agreed.
pub async fn clear_read() -> bool {
    ask_ours("clear-read", &[]).await
}
