//! Motor tubes, centering rings, engine blocks and retainers.

use std::f64::consts::PI;

use super::DemoPart;
use super::family::{AIRFRAMES, Airframe, MOTOR_MOUNTS, Material, MotorMount, a, capital, list, ring_bore, tenth};
use super::listing::Product;
use super::solids;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::mm;
use crate::units::{Quantity, Unit};

/// Motor tubes: one product per size and material, one variant per length.
pub(super) fn tubes() -> Vec<DemoPart> {
    let pairs = MOTOR_MOUNTS.iter().flat_map(|mount| mount.tube_materials.iter().map(move |m| (mount, *m)));
    pairs.flat_map(|(mount, material)| tube(mount, material)).collect()
}

fn tube(mount: &MotorMount, material: Material) -> Vec<DemoPart> {
    let (size, outer, inner) = (mount.size, mount.outer, mount.bore_in(material));
    let clearance = tenth(inner - f64::from(size));
    let homes: Vec<u32> = AIRFRAMES.iter().filter(|airframe| mount.sits_in(airframe)).map(|a| a.size).collect();
    let product = Product::new(
        "motor-tubes",
        format!("Motor tube {size}, {}", material.name()),
        format!("{inner} mm bore for {size} mm motors, {outer} mm outside."),
    )
    .says(format!(
        "{} mm motor slides in with {clearance} mm clearance; wrap a turn of masking tape round the case if it \
         rattles. Bore and outside are held to ±0.1 mm, ends are square.",
        capital(&a(size))
    ))
    .says(format!(
        "Centering rings RP-CR with a {} mm bore carry it in airframes of {} mm. {}",
        ring_bore(mount),
        list(&homes, "or"),
        if size <= 38 {
            format!("An engine block RP-EB-{size} glued inside stops the motor; leave 6 mm of motor showing behind.")
        } else {
            format!("Motors of this size carry a thrust ring, so no engine block is needed; retain them with RP-RT-{size}A.")
        }
    ))
    .says(match material {
        Material::Kraft => "Bonds with wood glue or epoxy. Good for motors up to class E; the paper chars slowly at the front \
             where the ejection charge strikes, so look through it after every flight.",
        Material::Phenolic => "Heat-proof and stiff. Bond with epoxy on a sanded surface, and use high-temperature epoxy for \
             the retainer, which sits where the case is hottest.",
        _ => "For motors of class J and up and for hard landings. Roughen with 80 grit and bond rings with structural epoxy, \
             the retainer with high-temperature epoxy.",
    });
    mount
        .tube_lengths
        .iter()
        .map(|length| {
            let long = f64::from(*length);
            let mut attributes = AttributeSet::new();
            attributes.state("motor_diameter", mm(f64::from(size)));
            attributes.state("inner_diameter", mm(inner));
            attributes.state("outer_diameter", mm(outer));
            attributes.state("length", mm(long));
            solids::weigh(&mut attributes, "motor-tubes", material);
            attributes.state_text("material", material.name());
            let euros = (2.6 + PI * outer * long * 1e-6 * 150.0) * material.price_factor();
            let sku = format!("RP-MT-{size}{}-{length}", material.letter());
            product.variant(sku, format!("{length} mm"), attributes, euros)
        })
        .collect()
}

/// Centering rings: one product for every airframe and motor tube that go together, one variant
/// per material.
pub(super) fn centering_rings() -> Vec<DemoPart> {
    let pairs = AIRFRAMES.iter().flat_map(|airframe| MOTOR_MOUNTS.iter().map(move |mount| (airframe, mount)));
    pairs.filter(|(airframe, mount)| mount.sits_in(airframe)).flat_map(|(a, m)| centering_ring(a, m)).collect()
}

fn ring_thickness(airframe: &Airframe, material: Material) -> f64 {
    match (material, airframe.size) {
        (Material::Birch, ..29) => 2.0,
        (Material::Birch, 29..66) => 3.0,
        (Material::Birch, 66..114) => 6.0,
        (Material::Birch, _) => 9.0,
        (_, ..66) => 1.6,
        (_, 66..114) => 3.2,
        _ => 4.8,
    }
}

fn centering_ring(airframe: &Airframe, mount: &MotorMount) -> Vec<DemoPart> {
    let (size, motor) = (airframe.size, mount.size);
    let (outer, inner) = (airframe.slip, ring_bore(mount));
    let land = tenth((outer - inner) / 2.0);
    let product = Product::new(
        "centering-rings",
        format!("Centering ring {size} to {motor}"),
        format!("{outer} mm outside, {inner} mm bore: {} mm motor tube in {} mm airframe.", a(motor), a(size)),
    )
    .says(format!(
        "Slips into every {size} mm airframe tube of the line and over the {} mm outside of {} mm motor tube, \
         with 0.3 mm clearance or less on either. The land between the two is {land} mm wide.",
        mount.outer,
        a(motor)
    ))
    .says(if land < 4.0 {
        format!(
            "With {land} mm of land there is no room for a cord or an eye bolt: anchor the recovery line to the motor \
             tube ahead of the front ring, or to a bulkhead further forward."
        )
    } else if land < 9.0 {
        "There is room for a notch that passes an aramid cord along the motor tube; file it half-round and glue the cord \
         in with epoxy. An eye bolt will not fit."
            .to_owned()
    } else {
        format!(
            "The land takes an {} eye bolt through the front ring for the recovery line; put a washer on both sides and \
             fix the nut with epoxy.",
            if land < 16.0 { "M4" } else { "M6" }
        )
    })
    .says(
        "Use two for a motor tube up to three airframe diameters long and three for a longer one; order the third when \
         fin tabs are to be boxed in between rings. Sand the laser-browned edge off plywood or roughen G10 before gluing, \
         and fillet both faces.",
    );
    let materials: &[Material] =
        if size >= 38 && motor >= 24 { &[Material::Birch, Material::G10] } else { &[Material::Birch] };
    materials
        .iter()
        .map(|material| {
            let thick = ring_thickness(airframe, *material);
            let mut attributes = AttributeSet::new();
            attributes.state("outer_diameter", mm(outer));
            attributes.state("inner_diameter", mm(inner));
            attributes.state("thickness", mm(thick));
            solids::weigh(&mut attributes, "centering-rings", *material);
            attributes.state_text("material", material.name());
            let euros = (1.2 + outer * outer * thick * 1.4e-4) * material.price_factor();
            let sku = format!("RP-CR-{size}-{motor}{}", material.letter());
            product.variant(sku, format!("{}, {thick} mm", material.name()), attributes, euros)
        })
        .collect()
}

/// Engine blocks for the motors without a thrust ring.
pub(super) fn engine_blocks() -> Vec<DemoPart> {
    MOTOR_MOUNTS.iter().filter(|mount| mount.size <= 38).flat_map(engine_block).collect()
}

fn engine_block(mount: &MotorMount) -> Vec<DemoPart> {
    let size = mount.size;
    let outer = tenth(mount.bore - 0.2);
    let inner = tenth(outer - (2.4 + f64::from(size) * 0.08));
    let product = Product::new(
        "engine-blocks",
        format!("Engine block {size}"),
        format!("{outer} mm ring that stops {} mm motor from travelling forward.", a(size)),
    )
    .says(format!(
        "Goes into {} mm motor tube with 0.2 mm clearance and leaves a {inner} mm opening, wide enough for the \
         ejection charge of every motor of the size.",
        a(size)
    ))
    .says(format!(
        "To set it, put a ring of glue inside the tube with a stick, and push the block in with a spent {size} mm case \
         until the case shows 6 mm behind the tube. Pull the case out at once. Leave it out where motors of different \
         length are to be flown, and stop them with a tape thrust ring instead."
    ))
    .says(if size >= 24 {
        "Kraft is enough up to class E. Take aluminium above that, bonded with high-temperature epoxy on a roughened surface."
    } else {
        "Kraft is strong enough for every motor of this size; wood glue holds it."
    });
    let materials: &[(Material, u32)] =
        if size >= 24 { &[(Material::Kraft, 8), (Material::Aluminium, 6)] } else { &[(Material::Kraft, 6)] };
    materials
        .iter()
        .map(|(material, length)| {
            let mut attributes = AttributeSet::new();
            attributes.state("outer_diameter", mm(outer));
            attributes.state("inner_diameter", mm(inner));
            attributes.state("length", mm(f64::from(*length)));
            solids::weigh(&mut attributes, "engine-blocks", *material);
            attributes.state_text("material", material.name());
            let (letter, euros) = match material {
                Material::Aluminium => ("A", 3.2 + f64::from(size) * 0.08),
                _ => ("", 0.55 + f64::from(size) * 0.02),
            };
            product.variant(format!("RP-EB-{size}{letter}"), material.name(), attributes, euros)
        })
        .collect()
}

/// Retainers: moulded for small motors, turned for large ones.
pub(super) fn retainers() -> Vec<DemoPart> {
    MOTOR_MOUNTS.iter().filter(|mount| mount.size >= 18).flat_map(retainer).collect()
}

fn retainer(mount: &MotorMount) -> Vec<DemoPart> {
    let size = mount.size;
    let inner = ring_bore(mount);
    let product = Product::new(
        "retainers",
        format!("Motor retainer {size}"),
        format!("Threaded body for a {} mm motor tube and a cap that holds {} mm motor.", mount.outer, a(size)),
    )
    .says(format!(
        "The body has a {inner} mm bore and is bonded over the last {} mm of the motor tube, behind the rear ring. The \
         cap screws on by hand and holds the motor by its rear flange or, for cases without one, by the spacer in the \
         pack. Nothing in it is consumed.",
        retainer_overlap(size)
    ))
    .says(format!(
        "Roughen tube and body with 80 grit, wipe both with isopropanol, and bond with high-temperature epoxy RP-EP-HT: \
         after burn-out the case soaks the joint to well above 100 °C. Screw {} mm case in while the epoxy sets, so \
         that body and tube cure in line, and keep epoxy off the thread with a little grease.",
        a(size)
    ))
    .says(if (29..=38).contains(&size) {
        "Nylon is right for motors up to class G. Take aluminium for longer burns and for anything that lands hard."
    } else if size < 29 {
        "Moulded in glass-filled nylon, which stands every motor of this size; let it cool before unscrewing."
    } else {
        "Turned from 6061 aluminium and anodised. Put a smear of anti-seize on the thread: soot makes it bind."
    });
    let materials: &[Material] = match size {
        ..29 => &[Material::Nylon],
        29..54 => &[Material::Nylon, Material::Aluminium],
        _ => &[Material::Aluminium],
    };
    materials
        .iter()
        .map(|material| {
            let nylon = *material == Material::Nylon;
            let outer = tenth(inner + if nylon { 6.0 } else { 5.0 });
            let length = retainer_length(size);
            let mut attributes = AttributeSet::new();
            attributes.state("motor_diameter", mm(f64::from(size)));
            attributes.state("outer_diameter", mm(outer));
            attributes.state("length", mm(length));
            attributes.compute("mass", solids::tube(outer, inner, length, material.density()));
            attributes.state_text("material", material.name());
            attributes.state("max_temperature", Quantity::new(if nylon { 160.0 } else { 250.0 }, Unit::Celsius));
            let euros = if nylon { 3.0 + f64::from(size) * 0.14 } else { 8.0 + f64::from(size) * 0.62 };
            product.variant(format!("RP-RT-{size}{}", material.letter()), material.name(), attributes, euros)
        })
        .collect()
}

/// How much of the motor tube the body covers, mm.
pub(super) fn retainer_overlap(size: u32) -> f64 {
    retainer_length(size) - 4.0
}

fn retainer_length(size: u32) -> f64 {
    (10.0 + f64::from(size) * 0.2).round()
}
