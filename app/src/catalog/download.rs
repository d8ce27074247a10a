//! What can be taken away from a part's page as a file: its drawing, its outline for a cutter, its thrust.

use domain::catalog::drawing::{Canvas, dxf, part_drawing, standalone, thrust_chart};
use domain::catalog::thrust_file;
use store::catalog::Part;

use crate::page::CachePolicy;

/// A file made from the facts of a part, at `/parts/{sku}/` and its [`Download::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Download {
    /// The drawing as SVG, in millimetres, to be printed.
    Drawing,
    /// The outline of a flat part as DXF.
    Outline,
    /// The thrust curve as SVG.
    Thrust,
    /// The points of the thrust curve as CSV.
    Points,
    /// The motor as a RASP file for flight simulators.
    Rasp,
}

impl Download {
    /// Every kind, in the order of the links.
    pub const ALL: [Self; 5] = [Self::Thrust, Self::Points, Self::Rasp, Self::Drawing, Self::Outline];

    /// Files live as long as the page that links to them.
    pub const CACHE_CONTROL: &str = CachePolicy::Public.header();

    /// The last part of its address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drawing => "drawing.svg",
            Self::Outline => "drawing.dxf",
            Self::Thrust => "thrust.svg",
            Self::Points => "thrust.csv",
            Self::Rasp => "thrust.eng",
        }
    }

    /// The name it is saved under.
    pub fn file_name(self, part: &Part) -> String {
        let ending = match self {
            Self::Drawing => ".svg",
            Self::Outline => ".dxf",
            Self::Thrust => "-thrust.svg",
            Self::Points => "-thrust.csv",
            Self::Rasp => ".eng",
        };
        format!("{}{ending}", part.sku)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Drawing | Self::Thrust => "image/svg+xml",
            Self::Outline => "image/vnd.dxf",
            Self::Points => "text/csv; charset=utf-8",
            Self::Rasp => "text/plain; charset=utf-8",
        }
    }

    /// What its link says, and what it says more to those who only hear it.
    pub(crate) const fn link(self) -> (&'static str, &'static str) {
        match self {
            Self::Drawing => ("SVG", "drawing to print"),
            Self::Outline => ("DXF", "outline for a cutter"),
            Self::Thrust => ("Curve SVG", "thrust curve to print"),
            Self::Points => ("CSV", "points of the thrust curve"),
            Self::Rasp => ("RASP", "motor file for simulators"),
        }
    }

    /// The file, if the part has one of the kind.
    pub fn make(self, part: &Part) -> Option<String> {
        let label = format!("{} {}", part.sku, part.name);
        match self {
            Self::Drawing => {
                let drawing = part_drawing(&part.shape()?, &label, Canvas::Print);
                let about = format!("{}. Scale {} on a sheet of 277 × 190 mm, dimensions in mm.", label, drawing.scale);
                Some(standalone(&drawing.svg, &about))
            }
            Self::Outline => dxf(&part.shape()?, &label),
            Self::Thrust => {
                let curve = part.thrust_curve.as_ref()?;
                let about = format!(
                    "Thrust of {label} in newtons over seconds. Class {}, {:.1} Ns in {:.2} s.",
                    curve.class(),
                    curve.total_impulse(),
                    curve.burn_time()
                );
                Some(standalone(&thrust_chart(curve, &label, Canvas::Print).svg, &about))
            }
            Self::Points => part.thrust_curve.as_ref().map(thrust_file::csv),
            Self::Rasp => thrust_file::rasp(&part.mpn, &part.maker, &part.facts(), part.thrust_curve.as_ref()?),
        }
    }
}
