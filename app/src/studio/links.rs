//! `/studio/:kind/:name/links` and `/studio/releases/:id/links`: addresses that show a draft to whoever has them,
//! until they expire or are revoked.

use chrono::{DateTime, TimeDelta, Utc};
use domain::studio::DocumentKey;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::{PreviewLink, PreviewOf, ReleaseId};

use super::answering::{Studio, respond};
use super::words::{self, Of, release_path, release_state};
use crate::desk::entered::{Entered, NotDone, Problem};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;
use crate::ui::QrModules;

/// How long a link may last, in days, and what people read.
const LASTS: [(i64, &str); 3] = [(1, "1 day"), (7, "7 days"), (30, "30 days")];
/// What is offered first.
const USUAL: &str = "7";

/// The page of links, and with `/:action` what its forms are sent to. `kind` is `releases` for those of a release.
#[component]
pub(crate) fn LinksPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (id, kind, name) =
        (params.get("id"), params.get("kind").unwrap_or_default(), params.get("name").unwrap_or_default());
    let of = match id {
        Some(id) => id.parse().ok().map(|id| PreviewOf::Release(ReleaseId(id))),
        None => DocumentKey::parse(&kind, &name).map(PreviewOf::Document),
    };
    let action = params.get("action");
    respond(|studio| load(studio, of, action))
}

async fn load(studio: Studio, of: Option<PreviewOf>, action: Option<String>) -> Result<Page, PageError> {
    let of = of.ok_or(PageError::NotFound)?;
    let (title, head, has_draft, path) = match &of {
        PreviewOf::Document(key) => {
            let document = studio.document(key).await?;
            let head = words::document_head(&document, Of::Links);
            (document.title.clone(), head, document.draft.is_some(), format!("{}/links", key.path()))
        }
        PreviewOf::Release(id) => {
            let release = studio.store().release(*id).await?.ok_or(PageError::NotFound)?;
            let back = view! { <a href=release_path(*id)>"To the release"</a> };
            let head =
                kit::head(release.row.name.clone(), view! { "Release · "{release_state(release.row.state)} }, back);
            (release.row.name, head, !release.items.is_empty(), format!("{}/links", release_path(*id)))
        }
    };
    let action = action.as_deref();
    let entered = studio
        .answer(action, || path.clone(), |form| act(&studio, &of, &path, action.unwrap_or_default(), form))
        .await?;
    let now = studio.now();
    let links = studio.store().preview_links(&of).await?;
    let form = if has_draft {
        make_form(&path, &entered)
    } else {
        kit::nothing("There is no draft to show: everybody sees what is published.")
    };
    let items: Vec<_> = links.iter().map(|link| one(&studio, link, &path, now)).collect();
    let list = if items.is_empty() {
        kit::nothing("No link yet. Those that are made appear here with who made them and when they were opened last.")
    } else {
        view! { <ul class="preview-links">{items}</ul> }.into_any()
    };
    let content = view! {
        {head}
        {kit::done(studio.done())}
        {kit::section("new", "A new link", None, form)}
        {kit::section("links", "Links", Some("newest first; times are UTC".to_owned()), list)}
    };
    Ok(Page::private(format!("Preview links of {title}"), content).with_status(entered.status()))
}

async fn act(studio: &Studio, of: &PreviewOf, path: &str, action: &str, form: PostedForm) -> Result<String, NotDone> {
    match action {
        "make" => {
            let days = form.text("days").parse().ok();
            let days = LASTS.iter().map(|(known, _)| *known).find(|known| Some(*known) == days);
            let days = days.ok_or_else(|| Problem::at("days", "Choose how long it lasts."))?;
            let (lasts, actor, now) = (TimeDelta::days(days), studio.actor(), studio.now());
            let made = studio.store().create_preview_link(of, lasts, &actor, now).await?;
            made.ok_or(PageError::NotFound)?;
            Ok(format!("{path}?done=link_made"))
        }
        "revoke" => {
            let id = form.text("link").parse().map_err(|_| PageError::NotFound)?;
            if studio.store().revoke_preview_link(id, &studio.actor(), studio.now()).await? {
                Ok(format!("{path}?done=link_revoked"))
            } else {
                Err(Problem { status: 409, ..Problem::general("This link opens nothing any more.") }.into())
            }
        }
        _ => Err(PageError::NotFound.into()),
    }
}

fn make_form(path: &str, entered: &Entered) -> AnyView {
    let choices = LASTS.iter().map(|(days, text)| (days.to_string(), (*text).to_owned())).collect();
    view! {
        <form class="desk-action desk-action--next desk__narrow" method="post" action=format!("{path}/make")>
            {kit::general_problems(entered, "make")}
            {kit::general_problems(entered, "revoke")}
            <p class="desk-action__about">"Whoever has the link sees the newest draft on the real page, without an account. It cannot be found by search engines, and it can be revoked at any time."</p>
            <div class="desk-action__row">
                {kit::chooser(entered, "make", "days", "It lasts", choices, Some(USUAL))}
                <button class="button button--go" type="submit">"Make a link"</button>
            </div>
        </form>
    }
    .into_any()
}

fn one(studio: &Studio, link: &PreviewLink, path: &str, now: DateTime<Utc>) -> AnyView {
    let made = format!("made by {}, {}", link.created_by, kit::moment(link.created_at));
    let opened = match link.last_used_at {
        Some(at) => format!("opened last {}", kit::moment(at)),
        None => "not opened yet".to_owned(),
    };
    let ended = match link.revoked_at {
        Some(at) => Some(format!("revoked {}", kit::moment(at))),
        None if link.expires_at <= now => Some(format!("expired {}", kit::moment(link.expires_at))),
        None => None,
    };
    if let Some(ended) = ended {
        return view! {
            <li class="preview-links__item">
                <p><span class="state state--stopped">{ended}</span></p>
                <p class="desk__quiet">{made}" · "{opened}</p>
            </li>
        }
        .into_any();
    }
    let address = studio.visit.absolute(&link.path);
    let field = format!("link-{}", link.id);
    let code = QrModules::of(&address).map(|QrModules { side, dark }| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__summary">"Code for a phone"</summary>
                <div class="qr-code" role="img" aria-label="Code that leads to the preview">
                    <svg viewBox=format!("0 0 {side} {side}") width="200" height="200" shape-rendering="crispEdges"><path fill="currentColor" d=dark/></svg>
                </div>
            </details>
        }
    });
    view! {
        <li class="preview-links__item">
            <p><span class="state state--done">{format!("open until {}", kit::moment(link.expires_at))}</span></p>
            <p class="desk__quiet">{made}" · "{opened}</p>
            <div class="field">
                <label class="field__label" for=field.clone()>"Address"</label>
                <input class="field__input field__input--code" id=field readonly value=address.clone()/>
            </div>
            <div class="preview-links__ways">
                <a href=link.path.clone()>"Open it"</a>
                <form method="post" action=format!("{path}/revoke")>
                    <input type="hidden" name="link" value=link.id.to_string()/>
                    <button class="button button--text" type="submit">"Revoke"</button>
                </form>
            </div>
            {code}
        </li>
    }
    .into_any()
}
