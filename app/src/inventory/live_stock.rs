//! The stock line of the product page. Rendered with what was true when the page was made, and
//! asked anew as soon as scripts run and then every few seconds while the page is looked at.

use leptos::prelude::*;

use super::{StockView, stock_state};

/// How often stock is asked for while the page is visible, milliseconds.
#[cfg(feature = "hydrate")]
const INTERVAL_MS: u64 = 15_000;

/// Stock in words and by location.
#[island]
pub fn StockNow(
    /// Our number of the part.
    sku: String,
    /// Stock when the page was made.
    initial: StockView,
) -> impl IntoView {
    let stock = RwSignal::new(initial);
    #[cfg(feature = "hydrate")]
    {
        use std::time::Duration;
        let ask = move || {
            let sku = sku.clone();
            leptos::task::spawn_local(async move {
                // A failed question leaves what is shown, with the time it was seen.
                if let Ok(now) = super::live_stock(sku).await {
                    stock.set(now);
                }
            });
        };
        Effect::new(move |_| {
            ask();
            let ask = ask.clone();
            let handle = set_interval_with_handle(
                move || {
                    if !document().hidden() {
                        ask();
                    }
                },
                Duration::from_millis(INTERVAL_MS),
            );
            on_cleanup(move || {
                if let Ok(handle) = handle {
                    handle.clear();
                }
            });
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = sku;
    view! {
        <p class="buy-box__stock">
            <span class=move || format!("{} stock--large", stock_state(stock.get().available).0)>
                {move || stock_state(stock.get().available).1}
            </span>
            <span class="stock__note">"seen "<time>{move || stock.get().seen_at}</time>" UTC"</span>
        </p>
        <dl class="ledger">
            <For each=move || stock.get().locations key=|row| row.clone() let:row>
                <div class="ledger__row">
                    <dt class="ledger__name">{row.0}</dt>
                    <dd class="ledger__value">{row.1}</dd>
                </div>
            </For>
        </dl>
    }
}
