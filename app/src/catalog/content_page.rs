//! A content page: a text that editors write in the studio, at an address of its own.

use domain::markdown;
use domain::studio::PageContent;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::schema_org;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/pages/:slug`
#[component]
pub(crate) fn ContentPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    respond(|visit| load(visit, slug))
}

async fn load(visit: Visit, slug: String) -> Result<Page, PageError> {
    let page = visit.store.content_page(&slug).await?.ok_or(PageError::NotFound)?;
    // Addresses are found in any case and have one.
    if page.slug != slug {
        return Err(PageError::Moved(format!("/pages/{}", page.slug)));
    }
    let path = format!("/pages/{}", page.slug);
    let data = vec![schema_org::way(&visit, &[("Help", "/help"), (&page.title, &path)])];
    Ok(Page::public(page.title.clone(), page.summary.clone(), content(&page))
        .narrow()
        .with_canonical(path)
        .with_data(data))
}

fn content(page: &PageContent) -> impl IntoView + use<> {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol class="breadcrumb__list">
                <li class="breadcrumb__item"><a class="breadcrumb__link" href="/help">"Help"</a></li>
                <li class="breadcrumb__item" aria-current="page">{page.title.clone()}</li>
            </ol>
        </nav>
        <header class="page__head"><div>
            <h1 class="page__title">{page.title.clone()}</h1>
            <p class="page__about">{page.summary.clone()}</p>
        </div></header>
        <div class="prose" inner_html=markdown::render(&page.body, 2)></div>
    }
}
