//! `/studio/releases`: several drafts that are published together, all or none, now or at a time.

mod forms;
mod items;
mod one;

pub(crate) use one::ReleasePage;

use domain::studio::ReleaseState;
use leptos::prelude::*;
use store::studio::{RELEASES_PER_PAGE, ReleaseRow};

use super::answering::{Studio, respond};
use super::words::{release_path, release_state};
use crate::desk::entered::Entered;
use crate::desk::kit::{self, Input};
use crate::page::{Page, PageError};

/// `/studio/releases`
#[component]
pub(crate) fn ReleasesPage() -> impl IntoView {
    respond(|studio| async move { list(&studio, &Entered::default()).await })
}

/// The list, with the form that makes one, as it was sent where it was refused.
async fn list(studio: &Studio, entered: &Entered) -> Result<Page, PageError> {
    let state = studio.visit.query("state").and_then(|name| ReleaseState::parse(&name));
    let page = studio.page();
    let releases = studio.store().releases(state, page).await?;
    let rows: Vec<_> = releases.iter().map(row).collect();
    let columns =
        [("Release", false), ("State", false), ("Documents", true), ("Begins", true), ("Ends", true), ("Made", true)];
    let empty = match state {
        Some(_) => "No release is in this state.",
        None => "No release yet. One is made here, or from the ticked documents of the catalog.",
    };
    let address = |page: u32| match state {
        Some(state) => format!("/studio/releases?state={}&page={page}", state.name()),
        None => format!("/studio/releases?page={page}"),
    };
    let newer = (page > 1).then(|| view! { <a rel="prev" href=address(page - 1)>"← Newer"</a> });
    let older = (releases.len() >= RELEASES_PER_PAGE as usize)
        .then(|| view! { <a rel="next" href=address(page + 1)>"Older →"</a> });
    let content = view! {
        {kit::head("Releases", "Several drafts that are published together: all or none, now or at a time.", view! { <a href="/studio">"Catalog"</a> })}
        {kit::done(studio.done())}
        {tabs(state)}
        {kit::table("Releases", &columns, rows, empty)}
        <p class="form__actions">{newer}{older}</p>
        {kit::section("new", "A new release", None, new_form(entered))}
    };
    Ok(Page::private("Releases", content).with_status(entered.status()))
}

fn tabs(current: Option<ReleaseState>) -> AnyView {
    let tab = |state: Option<ReleaseState>, text: &'static str| {
        let href = match state {
            Some(state) => format!("/studio/releases?state={}", state.name()),
            None => "/studio/releases".to_owned(),
        };
        view! { <a class="desk__tab" href=href aria-current=(state == current).then_some("page")>{text}</a> }
    };
    let tabs: Vec<_> = ReleaseState::ALL.into_iter().map(|state| tab(Some(state), state.title())).collect();
    view! { <nav class="desk__tabs" aria-label="States">{tab(None, "All")}{tabs}</nav> }.into_any()
}

fn new_form(entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action desk__narrow" method="post" action="/studio/releases/new/create">
            {kit::general_problems(entered, "create")}
            <div class="desk-action__row">
                {Input { most: 120, ..Input::text("create", "name", "Name") }.hint("What it is for, such as “Spring prices”.").view(entered)}
                <button class="button" type="submit">"Make the release"</button>
            </div>
        </form>
    }
    .into_any()
}

fn row(release: &ReleaseRow) -> AnyView {
    let begins = release.published_at.or(release.publish_at).map(kit::moment);
    let ends = release.ended_at.or(release.end_at).map(kit::moment);
    let trouble = (!release.trouble.is_empty())
        .then(|| view! { <span class="table__second desk__late">"Could not be published"</span> });
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><a href=release_path(release.id)>{release.name.clone()}</a>{trouble}</th>
            <td data-label="State">{release_state(release.state)}</td>
            <td class="table__number table__end" data-unit="documents">{kit::thousands(release.items)}</td>
            <td class="table__number" data-label="Begins">{begins}</td>
            <td class="table__number" data-label="Ends">{ends}</td>
            <td class="table__number" data-label="Made">{kit::moment(release.created_at)}<span class="table__second">{release.created_by.clone()}</span></td>
        </tr>
    }
    .into_any()
}
