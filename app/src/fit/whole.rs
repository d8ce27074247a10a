//! `/parts/:sku/fits`: everything that fits a part.

use domain::ids::Sku;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::catalog::Breadcrumb;

use super::table::fit_table;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;
use crate::ui;

/// Rows on the page, shared among the joints.
const ROWS: usize = 200;
/// At least so many of each joint.
const LEAST: usize = 12;

/// `/parts/:sku/fits`
#[component]
pub(crate) fn FitsPage() -> impl IntoView {
    let sku = use_params_map().read_untracked().get("sku").unwrap_or_default();
    respond(|visit| load(visit, sku))
}

async fn load(visit: Visit, asked: String) -> Result<Page, PageError> {
    let sku = Sku::parse(&asked).map_err(|_| PageError::NotFound)?;
    let part = visit.store.part(&sku).await?.ok_or(PageError::NotFound)?;
    if part.sku.as_str() != asked {
        return Err(PageError::Elsewhere(format!("/parts/{}/fits", part.sku)));
    }
    let groups = visit.store.what_fits(&part, ROWS, LEAST).await?;
    let shown: usize = groups.iter().map(|group| group.rows.len()).sum();
    let total: usize = groups.iter().map(|group| group.total).sum();
    let count = match total {
        0 => String::new(),
        1 => "One part".to_owned(),
        total if shown == total => format!("{total} parts"),
        total => format!("{shown} of {total} parts; each group leads to the rest"),
    };
    let content = if groups.is_empty() {
        view! {
            <div class="empty">
                <h2 class="empty__title">"Nothing we list fits it"</h2>
                <p class="empty__text">"Only parts whose makers print the dimensions that meet can be compared."</p>
                <ul class="empty__ways"><li><a href=format!("/parts/{}", part.sku)>"Back to the part"</a></li></ul>
            </div>
        }
        .into_any()
    } else {
        fit_table("What fits", groups, &visit.store.vocabulary()).into_any()
    };
    let path: Vec<Breadcrumb> = part.path.clone();
    let title = format!("What fits {}", part.sku);
    let view = view! {
        {ui::breadcrumb(path, Some(format!("What fits {}", part.sku)))}
        <header class="page__head">
            <div>
                <h1 class="page__title">{format!("What fits {}", part.name)}</h1>
                <p class="page__facts">
                    <span><a class="part-number" href=format!("/parts/{}", part.sku)>{part.sku.to_string()}</a></span>
                    <span>{part.maker.clone()}</span>
                    <span>{count}</span>
                    <span><a href="/help/fit">"What the classes mean"</a></span>
                </p>
            </div>
        </header>
        {content}
    };
    let about = format!("Parts that fit {} by their dimensions, with clearance and class.", part.name);
    Ok(Page::public(title, about, view).with_canonical(format!("/parts/{}/fits", part.sku)))
}
