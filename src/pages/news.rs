//! What is told on every page beside its content: that there is no network, that there is a new version.

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::browser::document::{self, HtmlElement, Page};
use crate::browser::worker::{self, News};
use crate::ui::offline_mark::OfflineMark;
use crate::ui::update_notice::UpdateNotice;

/// Has the site's worker looked after, and tells of it as long as the document lasts.
pub fn attend(page: &Page, tools: HtmlElement) {
    let words = page.strings;
    let is_offline = ArcRwSignal::new(false);
    let is_offered = ArcRwSignal::new(false);
    let (offline, offered) = (is_offline.clone(), is_offered.clone());
    let worker = worker::attend(page, move |news| match news {
        News::Update => offered.set(true),
        News::Reached(reached) => offline.set(!reached),
    });
    let Some(worker) = worker else { return };
    mount_to(tools, move || view! { <OfflineMark is_offline=is_offline.into() words /> }).forget();
    let Some(body) = document::find("body") else { return };
    mount_to(body, move || {
        let agree = UnsyncCallback::new(move |()| worker.take_over());
        view! { <UpdateNotice is_offered=is_offered.into() words agree /> }
    })
    .forget();
}
