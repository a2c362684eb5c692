//! An article that has a page of its own: adopted where the press painted it, else fetched from there.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::body::{self, Coming, Life, Shown, Work};
use crate::app::{Alive, App};
use crate::browser::fetch::Fetches;
use crate::browser::history::Arrival;
use crate::browser::twin;
use crate::browser::walker::Surroundings;
use crate::browser::{bookmark, document};
use crate::route::Route;
use crate::state::article::{Head, Neighbour};
use crate::state::failure::Failure;
use crate::ui::article_head::ArticleHead;
use crate::ui::neighbours::Neighbours;
use crate::ui::status::{FailureNote, Missing, Rest, Waiting};

/// How far the article has come.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Waiting,
    Failed(Failure),
    /// The first part of its body is in the page.
    Begun,
    /// Its body is in the page. The neighbours are what is still to be shown.
    Ready(Option<Neighbour>, Option<Neighbour>),
}

/// Brings the painted article to life. Its nodes stay; only a body that is not what the policy would have made is
/// built anew.
pub fn adopt(app: &App) -> Alive {
    let Some(prose) = document::body_of_article() else { return Alive::new() };
    let life = Life::default();
    body::accompany(&life, &prose, bookmark::left_by_boot(), app);
    let around = Surroundings { base: document::address(), root: app.page.root.clone() };
    let original = document::find(".article__original").and_then(|link| link.get_attribute("href"));
    let work = Work::new(&life, app);
    spawn_local(async move { work.adopt(&prose, &around, original.as_deref()).await });
    vec![Box::new(life)]
}

/// The page of an article that is gone to. What the list knows of it is shown at once.
pub fn page(app: &App, id: &str, arrival: Arrival) -> AnyView {
    let words = app.page.strings;
    let address = app.page.absolute(&Route::Article(id.to_owned()).address());
    let home = app.page.root.clone();
    let head = RwSignal::new(app.library.with_untracked(|library| library.item(id).map(Head::of_item)));
    let stage = RwSignal::new(Stage::Waiting);
    let prose: NodeRef<leptos::html::Div> = NodeRef::new();
    // Both end when the page is left.
    let fetches = StoredValue::new_local(Fetches::default());
    let life: StoredValue<Life, LocalStorage> = StoredValue::new_local(Life::default());
    if let Some(head) = head.get_untracked() {
        describe(app, &head);
    }
    let fetch = {
        let app = app.clone();
        move || {
            let Some(text) = fetches.try_with_value(|fetches| fetches.page(&address)) else { return };
            stage.set(Stage::Waiting);
            let (app, address) = (app.clone(), address.clone());
            spawn_local(async move {
                let read = text.await.and_then(|text| {
                    twin::read(&text, &address)
                        .ok_or_else(|| Failure::Malformed(app.page.strings.article_failed.to_owned()))
                });
                // The page may have been left meanwhile.
                let Some(Some(place)) = prose.try_get_untracked() else { return };
                match read {
                    Err(failure) => {
                        if failure == Failure::NotFound {
                            describe_missing(&app);
                        }
                        stage.try_set(Stage::Failed(failure));
                    }
                    Ok(twin) => {
                        describe(&app, &twin.head);
                        let original = twin.head.original.clone().or_else(|| Some(address.clone()));
                        head.try_set(Some(twin.head));
                        let Some(work) = life.try_with_value(|life| Work::new(life, &app)) else { return };
                        let around = Surroundings { base: address, root: app.page.root.clone() };
                        let coming = Coming { place: place.into(), inert: twin.body, around, original, arrival };
                        let neighbours = (twin.newer, twin.older);
                        let tell = move |shown| {
                            let (newer, older) = neighbours.clone();
                            stage.try_set(match shown {
                                Shown::Begun => Stage::Begun,
                                Shown::Whole => Stage::Ready(newer, older),
                            });
                        };
                        work.show(coming, Box::new(tell)).await;
                    }
                }
            });
        }
    };
    let fetch = Rc::new(fetch);
    let again = fetch.clone();
    let retry = UnsyncCallback::new(move |()| again());
    // The prose is in the page once this view is.
    request_animation_frame(move || fetch());
    let retry = StoredValue::new_local(retry);
    let missing = move || stage.with(|stage| *stage == Stage::Failed(Failure::NotFound));
    let home_of_missing = home.clone();
    let list = offline_list(app, &Route::Article(id.to_owned()));
    let is_busy = move || stage.with(|stage| matches!(stage, Stage::Waiting | Stage::Begun)).then_some("true");
    let language = move || head.with(|head| head.as_ref().and_then(Head::known_language));
    view! {
        <article class="article" lang=language aria-busy=is_busy hidden=missing>
            {move || head.get().map(|head| view! { <ArticleHead head words /> })}
            <div class="prose" node_ref=prose></div>
            {move || match stage.get() {
                Stage::Waiting => view! { <Waiting text=words.loading words /> }.into_any(),
                Stage::Begun => view! { <Rest text=words.loading words /> }.into_any(),
                Stage::Failed(failure) if failure != Failure::NotFound => {
                    let offline = failure.may_pass().then(|| list.clone());
                    view! { <FailureNote what=words.article_failed failure words retry=retry.get_value() home=home.clone() offline /> }.into_any()
                }
                _ => ().into_any(),
            }}
        </article>
        {move || match stage.get() {
            Stage::Ready(newer, older) => view! { <Neighbours newer older words /> }.into_any(),
            Stage::Failed(Failure::NotFound) => view! { <Missing words retry=retry.get_value() home=home_of_missing.clone() /> }.into_any(),
            _ => ().into_any(),
        }}
    }
    .into_any()
}

/// Where it stands what can be read when the page of this route could not be had.
pub(super) fn offline_list(app: &App, route: &Route) -> String {
    app.page.absolute(&Route::Saved { missing: Some(route.address()) }.address())
}

/// The document says that there is no such article.
pub(super) fn describe_missing(app: &App) {
    let title = format!("{} · {}", app.page.strings.not_found_title, app.page.site_title);
    document::describe(&title, &app.page.language);
}

/// The document is the article's.
pub(super) fn describe(app: &App, head: &Head) {
    let title = if head.title.is_empty() { app.page.strings.untitled } else { &head.title };
    let language = if head.language.is_empty() { &app.page.language } else { &head.language };
    document::describe(&format!("{title} · {}", app.page.site_title), language);
}
