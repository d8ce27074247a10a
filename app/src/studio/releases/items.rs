//! What is in a release, and what each of it changes for visitors.

use domain::studio::{Change, Conflict, DocumentKey, diff};
use leptos::prelude::*;
use store::studio::{Release, ReleaseEntry};

use crate::desk::entered::Entered;
use crate::desk::kit;
use crate::page::PageError;
use crate::studio::answering::Studio;
use crate::studio::changes::changes;
use crate::studio::words::{findings, release_path};
use crate::ui::pagination;

/// Documents of a release on one page.
const PAGE_SIZE: u32 = 50;
/// Releases of more documents than this are not looked into field by field: each leads to its history.
const MOST_LOOKED_INTO: usize = 20;

/// What was looked up of an item.
pub(super) struct Looked {
    key: DocumentKey,
    /// What it changes, or changed.
    changes: Vec<Change>,
    /// The revision that visitors see, where they see one.
    seen: Option<u32>,
}

/// Looks into the items of a release, where they are few.
pub(super) async fn look(studio: &Studio, release: &Release) -> Result<Vec<Looked>, PageError> {
    let mut looked = Vec::new();
    if release.items.len() > MOST_LOOKED_INTO {
        return Ok(looked);
    }
    for item in &release.items {
        let document = studio.document(&item.key).await?;
        let seen = document.published.as_ref().filter(|_| document.is_public).map(|published| published.number);
        let before = if release.row.published_at.is_some() { item.previous } else { seen };
        let content = async |number: Option<u32>| match number {
            Some(number) => studio.store().revision(&item.key, number).await,
            None => Ok(None),
        };
        let changes = match (content(before).await?, content(item.revision).await?) {
            (Some((_, before)), Some((_, after))) => diff(&before, &after),
            _ => Vec::new(),
        };
        looked.push(Looked { key: item.key.clone(), changes, seen });
    }
    Ok(looked)
}

/// Titles of what would stay as it is if the release were rolled back: something else was published of it since.
pub(super) fn would_stay(release: &Release, looked: &[Looked]) -> Vec<String> {
    let stays =
        |item: &&ReleaseEntry| looked.iter().any(|looked| looked.key == item.key && looked.seen != item.revision);
    release.items.iter().filter(stays).map(|item| item.title.clone()).collect()
}

/// The items, one after the other.
pub(super) fn items(release: &Release, looked: &[Looked], entered: &Entered, page: u32) -> AnyView {
    let total = release.items.len() as u64;
    let all = release.row.items;
    let first = (page.saturating_sub(1) as usize).saturating_mul(PAGE_SIZE as usize);
    let items: Vec<_> = release
        .items
        .iter()
        .skip(first)
        .take(PAGE_SIZE as usize)
        .map(|item| view! { <li class="release-items__item">{one(release, item, looked)}</li> })
        .collect();
    let list = if items.is_empty() {
        kit::nothing("Nothing is in it yet. Drafts are put in from their page “Publish”, or ticked in the catalog.")
    } else {
        view! { <ol class="release-items">{items}</ol> }.into_any()
    };
    let path = release_path(release.row.id);
    let problems = view! { {kit::general_problems(entered, "take")}{kit::general_problems(entered, "drop")} };
    kit::section(
        "items",
        "Documents",
        Some(kit::count_of(all, "document", "documents")),
        view! {
            {problems}
            {list}
            {pagination(page, PAGE_SIZE, total, &|page| format!("{path}?page={page}"))}
        },
    )
}

fn one(release: &Release, item: &ReleaseEntry, looked: &[Looked]) -> AnyView {
    let was_published = release.row.published_at.is_some();
    let what = match item.revision {
        Some(number) => format!("revision {number}"),
        None if was_published => "unpublished".to_owned(),
        None => "will be unpublished".to_owned(),
    };
    let compare = item.revision.zip(item.previous).map(|(number, previous)| {
        let href = format!("{}/history?from={previous}&to={number}#compared", item.key.path());
        view! { " · "<a href=href>"side by side"</a> }
    });
    let differs = looked.iter().find(|looked| looked.key == item.key).map(|looked| {
        let (is_new, count) = (looked.changes.is_empty() && item.previous.is_none(), looked.changes.len());
        match item.revision {
            None => ().into_any(),
            Some(_) if is_new => view! { <p class="desk__quiet">"Visitors see it for the first time."</p> }.into_any(),
            Some(_) => {
                let summary = format!("{} changed", kit::count_of(count as u64, "field", "fields"));
                view! {
                    <details class="disclosure">
                        <summary class="disclosure__summary">{summary}</summary>
                        <div class="disclosure__body">{changes(&looked.changes)}</div>
                    </details>
                }
                .into_any()
            }
        }
    });
    view! {
        <p class="release-items__title"><a href=item.key.path()>{item.title.clone()}</a></p>
        <p class="desk__quiet">{item.key.kind.title()}", "{what}{compare}</p>
        {findings(&item.key, &item.findings)}
        {conflicts(&item.key, &item.conflicts)}
        {differs}
        {release.row.state.is_open().then(|| ways(release, item))}
    }
    .into_any()
}

fn conflicts(key: &DocumentKey, conflicts: &[Conflict]) -> AnyView {
    if conflicts.is_empty() {
        return ().into_any();
    }
    let items: Vec<_> = conflicts
        .iter()
        .map(|conflict| {
            let side = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).unwrap_or_else(|| "nothing".to_owned());
            view! { <li>{format!("{}: “{}” here, “{}” published", conflict.label, side(&conflict.mine), side(&conflict.theirs))}</li> }
        })
        .collect();
    view! {
        <div class="notice notice--error" role="status">
            <p class="notice__title">"It contradicts what was published since"</p>
            <ul class="notice__list">{items}</ul>
            <p><a href=key.path()>"Choose in the editor"</a></p>
        </div>
    }
    .into_any()
}

/// Takes the newer draft in, or the document out.
fn ways(release: &Release, item: &ReleaseEntry) -> AnyView {
    let path = release_path(release.row.id);
    let form = |action: &'static str, text: String| {
        view! {
            <form method="post" action=format!("{path}/{action}")>
                <input type="hidden" name="kind" value=item.key.kind.path()/>
                <input type="hidden" name="name" value=item.key.name.clone()/>
                <input type="hidden" name="revision" value=item.head.to_string()/>
                <button class="button button--text" type="submit">{text}<span class="visually-hidden">{format!(": {}", item.title)}</span></button>
            </form>
        }
    };
    let newer = item.revision.filter(|number| *number < item.head).map(|_| {
        view! {
            <span class="state state--waiting">"There is a newer draft"</span>
            {form("take", format!("Take revision {}", item.head))}
        }
    });
    view! { <div class="release-items__ways">{newer}{form("drop", "Take it out".to_owned())}</div> }.into_any()
}
