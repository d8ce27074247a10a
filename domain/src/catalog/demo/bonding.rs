//! Adhesives, fillers, cloth and tapes.

use super::DemoPart;
use super::listing::Product;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::g;
use crate::units::{Quantity, Unit};

struct Bond {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    copy: [&'static str; 2],
    /// °C.
    max_temperature: f64,
    /// Size in the SKU, what is in the pack, its mass in grams, its price.
    packs: &'static [(&'static str, &'static str, f64, f64)],
}

#[rustfmt::skip]
const BONDS: &[Bond] = &[
    Bond { code: "EP-5", name: "Epoxy, five minutes", summary: "Quick epoxy for fitting out and field repair. Not for motor mounts.",
        copy: ["Mix equal volumes; it can be worked for four minutes, handled after fifteen and flown after an hour. For launch lugs, \
                nose weights, shock cord anchors and repairs on the field.",
               "It softens above 60 °C and stays a little elastic, so keep it away from motor tubes and from fins that fly fast."],
        max_temperature: 60.0, packs: &[("30", "2 × 15 ml syringe", 45.0, 4.9), ("200", "2 × 100 ml bottles", 260.0, 15.8)] },
    Bond { code: "EP-30", name: "Epoxy, thirty minutes", summary: "General-purpose epoxy: rings, bulkheads, fins of model and mid-power rockets.",
        copy: ["Equal volumes, thirty minutes of working time, full strength after a night. Runs into joints by itself; thicken it with \
                RP-FL-S for fillets.",
               "Roughen and degrease both faces. One bottle pair of 200 ml builds about six rockets of 54 mm."],
        max_temperature: 80.0, packs: &[("200", "2 × 100 ml bottles", 260.0, 14.6), ("1000", "2 × 500 ml bottles", 1_240.0, 52.0)] },
    Bond { code: "EP-ST", name: "Epoxy, structural", summary: "Toughened epoxy paste for composite airframes and high-power fins.",
        copy: ["A toughened paste of 2:1 that stays where it is put, sticks to fibreglass, carbon, nylon and aluminium, and peels far less \
                than a brittle epoxy. Lap shear 24 N/mm² on roughened G10.",
               "Sixty minutes of working time, handling after eight hours, full strength after three days or after four hours at 60 °C. \
                Use it for fin roots, rings and bulkheads from class H up."],
        max_temperature: 120.0, packs: &[("50", "50 ml double cartridge", 78.0, 17.5), ("400", "400 ml double cartridge", 590.0, 94.0)] },
    Bond { code: "EP-HT", name: "Epoxy, high temperature", summary: "Filled epoxy for retainers and motor mounts, holds to 260 °C.",
        copy: ["Steel-filled putty of 1:1 for retainers, thrust rings and the rear of the motor mount, where the case soaks the joint after \
                burn-out.",
               "Cures in sixteen hours at room temperature; a post-cure of two hours at 90 °C brings the full temperature rating. Drill \
                and tap it like soft metal."],
        max_temperature: 260.0, packs: &[("60", "2 × 30 ml tubes", 140.0, 12.4)] },
    Bond { code: "LR", name: "Laminating resin", summary: "Thin epoxy for cloth, sleeves and tip-to-tip laminates.",
        copy: ["Thin, clear epoxy of 100:30 by weight that wets glass and carbon without runs. Forty-five minutes in the pot; spread it out \
                to make it last.",
               "A 200 mm by 200 mm layer of 160 g cloth takes about 7 g of resin. Cover with peel ply for a surface that can be glued \
                without sanding."],
        max_temperature: 95.0, packs: &[("500", "385 g resin, 115 g hardener", 620.0, 24.5), ("2000", "1540 g resin, 460 g hardener", 2_350.0, 79.0)] },
    Bond { code: "CA-T", name: "Cyanoacrylate, thin", summary: "Runs into gaps; hardens paper, balsa and plywood edges.",
        copy: ["Put on a finished dry joint, it creeps in and sets in seconds. Hardens tube ends, screw holes and shear-pin holes in paper \
                and wood.",
               "It sticks fingers as well and smokes on cotton: wear nitrile gloves, ventilate, keep acetone at hand."],
        max_temperature: 80.0, packs: &[("20", "20 g bottle, 2 tips", 32.0, 5.6)] },
    Bond { code: "CA-M", name: "Cyanoacrylate, medium", summary: "Fills small gaps, sets in ten seconds.",
        copy: ["For tacking fins and rings in place before the epoxy goes on, and for wood parts that meet without clearance.",
               "Brittle by nature: never the only bond in a joint that takes landing loads. Store closed in the refrigerator."],
        max_temperature: 80.0, packs: &[("20", "20 g bottle, 2 tips", 32.0, 5.6), ("50", "50 g bottle, 2 tips", 68.0, 9.8)] },
    Bond { code: "WG", name: "Wood glue", summary: "For paper, plywood and balsa; stronger than the paper around it.",
        copy: ["The right glue for kraft tubes, plywood rings and balsa or plywood fins. It soaks into the fibre; a double joint of two thin \
                coats beats one thick coat.",
               "Open for ten minutes, handled after forty, full strength after a day. In tight tubes it grabs at once, so push parts home \
                in one move."],
        max_temperature: 70.0, packs: &[("100", "100 ml bottle", 125.0, 3.4), ("500", "500 ml bottle", 560.0, 9.2)] },
    Bond { code: "FL-M", name: "Filler, glass bubbles", summary: "Makes epoxy into light filler that sands easily.",
        copy: ["Hollow glass spheres. Stirred into epoxy at about two to one by volume they give a paste of half the weight that sands like \
                plaster: for fairing fillets and filling weave.",
               "Not for loads. Wear a dust mask while mixing; add filler to mixed epoxy, never to one component."],
        max_temperature: 95.0, packs: &[("1000", "1 l tub", 160.0, 8.4)] },
    Bond { code: "FL-S", name: "Filler, fumed silica", summary: "Thickens epoxy so that fillets stay where they are.",
        copy: ["Stops epoxy from running without making it weaker. Stir in until the mix holds a peak; for a fillet that takes load, first \
                add milled fibre RP-FL-F, then silica.",
               "Very light and very fine: wear a dust mask and open the tub out of the wind."],
        max_temperature: 95.0, packs: &[("1000", "1 l tub", 90.0, 7.9)] },
    Bond { code: "FL-F", name: "Filler, milled glass fibre", summary: "Makes epoxy fillets carry load.",
        copy: ["Fibres of 0.2 mm. One part to two parts of epoxy by volume doubles the tensile strength of a fillet and keeps it from \
                cracking along the root.",
               "Sands hard, so shape the fillet with a wet spoon or a bent strip while it is soft. Wear gloves: the fibres itch."],
        max_temperature: 95.0, packs: &[("500", "500 g tub", 560.0, 8.8)] },
    Bond { code: "GC-160", name: "Glass cloth, 160 g", summary: "Twill for tip-to-tip and for wrapping phenolic tubes.",
        copy: ["Drapes over fin roots without darts. Two layers tip to tip, the second 20 mm shorter, suit 54 to 98 mm rockets up to \
                about Mach 1.5; a single layer keeps a phenolic tube from cracking.",
               "Cut it on paper, carry it on the paper, and wet it in place with laminating resin RP-LR. A square metre takes \
                about 170 g of resin."],
        max_temperature: 300.0, packs: &[("1", "1 m²", 160.0, 7.5), ("5", "5 m²", 800.0, 31.0)] },
    Bond { code: "TP-M", name: "Masking tape, 19 mm", summary: "For friction fits, thrust rings, and paint lines.",
        copy: ["0.13 mm thick and without stretch, so that each turn on a motor or shoulder takes up 0.26 mm of play. Holds a thrust ring on \
                motors without one: ten turns, flush with the nozzle end.",
               "Leaves no glue if taken off within a week. Not in the motor bay of class F and up, where it chars."],
        max_temperature: 80.0, packs: &[("50", "50 m roll", 110.0, 3.2), ("6", "6 rolls of 50 m", 660.0, 16.2)] },
    Bond { code: "TP-A", name: "Aluminium tape, 50 mm", summary: "Heat shield for the inside of motor bays and for tails.",
        copy: ["0.05 mm foil on a heat-proof adhesive: lines fin slots, protects the inside of paper tubes above the motor, and seals \
                vents that are not used.",
               "Conducts: keep clear of terminals and of tracker aerials."],
        max_temperature: 150.0, packs: &[("25", "25 m roll", 310.0, 9.4)] },
    Bond { code: "SF", name: "Sanding filler", summary: "Sprayable filler primer for tube spirals and wood grain.",
        copy: ["Two wet coats and a sanding with 320 grit make the spiral of a kraft tube disappear; a third, sanded with 600, is the base \
                for gloss paint.",
               "Dry after twenty minutes, ready to sand after an hour. Wipe fibreglass with isopropanol first. Adds about 15 g to a \
                54 mm rocket of one metre."],
        max_temperature: 90.0, packs: &[("400", "400 ml can", 480.0, 10.9)] },
];

/// Adhesives and finishing: one variant per pack.
pub(super) fn bonding() -> Vec<DemoPart> {
    BONDS
        .iter()
        .flat_map(|bond| {
            let product = Product::new("bonding", bond.name, bond.summary)
                .says(bond.copy[0])
                .says(bond.copy[1])
                .says(format!("Holds to {:.0} °C. Store cool, dry and closed.", bond.max_temperature));
            bond.packs.iter().map(move |(size, contents, mass, euros)| {
                let mut attributes = AttributeSet::new();
                attributes.state_text("contents", *contents);
                attributes.state("max_temperature", Quantity::new(bond.max_temperature, Unit::Celsius));
                attributes.state("mass", g(*mass));
                product.variant(format!("RP-{}-{size}", bond.code), *contents, attributes, *euros)
            })
        })
        .collect()
}
