//! Previews: the same page as everyone's, of a draft. A link opens them for whoever has it, the studio for its editors.
//! What differs is the store that the page reads from ([`Visit::current`]) and, behind a link, a banner that is put
//! into the finished page. What must not live here: pages of their own for drafts.

use chrono::{DateTime, Utc};
use domain::studio::DocumentKey;
use http::request::Parts;
use leptos::prelude::*;
use store::Store;
use store::studio::{Drafts, PreviewClosed};

use crate::AppError;
use crate::page::{Page, PageError};
use crate::request::{PublicUrl, Visit};

/// The drafts that a request is to be answered with; beside the request.
#[derive(Clone)]
pub struct PreviewOf {
    /// The drafts.
    pub drafts: Drafts,
}

/// Why a request for a preview shows none; beside the request, for the page that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPreview {
    /// We made no such link, or there is no such revision.
    Unknown,
    /// The link's time is over.
    Expired,
    /// Somebody ended the link.
    Revoked,
    /// What the link showed is gone.
    Nothing,
    /// The address is none of those that have previews.
    NotHere,
    /// Who asks may not see it, or the shop cannot show it now.
    Failed(AppError),
}

/// Opens a preview link.
pub async fn preview_by_link(
    store: Store,
    public_url: PublicUrl,
    parts: Parts,
    token: &str,
) -> Result<PreviewOf, NoPreview> {
    let visit = Visit::outside_of_pages(store, public_url, parts);
    match visit.store.open_preview(token, visit.now()).await {
        Ok(drafts) => Ok(PreviewOf { drafts }),
        Err(PreviewClosed::Forged) => Err(NoPreview::Unknown),
        Err(PreviewClosed::Expired) => Err(NoPreview::Expired),
        Err(PreviewClosed::Revoked) => Err(NoPreview::Revoked),
        Err(PreviewClosed::Nothing) => Err(NoPreview::Nothing),
        Err(PreviewClosed::Store(error)) => Err(NoPreview::Failed(visit.fault(&error))),
    }
}

/// A revision, for editors.
pub async fn preview_for_editors(
    store: Store,
    public_url: PublicUrl,
    parts: Parts,
    key: &DocumentKey,
    number: u32,
) -> Result<PreviewOf, NoPreview> {
    let visit = Visit::outside_of_pages(store, public_url, parts);
    visit.staff().await.map_err(NoPreview::Failed)?;
    match visit.store.drafts_of(key, number).await {
        Ok(Some(drafts)) => Ok(PreviewOf { drafts }),
        Ok(None) => Err(NoPreview::Unknown),
        Err(error) => Err(NoPreview::Failed(visit.fault(&error))),
    }
}

/// The page of an address that nothing has: says why there is no preview, where one was asked for.
pub(crate) async fn without_preview(visit: Visit) -> Result<Page, PageError> {
    let (status, title, text) = match visit.no_preview() {
        None => return Err(PageError::NotFound),
        Some(NoPreview::Failed(error)) => return Err(error.into()),
        Some(NoPreview::Unknown) => (
            404,
            "There is no such preview",
            "The link is not one of ours, or a part of it is missing. Copy all of it, or ask whoever sent it.",
        ),
        Some(NoPreview::Expired) => (
            410,
            "This preview link has expired",
            "Links to previews last for a while only. Ask whoever sent it for a new one.",
        ),
        Some(NoPreview::Revoked) => {
            (410, "This preview link was revoked", "Whoever made it has ended it. Ask them for a new one.")
        }
        Some(NoPreview::Nothing) => {
            (410, "There is nothing left to preview", "What this link showed has been discarded.")
        }
        Some(NoPreview::NotHere) => {
            (404, "This page has no preview", "Previews show parts, categories, pages and the home page.")
        }
    };
    let content = view! {
        <div class="empty">
            <p class="empty__code">{status.to_string()}</p>
            <h1 class="empty__title">{title}</h1>
            <p class="empty__text">{text}</p>
            <ul class="empty__ways"><li><a href="/">"To the shop"</a></li></ul>
        </div>
    };
    Ok(Page::private(title, content).with_status(status))
}

/// What stands above a page behind a link: what it is, until when, and the way out. `link` is the beginning of the
/// preview's addresses, `page` the public address of what is shown.
pub fn preview_banner(of: &PreviewOf, link: &str, page: &str) -> String {
    let about = &of.drafts.about;
    let until = about.until.map(|until| format!(" This link works until {}.", moment(until)));
    let here = page.split('?').next().unwrap_or_default();
    let others: Vec<_> = about
        .pages
        .iter()
        .filter(|(path, _)| path != here)
        .map(|(path, title)| view! { <li><a href=format!("{link}{path}")>{title.clone()}</a></li> })
        .collect();
    let others = (!others.is_empty())
        .then(|| view! { <ul class="preview-banner__pages" aria-label="Also drafted">{others}</ul> });
    view! {
        <aside class="preview-banner" aria-label="Preview">
            <p class="preview-banner__text">
                <strong>"Preview of a draft: "{about.title.clone()}"."</strong>
                " Customers do not see it."{until}
            </p>
            {others}
            <a class="preview-banner__leave" href=page.to_owned()>"Leave the preview"</a>
        </aside>
    }
    .to_html()
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y, %H:%M UTC").to_string()
}
