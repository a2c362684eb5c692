//! The list of articles: the painted rows adopted, more added as one scrolls, and the same place found again.

use std::rc::Rc;

use handscroll_core::address;
use handscroll_core::feed::Feed;
use handscroll_sanitize::picture::{is_beacon, is_random_picture};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::marks;
use crate::app::{Alive, App};
use crate::browser::document;
use crate::browser::fetch::Fetches;
use crate::browser::history::{self, Arrival, Place};
use crate::browser::observer::{self, Margin, Watch};
use crate::state::failure::Failure;
use crate::state::library::{ROWS_AT_A_TIME, route_of};
use crate::ui::row::Row;
use crate::ui::status::{FailureNote, Waiting};

/// How far the list has come.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    #[default]
    Idle,
    Waiting,
    Failed(Failure),
}

/// What the rows and what stands under them share.
#[derive(Clone, Copy)]
struct List {
    app: StoredValue<App, LocalStorage>,
    stage: RwSignal<Stage>,
    /// Ids of the rows the press painted, which are not rendered again.
    painted: RwSignal<Vec<String>>,
    fetches: StoredValue<Rc<Fetches>, LocalStorage>,
    watch: StoredValue<Option<Watch>, LocalStorage>,
    end: NodeRef<leptos::html::Div>,
}

/// Fetches the next page of the manifest and adds it to the list.
///
/// # Errors
/// With the reason that a person is told.
pub fn fetch_page(app: &App, fetches: &Fetches) -> impl Future<Output = Result<(), Failure>> + use<> {
    let known = app.library.with_untracked(|library| library.next.clone());
    let here = known.unwrap_or_else(|| app.page.absolute(address::FEED));
    let text = fetches.json(&here);
    let list = app.library.clone();
    async move {
        let mut feed = Feed::parse(&text.await?)?;
        // A page elsewhere cannot be fetched under the page's policy: the list ends before it.
        let next = feed
            .next_url
            .as_deref()
            .and_then(|next| document::resolve(next, &here))
            .filter(|next| document::is_own(next));
        for item in &mut feed.items {
            // Whatever a feed of others names here: a picture is on the web.
            let is_web = |image: &String| image.starts_with("https:") || image.starts_with("http:");
            item.image = item.image.take().and_then(|image| document::resolve(&image, &here)).filter(is_web);
        }
        list.update(|library| library.add(feed, &here, next));
        Ok(())
    }
}

/// Keeps the painted rows and adds what follows them.
pub fn adopt(app: &App, place: Option<Place>) -> Alive {
    let (Some(rows), Some(section)) = (document::find(".rows"), document::find(".library")) else {
        return Alive::new();
    };
    let owner = Owner::new();
    let painted = document::painted_rows();
    let count = painted.len();
    app.library.update_untracked(|library| library.shown = count);
    history::set_rows(count.max(place.map_or(0, |place| place.rows)));
    let (above, under) = owner.with(|| {
        let list = List::new(app, painted);
        list.mark();
        let mounted = (mount_to(rows, move || list.rows()), mount_to(section, move || list.under()));
        if let Some(place) = place.filter(|place| place.rows > count) {
            list.show_up_to(place.rows, place);
        } else {
            history::settle();
        }
        mounted
    });
    vec![Box::new(above), Box::new(under), Box::new(owner)]
}

/// The page, when it is gone to.
pub fn page(app: &App, arrival: Arrival) -> AnyView {
    let words = app.page.strings;
    document::describe(&app.page.site_title, &app.page.language);
    let list = List::new(app, Vec::new());
    list.mark();
    let place = match arrival {
        Arrival::Return(place) => place,
        Arrival::Link => Place::default(),
    };
    app.library.update_untracked(|library| {
        library.shown = place.rows.max(ROWS_AT_A_TIME).min(library.items.len());
    });
    let (begun, shown) = app.library.with_untracked(|library| (library.begun, library.shown));
    history::set_rows(shown.max(place.rows));
    if place.rows > shown || (place.top > 0 && !begun) {
        list.show_up_to(place.rows.max(ROWS_AT_A_TIME), place);
    } else {
        request_animation_frame(move || {
            document::scroll_to(place.top);
            history::settle();
        });
    }
    let (library, described) = (app.library.clone(), app.library.clone());
    let about = move || {
        described.with(|library| library.about.clone()).map(|about| view! { <p class="library__about">{about}</p> })
    };
    let count = move || library.with(|library| library.total.map(|total| words.articles(total as usize)));
    let title = app.page.site_title.clone();
    view! {
        <section class="library">
            <header class="library__head">
                <h1 class="library__title">{title}</h1>
                {about}
                <p class="library__count">{count}</p>
            </header>
            <ol class="rows" role="list">{list.rows()}</ol>
            {list.under()}
        </section>
    }
    .into_any()
}

impl List {
    fn new(app: &App, painted: Vec<String>) -> Self {
        Self {
            app: StoredValue::new_local(app.clone()),
            stage: RwSignal::new(Stage::Idle),
            painted: RwSignal::new(painted),
            fetches: StoredValue::new_local(Rc::new(Fetches::default())),
            watch: StoredValue::new_local(None),
            end: NodeRef::new(),
        }
    }

    /// Shows on the rows how far one is with their articles.
    fn mark(self) {
        let app = self.app.get_value();
        let library = app.library.clone();
        marks::attend(&app, move || library.track());
    }

    /// The rows after the painted ones.
    fn rows(self) -> impl IntoView {
        let app = self.app.get_value();
        let library = app.library.clone();
        let items = move || {
            let painted = self.painted.with(Vec::len);
            library.with(|library| library.items.get(painted..library.shown).map(<[_]>::to_vec).unwrap_or_default())
        };
        view! {
            <For each=items key=|item| item.id.clone() let:item>
                {
                    let href = app.page.absolute(&route_of(&item).address());
                    let is_content = |image: &&str| !is_random_picture(image, &[]) && !is_beacon(image, false);
                    let image = item.image.as_deref().filter(is_content);
                    let image = image.map(document::loadable);
                    view! { <Row item href image words=app.page.strings /> }
                }
            </For>
        }
    }

    /// What stands under the rows: the mark that asks for more, and how that goes.
    fn under(self) -> impl IntoView {
        let app = self.app.get_value();
        let words = app.page.strings;
        let library = app.library;
        let retry = StoredValue::new_local(UnsyncCallback::new(move |()| self.more()));
        let (ended, empty) = {
            let (one, other) = (library.clone(), library);
            (
                move || {
                    one.with(|library| {
                        library.is_whole() && library.shown == library.items.len() && library.shown > ROWS_AT_A_TIME
                    })
                },
                move || other.with(|library| library.is_whole() && library.items.is_empty()),
            )
        };
        // The mark is in the page once this view is.
        request_animation_frame(move || self.watch_end());
        view! {
            <div class="library__end" node_ref=self.end>
                {move || match self.stage.get() {
                    Stage::Idle => ().into_any(),
                    Stage::Waiting => view! { <Waiting text=words.loading_more words /> }.into_any(),
                    Stage::Failed(failure) => {
                        view! { <FailureNote what=words.list_failed failure words retry=retry.get_value() /> }.into_any()
                    }
                }}
                {move || ended().then(|| view! { <p class="status">{words.end_of_list}</p> })}
                {move || empty().then(|| view! { <p class="status">{words.empty_library}</p> })}
            </div>
        }
    }

    /// Waits until the end of the list comes near, once.
    fn watch_end(self) {
        if let Some(Some(end)) = self.end.try_get_untracked() {
            let watch = observer::when_near(&end, Margin::List, move || {
                // After a failure, only the retry button fetches again.
                if self.stage.try_get_untracked() == Some(Stage::Idle) {
                    self.more();
                }
            });
            self.watch.try_set_value(Some(watch));
        }
    }

    /// Shows more rows, fetching the next page where they are not known yet.
    fn more(self) {
        let Some(app) = self.app.try_get_value() else { return };
        if app.library.with_untracked(|library| library.begun && library.shown < library.items.len()) {
            app.library.update(|library| {
                library.show_more();
            });
            self.shown(&app);
            return;
        }
        let waiting = self.stage.with_untracked(|stage| *stage == Stage::Waiting);
        if waiting || app.library.with_untracked(crate::state::library::Library::is_whole) {
            return;
        }
        self.stage.try_set(Stage::Waiting);
        let Some(fetches) = self.fetches.try_get_value().map(|fetches| Rc::downgrade(&fetches)) else { return };
        spawn_local(async move {
            let Some(fetching) = fetches.upgrade().map(|fetches| fetch_page(&app, &fetches)) else { return };
            let fetched = fetching.await;
            if self.stage.try_get_untracked().is_none() {
                return;
            }
            match fetched {
                Ok(()) => {
                    self.stage.try_set(Stage::Idle);
                    self.check_painted(&app);
                    app.library.update(|library| {
                        library.show_more();
                    });
                    self.shown(&app);
                }
                Err(failure) => {
                    self.stage.try_set(Stage::Failed(failure));
                }
            }
        });
    }

    /// The painted rows stay if the manifest begins with them. It may have been published anew since the page was cached.
    fn check_painted(self, app: &App) {
        if !app.library.with_untracked(|library| library.begun) {
            // Nothing of the manifest has come.
            return;
        }
        let painted = self.painted.get_untracked();
        let first = app.library.with_untracked(|library| {
            library.items.iter().map(|item| item.id.clone()).take(painted.len()).collect::<Vec<_>>()
        });
        if !painted.is_empty() && first != painted {
            document::remove_painted_rows();
            app.library.update_untracked(|library| library.shown = 0);
            self.painted.set(Vec::new());
        }
    }

    fn shown(self, app: &App) {
        history::set_rows(app.library.with_untracked(|library| library.shown));
        // The end has moved: whether it is still near is asked anew, when the rows are in the page.
        request_animation_frame(move || self.watch_end());
    }

    /// Shows as many rows as there were, then goes to where one was.
    fn show_up_to(self, rows: usize, place: Place) {
        let app = self.app.get_value();
        self.stage.set(Stage::Waiting);
        let fetches = Rc::downgrade(&self.fetches.get_value());
        let before = document::scroll_top();
        spawn_local(async move {
            let mut failed = None;
            while failed.is_none()
                && app.library.with_untracked(|library| library.items.len() < rows && !library.is_whole())
            {
                let Some(fetching) = fetches.upgrade().map(|fetches| fetch_page(&app, &fetches)) else { return };
                failed = fetching.await.err();
            }
            if self.stage.try_get_untracked().is_none() {
                return;
            }
            self.check_painted(&app);
            app.library.update(|library| {
                if library.begun {
                    library.shown = rows.max(library.shown).min(library.items.len());
                }
            });
            match failed {
                // The history state keeps its number of rows for the next reload.
                Some(failure) => self.stage.set(Stage::Failed(failure)),
                None => {
                    self.stage.set(Stage::Idle);
                    self.shown(&app);
                }
            }
            request_animation_frame(move || {
                // Whoever has scrolled meanwhile is where they want to be.
                if document::scroll_top() == before {
                    document::scroll_to(place.top);
                }
                history::settle();
            });
        });
    }
}
