//! `/studio/:kind/:name/publish`: what a draft changes for visitors, what checks find, and the ways to publish it.

mod forms;

pub(super) use forms::{accept, times as time_fields, to_tick};

use domain::studio::{DocumentKey, Finding, diff};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::{Document, ReleaseId, ReleaseItem};

use super::answering::{Studio, refused, respond, times};
use super::changes::changes;
use super::list::release_of;
use super::words::{self, Of, release_path};
use crate::desk::entered::{NotDone, Problem};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/studio/:kind/:name/publish`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn PublishPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let key = DocumentKey::parse(&params.get("kind").unwrap_or_default(), &params.get("name").unwrap_or_default());
    let action = params.get("action");
    respond(|studio| load(studio, key, action))
}

async fn load(studio: Studio, key: Option<DocumentKey>, action: Option<String>) -> Result<Page, PageError> {
    let key = key.ok_or(PageError::NotFound)?;
    let before = studio.document(&key).await?;
    let path = format!("{}/publish", key.path());
    let action = action.as_deref();
    let entered =
        studio.answer(action, || path, |form| act(&studio, &before, action.unwrap_or_default(), form)).await?;
    // Somebody may have saved while the form was refused.
    let document = if entered.status() == 200 { before } else { studio.document(&key).await? };
    let findings = match &document.draft {
        Some(_) => studio.store().findings(&key, &document.content).await?,
        None => Vec::new(),
    };
    let forms = forms::forms(&studio, &document, &findings, &entered).await?;
    let content = view! {
        {words::document_head(&document, Of::Publish)}
        {kit::done(studio.done())}
        <div class="desk__halves">
            <div>{what_changes(&document, &findings)}</div>
            <aside aria-label="What to do">{forms}</aside>
        </div>
    };
    Ok(Page::private(format!("Publish {}", document.title), content).with_status(entered.status()))
}

/// What visitors would see that they do not see now, and what checks say of it.
fn what_changes(document: &Document, findings: &[Finding]) -> AnyView {
    let Some(draft) = &document.draft else {
        let text = match &document.published {
            Some(published) if document.is_public => {
                format!(
                    "Visitors see revision {}, and nothing is newer. What is edited appears here first.",
                    published.number
                )
            }
            Some(published) => format!(
                "Visitors see nothing of it: it was unpublished. Revision {} was seen last. Save a draft to publish it again.",
                published.number
            ),
            None => "Nothing was saved yet.".to_owned(),
        };
        return kit::section("changes", "What changes", None, kit::nothing(text));
    };
    let note = format!("revision {} by {}, {} UTC", draft.number, draft.author, kit::moment(draft.at));
    let behind = document.is_behind().then(|| {
        let href = document.key.path();
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Something was published after this draft was begun"</p>
                <p>"What only one of the two changed is kept. Where both changed the same, you will be asked: "<a href=href>"look at it in the editor"</a>"."</p>
            </div>
        }
    });
    let seen = document.published_content.as_ref().filter(|_| document.is_public);
    let (title, differs) = if let Some(published) = seen {
        ("What changes", changes(&diff(published, &document.content)))
    } else {
        ("What visitors will see for the first time", all_of(document))
    };
    view! {
        {behind}
        {words::findings(&document.key, findings)}
        {kit::section("changes", title, Some(note), differs)}
    }
    .into_any()
}

/// All fields of a document that hold something.
fn all_of(document: &Document) -> AnyView {
    let fields = document.content.fields();
    let rows: Vec<_> = fields
        .values()
        .filter(|field| !field.text.is_empty())
        .map(|field| {
            view! {
                <div class="changes__field">
                    <dt class="changes__name">{field.label.clone()}</dt>
                    <dd class="changes__text">{field.text.clone()}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="changes">{rows}</dl> }.into_any()
}

async fn act(studio: &Studio, document: &Document, action: &str, form: PostedForm) -> Result<String, NotDone> {
    let (store, actor, now) = (studio.store(), studio.actor(), studio.now());
    let accept = form.text("accept") == "yes";
    let path = document.key.path();
    if matches!(action, "now" | "schedule" | "unpublish") {
        studio.must_publish()?;
    }
    match action {
        "now" => {
            let items = [looked_at(document, &form)?];
            store.publish_now(&document.title, &items, accept, &actor, now).await.map_err(refused)?;
            Ok(format!("{path}/publish?done=published"))
        }
        "unpublish" => {
            if form.text("sure") != "yes" {
                return Err(Problem::at("sure", "Tick this if you mean it.").into());
            }
            let items = [ReleaseItem { key: document.key.clone(), revision: None }];
            store
                .publish_now(&format!("Unpublish {}", document.title), &items, true, &actor, now)
                .await
                .map_err(refused)?;
            Ok(format!("{path}/publish?done=unpublished"))
        }
        "schedule" => {
            let item = looked_at(document, &form)?;
            let (begin, end) = times(&form, now)?;
            if begin.is_none() && end.is_none() {
                return Err(Problem::at("publish_at", "Enter when.").into());
            }
            let id = release_with(studio, document, item).await?;
            // A release that cannot be scheduled is not left lying about.
            if let Err(error) = store.schedule_release(id, begin, end, accept, &actor, now).await {
                store.cancel_release(id, &actor, now).await.map_err(refused)?;
                return Err(refused(error));
            }
            Ok(format!("{}?done=scheduled", release_path(id)))
        }
        "propose" => {
            let item = looked_at(document, &form)?;
            let id = release_with(studio, document, item).await?;
            store.propose_release(id, &actor, now).await.map_err(refused)?;
            Ok(format!("{}?done=proposed", release_path(id)))
        }
        "add" => {
            let item = looked_at(document, &form)?;
            let id = release_of(studio, &form).await?;
            store.set_release_item(id, &item.key, item.revision, &actor, now).await.map_err(refused)?;
            Ok(format!("{}?done=added", release_path(id)))
        }
        _ => Err(PageError::NotFound.into()),
    }
}

/// A release of its own for one draft.
async fn release_with(studio: &Studio, document: &Document, item: ReleaseItem) -> Result<ReleaseId, NotDone> {
    let (store, actor, now) = (studio.store(), studio.actor(), studio.now());
    let name: String = document.title.chars().take(120).collect();
    let id = store.create_release(&name, &actor, now).await.map_err(refused)?;
    store.set_release_item(id, &item.key, item.revision, &actor, now).await.map_err(refused)?;
    Ok(id)
}

/// The draft that the form was shown with; refused where a newer one was saved since.
fn looked_at(document: &Document, form: &PostedForm) -> Result<ReleaseItem, Problem> {
    let changed = |text: String| Problem { status: 409, ..Problem::general(text) };
    let Some(draft) = &document.draft else {
        return Err(changed("There is no draft any more: it was published or discarded in the meantime.".to_owned()));
    };
    if form.text("revision") != draft.number.to_string() {
        return Err(changed(format!(
            "{} saved revision {} after this page was shown. Look at what changes now, then send the form anew.",
            draft.author, draft.number
        )));
    }
    Ok(ReleaseItem { key: document.key.clone(), revision: Some(draft.number) })
}
