//! The index of help, and the page of one topic.

use domain::studio::PageContent;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{HelpTopic, TOPICS};
use crate::page::{Page, PageError, respond};

/// `/help`
#[component]
pub(crate) fn HelpIndexPage() -> impl IntoView {
    respond(|visit| async move { Ok(index(visit.store.content_pages().await?)) })
}

/// `/help/:page`
#[component]
pub(crate) fn HelpPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("page").unwrap_or_default();
    respond(|_| async move {
        let topic = TOPICS.iter().find(|topic| topic.slug == slug).ok_or(PageError::NotFound)?;
        Ok(topic_page(topic))
    })
}

fn index(pages: Vec<PageContent>) -> Page {
    let content = view! {
        <header class="page__head"><div>
            <h1 class="page__title">"Help"</h1>
            <p class="page__about">"How to find a part, whether it fits, and how to order it."</p>
        </div></header>
        <ul class="facts">
            {TOPICS.iter().map(|topic| view! {
                <li class="facts__item">
                    <h2 class="facts__title"><a href=topic.path()>{topic.title}</a></h2>
                    <p class="facts__text">{topic.summary}</p>
                </li>
            }).collect_view()}
        </ul>
        {(!pages.is_empty()).then(|| from_the_shop(pages))}
    };
    Page::public("Help", "How to search by dimension, measure a part, read fit and motor classes, and order.", content)
        .with_canonical("/help")
}

/// What editors wrote: terms, shipping and the like.
fn from_the_shop(pages: Vec<PageContent>) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="from-the-shop">
            <div class="section__head"><h2 class="section__title" id="from-the-shop">"From the shop"</h2></div>
            <ul class="facts">
                {pages.into_iter().map(|page| view! {
                    <li class="facts__item">
                        <h3 class="facts__title"><a href=format!("/pages/{}", page.slug)>{page.title}</a></h3>
                        <p class="facts__text">{page.summary}</p>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    }
}

fn topic_page(topic: &'static HelpTopic) -> Page {
    let others = TOPICS.iter().filter(|other| other.slug != topic.slug);
    let content = view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol class="breadcrumb__list">
                <li class="breadcrumb__item"><a class="breadcrumb__link" href="/help">"Help"</a></li>
                <li class="breadcrumb__item" aria-current="page">{topic.title}</li>
            </ol>
        </nav>
        <header class="page__head"><div>
            <h1 class="page__title">{topic.title}</h1>
            <p class="page__about">{topic.summary}</p>
        </div></header>
        {(topic.content)()}
        <section class="section" aria-labelledby="more-help">
            <div class="section__head"><h2 class="section__title" id="more-help">"More help"</h2></div>
            <ul class="chips">
                {others.map(|other| view! { <li><a class="chip chip--suggested" href=other.path()>{other.title}</a></li> }).collect_view()}
            </ul>
        </section>
    };
    Page::public(topic.title, topic.summary, content).narrow().with_canonical(topic.path())
}
