//! What the picture of a page says where the page is shared.

use domain::catalog::drawing::{Canvas, Card, card, part_drawing, thrust_chart};
use domain::catalog::shape::Shoulder;
use domain::catalog::{AttributeValue, NoseProfile, Shape};
use domain::units::Quantity;
use store::catalog::{Part, SpecRow};

/// The picture of a part's page, as SVG: its drawing or thrust curve, name, number, maker and first facts.
pub fn part_card(part: &Part) -> String {
    let picture = match (&part.thrust_curve, part.shape()) {
        (Some(curve), _) => Some(thrust_chart(curve, "", Canvas::Phone).svg),
        (None, Some(shape)) => Some(part_drawing(&shape, "", Canvas::Phone).svg),
        (None, None) => None,
    };
    card(&Card {
        name: part.name.clone(),
        number: part.sku.to_string(),
        line: part.maker.clone(),
        facts: part.specs.iter().map(fact).collect(),
        picture,
    })
}

/// The picture of every other page.
pub fn shop_card() -> String {
    let shape = Shape::NoseCone {
        profile: NoseProfile::Ogive,
        length: 0.264,
        base_diameter: 0.066,
        shoulder: Some(Shoulder { diameter: 0.0627, length: 0.07 }),
        wall: Some(0.002),
    };
    card(&Card {
        name: "Rocket parts, by the dimension that matters".to_owned(),
        line: "Every dimension drawn to scale. Live stock, prices at your quantity.".to_owned(),
        picture: Some(part_drawing(&shape, "", Canvas::Phone).svg),
        ..Card::default()
    })
}

fn fact(spec: &SpecRow) -> (String, String) {
    let value = match (&spec.entry.value, spec.column.kind.display_unit()) {
        (AttributeValue::Number(si), Some(unit)) => {
            let quantity = Quantity::from_si(*si, unit);
            format!("{} {}", quantity.lone_figure(), unit.symbol()).trim_end().to_owned()
        }
        (AttributeValue::Number(number), None) => number.to_string(),
        (AttributeValue::Text(text), _) => text.clone(),
    };
    (spec.column.short_name.clone(), value)
}
