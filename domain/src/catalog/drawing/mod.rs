//! Pictures made from facts: part drawings to scale, thumbnails and thrust curves, as SVG text, and
//! flat parts as DXF.
//!
//! The SVG carries classes only (`drawing__outline`, `chart__curve` …); colours and line widths are
//! the style sheet's, so that the same drawing is ink on paper by day and a blueprint at night, and
//! nothing in it needs an exception from the content security policy. No element has an id, so any
//! number of drawings can share a page. What must not live here: HTML around the picture.

mod bodies;
mod card;
mod dxf;
mod file;
mod flats;
mod overlay;
mod part;
mod pen;
mod plot;
pub(crate) mod scale;
mod sheet;
pub(crate) mod svg;
mod thrust;
mod thumbnail;

pub use card::{CARD_SIZE, Card, card};
pub use dxf::dxf;
pub use file::standalone;
pub use overlay::{MOST_CURVES, thrust_overlay};
pub use part::part_drawing;
pub use thrust::thrust_chart;
pub use thumbnail::thumbnail;

use crate::units::Quantity;

/// Pixels of one millimetre at 1:1, with 96 px to the inch as CSS has it.
const PX_PER_MM: f64 = 96.0 / 25.4;

/// How large a box a drawing is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Canvas {
    /// A column of 700 px or more.
    Wide,
    /// A phone: the same type size in a smaller picture, with fewer dimensions.
    Phone,
    /// A sheet of A4 across without its margins, 277 × 190 mm: for a file that may be printed, with the
    /// part never larger than life, its name, its scale, and a line to check the printer by.
    Print,
}

impl Canvas {
    /// Width and height of the picture, px.
    pub const fn size(self) -> (f64, f64) {
        match self {
            Self::Wide => (760.0, 405.0),
            Self::Phone => (360.0, 270.0),
            Self::Print => (277.0 * PX_PER_MM, 190.0 * PX_PER_MM),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "drawing__svg drawing__svg--wide",
            Self::Phone => "drawing__svg drawing__svg--phone",
            Self::Print => "drawing__svg drawing__svg--print",
        }
    }
}

/// A picture and the same facts in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The `<svg>` element.
    pub svg: String,
    /// `1:1.7`, `2:1`; on a long part also that its length is broken. Empty for a chart.
    pub scale: String,
    /// Every dimension, whether or not it is in the picture; for a chart, its points; for several
    /// curves over one another, the average thrust of each.
    pub table: Vec<DrawingRow>,
}

/// A row of the table that says in words what a drawing shows.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawingRow {
    /// What is measured: `Base diameter`; for a chart the moment: `0.21 s`.
    pub label: String,
    /// In the unit the shop prints first.
    pub metric: Quantity,
    /// In inches or pounds-force; counts have none.
    pub imperial: Option<Quantity>,
}

#[cfg(test)]
mod tests;
