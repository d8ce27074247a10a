//! Shock cords, harnesses and the metal between cord and airframe.

use super::DemoPart;
use super::family::capital;
use super::listing::Product;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::{g, mm};
use crate::units::{Quantity, Unit};

struct Cord {
    name: &'static str,
    code: &'static str,
    material: &'static str,
    width: f64,
    /// N.
    breaking_load: f64,
    /// °C.
    max_temperature: f64,
    /// g/m.
    mass: f64,
    euros_per_metre: f64,
    /// m.
    lengths: &'static [u32],
    copy: &'static str,
}

#[rustfmt::skip]
const CORDS: &[Cord] = &[
    Cord { name: "Elastic cord 4 mm", code: "E4", material: "braided elastic", width: 4.0, breaking_load: 110.0, max_temperature: 70.0,
        mass: 4.8, euros_per_metre: 0.45, lengths: &[1, 2, 5],
        copy: "For model rockets up to about 150 g. It stretches to twice its length and takes the shock of ejection out of the \
               anchor; tie it to a short leader of aramid, because elastic next to the motor burns through after a few flights." },
    Cord { name: "Elastic cord 8 mm", code: "E8", material: "braided elastic", width: 8.0, breaking_load: 320.0, max_temperature: 70.0,
        mass: 11.5, euros_per_metre: 0.8, lengths: &[2, 5, 10],
        copy: "For rockets up to about 500 g. Use at least three rocket lengths, and replace it when the rubber shows through the \
               cover or when it no longer goes back to its length." },
    Cord { name: "Aramid cord 1.5 mm", code: "A1", material: "braided aramid", width: 1.5, breaking_load: 620.0, max_temperature: 250.0,
        mass: 1.6, euros_per_metre: 0.9, lengths: &[2, 5, 10],
        copy: "A leader that stands the heat at the motor mount, or the whole cord of a light rocket. It does not stretch: where it \
               runs over a tube edge, tape or bead the edge, or it saws through the wall." },
    Cord { name: "Aramid cord 3 mm", code: "A3", material: "braided aramid", width: 3.0, breaking_load: 2_200.0, max_temperature: 250.0,
        mass: 5.6, euros_per_metre: 1.9, lengths: &[3, 6, 9],
        copy: "Sewn loops at both ends. For rockets of 54 to 75 mm up to about 3 kg, or as the leader of a nylon harness in a larger \
               one. Knots halve the breaking load; use the loops." },
    Cord { name: "Aramid harness 7 mm", code: "A7", material: "tubular aramid", width: 7.0, breaking_load: 8_900.0, max_temperature: 250.0,
        mass: 14.0, euros_per_metre: 3.6, lengths: &[4, 8, 12],
        copy: "Tubular aramid with three sewn loops: one at each end and one at a third of the length for the parachute. For \
               rockets up to about 12 kg. Packs smaller than nylon of the same strength and needs no flame protection." },
    Cord { name: "Nylon harness 14 mm", code: "N14", material: "tubular nylon", width: 14.0, breaking_load: 6_700.0, max_temperature: 150.0,
        mass: 24.0, euros_per_metre: 2.1, lengths: &[3, 6, 9],
        copy: "Tubular nylon with three sewn loops. It gives by about a quarter before it breaks, which is kind to bulkheads and eye \
               bolts. For rockets up to about 8 kg; protect the end near the charge with a flameproof sleeve." },
    Cord { name: "Nylon harness 25 mm", code: "N25", material: "tubular nylon", width: 25.0, breaking_load: 17_800.0, max_temperature: 150.0,
        mass: 43.0, euros_per_metre: 3.2, lengths: &[6, 9, 12],
        copy: "One-inch tubular nylon with three sewn loops, for rockets of 98 mm and more up to about 25 kg. Fold the slack in \
               Z-bundles held by a turn of masking tape: each tape that breaks takes energy out of the separation." },
];

/// Shock cords and harnesses: one variant per length.
pub(super) fn shock_cords() -> Vec<DemoPart> {
    CORDS
        .iter()
        .flat_map(|cord| {
            let product = Product::new(
                "shock-cords",
                cord.name,
                format!("{}, breaks at {:.0} N, holds to {:.0} °C.", capital(cord.material), cord.breaking_load, cord.max_temperature),
            )
            .slug(format!("shock-cord-{}", cord.code.to_lowercase()))
            .says(cord.copy)
            .says(format!(
                "The breaking load is the static load of a new cord pulled straight. Reckon with a snatch of fifty times the \
                 weight of the heavier half: {:.0} N is enough for a half of {:.1} kg. The usual length is three to five times \
                 that of the rocket.",
                cord.breaking_load,
                cord.breaking_load / (50.0 * 9.806_65)
            ))
            .says(if cord.breaking_load > 2_000.0 {
                "Attach it by its sewn loops with quick links RP-QL, and look along its whole length for scorched fibres before \
                 every flight."
            } else {
                "Cut to length from one piece, ends sealed. Tie it with a bowline or a double overhand loop and put a drop of glue \
                 on the knot; look along its whole length for scorched fibres before every flight."
            });
            cord.lengths.iter().map(move |metres| {
                let length = f64::from(*metres);
                let mut attributes = AttributeSet::new();
                attributes.state("width", mm(cord.width));
                attributes.state("length", mm(length * 1000.0));
                attributes.state("breaking_load", newtons(cord.breaking_load));
                attributes.compute("mass", cord.mass * length / 1000.0);
                attributes.state_text("material", cord.material);
                attributes.state("max_temperature", Quantity::new(cord.max_temperature, Unit::Celsius));
                let sewing = if cord.breaking_load > 2_000.0 { 6.0 } else { 0.4 };
                let euros = sewing + cord.euros_per_metre * length;
                product.variant(format!("RP-SC-{}-{metres}", cord.code), format!("{metres} m"), attributes, euros)
            })
        })
        .collect()
}

/// A kind of hardware and its sizes.
struct Hardware {
    name: &'static str,
    code: &'static str,
    material: &'static str,
    summary: &'static str,
    copy: [&'static str; 2],
    sizes: &'static [Size],
}

/// Thread (or nominal size), length mm, breaking load N, mass g, price €.
type Size = (&'static str, f64, f64, f64, f64);

const HARDWARE: &[Hardware] = &[
    Hardware {
        name: "Eye bolt, forged",
        code: "EB",
        material: "forged steel, zinc-plated",
        summary: "Closed, forged eye with two nuts and two washers.",
        copy: [
            "The eye is forged shut. A bent eye of the same thread opens at about a tenth of the load and has no place in a \
             recovery system. Loads are for a straight pull; at 45° take a quarter of them.",
            "Fit it with a washer on both sides of the bulkhead, tighten, and fix the nut with epoxy or thread lock. M4 suits \
             38 mm bulkheads, M6 suits 54 to 75 mm and M8 suits 98 mm and up.",
        ],
        sizes: &[
            ("M4", 30.0, 3_400.0, 11.0, 2.2),
            ("M5", 35.0, 5_500.0, 18.0, 2.6),
            ("M6", 40.0, 7_800.0, 29.0, 3.2),
            ("M8", 50.0, 14_200.0, 58.0, 4.9),
            ("M10", 60.0, 22_500.0, 104.0, 7.4),
        ],
    },
    Hardware {
        name: "U-bolt",
        code: "UB",
        material: "stainless steel A2",
        summary: "Two-legged anchor with backing plate, four nuts and washers.",
        copy: [
            "Two legs share the load and cannot unscrew, which makes it the anchor of choice for bulkheads of 75 mm and more. \
             The backing plate spreads the pull over plywood.",
            "Drill both holes with the plate as a template, tighten evenly, and lock the nuts. Loads are for a pull within 15° of \
             the legs.",
        ],
        sizes: &[
            ("M5", 40.0, 9_900.0, 42.0, 5.4),
            ("M6", 50.0, 14_000.0, 71.0, 6.8),
            ("M8", 60.0, 25_600.0, 138.0, 9.9),
        ],
    },
    Hardware {
        name: "Quick link",
        code: "QL",
        material: "stainless steel A4",
        summary: "Screw-gate link between cord, parachute and anchor.",
        copy: [
            "Joins sewn loops to eye bolts and comes undone by hand, so that parachutes can be changed on the field. The size is \
             the diameter of the wire; the load holds only with the gate screwed shut.",
            "Close the gate finger-tight plus a quarter turn, with the nut below so that vibration closes rather than opens it. A \
             turn of tape over the nut is cheap insurance.",
        ],
        sizes: &[
            ("M3.5", 33.0, 4_900.0, 9.0, 2.4),
            ("M5", 44.0, 11_000.0, 24.0, 3.3),
            ("M6", 52.0, 15_500.0, 40.0, 4.1),
            ("M8", 65.0, 28_000.0, 88.0, 6.5),
        ],
    },
    Hardware {
        name: "Swivel",
        code: "SV",
        material: "stainless steel, ball bearing",
        summary: "Lets a canopy turn without twisting its lines.",
        copy: [
            "Goes between the parachute's bridle and the harness. On a ball bearing it turns under full load, where a fishing \
             swivel binds.",
            "Size it to the harness, not to the weight of the rocket. Rinse off soot after flying and put a drop of light oil on \
             the bearing twice a season.",
        ],
        sizes: &[("M3", 38.0, 1_400.0, 8.0, 4.8), ("M5", 58.0, 6_800.0, 34.0, 9.6), ("M8", 82.0, 17_500.0, 96.0, 17.5)],
    },
    Hardware {
        name: "Threaded rod",
        code: "TR",
        material: "stainless steel A2-70",
        summary: "Tie rod for av-bays, ends chamfered.",
        copy: [
            "Two rods run the length of an av-bay, carry the sled and tie both lids together, so that the recovery load does not \
             go through the coupler. The breaking load is the stress area times 700 N/mm².",
            "Take the coupler's length plus 40 mm. Cut with a hacksaw with two nuts run on before the cut; unscrewing them cleans \
             the thread.",
        ],
        sizes: &[
            ("M4", 200.0, 6_100.0, 15.0, 1.5),
            ("M4", 300.0, 6_100.0, 22.5, 1.9),
            ("M6", 300.0, 14_000.0, 52.0, 2.8),
            ("M6", 450.0, 14_000.0, 78.0, 3.7),
            ("M8", 500.0, 25_600.0, 158.0, 5.6),
        ],
    },
    Hardware {
        name: "Wing nut",
        code: "WN",
        material: "stainless steel A2",
        summary: "Closes av-bay lids by hand.",
        copy: [
            "For threaded rods RP-TR of the same size in an av-bay that is opened on the field. The load is that of the thread; \
             by hand you will reach about a twentieth of it, which is enough to clamp a lid.",
            "Put a washer below it, and a turn of tape or a spring washer above, so that it cannot shake loose.",
        ],
        sizes: &[
            ("M4", 10.0, 4_200.0, 2.6, 0.35),
            ("M6", 14.0, 9_800.0, 6.9, 0.55),
            ("M8", 18.0, 17_900.0, 15.5, 0.95),
        ],
    },
    Hardware {
        name: "Shear pin",
        code: "SP",
        material: "nylon 6.6",
        summary: "Breaks at a known force when the charge fires. Bag of 20.",
        copy: [
            "Holds a joint against drag separation and wind until the ejection charge shears it. The load is for one pin in single \
             shear between sharp edges; add the loads of all pins in a joint. Mass and price are for one bag.",
            "Drill through tube and coupler together. In paper tubes harden the hole with thin cyanoacrylate, or set a strip of \
             brass in it, since a soft edge raises the load. Ground-test the charge with pins fitted.",
        ],
        sizes: &[("M2", 8.0, 105.0, 1.2, 1.9), ("M2.5", 10.0, 165.0, 2.0, 2.1), ("M3", 12.0, 235.0, 3.2, 2.4)],
    },
];

/// Hardware: one product per kind, one variant per size.
pub(super) fn hardware() -> Vec<DemoPart> {
    HARDWARE
        .iter()
        .flat_map(|kind| {
            let product =
                Product::new("recovery-hardware", kind.name, kind.summary).says(kind.copy[0]).says(kind.copy[1]);
            let several_lengths = |thread: &str| kind.sizes.iter().filter(|size| size.0 == thread).count() > 1;
            kind.sizes.iter().map(move |(thread, length, load, mass, euros)| {
                let mut attributes = AttributeSet::new();
                attributes.state_text("thread", *thread);
                attributes.state("length", mm(*length));
                attributes.state("breaking_load", newtons(*load));
                attributes.state("mass", g(*mass));
                attributes.state_text("material", kind.material);
                let (sku, option) = if several_lengths(thread) {
                    (format!("RP-{}-{thread}-{length}", kind.code), format!("{thread} × {length} mm"))
                } else {
                    (format!("RP-{}-{thread}", kind.code), (*thread).to_owned())
                };
                product.variant(sku, option, attributes, *euros)
            })
        })
        .collect()
}

fn newtons(value: f64) -> Quantity {
    Quantity::new(value, Unit::Newton)
}
