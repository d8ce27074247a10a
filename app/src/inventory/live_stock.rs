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
        let sku = StoredValue::new(sku);
        let ask = move || {
            leptos::task::spawn_local(async move {
                let sku = sku.get_value();
                // A failed question leaves what is shown, with the time it was seen.
                if let Ok(now) = crate::fetch::get::<StockView>("/api/inventory/stock", &[("sku", &sku)]).await {
                    stock.set(now);
                }
            });
        };
        Effect::new(move |_| {
            ask();
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
    drop(sku);
    view! {
        <p class="buy-box__stock">
            <span class=move || format!("{} stock--large", stock_state(stock.get().available).0)>
                {move || stock_state(stock.get().available).1}
            </span>
            <span class="stock__note">
                {move || match stock.get().seen_at {
                    Some(time) => format!("seen {time} UTC"),
                    None => "when this page was made".to_owned(),
                }}
            </span>
        </p>
        <dl class="ledger">
            {move || stock.get().locations.into_iter().map(|(location, available)| view! {
                <div class="ledger__row">
                    <dt class="ledger__name">{location}</dt>
                    <dd class="ledger__value">{available}</dd>
                </div>
            }).collect_view()}
        </dl>
    }
}
