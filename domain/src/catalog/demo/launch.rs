//! Launch lugs, rail guides, igniters and leads.

use std::ops::RangeInclusive;

use super::DemoPart;
use super::family::{AIRFRAMES, Material, a, capital, tenth};
use super::listing::Product;
use super::solids;
use crate::catalog::attribute::{g, mm};
use crate::catalog::{AttributeSet, HazardClass};
use crate::units::{Quantity, Unit};

/// Rod, what it is called, lengths, materials, and what it launches.
type Lug = (f64, &'static str, &'static [u32], &'static [Material], &'static str);

const LUGS: &[Lug] = &[
    (3.2, "1/8 in", &[30, 50], &[Material::Kraft], "rockets up to about 150 g on a rod of one metre"),
    (4.8, "3/16 in", &[40, 60], &[Material::Kraft, Material::Aluminium], "rockets up to about 500 g on a rod of 1.2 m"),
    (6.4, "1/4 in", &[50, 75], &[Material::Kraft, Material::Aluminium], "rockets up to about 1.5 kg on a rod of 1.8 m"),
    (9.5, "3/8 in", &[60, 100], &[Material::Aluminium], "rockets up to about 3 kg, where a rail is not to be had"),
];

/// Launch lugs: one product per rod and material, one variant per length.
pub(super) fn lugs() -> Vec<DemoPart> {
    let pairs = LUGS.iter().flat_map(|lug| lug.3.iter().map(move |material| (lug, *material)));
    pairs.flat_map(|(lug, material)| lug_variants(lug, material)).collect()
}

fn lug_variants((rod, inch, lengths, _, use_for): &Lug, material: Material) -> Vec<DemoPart> {
    let inner = tenth(rod + if *rod < 6.0 { 0.6 } else { 0.8 });
    let wall = if material == Material::Kraft { 0.5 } else { 0.6 };
    let outer = tenth(inner + 2.0 * wall);
    let product = Product::new(
        "launch-lugs",
        format!("Launch lug {rod} mm, {}", material.name()),
        format!("{inner} mm bore for a {rod} mm ({inch}) rod."),
    )
    .says(format!(
        "Runs on a {rod} mm rod with {} mm clearance, for {use_for}. Use one lug at the centre of gravity of a short \
         rocket, or two, one diameter ahead of the tail and one at the centre of gravity.",
        tenth(inner - rod)
    ))
    .says(if material == Material::Kraft {
        "Glue it on bare paper with wood glue, and fillet both sides. Line two lugs up on the rod itself while the glue sets; \
         keep primer out of the bore."
    } else {
        "Roughen the outside, glue with epoxy, and fillet both sides. Line two lugs up on the rod while the epoxy sets, with a \
         smear of grease on the rod. A thin stand-off of plywood keeps the rod clear of a larger nose."
    });
    lengths
        .iter()
        .map(|length| {
            let long = f64::from(*length);
            let mut attributes = AttributeSet::new();
            attributes.state("rod_diameter", mm(*rod));
            attributes.state("inner_diameter", mm(inner));
            attributes.state("outer_diameter", mm(outer));
            attributes.state("length", mm(long));
            solids::weigh(&mut attributes, "launch-lugs", material);
            attributes.state_text("material", material.name());
            let each = 0.25 + long * 0.006;
            let euros = if material == Material::Kraft { each } else { each * 2.6 };
            let sku = format!("RP-LL-{}{}-{length}", (rod * 10.0).round(), material.letter());
            product.variant(sku, format!("{length} mm"), attributes, euros)
        })
        .collect()
}

struct Rail {
    code: &'static str,
    /// Side of the profile.
    side: f64,
    button: f64,
    height: f64,
    thread: &'static str,
    airframes: RangeInclusive<u32>,
    limit: &'static str,
}

const RAILS: &[Rail] = &[
    Rail { code: "2020", side: 20.0, button: 9.4, height: 8.0, thread: "M4", airframes: 38..=66, limit: "2 kg" },
    Rail { code: "1010", side: 25.4, button: 11.0, height: 9.5, thread: "M5", airframes: 54..=114, limit: "12 kg" },
    Rail { code: "1515", side: 38.1, button: 16.0, height: 13.0, thread: "M6", airframes: 98..=152, limit: "40 kg" },
];

/// Rail buttons, and guides shaped to an airframe.
pub(super) fn rail_guides() -> Vec<DemoPart> {
    RAILS.iter().flat_map(|rail| rail_buttons(rail).into_iter().chain(conformal_guides(rail))).collect()
}

fn rail_buttons(rail: &Rail) -> Vec<DemoPart> {
    let Rail { code, side, button, height, thread, limit, .. } = rail;
    let product = Product::new(
        "rail-guides",
        format!("Rail button {code}"),
        format!("Turned button for {side} mm ({code}) rail with {thread} screw and nut."),
    )
    .says(format!(
        "{} mm button that runs in the slot of {code} rail, for rockets up to {limit}. Order two: one near the tail, \
         into a centering ring, and one at or a little behind the centre of gravity.",
        capital(&a(button))
    ))
    .says(format!(
        "The screw goes into the {thread} well nut in the pack or into a plywood block behind the wall. Leave the button free to \
         turn. The stand-off version raises the rocket by 12 mm, for a nose or payload bay wider than the tube it sits on."
    ));
    [("", "flush", 0.0), ("S", "12 mm stand-off", 12.0)]
        .into_iter()
        .map(|(letter, option, extra)| {
            let length = height + extra;
            let mut attributes = AttributeSet::new();
            attributes.state("rod_diameter", mm(*side));
            attributes.state("outer_diameter", mm(*button));
            attributes.state("length", mm(length));
            attributes.compute("mass", solids::tube(*button, 4.0, length, Material::Acetal.density()));
            attributes.state_text("material", Material::Acetal.name());
            attributes.state_text("thread", *thread);
            product.variant(format!("RP-RB-{code}{letter}"), option, attributes, 0.9 + button * 0.11 + extra * 0.08)
        })
        .collect()
}

fn conformal_guides(rail: &Rail) -> impl Iterator<Item = DemoPart> {
    let Rail { code, side, button, height, limit, .. } = rail;
    AIRFRAMES.iter().filter(|airframe| rail.airframes.contains(&airframe.size)).map(move |airframe| {
        let size = airframe.size;
        let length = (button * 6.0).round();
        let product = Product::new(
            "rail-guides",
            format!("Conformal rail guide {code} for {size}"),
            format!("{length} mm guide for {code} rail, hollowed to a {size} mm airframe."),
        )
        .says(format!(
            "The foot is hollowed to {} mm, the outside of every {size} mm tube of the line, so that it bonds over its whole \
             face without a hole through the wall. It runs in the slot of {side} mm rail and is pointed at both ends, which \
             halves the drag of a pair of buttons.",
            airframe.outer
        ))
        .says(format!(
            "Good for rockets up to {limit}. Order two. Roughen the tube down to bare material and bond with structural epoxy; \
             line both up on a length of rail while it sets, within 0.5 mm over a metre."
        ));
        let mut attributes = AttributeSet::new();
        attributes.state("rod_diameter", mm(*side));
        attributes.state("outer_diameter", mm(*button));
        attributes.state("length", mm(length));
        attributes.compute("mass", solids::plate(length * button * 0.8, *height, Material::Nylon.density()));
        attributes.state_text("material", Material::Nylon.name());
        product.variant(format!("RP-RG-{code}-{size}"), "", attributes, 3.4 + button * 0.2 + f64::from(size) * 0.02)
    })
}

struct Starter {
    name: &'static str,
    code: &'static str,
    length: f64,
    volts: f64,
    /// g each.
    mass: f64,
    /// Pieces and price, €.
    packs: &'static [(u32, f64)],
    hazard: HazardClass,
    summary: &'static str,
    copy: [&'static str; 2],
}

const STARTERS: &[Starter] = &[
    Starter {
        name: "Igniter, small",
        code: "IG-S",
        length: 90.0,
        volts: 6.0,
        mass: 0.4,
        packs: &[(6, 4.2), (24, 14.5)],
        hazard: HazardClass::FlammableSolid,
        summary: "For motors A to D. No-fire 0.25 A, all-fire 1.0 A.",
        copy: [
            "A dipped bridge wire that reaches through the nozzle of 13, 18 and 24 mm motors of classes A to D. 1.0 Ω ±0.2 Ω; \
             no-fire current 0.25 A for 5 s, all-fire 1.0 A for 50 ms, so four AA cells or any club controller will do.",
            "Push it in until it touches the grain, hold it with a plug or a ball of wadding, and bend the leads apart. Test \
             continuity with less than 50 mA, at the pad, never in the preparation area.",
        ],
    },
    Starter {
        name: "Igniter, composite",
        code: "IG-C",
        length: 600.0,
        volts: 12.0,
        mass: 2.1,
        packs: &[(3, 7.9), (12, 28.0)],
        hazard: HazardClass::FlammableSolid,
        summary: "For motors E to J. No-fire 0.4 A, all-fire 2.5 A.",
        copy: [
            "A pyrogen head on 600 mm of duplex wire, hot and long-lasting enough to light composite grains of classes E to J from \
             the top of the core. No-fire 0.4 A, all-fire 2.5 A for 50 ms at 12 V.",
            "Tape a pointer to the lead at the grain's length, push the head to the top of the core, and lead the wire out through \
             the nozzle cap. Short the leads until it is connected at the pad.",
        ],
    },
    Starter {
        name: "Igniter, large",
        code: "IG-L",
        length: 1_500.0,
        volts: 12.0,
        mass: 6.8,
        packs: &[(1, 6.4), (4, 23.0)],
        hazard: HazardClass::FlammableSolid,
        summary: "For motors K to N. No-fire 0.5 A, all-fire 4 A.",
        copy: [
            "A double pyrogen head on 1.5 m of wire for the long cores of classes K to N; lights a 1.2 m grain column within \
             half a second. No-fire 0.5 A, all-fire 4 A for 100 ms at 12 V.",
            "Support the head on a thin dowel tied to the lead, and remove the dowel's weight from the nozzle with tape that \
             burns through. Use short, heavy clip leads: at 4 A every ohm costs four volts.",
        ],
    },
    Starter {
        name: "Electric match",
        code: "EM",
        length: 300.0,
        volts: 9.0,
        mass: 1.2,
        packs: &[(5, 9.5), (20, 34.0)],
        hazard: HazardClass::FlammableSolid,
        summary: "For ejection charges. No-fire 0.3 A, all-fire 0.8 A.",
        copy: [
            "Fires the ejection charge from an altimeter output. 1.5 Ω ±0.3 Ω, no-fire 0.3 A for 5 s, all-fire 0.8 A for 10 ms: \
             any altimeter of the line and a 7.4 V battery are enough.",
            "Seat the head in a charge well RP-CW, pour the powder round it, and seal with tape. Connect it last, with the \
             altimeter switched off, and never look into the airframe after arming.",
        ],
    },
    Starter {
        name: "Launch lead with clips",
        code: "LD-10",
        length: 10_000.0,
        volts: 12.0,
        mass: 420.0,
        packs: &[(1, 18.5)],
        hazard: HazardClass::None,
        summary: "10 m of 2 × 1.5 mm² cable, micro clips on one end, plug on the other.",
        copy: [
            "Ten metres is the usual stand-off up to class G. 0.24 Ω out and back, which costs 1 V at 4 A. The last 300 mm are \
             exchangeable, because that is where the exhaust strikes.",
            "Clean the clips with a file before every launch; a sooty clip is the commonest misfire. Fits launch controller \
             RP-LC-2.",
        ],
    },
    Starter {
        name: "Launch lead with clips, long",
        code: "LD-30",
        length: 30_000.0,
        volts: 12.0,
        mass: 1_900.0,
        packs: &[(1, 46.0)],
        hazard: HazardClass::None,
        summary: "30 m of 2 × 2.5 mm² cable on a reel, micro clips on one end, plug on the other.",
        copy: [
            "Thirty metres is the least stand-off for class H and I under most safety codes; join two for J. 0.42 Ω out and back, \
             so a 12 V battery still gives 4 A to a large igniter.",
            "Unroll it fully, since a coil heats up and picks up radio. Fits launch controller RP-LC-2; the clips are the same as \
             on the short lead RP-LD-10.",
        ],
    },
    Starter {
        name: "Launch controller, two pads",
        code: "LC-2",
        length: 190.0,
        volts: 12.0,
        mass: 640.0,
        packs: &[(1, 89.0)],
        hazard: HazardClass::None,
        summary: "Key switch, continuity lamps and buzzer for two pads.",
        copy: [
            "A key arms it, a buzzer says so, and a lamp for each pad shows continuity at 12 mA, far below the no-fire current of \
             every igniter of the line. The fire buttons work only while the key is held.",
            "Runs from an external 12 V battery of at least 7 Ah; leads RP-LD-10 and RP-LD-30 plug in. Take the key with you to \
             the pad.",
        ],
    },
];

/// Igniters, leads and the controller: one variant per pack.
pub(super) fn igniters() -> Vec<DemoPart> {
    STARTERS
        .iter()
        .flat_map(|starter| {
            let product = Product::new("igniters", starter.name, starter.summary)
                .hazard(starter.hazard)
                .says(starter.copy[0])
                .says(starter.copy[1]);
            let single = starter.packs.len() == 1;
            starter.packs.iter().map(move |(pieces, euros)| {
                let contents = if *pieces == 1 { "1 piece".to_owned() } else { format!("{pieces} pieces") };
                let mut attributes = AttributeSet::new();
                attributes.state("length", mm(starter.length));
                attributes.state("supply_voltage", Quantity::new(starter.volts, Unit::Volt));
                attributes.state_text("contents", contents.clone());
                attributes.state("mass", g(starter.mass));
                let sku = if single { format!("RP-{}", starter.code) } else { format!("RP-{}-{pieces}", starter.code) };
                product.variant(sku, contents, attributes, *euros)
            })
        })
        .collect()
}
