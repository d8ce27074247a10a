//! The entry of the browser bundle: makes the islands of `app` findable and starts them. What must
//! not live here: anything else.

// Linked for its islands, which the page's loader calls by name.
use app as _;

/// Prepares hydration; the loader then calls each island it finds in the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
