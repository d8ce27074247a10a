//! Home, product and content pages, parts side by side, and the table of parts. A category's page is a list
//! that is narrowed: it lives in `search`.

mod card;
mod compare;
mod content_page;
mod download;
mod figure;
mod home;
mod part;
mod pictures;
pub(crate) mod schema_org;
mod similar_motors;
mod table;

pub use card::{part_card, shop_card};
pub(crate) use compare::ComparePage;
pub(crate) use content_page::ContentPage;
pub use download::Download;
pub(crate) use home::HomePage;
pub(crate) use part::PartPage;
pub(crate) use table::{PartTable, name_cell, price_cell, stock_cell, thumb_cell};

use domain::catalog::shape::Shoulder;
use domain::catalog::{NoseProfile, Shape};

/// The outline that stands for a category, where its parts have one.
pub(crate) fn category_shape(code: &str) -> Option<Shape> {
    let shoulder = Some(Shoulder { diameter: 0.054, length: 0.03 });
    Some(match code {
        "nose-cones" => {
            Shape::NoseCone { profile: NoseProfile::Ogive, length: 0.14, base_diameter: 0.057, shoulder, wall: None }
        }
        "airframe-tubes" => Shape::Tube { outer_diameter: 0.057, inner_diameter: 0.054, length: 0.2 },
        "couplers" => Shape::Tube { outer_diameter: 0.054, inner_diameter: 0.05, length: 0.1 },
        "motor-tubes" => Shape::Tube { outer_diameter: 0.041, inner_diameter: 0.038, length: 0.2 },
        "launch-lugs" => Shape::Tube { outer_diameter: 0.01, inner_diameter: 0.007, length: 0.04 },
        "engine-blocks" => Shape::Tube { outer_diameter: 0.024, inner_diameter: 0.018, length: 0.012 },
        "transitions" => Shape::Transition {
            profile: NoseProfile::Conical,
            length: 0.08,
            fore_diameter: 0.076,
            aft_diameter: 0.054,
            fore_shoulder: Some(Shoulder { diameter: 0.07, length: 0.03 }),
            aft_shoulder: Some(Shoulder { diameter: 0.05, length: 0.03 }),
            wall: None,
        },
        "bulkheads" => Shape::Disc { outer_diameter: 0.054, thickness: 0.006 },
        "centering-rings" => Shape::Ring { outer_diameter: 0.054, inner_diameter: 0.041, thickness: 0.006 },
        "fins" => Shape::Fin { root_chord: 0.12, tip_chord: 0.06, span: 0.06, sweep: 0.06, thickness: 0.003 },
        "motors" => Shape::Motor { diameter: 0.038, length: 0.14 },
        "parachutes" => Shape::Parachute { diameter: 0.6, sides: 8, line_count: 8, line_length: 0.6 },
        "streamers" => Shape::Streamer { width: 0.05, length: 0.5 },
        _ => return None,
    })
}

/// Category names are plural; a count of their parts beside them.
pub(crate) fn count(parts: i64) -> String {
    domain::money::group_thousands(parts.unsigned_abs())
}
