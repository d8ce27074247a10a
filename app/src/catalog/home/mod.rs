//! The home page: what there is, and the quickest way to it. What stands on it is a document of the studio,
//! block by block.

mod groups;
mod lead;
mod parts;

use std::collections::BTreeMap;

use domain::ids::Sku;
use domain::markdown;
use domain::studio::{Block, HomeContent};
use leptos::prelude::*;
use store::catalog::{CategoryNode, Part};

use super::{count, schema_org};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// Most parts looked up for one home page; what names more shows the first of them.
const MOST_PARTS: usize = 48;

/// `/`
#[component]
pub(crate) fn HomePage() -> impl IntoView {
    respond(load)
}

/// What the blocks are drawn from.
struct Shown {
    nodes: Vec<CategoryNode>,
    /// How many parts there are.
    total: i64,
    /// The parts that the blocks name, by the number they are named by; those that visitors may not see are not here.
    parts: BTreeMap<String, Part>,
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let home = visit.store.home_content().await?;
    let nodes = visit.store.categories().await?;
    let mut parts = BTreeMap::new();
    for number in home.skus().into_iter().take(MOST_PARTS) {
        let Ok(sku) = Sku::parse(number) else { continue };
        if let Some(part) = visit.store.part(&sku).await? {
            parts.insert(number.to_owned(), part);
        }
    }
    let total: i64 = nodes.iter().map(|node| node.parts).sum();
    let shown = Shown { nodes, total, parts };
    Ok(Page::public(
        "Rocket parts by dimension and part number",
        format!(
            "{} rocket parts and services with dimensions, thrust curves, live stock and quantity prices.",
            count(total)
        ),
        content(home, &shown),
    )
    .with_canonical("/")
    .with_data(schema_org::shop(&visit)))
}

fn content(home: HomeContent, shown: &Shown) -> impl IntoView + use<> {
    let heading = home.blocks.iter().position(|block| matches!(block, Block::Lead { .. }));
    let blocks: Vec<_> = home
        .blocks
        .into_iter()
        .enumerate()
        .map(|(place, block)| match block {
            Block::Lead { title, claim, tries, part } => {
                let part = part.and_then(|number| shown.parts.get(&number));
                let claim = claim.replace("{parts}", &count(shown.total));
                lead::lead(title, claim, &tries, part, heading == Some(place)).into_any()
            }
            Block::Categories => groups::groups(&shown.nodes).into_any(),
            Block::Facts { title, items } => section(place, title, facts(items)).into_any(),
            Block::Parts { title, skus } => {
                let rows: Vec<_> = skus.iter().filter_map(|sku| shown.parts.get(sku)).map(parts::row).collect();
                (!rows.is_empty()).then(|| section(place, title.clone(), parts::table(title, rows))).into_any()
            }
            Block::Text { title, body } => {
                let html = markdown::render(&body, 3);
                section(place, title, view! { <div class="prose" inner_html=html></div> }).into_any()
            }
        })
        .collect();
    view! {
        {heading.is_none().then(|| view! { <h1 class="visually-hidden">"Rocket Parts Co."</h1> })}
        {blocks}
    }
}

/// A block with a heading of its own. `place` tells it from the others.
fn section(place: usize, title: String, content: impl IntoView) -> impl IntoView {
    let id = format!("block-{}", place + 1);
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <div class="section__head"><h2 class="section__title" id=id.clone()>{title}</h2></div>
            {content}
        </section>
    }
}

fn facts(items: Vec<(String, String)>) -> impl IntoView {
    view! {
        <ul class="facts">
            {items.into_iter().map(|(title, text)| view! {
                <li class="facts__item"><h3 class="facts__title">{title}</h3><p class="facts__text">{text}</p></li>
            }).collect_view()}
        </ul>
    }
}
