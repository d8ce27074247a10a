//! `/studio/:kind/:name`: the form of a document and its page beside it.

use domain::studio::form::{self, Misread, Typed};
use domain::studio::{Finding, Kind, Severity, diff};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::studio::SaveError;

use super::fields::Form;
use super::preview::{Look, preview};
use super::work::{END, Offered, Outcome, SEEN, Work, typed_of};
use super::{category, content_page, home, merge, prices, product};
use crate::desk::{DeskFrame, kit};
use crate::page::{self, Page, PageError};
use crate::posted::PostedForm;
use crate::request::Visit;
use crate::studio::{StudioEditor, words};

/// `/studio/:kind/:name`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn EditorPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let kind = params.get("kind").unwrap_or_default();
    let name = params.get("name").unwrap_or_default();
    let action = params.get("action");
    page::respond(|visit| load(visit, kind, name, action))
}

async fn load(visit: Visit, kind: String, name: String, action: Option<String>) -> Result<Page, PageError> {
    let work = Work::begin(visit, &kind, &name).await?;
    let posted = work.visit.posted();
    let page = match (action.as_deref(), posted) {
        (None, _) => show(&work, begun(&work), Vec::new()).await?,
        (Some("save"), Some(form)) => save(&work, &form).await?,
        (Some("discard"), Some(form)) => discard(&work, &form).await?,
        (Some("save" | "discard"), None) => return Err(PageError::Elsewhere(work.key.path())),
        _ => return Err(PageError::NotFound),
    };
    let frame = DeskFrame::new(&work.visit, &work.staff, None);
    Ok(Page { desk: Some(Box::new(frame)), ..page })
}

/// The form as it is before anything is typed.
fn begun(work: &Work) -> Typed {
    let mut typed = form::write(&work.content());
    typed.set(SEEN, work.head().to_string());
    typed
}

async fn save(work: &Work, posted: &PostedForm) -> Result<Page, PageError> {
    let mut typed = typed_of(posted);
    if typed.get("do") == "add:images"
        && let Err(problem) = super::pictures::take_in(work, posted, &mut typed).await?
    {
        return show(work, typed, vec![problem]).await;
    }
    match work.save(&mut typed).await? {
        Outcome::Saved(saved, at) => {
            let look = Look::asked(&work.visit).query();
            let done = if saved.is_new { "saved" } else { "unchanged" };
            let joint = if look.is_empty() { "?" } else { "&" };
            let at = at.map(|path| format!("#field-{path}")).unwrap_or_default();
            Err(PageError::Elsewhere(format!("{}{look}{joint}done={done}{at}", work.key.path())))
        }
        Outcome::Misread(problems) => show(work, typed, problems).await,
        Outcome::Newer(newer) => {
            let makers = work.store().makers().await?;
            let mine =
                form::read(&typed, &newer.base, &makers).map(|mine| diff(&newer.base, &mine)).unwrap_or_default();
            Ok(merge::page(work, &typed, &newer, &mine))
        }
    }
}

async fn discard(work: &Work, posted: &PostedForm) -> Result<Page, PageError> {
    let seen = posted.text(SEEN).parse().unwrap_or_default();
    match work.store().discard_draft(&work.key, seen, &work.staff.actor(), work.visit.now()).await {
        Ok(()) => Err(PageError::Elsewhere(format!("{}?done=discarded", work.key.path()))),
        Err(SaveError::Newer(_)) => {
            let text = "Somebody saved since this page was shown. Look at the draft again before it is discarded.";
            let page = show(work, begun(work), vec![Misread::at("", text)]).await?;
            Ok(page.with_status(409))
        }
        Err(SaveError::Store(error)) => Err(error.into()),
        Err(SaveError::Exists | SaveError::CodeTaken(_) | SaveError::Unknown) => Err(PageError::NotFound),
    }
}

async fn show(work: &Work, typed: Typed, misread: Vec<Misread>) -> Result<Page, PageError> {
    let offered = work.offered(&typed).await?;
    let findings = work.findings().await?;
    let others = work.others_line().await?;
    let page_path = work.page_path().await?;
    let look = Look::asked(&work.visit);
    let title = match (&work.document, work.key.kind) {
        (_, Kind::Prices) => match work.product().await? {
            Some(product) => format!("Prices of {}", product.title),
            None => format!("Prices of {}", work.key.name),
        },
        (Some(document), _) => document.title.clone(),
        (None, _) => work.key.name.clone(),
    };
    let status = if misread.is_empty() { 200 } else { 422 };
    let form = Form { typed: &typed, misread: &misread };
    let save_path = format!("{}/save{}", work.key.path(), look.query());
    let form = view! {
        <form class="form studio-form" id="studio-form" method="post" action=save_path novalidate=true>
            <div class="studio-form__bar">
                <button class="button button--go" type="submit" aria-keyshortcuts="Control+S">"Save draft"</button>
                <p class="studio-form__status" id="studio-status" role="status">{saved_line(work)}</p>
                <a class="studio-form__to-preview" href="#preview">"Preview"</a>
            </div>
            <p class="studio-form__others" id="studio-others" role="status">{others}</p>
            {findings_notice(&findings)}
            {form.hidden(SEEN)}
            {fields(work.key.kind, &form, &offered)}
            <input type="hidden" name=END value="1"/>
        </form>
        {discard_form(work)}
    }
    .into_any();
    let (kind, name) = (work.key.kind.path().to_owned(), work.key.name.clone());
    let content = view! {
        {head(work, &title)}
        {kit::done(done(work))}
        {misread_notice(&misread)}
        {behind(work)}
        <div class="studio">
            <StudioEditor kind=kind name=name page=page_path.clone().unwrap_or_default()>{form}</StudioEditor>
            {preview(&work.key, work.head(), page_path.as_deref(), look)}
        </div>
    };
    Ok(Page::private(format!("{title}, {}", work.key.kind.title().to_lowercase()), content).with_status(status))
}

fn fields(kind: Kind, form: &Form<'_>, offered: &Offered) -> AnyView {
    match kind {
        Kind::Product => product::fields(form, offered),
        Kind::Prices => prices::fields(form, offered),
        Kind::Category => category::fields(form, offered),
        Kind::Page => content_page::fields(form),
        Kind::Home => home::fields(form),
    }
}

fn head(work: &Work, title: &str) -> AnyView {
    let path = work.key.path();
    let about = work.document.as_ref().map(|document| view! { " · "{words::status(document.status())} });
    let other = work.other_key().map(|key| {
        let text = if key.kind == Kind::Prices { "Its prices" } else { "Its product" };
        view! { <a id="field-prices" href=key.path()>{text}</a> }
    });
    let way = |end: &str, text: &'static str| {
        let current = end.is_empty().then_some("page");
        view! { <a class="desk__tab" href=format!("{path}{end}") aria-current=current>{text}</a> }
    };
    view! {
        {kit::head(title.to_owned(), view! { {work.key.kind.title()}{about} }, other)}
        <nav class="desk__tabs" aria-label="Pages of the document">
            {way("", "Edit")}
            {way("/history", "History")}
            {way("/publish", "Publish")}
            {way("/links", "Preview links")}
        </nav>
    }
    .into_any()
}

/// Where the document stands, until something is typed.
fn saved_line(work: &Work) -> String {
    match work.document.as_ref().map(|document| (&document.draft, &document.published)) {
        Some((Some(draft), _)) => {
            format!("Draft {}, saved {} by {}", draft.number, kit::moment(draft.at), draft.author)
        }
        Some((None, Some(published))) => format!("Revision {} is published; there is no draft", published.number),
        Some((None, None)) | None => "Nothing is saved yet".to_owned(),
    }
}

fn misread_notice(misread: &[Misread]) -> Option<impl IntoView + use<>> {
    let title = match misread {
        [] => return None,
        [one] if one.path.is_empty() => one.text.clone(),
        [_] => "Not saved: one field needs a change".to_owned(),
        several => format!("Not saved: {} fields need a change", several.len()),
    };
    let items: Vec<_> = misread
        .iter()
        .filter(|misread| !misread.path.is_empty())
        .map(|misread| view! { <li><a href=format!("#field-{}", misread.path)>{misread.text.clone()}</a></li> })
        .collect();
    let items = (!items.is_empty()).then(|| view! { <ul class="notice__list">{items}</ul> });
    Some(view! { <div class="notice notice--error" role="alert"><p class="notice__title">{title}</p>{items}</div> })
}

/// What has to be right before the draft can be published.
fn findings_notice(findings: &[Finding]) -> Option<impl IntoView + use<>> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let title = match (findings.len(), errors) {
        (0, _) => return None,
        (_, 0) => "Look at this before it is published",
        _ => "Before it can be published",
    };
    let items: Vec<_> = findings
        .iter()
        .map(|finding| {
            let text = finding.text.clone();
            match &finding.path {
                Some(path) => view! { <li><a href=format!("#field-{path}")>{text}</a></li> }.into_any(),
                None => view! { <li>{text}</li> }.into_any(),
            }
        })
        .collect();
    Some(view! {
        <details class="disclosure studio-form__findings">
            <summary class="disclosure__summary">{title}<span class="badge">{findings.len()}</span></summary>
            <ul class="disclosure__body notice__list">{items}</ul>
        </details>
    })
}

/// Says where what visitors see is newer than what the draft was made from.
fn behind(work: &Work) -> Option<impl IntoView + use<>> {
    work.document.as_ref().filter(|document| document.draft.is_some() && document.is_behind()).map(|_| {
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Something newer was published since this draft was begun"</p>
                <p>"Publishing merges the two. Where both changed a field, you are asked first."</p>
            </div>
        }
    })
}

fn discard_form(work: &Work) -> Option<impl IntoView + use<>> {
    let document = work.document.as_ref()?;
    if document.draft.is_none() || document.published.is_none() {
        return None;
    }
    let action = format!("{}/discard", work.key.path());
    let seen = work.head().to_string();
    Some(view! {
        <details class="disclosure studio-form__discard">
            <summary class="disclosure__summary">"Discard the draft"</summary>
            <form class="disclosure__body desk-action" method="post" action=action>
                <p class="desk-action__about">"The form then holds what visitors see. The draft stays in the history and can be restored from there."</p>
                <input type="hidden" name=SEEN value=seen/>
                <button class="button button--small" type="submit">"Discard the draft"</button>
            </form>
        </details>
    })
}

/// What was done, as the page that it led to says it: looked up by code.
fn done(work: &Work) -> Option<String> {
    let code = work.visit.query("done")?;
    DONE.iter().find(|(known, _)| *known == code).map(|(_, text)| (*text).to_owned())
}

const DONE: &[(&str, &str)] = &[
    ("created", "The draft is made. Visitors do not see it before it is published."),
    ("discarded", "The draft is discarded. The form holds what visitors see."),
    ("saved", "Saved as a draft. Visitors see what they saw before."),
    ("unchanged", "Nothing had changed: the draft is as it was."),
];
