//! A category: its sub-categories, or the table of its parts.

use domain::catalog::drawing::thumbnail;
use domain::search::Query;
use domain::units::QuantityKind;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::catalog::{Category, CategoryNode, Column, Sort};
use store::search::Finding;

use super::table::PartTable;
use super::{category_shape, count};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;
use crate::ui;

const PAGE_SIZE: u32 = 50;

/// `/categories/:slug?sort=…&page=…`; `sort` is an attribute code, `sku` or `price`, with a minus
/// sign in front for largest first.
#[component]
pub(crate) fn CategoryPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    respond(|visit| load(visit, slug))
}

async fn load(visit: Visit, slug: String) -> Result<Page, PageError> {
    let category = visit.store.category(&slug).await?.ok_or(PageError::NotFound)?;
    let default_sort = category.columns.first().map_or("sku", |column| column.code.as_str());
    let asked = visit.query("sort").unwrap_or_default();
    let (by, descending) = asked.strip_prefix('-').map_or((asked.as_str(), false), |by| (by, true));
    let known = matches!(by, "sku" | "price") || category.columns.iter().any(|column| column.code == by);
    let sort = Sort { by: if known { by } else { default_sort }.to_owned(), descending: known && descending };
    let page: u32 = match visit.query("page") {
        None => 1,
        Some(text) => text.parse().ok().filter(|page| *page >= 1).ok_or(PageError::NotFound)?,
    };
    let offset = (page - 1).checked_mul(PAGE_SIZE).ok_or(PageError::NotFound)?;
    let listing = visit.store.find_parts(&Query::default(), Some(&slug), Some(&sort), PAGE_SIZE, offset).await?;
    if listing.rows.is_empty() && page > 1 {
        return Err(PageError::NotFound);
    }
    let sort_part = known.then(|| format!("sort={asked}"));
    let canonical = match (page, &sort_part) {
        (1, _) => format!("/categories/{slug}"),
        (page, _) => format!("/categories/{slug}?page={page}"),
    };
    let title = category.node.name.clone();
    let description = category.node.summary.clone();
    Ok(Page::public(title, description, content(category, listing, &sort, page, sort_part.as_deref()))
        .with_canonical(canonical))
}

fn content(
    category: Category,
    listing: Finding,
    sort: &Sort,
    page: u32,
    sort_part: Option<&str>,
) -> impl IntoView + use<> {
    let slug = category.node.slug.clone();
    let total = listing.total;
    let table = (total > 0).then(|| {
        let thing = if slug == "services" { "service" } else { "part" };
        let plural = if total == 1 { "" } else { "s" };
        let count = format!("{} {thing}{plural}", domain::money::group_thousands(total));
        let pages = ui::pagination(page, PAGE_SIZE, total, &|page| match &sort_part {
            Some(sort) => format!("/categories/{slug}?{sort}&page={page}"),
            None => format!("/categories/{slug}?page={page}"),
        });
        let table = PartTable {
            caption: category.node.name.clone(),
            columns: &category.columns,
            mixed: false,
            sort: Some(sort),
            href: &|sort| format!("/categories/{slug}?sort={}{}", if sort.descending { "-" } else { "" }, sort.by),
        };
        let table = view! {
            {sort_form(&category.columns, sort)}
            {table.view(listing.rows)}
            {pages}
        };
        (count, table)
    });
    let (count, table) = table.unzip();
    let is_empty = total == 0 && category.children.is_empty();
    view! {
        {ui::breadcrumb(category.path, Some(category.node.name.clone()))}
        <header class="page__head">
            <div>
                <h1 class="page__title">{category.node.name.clone()}</h1>
                <p class="page__about">{category.node.summary}</p>
            </div>
            {count.map(|count| view! { <p class="category__count">{count}</p> })}
        </header>
        {(!category.children.is_empty()).then(|| view! {
            <ul class="category__children">{category.children.into_iter().map(child_link).collect_view()}</ul>
        })}
        {table}
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
    let outline = category_shape(&node.slug).map(|shape| thumbnail(&shape)).unwrap_or_default();
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

/// Sorting where the table has no heads: on a phone.
fn sort_form(columns: &[Column], sort: &Sort) -> impl IntoView + use<> {
    let mut options = vec![option("sku", false, "Part number".to_owned(), sort)];
    for column in columns {
        if column.kind == QuantityKind::Text {
            options.push(option(&column.code, false, column.name.clone(), sort));
        } else {
            options.push(option(&column.code, false, format!("{}, smallest first", column.name), sort));
            options.push(option(&column.code, true, format!("{}, largest first", column.name), sort));
        }
    }
    options.push(option("price", false, "Price, lowest first".to_owned(), sort));
    options.push(option("price", true, "Price, highest first".to_owned(), sort));
    view! {
        <form class="category__sort" method="get">
            <label for="sort">"Sort by"</label>
            <select class="field__input" id="sort" name="sort">{options}</select>
            <button class="button button--small" type="submit">"Sort"</button>
        </form>
    }
}

fn option(by: &str, descending: bool, text: String, sort: &Sort) -> impl IntoView + use<> {
    let value = if descending { format!("-{by}") } else { by.to_owned() };
    let chosen = sort.by == by && sort.descending == descending;
    view! { <option value=value selected=chosen>{text}</option> }
}
