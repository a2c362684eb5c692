//! Starts the reader: adopts the painted page, then shows one page after another in its `main`.
//! Knows which page is which route's; must not know what a page holds.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::browser::document::{self, HtmlElement, Page};
use crate::browser::history::{self, Arrival};
use crate::browser::place;
use crate::browser::thumbnail;
use crate::pages::{appearance, article, library, news, read, saved, settings};
use crate::records::Records;
use crate::route::Route;
use crate::saving::Saving;
use crate::state::keeping::Health;
use crate::state::library::Library;
use crate::ui::keeping_note::KeepingNote;
use crate::ui::site_links::SiteLinks;
use crate::ui::theme_switch::ThemeSwitch;

/// What every page is given.
#[derive(Clone, Debug)]
pub struct App {
    /// The page the reader runs in.
    pub page: Page,
    /// The list of articles, kept while one reads.
    pub library: ArcRwSignal<Library>,
    /// What the person who reads has done.
    pub records: Records,
    /// What is saved for offline.
    pub saving: Saving,
}

/// What is in the page; dropping it takes it out and ends all it was waiting for.
pub type Alive = Vec<Box<dyn Any>>;

/// Starts the reader in the page it is loaded in.
pub fn start() {
    console_error_panic_hook::set_once();
    let (Some(page), Some(main)) = (Page::read(), document::find("#main")) else { return };
    let (library, records) = (ArcRwSignal::new(Library::default()), Records::start(&page.root));
    let saving = Saving::new(&page, &records, &library);
    let app = App { page: page.clone(), library, records, saving };
    // It opens while the page is taken over.
    app.records.open();
    let alive: Rc<RefCell<Alive>> = Rc::default();
    let shown: Rc<RefCell<Option<Route>>> = Rc::default();
    history::start(page.clone(), {
        let (app, alive, shown, main) = (app.clone(), alive.clone(), shown.clone(), main.clone());
        move |route, arrival| {
            if shown.borrow().as_ref() == Some(&route) {
                // A fragment of the page one is on: the browser has gone there, but back is ours.
                match arrival {
                    Arrival::Return(place) => document::scroll_to(place.top),
                    Arrival::Link => place::follow_fragment(),
                }
                history::settle();
                return;
            }
            *shown.borrow_mut() = Some(route.clone());
            alive.borrow_mut().clear();
            document::empty(&main);
            document::set_kind(route.kind());
            document::scroll_to(0);
            alive.borrow_mut().push(mount(&app, &main, route, arrival));
            document::focus_quietly(&main);
        }
    });
    document::fix_frame_addresses();
    thumbnail::hide_broken();
    if let Some(tools) = document::find("#tools") {
        let (chosen, choose) = appearance::theme(&app.records);
        news::attend(&page, tools.clone());
        let health = app.records.health();
        let is_needed = Signal::derive(move || health.with(Health::is_to_be_told));
        let settings = page.absolute(&Route::Settings.address());
        mount_to(tools, move || {
            appearance::show(chosen);
            view! {
                <SiteLinks root=page.root.clone() words=page.strings />
                <KeepingNote is_needed words=page.strings settings=settings.clone() />
                <ThemeSwitch chosen choose words=page.strings />
            }
        })
        .forget();
    }
    *shown.borrow_mut() = history::here();
    match history::here() {
        Some(Route::Library) => alive.borrow_mut().extend(library::adopt(&app, history::place())),
        Some(Route::Article(_)) => {
            alive.borrow_mut().extend(article::adopt(&app));
            history::settle();
        }
        Some(route @ (Route::Read(_) | Route::Saved { .. } | Route::Settings)) => {
            document::empty(&main);
            let arrival = history::place().map_or(Arrival::Link, Arrival::Return);
            alive.borrow_mut().push(mount(&app, &main, route, arrival));
        }
        None => {}
    }
    history::take_over_scrolling();
    app.saving.begin();
}

fn mount(app: &App, main: &HtmlElement, route: Route, arrival: Arrival) -> Box<dyn Any> {
    let app = app.clone();
    Box::new(mount_to(main.clone(), move || match route {
        Route::Library => library::page(&app, arrival),
        Route::Article(id) => article::page(&app, &id, arrival),
        Route::Read(id) => read::page(&app, id, arrival),
        Route::Saved { missing } => saved::page(&app, missing),
        Route::Settings => settings::page(&app),
    }))
}
