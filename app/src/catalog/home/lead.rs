//! The heading of the home page: what the shop claims, searches to try, and a part drawn beside it.

use domain::catalog::drawing::{Canvas, part_drawing};
use leptos::prelude::*;
use store::catalog::Part;

use crate::request::encode;

/// `is_heading`: whether it is the heading of the whole page.
pub(super) fn lead(
    title: String,
    claim: String,
    tries: &[String],
    part: Option<&Part>,
    is_heading: bool,
) -> impl IntoView + use<> {
    let heading = if is_heading {
        view! { <h1 class="page__title">{title}</h1> }.into_any()
    } else {
        view! { <h2 class="page__title">{title}</h2> }.into_any()
    };
    view! {
        <div class="home__lead">
            <div>
                {heading}
                <p class="home__claim">{claim}</p>
                {(!tries.is_empty()).then(|| searches(tries))}
            </div>
            {part.and_then(drawing)}
        </div>
    }
}

fn searches(tries: &[String]) -> impl IntoView + use<> {
    view! {
        <div class="home__try">
            <p class="home__try-title">"Try"</p>
            <ul class="chips">
                {tries.iter().map(|query| view! {
                    <li><a class="chip chip--suggested" href=format!("/search?q={}", encode(query))>{query.clone()}</a></li>
                }).collect_view()}
            </ul>
        </div>
    }
}

fn drawing(part: &Part) -> Option<impl IntoView + use<>> {
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
