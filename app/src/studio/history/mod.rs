//! `/studio/:kind/:name/history`: the revisions of a document, any two of them compared, an old one taken up again.

mod compare;
mod folded;

use domain::studio::DocumentKey;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::{Document, REVISIONS_PER_PAGE, RevisionEntry, SaveError};

use self::folded::fold;
use super::answering::{Studio, respond};
use super::words::{self, Of};
use crate::desk::entered::{NotDone, Problem};
use crate::desk::kit;
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/studio/:kind/:name/history`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn HistoryPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let key = DocumentKey::parse(&params.get("kind").unwrap_or_default(), &params.get("name").unwrap_or_default());
    let action = params.get("action");
    respond(|studio| load(studio, key, action))
}

async fn load(studio: Studio, key: Option<DocumentKey>, action: Option<String>) -> Result<Page, PageError> {
    let key = key.ok_or(PageError::NotFound)?;
    let document = studio.document(&key).await?;
    let path = format!("{}/history", key.path());
    let action = action.as_deref();
    let entered =
        studio.answer(action, || path.clone(), |form| restore(&studio, &key, action.unwrap_or_default(), form)).await?;
    let number = |name: &str| studio.visit.query(name).and_then(|number| number.parse::<u32>().ok());
    let before = number("before");
    let revisions = studio.store().revisions(&key, before).await?;
    let (from, to) = (number("from"), number("to"));
    let compared = match (from, to) {
        (Some(from), Some(to)) => Some(compare::compared(&studio, &document, from, to).await?),
        _ => None,
    };
    let chosen = chosen(&document, &revisions, from, to);
    let older = revisions
        .last()
        .filter(|last| revisions.len() == REVISIONS_PER_PAGE as usize && last.info.number > 1)
        .map(|last| {
            view! { <a rel="next" href=format!("{path}?before={}", last.info.number)>"Older →"</a> }
        });
    let newest = before.map(|_| view! { <a rel="prev" href=path.clone()>"← Newest"</a> });
    let content = view! {
        {words::document_head(&document, Of::History)}
        {kit::done(studio.done())}
        {kit::general_problems(&entered, action.unwrap_or_default())}
        {compared}
        {kit::section("revisions", "Revisions", Some("every save, newest first; times are UTC".to_owned()), view! {
            {list(&document, &revisions, chosen)}
            <p class="form__actions">{newest}{older}</p>
        })}
    };
    Ok(Page::private(format!("History of {}", document.title), content).with_status(entered.status()))
}

/// The two revisions that are chosen to be compared: those that are, or else what is published and what is newest.
fn chosen(document: &Document, revisions: &[RevisionEntry], from: Option<u32>, to: Option<u32>) -> (u32, u32) {
    let newest = revisions.first().map_or(0, |entry| entry.info.number);
    let published = document.published.as_ref().map(|published| published.number).filter(|number| *number != newest);
    let from = from.or(published).unwrap_or_else(|| newest.saturating_sub(1).max(1));
    (from, to.unwrap_or(newest))
}

async fn restore(studio: &Studio, key: &DocumentKey, action: &str, form: PostedForm) -> Result<String, NotDone> {
    if action != "restore" {
        return Err(PageError::NotFound.into());
    }
    let number = form.text("number").parse().map_err(|_| PageError::NotFound)?;
    let seen = form.text("seen").parse().map_err(|_| PageError::NotFound)?;
    match studio.store().restore_revision(key, number, seen, &studio.actor(), studio.now()).await {
        Ok(_) => Ok(format!("{}/history?done=restored", key.path())),
        Err(SaveError::Newer(newer)) => Err(Problem {
            status: 409,
            ..Problem::general(format!(
                "{} saved revision {} after this page was shown. Look at it first, then restore once more.",
                newer.newest.author, newer.newest.number
            ))
        }
        .into()),
        Err(SaveError::CodeTaken(code)) => Err(Problem::general(format!(
            "The variant {code} belongs to another product now, so this revision cannot be taken up again."
        ))
        .into()),
        Err(SaveError::Exists | SaveError::Unknown) => Err(PageError::NotFound.into()),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}

fn list(document: &Document, revisions: &[RevisionEntry], chosen: (u32, u32)) -> AnyView {
    if revisions.is_empty() {
        return kit::nothing("Nothing was saved before this.");
    }
    let path = format!("{}/history", document.key.path());
    let items: Vec<_> = fold(revisions)
        .into_iter()
        .map(|saves| match saves {
            [] => ().into_any(),
            [only] => view! { <li class="revisions__item">{revision(document, only, chosen)}</li> }.into_any(),
            [newest, older @ ..] => {
                let is_open = older.iter().any(|entry| [chosen.0, chosen.1].contains(&entry.info.number));
                let summary = format!("{} more by {}, since {}", older.len(), newest.info.author, since(older));
                let older: Vec<_> = older
                    .iter()
                    .map(|entry| view! { <li class="revisions__item">{revision(document, entry, chosen)}</li> })
                    .collect();
                view! {
                    <li class="revisions__item">
                        {revision(document, newest, chosen)}
                        <details class="disclosure revisions__fold" open=is_open>
                            <summary class="disclosure__summary">{summary}</summary>
                            <ol class="revisions">{older}</ol>
                        </details>
                    </li>
                }
                .into_any()
            }
        })
        .collect();
    view! {
        <form class="revisions__compare" id="compare" method="get" action=path>
            <button class="button" type="submit">"Compare the two chosen"</button>
        </form>
        <ol class="revisions">{items}</ol>
    }
    .into_any()
}

/// When the first of some saves was made.
fn since(saves: &[RevisionEntry]) -> String {
    saves.last().map(|entry| entry.info.at.format("%H:%M").to_string()).unwrap_or_default()
}

fn revision(document: &Document, entry: &RevisionEntry, chosen: (u32, u32)) -> AnyView {
    let info = &entry.info;
    let number = info.number;
    let side = |name: &'static str, chosen: u32, label: &'static str| {
        view! {
            <label class="revisions__choice">
                <input type="radio" form="compare" name=name value=number.to_string() checked={chosen == number}/>
                <span aria-hidden="true">{label}</span>
                <span class="visually-hidden">{format!("{label} revision {number}")}</span>
            </label>
        }
    };
    let draft = entry.is_draft.then(|| view! { <span class="state state--moving">"draft"</span> });
    let live = entry.is_published.then(|| view! { <span class="state state--done">"published"</span> });
    let published: Vec<_> = entry
        .published_at
        .iter()
        .map(|(at, by)| view! { <span class="revisions__note">{format!("published {} by {by}", kit::moment(*at))}</span> })
        .collect();
    let why = if info.note.is_empty() {
        info.origin.title().to_owned()
    } else {
        format!("{}: {}", info.origin.title(), info.note)
    };
    let is_head = number == document.head();
    let restore = (!is_head).then(|| {
        view! {
            <form method="post" action=format!("{}/history/restore", document.key.path())>
                <input type="hidden" name="number" value=number.to_string()/>
                <input type="hidden" name="seen" value=document.head().to_string()/>
                <button class="button button--text" type="submit">"Restore as draft"<span class="visually-hidden">{format!(": revision {number}")}</span></button>
            </form>
        }
    });
    let changed = (number > 1).then(|| {
        let href = format!("{}/history?from={}&to={number}#compared", document.key.path(), number - 1);
        view! { <a href=href>"What changed"<span class="visually-hidden">{format!(" in revision {number}")}</span></a> }
    });
    view! {
        <div class="revisions__line">
            <span class="revisions__choices">{side("from", chosen.0, "from")}{side("to", chosen.1, "to")}</span>
            <span class="revisions__what">
                <span class="revisions__number">{format!("Revision {number}")}</span>
                {draft}{live}
                <span class="revisions__note">{why}</span>
                {published}
            </span>
            <span class="revisions__who">{info.author.clone()}<time class="revisions__note" datetime=info.at.to_rfc3339()>{kit::moment(info.at)}</time></span>
            <span class="revisions__ways">{changed}{restore}</span>
        </div>
    }
    .into_any()
}
