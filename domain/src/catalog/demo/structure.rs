//! Bulkheads and fins.

use super::DemoPart;
use super::family::{AIRFRAMES, Airframe, Material, a, capital, mounts_in, tenth};
use super::listing::Product;
use super::solids;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::mm;

/// Bulkheads for the bore of tubes and for the bore of couplers.
pub(super) fn bulkheads() -> Vec<DemoPart> {
    AIRFRAMES
        .iter()
        .flat_map(|airframe| tube_bulkhead(airframe).into_iter().chain(coupler_bulkhead(airframe)))
        .collect()
}

fn thickness(airframe: &Airframe, material: Material) -> f64 {
    match (material, airframe.size) {
        (Material::Birch, ..29) => 2.0,
        (Material::Birch, 29..54) => 3.0,
        (Material::Birch, 54..98) => 6.0,
        (Material::Birch, _) => 9.0,
        (_, ..54) => 1.6,
        (_, 54..98) => 3.2,
        _ => 4.8,
    }
}

fn disc_materials(airframe: &Airframe) -> &'static [Material] {
    if airframe.size < 38 { &[Material::Birch] } else { &[Material::Birch, Material::G10] }
}

fn discs(product: &Product, airframe: &Airframe, sku: &str, diameter: f64) -> Vec<DemoPart> {
    disc_materials(airframe)
        .iter()
        .map(|material| {
            let thick = thickness(airframe, *material);
            let mut attributes = AttributeSet::new();
            attributes.state("outer_diameter", mm(diameter));
            attributes.state("thickness", mm(thick));
            solids::weigh(&mut attributes, "bulkheads", *material);
            attributes.state_text("material", material.name());
            let euros = (1.1 + diameter * diameter * thick * 1.3e-4) * material.price_factor();
            let sku = format!("{sku}-{}{}", airframe.size, material.letter());
            product.variant(sku, format!("{}, {thick} mm", material.name()), attributes, euros)
        })
        .collect()
}

fn eye(airframe: &Airframe) -> &'static str {
    match airframe.size {
        ..38 => "a screw eye or a knotted aramid cord through a 2 mm hole",
        38..54 => "an M4 eye bolt with a washer on both sides",
        54..98 => "an M6 eye bolt or U-bolt with a backing washer",
        _ => "an M8 U-bolt with a backing plate",
    }
}

fn tube_bulkhead(airframe: &Airframe) -> Vec<DemoPart> {
    let Airframe { size, slip, .. } = *airframe;
    let product = Product::new(
        "bulkheads",
        format!("Bulkhead {size} for tubes"),
        format!("{slip} mm disc that closes the bore of {} mm airframe tube.", a(size)),
    )
    .says(format!(
        "Cut to {slip} mm, the slip diameter of the {size} mm family, so that it goes into every tube of the size with \
         0.3 mm clearance or less. The centre is marked by a 1 mm pilot hole, to be opened for {}.",
        eye(airframe)
    ))
    .says(
        "Bond it with an epoxy fillet on both sides, the fillet at least as wide as the disc is thick. The bond, not the \
         disc, fails first: roughen the tube wall, and put the recovery load on the side that presses the disc into its \
         fillet.",
    );
    discs(&product, airframe, "RP-BH", slip)
}

fn coupler_bulkhead(airframe: &Airframe) -> Vec<DemoPart> {
    let Airframe { size, slip, coupler_bore, .. } = *airframe;
    let diameter = tenth(coupler_bore - 0.2);
    let product = Product::new(
        "bulkheads",
        format!("Bulkhead {size} for couplers"),
        format!("{diameter} mm disc that drops into the {coupler_bore} mm bore of coupler RP-CP-{}.", slip.floor()),
    )
    .says(format!(
        "Closes the end of {} mm coupler, or stops against a tube bulkhead RP-BH-{size} bonded to it as a stepped \
         lid: the larger disc bears on the coupler's edge, the smaller one centres in the bore with 0.1 mm a side.",
        a(size)
    ))
    .says(format!(
        "For a removable av-bay lid, glue the pair together, drill both for two threaded rods as far apart as the bore \
         allows, and clamp them with wing nuts. The pilot hole is 1 mm; for the recovery line use {}. Seal holes for \
         wires with a dab of silicone, or the ejection charge pressurises the bay and upsets the altimeter.",
        eye(airframe)
    ));
    discs(&product, airframe, "RP-BC", diameter)
}

struct Planform {
    name: &'static str,
    code: &'static str,
    /// Root, tip, span and sweep over the airframe size.
    shape: [f64; 4],
    character: &'static str,
}

const PLANFORMS: &[Planform] = &[
    Planform {
        name: "clipped delta",
        code: "CD",
        shape: [2.1, 0.9, 1.1, 1.2],
        character: "Clipped delta: little drag for its area, a straight trailing edge that stands level with the tube's end, \
                    and no tip that hits the ground first.",
    },
    Planform {
        name: "swept",
        code: "SW",
        shape: [1.8, 0.8, 1.2, 1.6],
        character: "Swept back beyond the root: moves the centre of pressure further aft than a delta of the same area, at \
                    the price of tips that reach behind the tube. Land it on grass.",
    },
];

/// Fins: one product per size, planform and material, sold in sets of three and of four.
pub(super) fn fins() -> Vec<DemoPart> {
    let pairs = AIRFRAMES.iter().flat_map(|airframe| PLANFORMS.iter().map(move |planform| (airframe, planform)));
    pairs
        .flat_map(|(airframe, planform)| {
            disc_materials(airframe).iter().flat_map(move |material| fin_sets(airframe, planform, *material))
        })
        .collect()
}

fn fin_thickness(airframe: &Airframe, material: Material) -> f64 {
    match (material, airframe.size) {
        (Material::Birch, ..29) => 1.5,
        (Material::Birch, 29..38) => 2.0,
        (Material::Birch, 38..75) => 3.0,
        (Material::Birch, 75..98) => 4.0,
        (Material::Birch, 98..152) => 6.0,
        (Material::Birch, _) => 9.0,
        (_, ..54) => 1.6,
        (_, 54..75) => 2.4,
        (_, 75..114) => 3.2,
        _ => 4.8,
    }
}

fn fin_sets(airframe: &Airframe, planform: &Planform, material: Material) -> [DemoPart; 2] {
    let [root, tip, span, sweep] = planform.shape.map(|share| (share * airframe.nominal()).round());
    let thick = fin_thickness(airframe, material);
    let tab = Tab::of(airframe, root);
    let panel = f64::midpoint(root, tip) * span;
    let size = airframe.size;
    let product = Product::new(
        "fins",
        format!("Fin set {size}, {}, {}", planform.name, material.name()),
        format!("{} fins for {size} mm airframes, {span} mm span, with through-the-wall tabs.", capital(planform.name)),
    )
    .slug(format!("fin-set-{size}-{}-{}", planform.name.replace(' ', "-"), material.slug()))
    .says(format!(
        "{} Root {root} mm, tip {tip} mm, span {span} mm, sweep {sweep} mm, cut from {thick} mm {}. The fins of a set are \
         cut from one sheet and matched within 2 % in mass.",
        planform.character,
        material.name()
    ))
    .says(format!(
        "The tab is {} mm long and {} mm deep: through the wall of {} mm tube it reaches {} mm motor tube. Cut \
         slots {thick} mm wide, starting {} mm ahead of the root's rear end. For a smaller motor tube, let the tab end \
         between rings.",
        tab.length,
        tab.depth,
        a(size),
        a(tab.motor),
        tab.offset
    ))
    .says(match material {
        Material::Birch => "Edges are cut square. Round the leading edge and taper the trailing edge to a third, then seal \
             the grain with two coats of thinned epoxy or sanding sealer. Bond at the motor tube first, then fillet the \
             outside with thickened epoxy of a radius of about 5 % of the root.",
        _ => "Edges are cut square and may be sharp: bevel both with a file, wearing a dust mask. Roughen tab and root with \
             80 grit. Tack at the motor tube, then fillet inside and outside with structural epoxy and milled fibre. \
             Check the set for flutter in your simulation above Mach 0.8.",
    });
    [3, 4].map(|count: u32| {
        let mut attributes = AttributeSet::new();
        for (code, value) in
            [("root_chord", root), ("tip_chord", tip), ("span", span), ("thickness", thick), ("sweep", sweep)]
        {
            attributes.state(code, mm(value));
        }
        attributes.compute("mass", solids::plate(panel + tab.length * tab.depth, thick, material.density()));
        attributes.state_text("material", material.name());
        let each = (0.8 + panel * thick * 6.0e-5) * material.price_factor();
        let sku = format!("RP-FN-{size}{}-{}{count}", material.letter(), planform.code);
        product.variant(sku, format!("set of {count}"), attributes, each * f64::from(count))
    })
}

/// The part of a fin that goes through the airframe wall down to the motor tube.
struct Tab {
    length: f64,
    depth: f64,
    /// From the root's rear end to the tab.
    offset: f64,
    /// Motor size it reaches: the largest that sits in the airframe.
    motor: u32,
}

impl Tab {
    fn of(airframe: &Airframe, root: f64) -> Self {
        let (motor, outer) = mounts_in(airframe).last().map_or((0, 0.0), |mount| (mount.size, mount.outer));
        Self {
            length: (root * 0.6).round(),
            depth: tenth((airframe.outer - outer) / 2.0),
            offset: (root * 0.2).round(),
            motor,
        }
    }
}
