//! Codes for scanners.

use leptos::prelude::*;

use crate::ui::QrModules;

/// The number of a parcel as a code for scanners; nothing when it cannot be one. Colours come from the
/// style; the quiet zone belongs to the drawing.
pub(crate) fn qr(text: &str) -> Option<impl IntoView + use<>> {
    let QrModules { side, dark } = QrModules::of(text)?;
    Some(view! {
        <span class="desk-pick__code">
            <svg viewBox=format!("0 0 {side} {side}") width="72" height="72" role="img" aria-label=format!("Code {text}") shape-rendering="crispEdges">
                <path fill="currentColor" d=dark/>
            </svg>
        </span>
    })
}
