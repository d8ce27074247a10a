//! The entry of the browser bundles: makes the islands of `app` findable and starts them. The shop's bundle is
//! this crate as it is; that of the studio's pages is built with the feature `studio`. What must not live here:
//! anything else.

// Linked for its islands, which the page's loader calls by name.
use app as _;

/// Prepares hydration; the loader then calls each island it finds in the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
