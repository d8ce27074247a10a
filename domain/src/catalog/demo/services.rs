//! Services: work with a lead time instead of stock.

use super::DemoPart;
use super::listing::Product;
use crate::catalog::AttributeSet;

struct Service {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    copy: &'static [&'static str],
    lead_time_days: u16,
    /// What the customer receives.
    contents: &'static str,
    /// SKU ending, option, capacity, price in euros.
    options: &'static [(&'static str, &'static str, &'static str, f64)],
}

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    Service { code: "TS", name: "Test-stand time", summary: "The static stand with crew, load cell and cameras, by the half-day.",
        copy: &["You bring the motor and its paperwork, we bring the stand: horizontal or nozzle up, load cell calibrated within the last \
                 thirty days, pressure and four thermocouples, two cameras at 1000 frames a second. A range officer and an operator are \
                 included.",
                "A half-day is four hours on the stand and is enough for four firings of the same motor or two of different ones. Say \
                 diameter, length, expected thrust and propellant when you order; we confirm the slot within two working days.",
                "You take home the raw data as CSV. A report with thrust curve, uncertainty and a file for simulators is service RP-SV-DR."],
        lead_time_days: 15, contents: "slot, crew, raw data",
        options: &[("5K", "up to 5 kN, half-day", "98 mm, 5 kN, 40 kNs", 680.0), ("20K", "up to 20 kN, half-day", "152 mm, 20 kN, 200 kNs", 1_450.0)] },
    Service { code: "DR", name: "Static-fire data reduction", summary: "From raw load-cell data to a thrust curve with uncertainty.",
        copy: &["Send the log of your own stand or of ours. We correct for tare, propellant weight and ringing of the stand, and compute total \
                 impulse, burn time at 5 % of peak, average and peak thrust and class, each with its uncertainty.",
                "Needs at least 500 samples a second, a calibration record and, for specific impulse, the mass before and after. If the data do not support a figure, \
                 the report says so and you pay half."],
        lead_time_days: 5, contents: "report, CSV, .eng file",
        options: &[("1", "one firing", "1 firing, up to 60 s", 140.0), ("6", "series of six", "6 firings of one motor", 590.0)] },
    Service { code: "CNC", name: "CNC machining", summary: "Turning and milling of rings, retainers, lids and fin cans, by the hour.",
        copy: &["Three-axis milling up to 600 × 400 × 300 mm and turning up to 250 mm diameter by 600 mm, in aluminium, acetal, plywood and \
                 G10. Tolerance ±0.05 mm on metal and ±0.1 mm on plywood unless the drawing asks for more.",
                "Send a STEP file and a drawing with the dimensions that matter. We answer with the hours within one working day and start \
                 when you agree; material is charged at cost. Most rings take half an hour, a retainer two hours."],
        lead_time_days: 8, contents: "machined parts, measurement record",
        options: &[("H", "per hour", "600 × 400 × 300 mm, ⌀ 250 mm", 86.0)] },
    Service { code: "3DP", name: "3-D printed prototype", summary: "Fit and wind-tunnel parts in nylon or resin, before you pay for tooling.",
        copy: &["Laser-sintered nylon to ±0.3 mm or resin to ±0.1 mm, from your STL or STEP file. Nylon flies; resin is for fit checks and for \
                 moulds.",
                "Wall at least 1.2 mm in nylon and 0.8 mm in resin. Shoulders are printed 0.2 mm under size and sanded to the slip diameter \
                 of your airframe if you name it."],
        lead_time_days: 4, contents: "printed part, unpainted",
        options: &[("S", "up to 0.5 l", "160 × 160 × 200 mm", 48.0), ("M", "up to 2 l", "300 × 300 × 300 mm", 145.0), ("L", "up to 8 l", "380 × 280 × 550 mm", 410.0)] },
    Service { code: "AI", name: "Airframe integration", summary: "We build your rocket from parts: bonded, aligned, measured.",
        copy: &["Mount, fins, couplers and rail guides bonded in a jig: fins within 0.3° of radial and axial, tubes straight within 0.5 mm per \
                 metre. Parts are ordered separately, from us or elsewhere, and checked for fit before anything is glued.",
                "You get it unpainted with mass, centre of gravity and a photograph of every joint before it was closed. A change to the drawing \
                 after bonding has begun is charged by the hour."],
        lead_time_days: 20, contents: "airframe, mass and balance sheet",
        options: &[("54", "up to 54 mm", "54 mm, 2 m", 290.0), ("98", "up to 98 mm", "98 mm, 3 m", 540.0), ("152", "up to 152 mm", "152 mm, 4 m", 960.0)] },
    Service { code: "AW", name: "Av-bay wiring and check-out", summary: "Your altimeters wired, strain-relieved and tested in the vacuum chamber.",
        copy: &["Two altimeters on separate batteries and switches, crimped and soldered leads, colours to one scheme, labels at both ends. Every \
                 bay flies a simulated flight in the vacuum chamber, with lamps in place of igniters.",
                "Send the bay with its sled RP-AV, altimeters and batteries, or order them with the service. You get a wiring diagram, \
                 a plot of the chamber run and a check-list for the pad."],
        lead_time_days: 7, contents: "wired bay, diagram, chamber record",
        options: &[("1", "one altimeter", "1 altimeter, 2 outputs", 120.0), ("2", "two altimeters", "2 altimeters, 8 outputs", 195.0)] },
    Service { code: "SR", name: "Range-safety review", summary: "An independent look at your flight before the range officer's.",
        copy: &["We go through simulation, stability, rail speed, recovery, dispersion and hazard distances against the safety code of your range, \
                 and answer with findings in three grades: must, should, could.",
                "Needs your simulation file, drawings, motor data and the recovery plan. The review does not replace the approval of your range; \
                 it makes it likely at the first attempt. One round of answers is included."],
        lead_time_days: 10, contents: "report, one round of answers",
        options: &[("1", "single stage", "up to class N, single stage", 340.0), ("2", "staged or clustered", "up to class O in total", 620.0)] },
    Service { code: "RR", name: "Recovery system review", summary: "Loads, charges and speeds of your recovery, recalculated.",
        copy: &["From masses and dimensions we recompute descent rates, opening and snatch loads, ejection charge and shear pins, and compare them \
                 with the breaking load of every part from bulkhead to canopy.",
                "The report names the weakest part and its margin, and lists a ground test that would confirm the charge. Where we would change a \
                 part, we name the part number."],
        lead_time_days: 5, contents: "report, load table, test plan",
        options: &[("1", "single deployment", "up to 5 kg", 110.0), ("2", "dual deployment", "up to 40 kg", 185.0)] },
    Service { code: "NT", name: "Custom nose cone tooling", summary: "A plug and a mould for your own profile.",
        copy: &["Any profile that can be written down: tangent or secant ogive, Haack series, power series, or points from a file. The plug is \
                 turned, sealed and polished to ±0.1 mm of the curve and stays yours; the mould makes about sixty shells.",
                "The price includes the first shell in fibreglass. Further shells cost about as much as our own fibreglass cone of the same \
                 size. State base and shoulder diameter as measured on your tube, not as printed on its label."],
        lead_time_days: 35, contents: "plug, mould, first shell",
        options: &[("98", "up to 98 mm", "base 98 mm, length 600 mm", 890.0), ("152", "up to 152 mm", "base 157 mm, length 1000 mm", 1_640.0)] },
    Service { code: "FM", name: "Fit check and measurement", summary: "Your parts measured, and matched with ours.",
        copy: &["Send a tube, a shoulder or a whole kit of unknown make. We measure bores and outsides at three stations and three angles with a \
                 coordinate machine, to ±0.01 mm, and tell you which of our parts go in as press, slip or loose fit.",
                "Up to six parts per order. Parts come back with a tag; the record stays with your account, so that later orders can refer to it."],
        lead_time_days: 3, contents: "measurement record, list of fits",
        options: &[("6", "up to six parts", "6 parts, up to 1200 mm", 58.0)] },
    Service { code: "GT", name: "Ejection ground test", summary: "Your rocket separated on our range, on camera, with your charges.",
        copy: &["We set up the loaded airframe on stands, fire each charge once in the order of flight, and film the separation at 240 frames a \
                 second from two sides. If a joint stays shut we repeat with the charge a quarter larger.",
                "Send the rocket without motor. Powder and electric matches are ours; shear pins RP-SP are fitted as you specify. The report gives \
                 charge, pin count and separation speed."],
        lead_time_days: 9, contents: "report, films",
        options: &[("1", "two charges", "152 mm, 4 m, 40 kg", 165.0)] },
];

/// Services: one variant per size of the job.
pub(super) fn services() -> Vec<DemoPart> {
    SERVICES
        .iter()
        .flat_map(|service| {
            let product = Product::new("services", service.name, service.summary).service(service.lead_time_days);
            let product = service.copy.iter().fold(product, Product::says);
            service.options.iter().map(move |(ending, option, capacity, euros)| {
                let mut attributes = AttributeSet::new();
                attributes.state_text("capacity", *capacity);
                attributes.state_text("contents", service.contents);
                product.variant(format!("RP-SV-{}-{ending}", service.code), *option, attributes, *euros)
            })
        })
        .collect()
}
