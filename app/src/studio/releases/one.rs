//! `/studio/releases/:id`: what is in a release, what it changes, what is done with it, who did what.

use domain::studio::{DocumentKey, ReleaseState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde_json::Value;
use store::accounts::{AuditEntry, AuditFilter};
use store::studio::{Release, ReleaseId};

use super::forms::forms;
use super::items::{items, look};
use super::list;
use crate::desk::entered::{NotDone, Problem, some_text, text};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;
use crate::studio::answering::{Studio, refused, respond, times};
use crate::studio::words::{release_path, release_state};

/// `/studio/releases/:id`, and with `/:action` what its forms are sent to; `new` is none yet.
#[component]
pub(crate) fn ReleasePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (id, action) = (params.get("id").unwrap_or_default(), params.get("action"));
    respond(|studio| async move {
        match id.as_str() {
            "new" => create(studio, action).await,
            id => {
                let id = id.parse().map(ReleaseId).map_err(|_| PageError::NotFound)?;
                Box::pin(load(studio, id, action)).await
            }
        }
    })
}

/// Lines of the history that are shown.
const HISTORY: u32 = 50;

async fn create(studio: Studio, action: Option<String>) -> Result<Page, PageError> {
    let action = action.ok_or_else(|| PageError::Elsewhere("/studio/releases".to_owned()))?;
    let entered = studio
        .answer(
            Some(&action),
            || "/studio/releases".to_owned(),
            |form| async {
                let form = form;
                if action != "create" {
                    return Err(PageError::NotFound.into());
                }
                let name = some_text(&form, "name", "Give the release a name.")?;
                if name.chars().count() > 120 {
                    return Err(Problem::at("name", "At most 120 characters.").into());
                }
                let id = studio.store().create_release(&name, &studio.actor(), studio.now()).await.map_err(refused)?;
                Ok(format!("{}?done=created", release_path(id)))
            },
        )
        .await?;
    list(&studio, &entered).await
}

async fn load(studio: Studio, id: ReleaseId, action: Option<String>) -> Result<Page, PageError> {
    let find = async || studio.store().release(id).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let action = action.as_deref();
    let entered = studio
        .answer(action, || release_path(id), |form| act(&studio, &before, action.unwrap_or_default(), form))
        .await?;
    let release = if entered.status() == 200 { before } else { find().await? };
    let looked = look(&studio, &release).await?;
    let history = history(&studio, id).await?;
    let row = &release.row;
    let about = format!("made by {}, {} UTC", row.created_by, kit::moment(row.created_at));
    let links = view! { <a href=format!("{}/links", release_path(id))>"Preview links"</a>" · "<a href="/studio/releases">"All releases"</a> };
    let content = view! {
        {kit::head(row.name.clone(), view! { {release_state(row.state)}" · "{about} }, links)}
        {kit::done(studio.done())}
        {said(&release)}
        <div class="desk__halves">
            <div>{items(&release, &looked, &entered, studio.page())}</div>
            <aside aria-label="What to do">
                {forms(&studio, &release, &looked, &entered)}
                {dates(&release)}
                {kit::section("history", "History", None, history)}
            </aside>
        </div>
    };
    Ok(Page::private(row.name.clone(), content).with_status(entered.status()))
}

/// What was said of it: why it was sent back, why it could not be published at its time.
fn said(release: &Release) -> AnyView {
    let trouble = release.row.trouble.clone();
    let note = release.note.clone();
    view! {
        {(!trouble.is_empty()).then(|| view! {
            <div class="notice notice--error" role="status"><p class="notice__title">"It could not be published at its time"</p><p>{trouble}</p></div>
        })}
        {(!note.is_empty() && release.row.state.is_open()).then(|| view! {
            <div class="notice notice--warning" role="status"><p class="notice__title">"A publisher sent it back"</p><p>{note}</p></div>
        })}
    }
    .into_any()
}

fn dates(release: &Release) -> AnyView {
    let row = &release.row;
    let moment = |name: &'static str, at: Option<_>| {
        at.map(|at| kit::ledger_row(name, format!("{} UTC", kit::moment(at)), false))
    };
    let who = |name: &'static str, who: &Option<String>| who.clone().map(|who| kit::ledger_row(name, who, false));
    let rows = view! {
        {who("Proposed by", &release.proposed_by)}
        {who("Approved by", &release.approved_by)}
        {row.published_at.is_none().then(|| moment("Begins", row.publish_at))}
        {moment("Published", row.published_at)}
        {row.ended_at.is_none().then(|| moment("Ends", row.end_at))}
        {moment("Ended", row.ended_at)}
    };
    view! { <dl class="ledger">{rows}</dl> }.into_any()
}

async fn act(studio: &Studio, release: &Release, action: &str, form: PostedForm) -> Result<String, NotDone> {
    let (store, actor, now) = (studio.store(), studio.actor(), studio.now());
    let id = release.row.id;
    let here = |code: &str| Ok(format!("{}?done={code}", release_path(id)));
    let accept = form.text("accept") == "yes";
    if matches!(action, "publish" | "roll-back" | "schedule" | "send-back") {
        studio.must_publish()?;
    }
    match action {
        "take" | "drop" => {
            let key = key_of(&form)?;
            if action == "drop" {
                store.drop_release_item(id, &key, &actor, now).await.map_err(refused)?;
                return here("dropped");
            }
            let revision = form.text("revision").parse().map_err(|_| PageError::NotFound)?;
            store.set_release_item(id, &key, Some(revision), &actor, now).await.map_err(refused)?;
            here("taken")
        }
        "propose" => {
            store.propose_release(id, &actor, now).await.map_err(refused)?;
            here("proposed")
        }
        "send-back" => {
            let note = some_text(&form, "note", "Say why; its editors read it.")?;
            store.send_back_release(id, &note, &actor, now).await.map_err(refused)?;
            here("sent_back")
        }
        "publish" => {
            store.publish_release(id, accept, &actor, now).await.map_err(refused)?;
            here("published")
        }
        "schedule" => {
            let (begin, end) = times(&form, now)?;
            if begin.is_none() && end.is_none() {
                return Err(Problem::at("publish_at", "Enter when.").into());
            }
            store.schedule_release(id, begin, end, accept, &actor, now).await.map_err(refused)?;
            here("scheduled")
        }
        "roll-back" => {
            if text(&form, "sure") != "yes" {
                return Err(Problem::at("sure", "Tick this if you mean it.").into());
            }
            let done = store.roll_back_release(id, &actor, now).await.map_err(refused)?;
            here(if done.left.is_empty() { "rolled_back" } else { "rolled_back_left" })
        }
        "cancel" => {
            store.cancel_release(id, &actor, now).await.map_err(refused)?;
            here("cancelled")
        }
        _ => Err(PageError::NotFound.into()),
    }
}

/// The document that a form of an item names.
fn key_of(form: &PostedForm) -> Result<DocumentKey, PageError> {
    DocumentKey::parse(&form.text("kind"), &form.text("name")).ok_or(PageError::NotFound)
}

/// Who did what with it, out of the audit log.
async fn history(studio: &Studio, id: ReleaseId) -> Result<AnyView, PageError> {
    let subject = format!("release:{id}");
    let filter = AuditFilter { subject: subject.clone(), actor: String::new() };
    let log = studio.store().audit_log(&filter, HISTORY, 0).await?;
    let items: Vec<_> = log.entries.iter().filter(|entry| entry.subject == subject).map(happened).collect();
    if items.is_empty() {
        return Ok(kit::nothing("Nothing was done with it yet."));
    }
    Ok(view! { <ol class="timeline">{items}</ol> }.into_any())
}

fn happened(entry: &AuditEntry) -> AnyView {
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    let (before, after) = (text(&entry.before), text(&entry.after));
    let what = match (entry.action.as_str(), before, after) {
        ("studio.create_release", ..) => "Made".to_owned(),
        ("studio.release_item", _, Some(document)) => format!("Put in: {document}"),
        ("studio.release_item", Some(document), _) => format!("Taken out: {document}"),
        ("studio.release", _, Some(state)) if state == ReleaseState::Proposed.name() => "Proposed".to_owned(),
        ("studio.release", _, Some(state)) if state == ReleaseState::Open.name() => "Sent back".to_owned(),
        ("studio.release", _, Some(state)) if state == ReleaseState::Cancelled.name() => "Cancelled".to_owned(),
        ("studio.schedule", ..) => "Scheduled".to_owned(),
        ("studio.publish", ..) => "Published".to_owned(),
        ("studio.end", ..) => "Ended".to_owned(),
        ("studio.roll_back", ..) => "Rolled back".to_owned(),
        (other, ..) => other.to_owned(),
    };
    view! {
        <li class="timeline__item timeline__item--done">
            {what}
            <span class="timeline__note">{entry.actor.clone()}</span>
            <time class="timeline__time" datetime=entry.happened_at.to_rfc3339()>{kit::moment(entry.happened_at)}</time>
        </li>
    }
    .into_any()
}
