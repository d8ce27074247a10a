//! How far a step of an import has come, drawn; asked anew while scripts run, and when it is done the page is.

use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use serde::{Deserialize, Serialize};

use crate::AppError;

/// How often is asked, milliseconds.
#[cfg(feature = "studio")]
const INTERVAL_MS: u64 = 700;

/// How far a step has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Come {
    /// Whether there is more to do.
    pub under_way: bool,
    /// Rows done.
    pub done: u32,
    /// Of all.
    pub total: u32,
}

/// How far the step of an import has come that is under way.
#[server(prefix = "/api", endpoint = "studio/import-progress", input = GetUrl, output = Json)]
pub async fn import_progress(#[server(default)] id: i64) -> Result<Come, AppError> {
    let visit = crate::request::Visit::current()?;
    visit.staff().await?;
    visit.set_header(http::header::CACHE_CONTROL, "private, no-store");
    let progress = visit
        .store
        .import_progress(store::studio::bulk::ImportId(id))
        .await
        .map_err(|error| visit.fault_of_answer(&error))?
        .map_or_else(Come::default, |(_, progress)| Come {
            under_way: progress.step.is_some(),
            done: progress.done,
            total: progress.total,
        });
    Ok(progress)
}

/// A bar with its figures.
#[island]
pub fn ImportProgressBar(
    /// The import.
    id: i64,
    /// Rows done when the page was made.
    done: u32,
    /// Of all.
    total: u32,
) -> impl IntoView {
    let come = RwSignal::new(Come { under_way: true, done, total });
    #[cfg(feature = "studio")]
    {
        use std::time::Duration;
        let ask = move || {
            leptos::task::spawn_local(async move {
                let id = id.to_string();
                // A question that failed is asked again.
                if let Ok(now) = crate::fetch::get::<Come>("/api/studio/import-progress", &[("id", &id)]).await {
                    come.set(now);
                    if !now.under_way {
                        _ = window().location().reload();
                    }
                }
            });
        };
        Effect::new(move |_| {
            let handle = set_interval_with_handle(ask, Duration::from_millis(INTERVAL_MS));
            on_cleanup(move || {
                if let Ok(handle) = handle {
                    handle.clear();
                }
            });
        });
    }
    #[cfg(not(feature = "studio"))]
    let _ = id;
    let percent = move || {
        let come = come.get();
        u64::from(come.done.min(come.total)) * 100 / u64::from(come.total.max(1))
    };
    view! {
        <div class="import__progress" role="status">
            <svg class="desk-bars" viewBox="0 0 160 12" width="160" height="12" aria-hidden="true">
                <rect class="desk-bars__ground" x="0" y="3" width="160" height="6"/>
                <rect class="desk-bars__done" x="0" y="3" height="6" width=move || (percent() * 160 / 100).to_string()/>
            </svg>
            <span>{move || format!("{} %", percent())}</span>
        </div>
    }
}
