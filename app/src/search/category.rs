//! A category: its sub-categories, and the list of the parts in it and below.

use domain::catalog::drawing::thumbnail;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::catalog::{Category, CategoryNode};

use super::narrowing::{Address, Listing, Place};
use crate::catalog::{category_shape, count, schema_org};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;
use crate::ui;

/// `/categories/:slug?…`, narrowed by the parameters of [`Address`]; `sort` is an attribute code, `sku`
/// or `price`, with a minus sign in front for largest first.
#[component]
pub(crate) fn CategoryPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    respond(|visit| load(visit, slug))
}

async fn load(visit: Visit, slug: String) -> Result<Page, PageError> {
    let Some(category) = visit.store.category(&slug).await? else {
        // Slugs are in small letters.
        let small = slug.to_ascii_lowercase();
        let is_there = small != slug && visit.store.category(&small).await?.is_some();
        return Err(if is_there { PageError::Moved(format!("/categories/{small}")) } else { PageError::NotFound });
    };
    let vocabulary = visit.store.vocabulary();
    let (address, problems) = Address::read(&format!("/categories/{slug}"), visit.query_string(), &vocabulary)?;
    let (canonical, unlisted) = address.canonical(&vocabulary);
    let unit = address.unit();
    let place = Place {
        name: category.node.name.clone(),
        thing: if category.node.code == "services" { "service" } else { "part" },
        columns: category.columns.clone(),
        category: Some(slug.clone()),
    };
    let listing = Listing::find(&visit, place, address, problems, vocabulary).await?;
    let title = category.node.name.clone();
    let description = category.node.summary.clone();
    let data = vec![schema_org::breadcrumbs(&visit, &category.path, (&title, &format!("/categories/{slug}")))];
    let is_empty = listing.is_empty() && category.children.is_empty();
    Ok(Page::public(title, description, content(category, listing))
        .with_canonical(canonical)
        .with_data(data)
        .unlisted_if(unlisted || is_empty)
        .in_unit(unit))
}

fn content(category: Category, listing: Listing) -> impl IntoView {
    let is_empty = listing.is_empty() && category.children.is_empty();
    view! {
        {ui::breadcrumb(category.path, Some(category.node.name.clone()))}
        <header class="page__head">
            <div>
                <h1 class="page__title">{category.node.name.clone()}</h1>
                <p class="page__about">{category.node.summary}</p>
            </div>
        </header>
        {(!category.children.is_empty()).then(|| view! {
            <ul class="category__children">{category.children.into_iter().map(child_link).collect_view()}</ul>
        })}
        {listing.view()}
        {is_empty.then(|| view! {
            <div class="empty">
                <h2 class="empty__title">"Nothing here yet"</h2>
                <p class="empty__text">"We carry no parts of this kind at the moment."</p>
                <ul class="empty__ways"><li><a href="/">"All categories"</a></li></ul>
            </div>
        })}
    }
}

/// A sub-category with what it is about.
fn child_link(node: CategoryNode) -> impl IntoView {
    let outline = category_shape(&node.code).map(|shape| thumbnail(&shape)).unwrap_or_default();
    view! {
        <li>
            <a class="category__child" href=format!("/categories/{}", node.slug)>
                <span inner_html=outline></span>
                <span class="category__child-name">{node.name}</span>
                <span class="category__count">{count(node.parts)}</span>
                <span class="category__child-about">{node.summary}</span>
            </a>
        </li>
    }
}
