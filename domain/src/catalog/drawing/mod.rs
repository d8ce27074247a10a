//! Pictures made from facts: part drawings to scale, thumbnails and thrust curves, as SVG text.
//!
//! The SVG carries classes only (`drawing__outline`, `chart__curve` …); colours and line widths are
//! the style sheet's, so that the same drawing is ink on paper by day and a blueprint at night, and
//! nothing in it needs an exception from the content security policy. No element has an id, so any
//! number of drawings can share a page. What must not live here: HTML around the picture.

mod part;
mod sheet;
mod svg;
mod thrust;
mod thumbnail;

pub use part::part_drawing;
pub use thrust::thrust_chart;
pub use thumbnail::thumbnail;

use crate::units::Quantity;

/// How large a box a drawing is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Canvas {
    /// A column of 700 px or more.
    Wide,
    /// A phone: the same type size in a smaller picture, with fewer dimensions.
    Phone,
}

impl Canvas {
    /// Width and height of the picture, px.
    pub const fn size(self) -> (f64, f64) {
        match self {
            Self::Wide => (760.0, 405.0),
            Self::Phone => (360.0, 270.0),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Wide => "drawing__svg drawing__svg--wide",
            Self::Phone => "drawing__svg drawing__svg--phone",
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
    /// Every dimension, whether or not it is in the picture; for a chart, its points.
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

/// Ink on paper, for a drawing that leaves the shop and its style sheet behind.
const INK: &str = "<style>\
    path,circle{fill:none;stroke:#15181c}\
    text{font:13px monospace;fill:#2457a7}\
    .drawing__grid,.chart__grid{stroke:#ece9e1}\
    .drawing__outline,.chart__curve{stroke-width:1.75}\
    .drawing__hidden{stroke-dasharray:5 3}\
    .drawing__centre{stroke-width:.75;stroke-dasharray:12 3 2 3}\
    .drawing__break,.drawing__halo{fill:#fff;stroke:none}\
    .drawing__dimension,.chart__average,.chart__bracket{stroke:#2457a7}\
    .drawing__arrow{fill:#2457a7;stroke:none}\
    .chart__average{stroke-dasharray:6 4}\
    .chart__area{fill:#e4e9f3;stroke:none}\
    .chart__peak{fill:#fff}\
    </style>";

/// The same picture as a file to download: it brings its own style, which a page must not.
pub fn standalone(svg: &str) -> String {
    match svg.split_once('>') {
        Some((opening, rest)) => format!("{opening}>{INK}{rest}"),
        None => svg.to_owned(),
    }
}

#[cfg(test)]
mod tests;
