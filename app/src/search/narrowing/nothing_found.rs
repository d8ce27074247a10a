//! What a list says when nothing is left of it: which piece of the query to give up.

use domain::money::group_thousands;
use domain::search::{Constraint, Vocabulary};
use leptos::prelude::*;
use store::Store;

use super::Address;

/// Most pieces of a query that are tried without.
const MOST_TRIED: usize = 5;

/// A piece of the query without which there are parts, and how many.
pub(super) struct WayOut {
    constraint: Constraint,
    parts: u64,
}

/// Tries the query without each of its pieces.
pub(super) async fn ways_out(
    store: &Store,
    address: &Address,
    category: Option<&str>,
    vocabulary: &Vocabulary,
) -> Result<Vec<WayOut>, store::Error> {
    let mut ways = Vec::new();
    for constraint in address.query.constraints(vocabulary).into_iter().take(MOST_TRIED) {
        // Without its only piece a query asks for everything, which is no answer to it.
        if constraint.without.is_empty() {
            continue;
        }
        let parts = store.find_parts(&constraint.without, category, None, 0, 0).await?.total;
        if parts > 0 {
            ways.push(WayOut { constraint, parts });
        }
    }
    Ok(ways)
}

/// What to do instead.
pub(super) fn nothing_found(address: &Address, ways: Vec<WayOut>, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let has_ways = !ways.is_empty();
    let ways: Vec<_> = ways
        .into_iter()
        .map(|WayOut { constraint, parts }| {
            let count = format!("{} part{}", group_thousands(parts), if parts == 1 { "" } else { "s" });
            let text = format!("Without {}", constraint.label);
            view! {
                <li><a href=address.asking(constraint.without).href(vocabulary)>{text}</a>" "<span class="facet__count">{count}</span></li>
            }
        })
        .collect();
    let text = if has_ways {
        "Nothing has all of it. There are parts once one of these is left out:"
    } else if address.query.words.is_empty() {
        "No part we carry is like this."
    } else {
        "A part has to hold every word. Try fewer words, only the digits of a part number, or start from a category."
    };
    let everything =
        (address.path != "/search").then(|| view! { <li><a href=address.path.clone()>"Everything here"</a></li> });
    view! {
        <p class="empty__text">{text}</p>
        <ul class="empty__ways">
            {ways}
            {everything}
            <li><a href="/">"All categories"</a></li>
            <li><a href="/help/search">"How to search"</a></li>
        </ul>
    }
}
