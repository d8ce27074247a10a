//! `/desk`: the first page after signing in.

use leptos::prelude::*;

use super::desk_page;
use crate::page::respond;

/// `/desk`
#[component]
pub(crate) fn DeskPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Desk"</h1>
                <p class="page__about">{format!("You are {}: {}.", staff.name, staff.roles.titles().to_lowercase())}</p>
            </div></header>
        };
        Ok(desk_page(&visit, &staff, "Desk", content))
    })
}
