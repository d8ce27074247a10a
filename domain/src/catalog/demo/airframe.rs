//! Airframe tubes and couplers.

use std::f64::consts::PI;

use super::DemoPart;
use super::family::{AIRFRAMES, Airframe, MOTOR_MOUNTS, Material, a, capital, list, mounts_in, tenth};
use super::listing::Product;
use super::solids;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::mm;

/// Tubes: one product per size and material, one variant per length.
pub(super) fn tubes() -> Vec<DemoPart> {
    let pairs = AIRFRAMES.iter().flat_map(|airframe| airframe.tube_materials.iter().map(move |m| (airframe, *m)));
    pairs.flat_map(|(airframe, material)| tube(airframe, material)).collect()
}

fn tube(airframe: &Airframe, material: Material) -> Vec<DemoPart> {
    let product = tube_product(airframe, material);
    airframe
        .tube_lengths
        .iter()
        .map(|length| {
            let (inner, outer) = (airframe.bore_in(material), airframe.outer);
            let long = f64::from(*length);
            let mut attributes = AttributeSet::new();
            attributes.state("inner_diameter", mm(inner));
            attributes.state("outer_diameter", mm(outer));
            attributes.state("length", mm(long));
            solids::weigh(&mut attributes, "airframe-tubes", material);
            attributes.state_text("material", material.name());
            attributes.state_text("finish", finish(material));
            let euros = (4.0 + surface(outer, long) * 143.0) * material.price_factor();
            let sku = format!("RP-AT-{}{}-{length}", airframe.size, material.letter());
            product.variant(sku, format!("{length} mm"), attributes, euros)
        })
        .collect()
}

fn tube_product(airframe: &Airframe, material: Material) -> Product {
    let Airframe { size, outer, slip, coupler_bore, .. } = *airframe;
    let bore = airframe.bore_in(material);
    let mounts: Vec<u32> = mounts_in(airframe).map(|mount| mount.size).collect();
    let minimum_diameter = MOTOR_MOUNTS.iter().find(|mount| mount.size == size).map_or_else(String::new, |mount| {
        let clearance = tenth(bore - f64::from(mount.size));
        let motor = capital(&a(size));
        format!(" {motor} mm motor slides straight into the bore with {clearance} mm clearance, for minimum-diameter rockets.")
    });
    let made_to_order = (material == Material::Carbon && size >= 98).then_some(15);
    Product::new(
        "airframe-tubes",
        format!("Airframe tube {size}, {}", material.name()),
        format!("{bore} mm bore, {outer} mm outside, {} wall, ends cut square.", wall(outer, bore)),
    )
    .lead_time(made_to_order)
    .says(format!(
        "Bore {bore} mm, outside {outer} mm, both ±0.1 mm. Ends are square to the axis within 0.2 mm, lengths ±0.5 mm. \
         Nose cones and transitions of this size are made to the same outside diameter and sit flush.{}",
        if airframe.tube_materials.len() > 1 {
            format!(" So do they on the other {size} mm tubes of the line, in {}.", names(airframe, |other| other != material))
        } else {
            String::new()
        }
    ))
    .says(format!(
        "Couplers, shoulders, rings and bulkheads of size {size} are made to {slip} mm and go in with {} mm clearance. \
         The coupler's own bore is {coupler_bore} mm. On centering rings the tube takes motors of {} mm.{minimum_diameter}",
        tenth(bore - slip),
        list(&mounts, "or"),
    ))
    .says(working(material, size))
}

fn working(material: Material, size: u32) -> String {
    match material {
        Material::Kraft => format!(
            "Cut with a fresh blade in several turns around {} mm coupler pushed under the cut. Wood glue or any \
             epoxy bonds it; seal cut ends with thin cyanoacrylate, and fill the spiral with one coat of sanding filler \
             before paint. Kraft softens when wet: dry a tube that landed in dew before the next flight.",
            a(size)
        ),
        Material::Phenolic => "Cut with a fine-toothed saw in a mitre box and dress the end on a sanding board; phenolic \
             chips if the blade is forced. Roughen bond areas with 120 grit and use epoxy. It is stiff and heat-proof but \
             brittle in the cold: wrap it in one layer of light glass cloth where it may land on hard ground."
            .to_owned(),
        Material::Fibreglass => "Cut wet with a diamond or carbide-grit blade, wearing a dust mask. The mould release is \
             washed off, but roughen every bond area with 80 grit and wipe with isopropanol before epoxy. Needs no filler; \
             prime and paint after a wash. Lets radio through, so a tracker may sit inside."
            .to_owned(),
        _ => "Cut wet with a diamond blade, wearing a dust mask, and seal the cut edge with thin epoxy. Roughen bond areas \
             with 120 grit. Carbon blocks radio: put trackers and telemetry into a fibreglass nose or payload bay. Where \
             aluminium touches it outdoors, keep a film of epoxy between them against corrosion."
            .to_owned(),
    }
}

fn finish(material: Material) -> &'static str {
    match material {
        Material::Kraft => "white glassine",
        Material::Phenolic => "natural brown",
        Material::Fibreglass => "washed, translucent",
        _ => "satin black",
    }
}

/// Couplers: one product per size and material, one variant per length.
pub(super) fn couplers() -> Vec<DemoPart> {
    let of_size = |airframe| coupler_materials(airframe).iter().flat_map(move |material| coupler(airframe, *material));
    AIRFRAMES.iter().flat_map(of_size).collect()
}

fn coupler_materials(airframe: &Airframe) -> &'static [Material] {
    match airframe.size {
        ..29 => &[Material::Kraft],
        29..152 => &[Material::Phenolic, Material::Fibreglass],
        _ => &[Material::Fibreglass],
    }
}

fn coupler(airframe: &Airframe, material: Material) -> Vec<DemoPart> {
    let product = coupler_product(airframe, material);
    let outer = airframe.slip;
    airframe
        .coupler_lengths
        .iter()
        .map(|length| {
            let long = f64::from(*length);
            let mut attributes = AttributeSet::new();
            attributes.state("outer_diameter", mm(outer));
            attributes.state("inner_diameter", mm(airframe.coupler_bore));
            attributes.state("length", mm(long));
            solids::weigh(&mut attributes, "couplers", material);
            attributes.state_text("material", material.name());
            let euros = (4.0 + surface(outer, long) * 160.0) * material.price_factor();
            let sku = format!("RP-CP-{}{}-{length}", outer.floor(), material.letter());
            product.variant(sku, format!("{length} mm"), attributes, euros)
        })
        .collect()
}

fn coupler_product(airframe: &Airframe, material: Material) -> Product {
    let Airframe { size, bore, laminate_bore, slip, coupler_bore, .. } = *airframe;
    let code = slip.floor();
    let both = airframe.tube_materials.contains(&Material::Phenolic)
        && airframe.tube_materials.contains(&Material::Fibreglass);
    let fits = if both && bore > laminate_bore {
        format!(
            "{} mm clearance in {} tubes and {} mm in {}",
            tenth(bore - slip),
            names(airframe, |tube| airframe.bore_in(tube) > laminate_bore),
            tenth(laminate_bore - slip),
            names(airframe, |tube| airframe.bore_in(tube) <= laminate_bore),
        )
    } else {
        format!("{} mm clearance", tenth(airframe.bore_in(airframe.tube_materials[0]) - slip))
    };
    let product = Product::new(
        "couplers",
        format!("Coupler {code}, {}", material.name()),
        format!("{slip} mm outside, {coupler_bore} mm bore: joins {size} mm airframe tubes."),
    )
    .says(format!(
        "Joins two airframe tubes of size {size} with {fits}: a slip fit that takes glue but needs no shimming. \
         Half the length goes into each tube; allow at least {} mm of engagement a side for a joint that separates in \
         flight.",
        airframe.shoulder
    ));
    let product = if size >= 38 {
        product.says(format!(
            "The longer piece makes an av-bay: close it with a pair of coupler bulkheads RP-BC-{size}, whose \
             {} mm discs drop into the bore, and fit a sled RP-AV-{size}.",
            tenth(coupler_bore - 0.2)
        ))
    } else {
        product.says(format!("Close it with a coupler bulkhead RP-BC-{size} where it carries the recovery line."))
    };
    product.says(match material {
        Material::Kraft => "Bond with wood glue, spread in the tube rather than on the coupler, and push home in one move: \
             it grabs within seconds.",
        Material::Phenolic => "Bond with epoxy on a sanded surface. For a joint that must slide, rub the outside with fine \
             steel wool and a little graphite, never with wax, which keeps paint and glue off later.",
        _ => "Roughen with 80 grit and bond with structural epoxy. Stiff enough for a joint behind a heavy nose; drill for \
             shear pins or screws only after the tubes are on and aligned.",
    })
}

/// The materials that tubes of the size come in and that `wanted` picks.
fn names(airframe: &Airframe, wanted: impl Fn(Material) -> bool) -> String {
    let names: Vec<_> = airframe.tube_materials.iter().filter(|m| wanted(**m)).map(|m| m.name()).collect();
    list(&names, "and")
}

/// Outside area in square metres.
fn surface(diameter: f64, length: f64) -> f64 {
    PI * diameter * length * 1e-6
}

fn wall(outer: f64, inner: f64) -> String {
    format!("{:.2} mm", (outer - inner) / 2.0)
}
