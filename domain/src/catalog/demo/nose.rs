//! Nose cones, transitions and tail cones.

use super::DemoPart;
use super::family::{AIRFRAMES, Airframe, Material, MotorMount, a, mounts_in, ring_bore, tenth};
use super::listing::Product;
use super::{motor_mount, solids};
use crate::catalog::attribute::mm;
use crate::catalog::{AttributeSet, NoseProfile};

struct Form {
    profile: NoseProfile,
    /// Length over base diameter.
    fineness: u32,
    /// In SKUs.
    code: &'static str,
    /// What it is good for.
    purpose: &'static str,
}

#[rustfmt::skip]
const FORMS: &[Form] = &[
    Form { profile: NoseProfile::Conical, fineness: 4, code: "CO4",
        purpose: "A straight cone is the easiest nose to model, to measure and to wrap in cloth. Below the speed of sound \
                  it has a little more drag than an ogive of the same length; choose it for scale models and for tests \
                  where the shape has to be known exactly." },
    Form { profile: NoseProfile::Ellipsoid, fineness: 2, code: "EL2",
        purpose: "Half an ellipse: the blunt tip costs nothing at low speed and survives landings that split a point. The \
                  short length keeps the rocket light in front, so check stability with the real mass. Best below about \
                  Mach 0.8." },
    Form { profile: NoseProfile::Ogive, fineness: 3, code: "OG3",
        purpose: "The general-purpose nose. The arc meets the tube without a corner, so the joint neither catches air nor \
                  shows; three diameters long is enough for anything that stays below Mach 0.9." },
    Form { profile: NoseProfile::Ogive, fineness: 4, code: "OG4",
        purpose: "The arc meets the tube without a corner. One diameter longer than the 3:1, it gives more room for a \
                  tracker or nose ballast and moves the centre of gravity forward." },
    Form { profile: NoseProfile::Ogive, fineness: 5, code: "OG5",
        purpose: "The long ogive, for rockets that cross the speed of sound and for builders who want the room: a whole \
                  electronics bay fits inside in the larger sizes." },
    Form { profile: NoseProfile::Haack(0.0), fineness: 5, code: "VK5",
        purpose: "The Von Kármán curve has the least wave drag for its length and diameter, which pays from about Mach 0.8 \
                  to Mach 2. It meets the tube at a small angle, so leave no step at the joint." },
];

/// Nose cones: one product per size and form, one variant per material.
pub(super) fn nose_cones() -> Vec<DemoPart> {
    let pairs = AIRFRAMES.iter().flat_map(|airframe| FORMS.iter().map(move |form| (airframe, form)));
    pairs.flat_map(|(airframe, form)| nose_cone(airframe, form)).collect()
}

/// Moulds stop at 75 mm; laminate shells start at 54 mm.
fn materials(airframe: &Airframe) -> &'static [Material] {
    match airframe.size {
        ..54 => &[Material::Nylon],
        54..=75 => &[Material::Nylon, Material::Fibreglass],
        _ => &[Material::Fibreglass],
    }
}

fn wall(airframe: &Airframe, material: Material) -> f64 {
    let share = if material == Material::Nylon { 0.025 } else { 0.012 };
    tenth(0.9 + airframe.nominal() * share)
}

/// Exposed length: the fineness times the outside diameter, to the next round figure.
fn nose_length(airframe: &Airframe, form: &Form) -> f64 {
    let exact = f64::from(form.fineness) * airframe.outer;
    let step = match exact {
        ..100.0 => 1.0,
        ..200.0 => 5.0,
        _ => 10.0,
    };
    (exact / step).round() * step
}

fn nose_cone(airframe: &Airframe, form: &Form) -> Vec<DemoPart> {
    let length = nose_length(airframe, form);
    let product = nose_product(airframe, form, length);
    materials(airframe)
        .iter()
        .enumerate()
        .map(|(index, material)| {
            let (outer, slip, shoulder) = (airframe.outer, airframe.slip, f64::from(airframe.shoulder));
            let mut attributes = AttributeSet::new();
            attributes.state("base_diameter", mm(outer));
            attributes.state("length", mm(length));
            attributes.state_text("profile", form.profile.name());
            attributes.state("shoulder_diameter", mm(slip));
            attributes.state_text("material", material.name());
            attributes.state("shoulder_length", mm(shoulder));
            attributes.state("wall", mm(wall(airframe, *material)));
            solids::weigh(&mut attributes, "nose-cones", *material);
            let nylon = *material == Material::Nylon;
            attributes.state_text("finish", if nylon { "matt black" } else { "white gelcoat" });
            let euros = (3.0 + outer * length * 1e-6 * 1210.0) * material.price_factor();
            let letter = if index == 0 { "" } else { material.letter() };
            product.variant(
                format!("RP-NC-{}-{}{letter}", airframe.size, form.code),
                material.name(),
                attributes,
                euros,
            )
        })
        .collect()
}

fn nose_product(airframe: &Airframe, form: &Form, length: f64) -> Product {
    let Airframe { size, outer, slip, shoulder, .. } = *airframe;
    let (name, fineness) = (form.profile.name(), form.fineness);
    let large = size > 75;
    let made_to_order = (size == 152 && fineness == 5).then_some(12);
    Product::new(
        "nose-cones",
        format!("Nose cone {size}, {name} {fineness}:1"),
        format!("{length} mm {name} on a {outer} mm base, {slip} mm shoulder for {size} mm tubes."),
    )
    .lead_time(made_to_order)
    .says(form.purpose)
    .says(format!(
        "The base is {outer} mm, flush with every {size} mm tube of the line within 0.1 mm. The shoulder is {slip} mm by \
         {shoulder} mm long and slips into the tube with {} mm clearance at most; take up play with one turn of masking \
         tape, forward and aft, rather than along the whole shoulder.",
        tenth(airframe.bore_in(airframe.tube_materials[0]) - slip),
    ))
    .says(if large {
        format!(
            "Laid up in one piece from {} mm glass laminate over a full-length plug, without a seam to sand. Close the \
             shoulder with a coupler bulkhead RP-BC-{size}, turned down to the laid-up bore of the shoulder, and carry \
             the recovery load on a forged eye bolt. Lets radio through.",
            wall(airframe, Material::Fibreglass)
        )
    } else if size >= 54 {
        "Glass-filled nylon is moulded and takes a tapped screw; the fibreglass shell is lighter for its strength, stiffer \
         at speed and takes gelcoat polish. Both let radio through. Sand nylon with 240 grit and use a plastic primer \
         before paint; bond fittings into either with structural epoxy on a roughened surface."
            .to_owned()
    } else {
        format!(
            "Moulded with a closed base and a {} mm wall. Tie the shock cord through the moulded loop; for ballast, pour \
             clay or lead shot and epoxy into the tip through a hole in the base. Sand with 240 grit and use a plastic \
             primer before paint.",
            wall(airframe, Material::Nylon)
        )
    })
}

/// Transitions between neighbouring sizes and the ones after, then tail cones down to a motor.
pub(super) fn transitions() -> Vec<DemoPart> {
    let steps = (1..=2).flat_map(|step| AIRFRAMES.iter().zip(&AIRFRAMES[step..]));
    let steps = steps.flat_map(|(small, large)| transition(small, large));
    let tails = AIRFRAMES.iter().filter(|airframe| airframe.size >= 38).filter_map(|airframe| {
        let mount = mounts_in(airframe).filter(|mount| airframe.outer - ring_bore(mount) > 8.0).last()?;
        Some(tail_cone(airframe, mount))
    });
    steps.chain(tails).collect()
}

fn transition_material(airframe: &Airframe) -> Material {
    if airframe.size <= 75 { Material::Nylon } else { Material::Fibreglass }
}

/// The two ways round: growing towards the rear (a slim payload on a wide booster) and narrowing.
fn transition(small: &Airframe, large: &Airframe) -> [DemoPart; 2] {
    let material = transition_material(large);
    // A half angle of about eight degrees, and never shorter than the larger diameter.
    let length = ((large.outer - small.outer) * 3.5).max(large.outer * 0.8);
    let length = (length / 5.0).ceil() * 5.0;
    [(small, large), (large, small)].map(|(fore, aft)| {
        let product = Product::new(
            "transitions",
            format!("Transition {} to {}", fore.size, aft.size),
            format!("Conical, {length} mm long, from {} mm to {} mm airframe, shoulders at both ends.", fore.size, aft.size),
        )
        .says(if fore.size < aft.size {
            format!(
                "Widens from {} mm payload or nose section forward to {} mm booster aft. The flare adds stability \
                 drag behind the centre of gravity; simulate it as a transition, not as two tubes butted together.",
                a(fore.size),
                a(aft.size)
            )
        } else {
            format!(
                "Narrows from {} mm forward to {} mm aft, for a wide payload bay on a slim booster. A narrowing step \
                 moves the centre of pressure forward: check stability and allow for larger fins.",
                fore.size, aft.size
            )
        })
        .says(format!(
            "The cone is {} mm forward and {} mm aft, flush with the tubes of the line. The forward shoulder is {} mm by \
             {} mm and the rear one {} mm by {} mm; both are the slip diameters of their sizes.",
            fore.outer, aft.outer, fore.slip, fore.shoulder, aft.slip, aft.shoulder
        ))
        .says(transition_bonding(material));
        let mut attributes = transition_attributes(material, length, fore.outer, aft.outer);
        for (end, airframe) in [("fore", fore), ("aft", aft)] {
            attributes.state(&format!("{end}_shoulder_diameter"), mm(airframe.slip));
            attributes.state(&format!("{end}_shoulder_length"), mm(f64::from(airframe.shoulder)));
        }
        solids::weigh(&mut attributes, "transitions", material);
        let euros = (4.5 + large.outer * length * 1e-6 * 1500.0) * material.price_factor();
        product.variant(format!("RP-TR-{}-{}", fore.size, aft.size), "", attributes, euros)
    })
}

fn tail_cone(airframe: &Airframe, mount: &MotorMount) -> DemoPart {
    let material = transition_material(airframe);
    let aft = tenth(ring_bore(mount) + 2.0 * transition_wall(material));
    let length = ((airframe.outer - aft) * 2.0).max(airframe.outer * 0.5);
    let length = (length / 5.0).ceil() * 5.0;
    let (size, motor) = (airframe.size, mount.size);
    let product = Product::new(
        "transitions",
        format!("Tail cone {size} for {motor} mm motors"),
        format!("Closes a {size} mm airframe down to {aft} mm round a {motor} mm motor tube."),
    )
    .says(format!(
        "Cuts base drag by letting the air close behind the airframe: {length} mm from {} mm to {aft} mm. A \
         {} mm motor tube passes through the rear opening with 0.2 mm clearance and should stand out {} mm behind it, \
         the length that retainer RP-RT-{motor} is bonded over.",
        airframe.outer,
        mount.outer,
        motor_mount::retainer_overlap(motor)
    ))
    .says(format!(
        "The forward shoulder is {} mm by {} mm. Set the rear centering ring RP-CR-{size}-{motor} forward of it, and \
         leave the fin tabs clear of the shoulder. It is a fairing: thrust goes through the motor tube and the rings, \
         not through this part.",
        airframe.slip, airframe.shoulder
    ))
    .says(transition_bonding(material));
    let mut attributes = transition_attributes(material, length, airframe.outer, aft);
    attributes.state("fore_shoulder_diameter", mm(airframe.slip));
    attributes.state("fore_shoulder_length", mm(f64::from(airframe.shoulder)));
    solids::weigh(&mut attributes, "transitions", material);
    let euros = (5.0 + airframe.outer * length * 1e-6 * 1800.0) * material.price_factor();
    product.variant(format!("RP-TC-{size}-{motor}"), "", attributes, euros)
}

fn transition_wall(material: Material) -> f64 {
    if material == Material::Nylon { 2.0 } else { 1.8 }
}

/// The attributes of the cone, without shoulders and mass.
fn transition_attributes(material: Material, length: f64, fore: f64, aft: f64) -> AttributeSet {
    let mut attributes = AttributeSet::new();
    attributes.state("fore_diameter", mm(fore));
    attributes.state("aft_diameter", mm(aft));
    attributes.state("length", mm(length));
    attributes.state_text("profile", NoseProfile::Conical.name());
    attributes.state_text("material", material.name());
    attributes.state("wall", mm(transition_wall(material)));
    attributes
}

fn transition_bonding(material: Material) -> &'static str {
    if material == Material::Nylon {
        "Moulded in glass-filled nylon. Roughen the shoulders with 120 grit, degrease, and bond with structural epoxy; ordinary \
         five-minute epoxy peels from nylon. Leave one end unbonded, or screw it, if you need to reach inside."
    } else {
        "Laid up in fibreglass without a seam. Roughen the shoulders with 80 grit, wipe with isopropanol, and bond with \
         structural epoxy; fillet the inside with epoxy and milled fibre where it carries fins or a heavy payload."
    }
}
