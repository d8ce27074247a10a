//! The home page: what there is, and the quickest way to it.

use domain::catalog::drawing::{Canvas, part_drawing, thumbnail};
use domain::ids::Sku;
use leptos::prelude::*;
use store::catalog::{CategoryNode, Part};

use super::{category_shape, count, schema_org};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// The part drawn on the home page, where the catalog has it.
const SHOWN_PART: &str = "RP-NC-66-OG4";

/// `/`
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    respond(load)
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let nodes = visit.store.categories().await?;
    let shown = match Sku::parse(SHOWN_PART) {
        Ok(sku) => visit.store.part(&sku).await?,
        Err(_) => None,
    };
    let parts: i64 = nodes.iter().map(|node| node.parts).sum();
    Ok(Page::public(
        "Rocket parts by dimension and part number",
        format!(
            "{} rocket parts and services with dimensions, thrust curves, live stock and quantity prices.",
            count(parts)
        ),
        content(&nodes, shown, parts),
    )
    .with_canonical("/")
    .with_data(schema_org::shop(&visit)))
}

fn content(nodes: &[CategoryNode], shown: Option<Part>, parts: i64) -> impl IntoView + use<> {
    let groups: Vec<_> = nodes.iter().filter(|node| node.parent.is_none()).map(|top| group(top, nodes)).collect();
    view! {
        <div class="home__lead">
            <div>
                <h1 class="page__title">"Rocket parts, by the dimension that matters"</h1>
                <p class="home__claim">{format!(
                    "{} parts and services with every dimension in millimetres and inches, drawn to scale, with the stock we hold now and the price at your quantity.",
                    count(parts),
                )}</p>
                <div class="home__try">
                    <p class="home__try-title">"Try"</p>
                    <ul class="chips">
                        {["RP-AT-54-600", "ogive 66", "coupler 54 fibreglass", "motor H"].map(|query| {
                            let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
                            view! { <li><a class="chip chip--suggested" href=format!("/search?q={encoded}")>{query}</a></li> }
                        }).collect_view()}
                    </ul>
                </div>
            </div>
            {shown.and_then(|part| lead_drawing(&part))}
        </div>
        <div class="home__groups">{groups}</div>
        <section class="section" aria-labelledby="how">
            <div class="section__head"><h2 class="section__title" id="how">"How ordering works"</h2></div>
            <ul class="facts">
                {FACTS.map(|(title, text)| view! {
                    <li class="facts__item"><h3 class="facts__title">{title}</h3><p class="facts__text">{text}</p></li>
                }).collect_view()}
            </ul>
        </section>
    }
}

const FACTS: [(&str, &str); 4] = [
    (
        "Stock you can trust",
        "The figure on a part’s page is counted pieces less what is promised to others. An order reserves its pieces in the same moment it is placed.",
    ),
    (
        "Prices at your quantity",
        "Quantity breaks stand on every part’s page and apply in the cart by themselves. Prices are without tax.",
    ),
    ("No card needed", "Order against a purchase order number on 30 days net, or pay by bank transfer in advance."),
    (
        "Where a figure comes from",
        "Each line of a specification says whether the maker states it, we measured it, or it is computed from geometry and density.",
    ),
];

fn group(top: &CategoryNode, nodes: &[CategoryNode]) -> impl IntoView + use<> {
    let children: Vec<_> = nodes.iter().filter(|node| node.parent == Some(top.id)).cloned().collect();
    let total: i64 = top.parts + children.iter().map(|node| node.parts).sum::<i64>();
    let content = if children.is_empty() {
        view! { <p class="facts__text">{top.summary.clone()}</p> }.into_any()
    } else {
        view! { <ul class="home__categories">{children.into_iter().map(category_link).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="home__group">
            <h2>
                <a class="home__group-title" href=format!("/categories/{}", top.slug)>
                    {top.name.clone()}" "<span class="home__count">{count(total)}</span>
                </a>
            </h2>
            {content}
        </section>
    }
}

/// A category as an entry of a list: outline, name, number of parts.
fn category_link(node: CategoryNode) -> impl IntoView {
    let outline = category_shape(&node.code).map(|shape| thumbnail(&shape)).unwrap_or_default();
    view! {
        <li>
            <a class="home__category" href=format!("/categories/{}", node.slug)>
                <span inner_html=outline></span>
                <span>{node.name}</span>
                <span class="home__count">{count(node.parts)}</span>
            </a>
        </li>
    }
}

fn lead_drawing(part: &Part) -> Option<impl IntoView + use<>> {
    let shape = part.shape()?;
    // The box is narrow on every screen.
    let drawing = part_drawing(&shape, &part.name, Canvas::Phone);
    Some(view! {
        <figure class="drawing">
            <div class="drawing__sheet" inner_html=drawing.svg></div>
            <figcaption class="drawing__caption">
                <span><a class="part-number" href=format!("/parts/{}", part.sku)>{part.sku.to_string()}</a>" "{part.name.clone()}</span>
            </figcaption>
        </figure>
    })
}
