//! The number of pieces beside the word “Cart”. Catalog pages are the same for everyone, so the
//! badge asks for it once scripts run, and listens for additions.

use leptos::prelude::*;

/// The event on the document that says how many pieces the cart now holds, as its detail.
#[cfg(feature = "hydrate")]
const CART_CHANGED: &str = "cart-changed";

/// The badge; empty, and then not shown, while the cart is empty or not yet asked for.
#[island]
pub fn CartBadge(
    /// Pieces in the cart, on pages that know.
    pieces: Option<u32>,
) -> impl IntoView {
    let shown = RwSignal::new(pieces.unwrap_or(0));
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        if pieces.is_none() {
            leptos::task::spawn_local(async move {
                // Without an answer there is no badge, and the cart page still tells.
                if let Ok(pieces) = crate::fetch::get::<u32>("/api/cart/pieces", &[]).await {
                    shown.set(pieces);
                }
            });
        }
        let handle = window_event_listener_untyped(CART_CHANGED, move |event| {
            if let Some(detail) = event.dyn_ref::<web_sys::CustomEvent>().and_then(|event| event.detail().as_f64()) {
                // A count of pieces: at most 200 lines of 9,999.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
                shown.set(detail as u32);
            }
        });
        on_cleanup(move || handle.remove());
    }
    view! {
        <span class="badge">
            {move || match shown.get() {
                0 => None,
                pieces @ 1..=99 => Some(pieces.to_string()),
                _ => Some("99+".to_owned()),
            }}
        </span>
        <span class="visually-hidden" aria-live="polite">
            {move || (shown.get() > 0).then(|| format!("{} pieces in the cart", shown.get()))}
        </span>
    }
}

/// Tells the badge that the cart changed.
#[cfg(feature = "hydrate")]
pub(super) fn announce(pieces: u32) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&wasm_bindgen::JsValue::from_f64(f64::from(pieces)));
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(CART_CHANGED, &init) {
        // Nobody can cancel it, and a window without listeners is fine.
        _ = window().dispatch_event(&event);
    }
}
