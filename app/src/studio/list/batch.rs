//! What is done with the ticked documents of the list: put into a release, or published together.

use domain::studio::{DocumentKey, ReleaseState};
use leptos::prelude::*;
use store::studio::{ReleaseId, ReleaseItem};

use super::{Asked, key_of};
use crate::desk::entered::{Entered, NotDone, Problem, text};
use crate::desk::kit::{self, Input};
use crate::page::PageError;
use crate::posted::PostedForm;
use crate::studio::answering::{Studio, refused};
use crate::studio::publishing::accept;
use crate::studio::words::release_path;

/// The buttons under the list.
pub(super) async fn batch_bar(studio: &Studio, entered: &Entered, form: &str) -> Result<AnyView, PageError> {
    let open = studio.store().releases(Some(ReleaseState::Open), 1).await?;
    let mut choices = vec![(String::new(), "A new release".to_owned())];
    choices.extend(open.into_iter().map(|release| (release.id.to_string(), release.name)));
    let publish = studio.may_publish().then(|| {
        view! { <button class="button" type="submit" formaction="/studio/list/publish">"Publish together"</button> }
    });
    let accepts = entered.problem("publish", "accept").map(|_| accept(entered, "publish"));
    Ok(view! {
        <div class="desk__batch studio-list__batch">
            {kit::chooser(entered, form, "release", "Release", choices, Some(""))}
            {Input { most: 120, ..Input::text(form, "name", "Name of a new release") }.view(entered)}
            <button class="button" type="submit">"Add to the release"</button>
            {publish}
            {accepts}
        </div>
    }
    .into_any())
}

pub(super) async fn act(studio: &Studio, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let keys: Vec<DocumentKey> = form.texts("document").iter().filter_map(|ticked| key_of(ticked)).collect();
    if keys.is_empty() {
        return Err(Problem::general("Tick at least one document.").into());
    }
    let items = drafts(studio, keys).await?;
    let (actor, now) = (studio.actor(), studio.now());
    if action == "publish" {
        studio.must_publish()?;
        let accepts = form.text("accept") == "yes";
        let name = match text(form, "name") {
            name if name.is_empty() => kit::count_of(items.len() as u64, "document", "documents"),
            name => name,
        };
        studio.store().publish_now(&name, &items, accepts, &actor, now).await.map_err(refused)?;
        let back = Asked::read(&form.text("query"));
        let mut query = back.query(back.filter.page);
        query.push_str(if query.is_empty() { "done=published" } else { "&done=published" });
        return Ok(super::filter::address(&query));
    }
    let id = release_of(studio, form).await?;
    for item in &items {
        studio.store().set_release_item(id, &item.key, item.revision, &actor, now).await.map_err(refused)?;
    }
    Ok(format!("{}?done=added", release_path(id)))
}

/// The drafts of documents; refused where one has none.
async fn drafts(studio: &Studio, keys: Vec<DocumentKey>) -> Result<Vec<ReleaseItem>, NotDone> {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    for key in keys {
        let document = studio.document(&key).await?;
        match &document.draft {
            Some(draft) => items.push(ReleaseItem { key, revision: Some(draft.number) }),
            None => problems
                .push(Problem::general(format!("{} has no draft: there is nothing to publish.", document.title))),
        }
    }
    if problems.is_empty() { Ok(items) } else { Err(NotDone::Refused(problems)) }
}

/// The release that a form names by its fields `release`, or `name` for a new one.
pub(crate) async fn release_of(studio: &Studio, form: &PostedForm) -> Result<ReleaseId, NotDone> {
    let chosen = text(form, "release");
    if !chosen.is_empty() {
        return chosen
            .parse()
            .map(ReleaseId)
            .map_err(|_| Problem::at("release", "Choose a release of the list.").into());
    }
    let name = text(form, "name");
    if name.is_empty() {
        return Err(Problem::at("name", "Give the new release a name.").into());
    }
    if name.chars().count() > 120 {
        return Err(Problem::at("name", "At most 120 characters.").into());
    }
    studio.store().create_release(&name, &studio.actor(), studio.now()).await.map_err(refused)
}
