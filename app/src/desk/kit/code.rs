//! Codes for scanners.

use std::fmt::Write;

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// The number of a parcel as a code for scanners; nothing when it cannot be one. Colours come from the
/// style; the quiet zone belongs to the drawing.
pub(crate) fn qr(text: &str) -> Option<impl IntoView + use<>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        for (x, color) in row.iter().enumerate() {
            if *color == Color::Dark {
                // A string takes all that is written to it.
                _ = write!(path, "M{} {}h1v1h-1z", x + 4, y + 4);
            }
        }
    }
    let side = width + 8;
    Some(view! {
        <span class="desk-pick__code">
            <svg viewBox=format!("0 0 {side} {side}") width="72" height="72" role="img" aria-label=format!("Code {text}") shape-rendering="crispEdges">
                <path fill="currentColor" d=path/>
            </svg>
        </span>
    })
}
