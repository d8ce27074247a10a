//! Words and signs that pages of the studio share: where a document and a release stand, the ways between the pages
//! of a document, what checks found.

use domain::studio::{Content, DocumentKey, Finding, Problem, ReleaseState, Severity};
use leptos::prelude::*;
use store::studio::{Document, DocumentStatus, ReleaseId};

use crate::desk::kit;

/// Where a document stands, by word and shape.
pub(super) fn status(status: DocumentStatus) -> AnyView {
    let class = match status {
        DocumentStatus::Draft => "state state--waiting",
        DocumentStatus::Changed => "state state--moving",
        DocumentStatus::Published => "state state--done",
        DocumentStatus::Unpublished => "state state--stopped",
    };
    view! { <span class=class>{status.title()}</span> }.into_any()
}

/// Where a release stands, by word and shape.
pub(super) fn release_state(state: ReleaseState) -> AnyView {
    let class = match state {
        ReleaseState::Open => "state state--moving",
        ReleaseState::Proposed => "state state--waiting",
        ReleaseState::Scheduled => "state state--sent",
        ReleaseState::Published => "state state--done",
        ReleaseState::Ended | ReleaseState::RolledBack | ReleaseState::Cancelled => "state state--stopped",
    };
    view! { <span class=class>{state.title()}</span> }.into_any()
}

/// What a document lacks, as small badges.
pub(super) fn problems(problems: &[Problem]) -> AnyView {
    problems
        .iter()
        .map(|problem| view! { <span class="badge badge--quiet">{problem.title()}</span>" " })
        .collect_view()
        .into_any()
}

/// The address of a release in the studio.
pub(super) fn release_path(id: ReleaseId) -> String {
    format!("/studio/releases/{id}")
}

/// The pages of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// `/studio/:kind/:name/history`
    History,
    /// `/studio/:kind/:name/publish`
    Publish,
    /// `/studio/:kind/:name/links`
    Links,
}

/// The head of a page of a document, and the ways to the others.
pub(super) fn document_head(document: &Document, here: Of) -> AnyView {
    let path = document.key.path();
    let way = |of: Option<Of>, end: &str, text: &'static str| {
        let current = (of == Some(here)).then_some("page");
        view! { <a class="desk__tab" href=format!("{path}{end}") aria-current=current>{text}</a> }
    };
    let public = document.published_content.as_ref().filter(|_| document.is_public).and_then(Content::page);
    let public = public.map(|page| view! { <a href=page>"Page in the shop"</a> });
    view! {
        {kit::head(
            document.title.clone(),
            view! { {document.key.kind.title()}" · "{status(document.status())} },
            public,
        )}
        <nav class="desk__tabs" aria-label="Pages of the document">
            {way(None, "", "Edit")}
            {way(Some(Of::History), "/history", "History")}
            {way(Some(Of::Publish), "/publish", "Publish")}
            {way(Some(Of::Links), "/links", "Preview links")}
        </nav>
    }
    .into_any()
}

/// What checks found, errors first; each leads to its field in the editor.
pub(super) fn findings(key: &DocumentKey, found: &[Finding]) -> AnyView {
    let list = |severity: Severity, class: &'static str, title: &'static str| {
        let items: Vec<_> = found
            .iter()
            .filter(|finding| finding.severity == severity)
            .map(|finding| {
                let text = finding.text.clone();
                match &finding.path {
                    Some(path) => {
                        let href = format!("{}#field-{path}", key.path());
                        view! { <li><a href=href>{text}</a></li> }.into_any()
                    }
                    None => view! { <li>{text}</li> }.into_any(),
                }
            })
            .collect();
        (!items.is_empty()).then(|| {
            view! {
                <div class=class role="status">
                    <p class="notice__title">{title}</p>
                    <ul class="notice__list">{items}</ul>
                </div>
            }
        })
    };
    view! {
        {list(Severity::Error, "notice notice--error", "This has to be mended before it can be published")}
        {list(Severity::Warning, "notice notice--warning", "Look at this before it is published")}
    }
    .into_any()
}

/// Whether something found has to be mended first.
pub(super) fn has_errors(found: &[Finding]) -> bool {
    found.iter().any(|finding| finding.severity == Severity::Error)
}
