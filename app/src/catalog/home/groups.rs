//! The navigation tree on the home page.

use domain::catalog::drawing::thumbnail;
use leptos::prelude::*;
use store::catalog::CategoryNode;

use crate::catalog::{category_shape, count};

pub(super) fn groups(nodes: &[CategoryNode]) -> impl IntoView + use<> {
    let groups: Vec<_> = nodes.iter().filter(|node| node.parent.is_none()).map(|top| group(top, nodes)).collect();
    view! { <div class="home__groups">{groups}</div> }
}

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
