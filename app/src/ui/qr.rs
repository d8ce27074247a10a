//! QR codes as drawings; how they look is said where they stand.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code, so that scanners find it.
const QUIET: usize = 4;

/// A code to be drawn.
pub(crate) struct QrModules {
    /// Modules of a side, the light ones around it included: the side of the drawing.
    pub(crate) side: usize,
    /// The dark modules, as the path of an SVG.
    pub(crate) dark: String,
}

impl QrModules {
    /// The code of a text; none when it is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut dark = String::new();
        for (row, modules) in code.to_colors().chunks(width).enumerate() {
            for (column, module) in modules.iter().enumerate() {
                if *module == Color::Dark {
                    // A string takes all that is written to it.
                    _ = write!(dark, "M{} {}h1v1h-1z", column + QUIET, row + QUIET);
                }
            }
        }
        Some(Self { side: width + 2 * QUIET, dark })
    }
}
