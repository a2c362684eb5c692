//! An article of a feed that has no pages of its own: found in the manifest, its inline HTML read like any other body.

use std::rc::Rc;

use handscroll_core::feed::Item;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::body::{self, Coming, Life, Shown, Work};
use super::{article, library};
use crate::app::App;
use crate::browser::document::{self, Element};
use crate::browser::fetch::Fetches;
use crate::browser::history::Arrival;
use crate::browser::parse;
use crate::browser::place::Seeking;
use crate::browser::walker::Surroundings;
use crate::route::Route;
use crate::state::article::Head;
use crate::state::failure::Failure;
use crate::state::library::Library;
use crate::ui::article_head::ArticleHead;
use crate::ui::status::{FailureNote, Missing, Rest, Waiting};

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Waiting,
    Failed(Failure),
    /// The first part of its body is in the page.
    Begun,
    Ready,
}

/// The page. The manifest is read page by page until the item is met.
pub fn page(app: &App, id: String, arrival: Arrival) -> AnyView {
    let words = app.page.strings;
    let home = app.page.root.clone();
    let offline_list = article::offline_list(app, &Route::Read(id.clone()));
    let head = RwSignal::new(None::<Head>);
    let stage = RwSignal::new(Stage::Waiting);
    let prose: NodeRef<leptos::html::Div> = NodeRef::new();
    let fetches = StoredValue::new_local(Rc::new(Fetches::default()));
    let life: StoredValue<Life, LocalStorage> = StoredValue::new_local(Life::default());
    let find = {
        let app = app.clone();
        move || {
            stage.set(Stage::Waiting);
            let (app, id) = (app.clone(), id.clone());
            let Some(fetches) = fetches.try_get_value().map(|fetches| Rc::downgrade(&fetches)) else { return };
            spawn_local(async move {
                let found = loop {
                    let item = app.library.with_untracked(|library| library.item(&id).cloned());
                    if item.is_some() || app.library.with_untracked(Library::is_whole) {
                        break item.ok_or(Failure::NotFound);
                    }
                    let Some(fetching) = fetches.upgrade().map(|fetches| library::fetch_page(&app, &fetches)) else {
                        return;
                    };
                    if let Err(failure) = fetching.await {
                        break Err(failure);
                    }
                };
                let Some(Some(place)) = prose.try_get_untracked() else { return };
                match found {
                    Err(failure) => {
                        if failure == Failure::NotFound {
                            article::describe_missing(&app);
                        }
                        stage.try_set(Stage::Failed(failure));
                    }
                    Ok(item) => {
                        let of_item = Head::of_item(&item);
                        article::describe(&app, &of_item);
                        let original = of_item.original.clone();
                        head.try_set(Some(of_item));
                        let Some(work) = life.try_with_value(|life| Work::new(life, &app)) else { return };
                        let (place, around): (Element, _) = (place.into(), surroundings(&app, &item));
                        let tell = move |shown| {
                            stage.try_set(match shown {
                                Shown::Begun => Stage::Begun,
                                Shown::Whole => Stage::Ready,
                            });
                        };
                        if let Some(inert) = inert_body(&item) {
                            let coming = Coming { place, inert, around, original, arrival };
                            work.show(coming, Box::new(tell)).await;
                        } else {
                            document::paragraphs(&place, item.content_text.as_deref().unwrap_or(words.no_body));
                            tell(Shown::Whole);
                            let found = Seeking::new(arrival).reach(&place);
                            life.try_with_value(|life| body::accompany(life, &place, found, &app));
                        }
                    }
                }
            });
        }
    };
    let find = Rc::new(find);
    let (again, list) = (find.clone(), app.library.clone());
    let retry = StoredValue::new_local(UnsyncCallback::new(move |()| {
        // A list that is whole and lacks the article would answer the same for ever: it is fetched anew.
        if list.with_untracked(Library::is_whole) {
            list.set(Library::default());
        }
        again();
    }));
    request_animation_frame(move || find());
    let is_busy = move || stage.with(|stage| matches!(stage, Stage::Waiting | Stage::Begun)).then_some("true");
    let language = move || head.with(|head| head.as_ref().and_then(Head::known_language));
    view! {
        <article class="article" lang=language aria-busy=is_busy>
            {move || head.get().map(|head| view! { <ArticleHead head words /> })}
            <div class="prose" node_ref=prose></div>
            {move || match stage.get() {
                Stage::Waiting => view! { <Waiting text=words.loading words /> }.into_any(),
                Stage::Begun => view! { <Rest text=words.loading words /> }.into_any(),
                Stage::Ready => ().into_any(),
                Stage::Failed(Failure::NotFound) => view! { <Missing words retry=retry.get_value() home=home.clone() /> }.into_any(),
                Stage::Failed(failure) => {
                    let offline = failure.may_pass().then(|| offline_list.clone());
                    view! { <FailureNote what=words.article_failed failure words retry=retry.get_value() home=home.clone() offline /> }.into_any()
                }
            }}
        </article>
    }
    .into_any()
}

fn inert_body(item: &Item) -> Option<Element> {
    parse::root_of(&parse::inert(item.content_html.as_deref()?)?)
}

/// Addresses in an item's HTML are relative to the item's own page, else to the feed.
fn surroundings(app: &App, item: &Item) -> Surroundings {
    let page = item.url.as_ref().or(item.external_url.as_ref());
    let base = page.and_then(|page| document::resolve(page, &app.page.root)).unwrap_or_else(|| app.page.root.clone());
    Surroundings { base, root: app.page.root.clone() }
}
