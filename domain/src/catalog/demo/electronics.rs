//! Altimeters, trackers, and the bays, switches and batteries around them.

use std::ops::RangeInclusive;

use super::DemoPart;
use super::family::{AIRFRAMES, Airframe, Material, tenth};
use super::listing::Product;
use super::solids;
use crate::catalog::AttributeSet;
use crate::catalog::attribute::{g, mm};
use crate::units::{Quantity, Unit};

/// A device with dimensions of its own.
struct Device {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
    copy: [&'static str; 2],
    /// Nominal supply, V; zero for parts that only pass current on.
    volts: f64,
    channels: u32,
    /// Length and width, mm.
    size: (f64, f64),
    mass: f64,
    contents: &'static str,
    euros: f64,
}

#[rustfmt::skip]
const DEVICES: &[Device] = &[
    Device { code: "AL-0", name: "Altimeter, recording", summary: "Records altitude 20 times a second and beeps the highest.",
        copy: ["For a look at how high it went: no outputs, no set-up. It detects lift-off, records 12 minutes, beeps apogee in \
                metres, and gives the whole flight over USB.",
               "Fits an 18 mm payload bay. Drill one 1.5 mm vent hole into the bay, clean inside and out, clear of the nose by at \
                least two diameters."],
        volts: 3.7, channels: 0, size: (32.0, 14.0), mass: 4.2, contents: "altimeter with cell", euros: 39.0 },
    Device { code: "AL-2", name: "Altimeter, dual deployment", summary: "Drogue at apogee, main at a set altitude. Two outputs.",
        copy: ["Two outputs of 5 A for one second: the first at apogee, with a delay of 0 to 3 s for a back-up unit, the second from \
                100 to 600 m. Barometric, with an eight-second lock-out against pressure at the speed of sound.",
               "Runs from 3.7 to 9 V. Give it a switch and a battery of its own, and vent the bay with three holes at 120°, each of \
                about 1 mm for every 200 ml of bay. It reports both igniters by beeps after power-up."],
        volts: 7.4, channels: 2, size: (58.0, 22.0), mass: 11.0, contents: "altimeter, screw terminals", euros: 64.0 },
    Device { code: "AL-4", name: "Flight computer, four outputs", summary: "Barometer and accelerometers, four outputs, staging logic.",
        copy: ["Combines pressure with a ±100 g accelerometer and finds apogee to within a tenth of a second, also above Mach 1. \
                Four outputs can be set to apogee, altitude, burn-out plus delay, or stage ignition with tilt inhibit.",
               "Mount it with the arrow forward, within 3° of the axis, on nylon standoffs. Logs 200 samples a second for half an hour. \
                Supply 6 to 9 V; firing current comes from the same battery or a second one."],
        volts: 7.4, channels: 4, size: (84.0, 32.0), mass: 24.0, contents: "computer, USB lead, standoffs", euros: 189.0 },
    Device { code: "TK-R", name: "Radio beacon", summary: "433 MHz beacon for a hand-held directional receiver.",
        copy: ["Sends a pulse a second at 10 mW and is heard for 2 km on the ground and much further in the air. Runs five days, so \
                a rocket lost today can be found tomorrow.",
               "Put it into a nose of nylon or fibreglass, aerial forward and straight; carbon and metal bays keep the signal in. Find \
                it with receiver RP-TK-X."],
        volts: 3.7, channels: 0, size: (46.0, 16.0), mass: 9.5, contents: "beacon with cell", euros: 58.0 },
    Device { code: "TK-G", name: "Satellite tracker", summary: "Position by satellite, sent by radio once a second.",
        copy: ["Takes its position from four satellite systems and sends it once a second over a 868 or 915 MHz link, 10 km in line of \
                sight. Altitude is given to 25 km; the last position is repeated for twelve hours after landing.",
               "Needs 38 mm of width and a bay without carbon or metal. Keep it 100 mm away from altimeters, or shield those. The \
                positions arrive at receiver RP-TK-X, which shows bearing and distance."],
        volts: 3.7, channels: 0, size: (72.0, 27.0), mass: 21.0, contents: "tracker, aerial, charging lead", euros: 148.0 },
    Device { code: "TK-X", name: "Ground receiver", summary: "Hand-held receiver for both trackers of the line.",
        copy: ["Shows bearing, distance and battery of up to eight satellite trackers, and the field strength of radio beacons. The \
                aerial folds out for direction finding.",
               "Readable in sunlight, usable with gloves, 14 hours to a charge. Logs every packet to a memory card for the flight \
                report."],
        volts: 3.7, channels: 8, size: (142.0, 74.0), mass: 265.0, contents: "receiver, aerial, charging lead", euros: 229.0 },
    Device { code: "SW-R", name: "Rotary switch", summary: "Screwdriver-operated, latches, 10 A.",
        copy: ["Turned with a screwdriver through a 5 mm hole in the airframe that also serves as a vent. It clicks, shows its state by \
                the slot, and does not open under 100 g.",
               "Solder or screw the leads, relieve them with a tie, and fit it with the contacts across the direction of flight."],
        volts: 0.0, channels: 1, size: (18.0, 16.0), mass: 5.5, contents: "switch with lead", euros: 8.9 },
    Device { code: "SW-P", name: "Pull-pin switch", summary: "On when the pin is pulled, with a red flag.",
        copy: ["The pin goes through a 3 mm hole in the airframe and holds the contacts apart; pulling it at the pad arms the altimeter. \
                The flag says “remove before flight” and can be read from five metres.",
               "Two independent contacts of 5 A, for a main and a back-up unit on separate batteries. Mount it so that acceleration \
                presses the contacts together."],
        volts: 0.0, channels: 2, size: (26.0, 14.0), mass: 6.2, contents: "switch, pin with flag", euros: 11.5 },
    Device { code: "SW-M", name: "Magnetic switch", summary: "Toggles when a magnet is held to the airframe. No hole.",
        copy: ["Toggles a 10 A solid-state contact when the magnet in the pack is held within 15 mm for a second, through any airframe \
                but steel. A lamp shows the state through fibreglass.",
               "It draws 3 µA while off, so take the battery out for storage. Keep tools and loudspeakers away from an armed rocket."],
        volts: 7.4, channels: 1, size: (24.0, 12.0), mass: 3.4, contents: "switch, magnet", euros: 24.0 },
    Device { code: "BX-9", name: "Battery holder, 9 V", summary: "Glass-nylon box that holds a 9 V block under 100 g.",
        copy: ["The block is held by a lid and two screws, not by its contacts, which is what lets ordinary clips go in flight.",
               "Screw it to a sled with two M3 screws, terminals aft, so that acceleration presses the block against the closed end."],
        volts: 9.0, channels: 1, size: (58.0, 32.0), mass: 14.0, contents: "holder, lead, screws", euros: 6.8 },
    Device { code: "BX-L", name: "Battery tray, lithium", summary: "Tray and strap for packs up to 500 mAh.",
        copy: ["A padded tray for one- and two-cell lithium packs RP-BT, with a strap that cannot slip off the side.",
               "Leave 1 mm of padding all round; a pack swells a little with age. Replace a pack that was dented in a hard landing, \
                and charge it outside the rocket."],
        volts: 7.4, channels: 1, size: (56.0, 34.0), mass: 8.5, contents: "tray, strap, screws", euros: 7.9 },
    Device { code: "BT-1S", name: "Battery, lithium, one cell", summary: "3.7 V, 400 mAh, with protection.",
        copy: ["Feeds a tracker for a day or an altimeter for eight hours. With protection against short circuit, which trips at 4 A: do \
                not fire igniters from it.",
               "Ships charged to 30 %. Charge at 0.4 A in a fireproof bag, and store at half charge."],
        volts: 3.7, channels: 1, size: (36.0, 20.0), mass: 9.0, contents: "1 cell, JST lead", euros: 7.2 },
    Device { code: "BT-2S", name: "Battery, lithium, two cells", summary: "7.4 V, 450 mAh, 20 A bursts, without protection.",
        copy: ["Fires every igniter of the line and runs a flight computer for three hours. It has no protection circuit, because one \
                that trips at apogee is worse than none: fuse nothing, check the wiring twice.",
               "Ships charged to 30 %. Charge balanced at 0.45 A, fly it fully charged, and retire it when it rests below 8.2 V \
                after charging."],
        volts: 7.4, channels: 1, size: (52.0, 30.0), mass: 28.0, contents: "1 pack, JST and balance lead", euros: 12.9 },
    Device { code: "TB-4", name: "Terminal block, four ways", summary: "Screw terminals for igniters on a bulkhead.",
        copy: ["Brings four wires through a bulkhead without leaving a hole: the feed-through pins are potted, and igniters are screwed on \
                from outside.",
               "Drill four 3 mm holes with the block as a template, seal with silicone, and label both sides. Takes wire up to 1 mm²."],
        volts: 0.0, channels: 4, size: (30.0, 12.0), mass: 9.0, contents: "block, screws", euros: 5.4 },
    Device { code: "CW-1", name: "Ejection charge wells", summary: "Aluminium cups of 1.5 ml for bulkheads. Pair.",
        copy: ["Hold up to 1.3 g of powder with an electric match and keep the flame off the bulkhead. Enough for bays up to 75 mm by 400 \
                mm; check with a ground test.",
               "Screw one to each av-bay lid from inside with the M3 screw in the pack. After filling, pack the space with wadding and \
                seal with two crossed layers of tape."],
        volts: 0.0, channels: 1, size: (16.0, 14.0), mass: 6.0, contents: "2 wells, screws", euros: 7.6 },
    Device { code: "CW-4", name: "Ejection charge wells, large", summary: "Aluminium cups of 5 ml for bulkheads. Pair.",
        copy: ["Hold up to 4.4 g of powder, for bays of 98 mm and more. The wall is thick enough for a hundred firings.",
               "Screw one to each av-bay lid with an M4 screw. For a back-up charge use a well of its own a quarter larger, fired a \
                second later."],
        volts: 0.0, channels: 1, size: (26.0, 20.0), mass: 17.0, contents: "2 wells, screws", euros: 11.9 },
];

/// Everything electric, then sleds and complete av-bays per airframe size.
pub(super) fn electronics() -> Vec<DemoPart> {
    let bays = AIRFRAMES.iter().filter(|airframe| airframe.size >= 38);
    let kits = AIRFRAMES.iter().filter(|airframe| KIT_SIZES.contains(&airframe.size));
    DEVICES.iter().map(Device::part).chain(bays.map(sled)).chain(kits.map(kit)).collect()
}

impl Device {
    fn part(&self) -> DemoPart {
        let product = Product::new("electronics", self.name, self.summary).says(self.copy[0]).says(self.copy[1]).says(
            format!("{} mm by {} mm and {} g. In the pack: {}.", self.size.0, self.size.1, self.mass, self.contents),
        );
        let mut attributes = AttributeSet::new();
        if self.volts > 0.0 {
            attributes.state("supply_voltage", Quantity::new(self.volts, Unit::Volt));
        }
        attributes.state("channels", Quantity::new(f64::from(self.channels), Unit::One));
        attributes.state("length", mm(self.size.0));
        attributes.state("width", mm(self.size.1));
        attributes.state("mass", g(self.mass));
        attributes.state_text("contents", self.contents);
        product.variant(format!("RP-{}", self.code), "", attributes, self.euros)
    }
}

/// Airframes there is a complete av-bay for.
const KIT_SIZES: RangeInclusive<u32> = 54..=114;

/// Rod of an av-bay and how far apart two of them stand, centre to centre.
fn rods(airframe: &Airframe) -> (&'static str, f64) {
    match airframe.size {
        ..66 => ("M4", (airframe.coupler_bore * 0.66).floor()),
        66..114 => ("M6", (airframe.coupler_bore * 0.7).floor()),
        _ => ("M8", (airframe.coupler_bore * 0.74).floor()),
    }
}

/// The longest coupler of a size.
fn bay_length(airframe: &Airframe) -> u32 {
    airframe.coupler_lengths.last().copied().unwrap_or_default()
}

const SLED_THICKNESS: f64 = 3.0;

/// Length and width of a sled: 20 mm shorter than the bay and 4 mm narrower than its bore.
fn sled_size(airframe: &Airframe) -> (f64, f64) {
    (f64::from(bay_length(airframe)) - 20.0, tenth(airframe.coupler_bore - 4.0).floor())
}

fn sled(airframe: &Airframe) -> DemoPart {
    let size = airframe.size;
    let (length, width) = sled_size(airframe);
    let (rod, apart) = rods(airframe);
    let bay = bay_length(airframe);
    let product = Product::new(
        "electronics",
        format!("Av-bay sled {size}"),
        format!("{length} × {width} mm plywood sled for a {bay} mm coupler of the {size} mm family."),
    )
    .says(format!(
        "Slides into the {} mm bore of coupler RP-CP-{} with 2 mm to spare on each side and 10 mm at each end. Two tubes below \
         it run on {rod} threaded rods set {apart} mm apart{}.",
        airframe.coupler_bore,
        airframe.slip.floor(),
        if KIT_SIZES.contains(&size) {
            format!(", the pattern of the lids in kit RP-AB-{size}")
        } else {
            format!("; drill a pair of coupler bulkheads RP-BC-{size} to match")
        }
    ))
    .says(format!(
        "Laser-cut from {SLED_THICKNESS} mm birch plywood with slots for straps and a grid of 2.5 mm holes every 10 mm, so that \
         altimeters and holders screw down without drilling. Put batteries on the side away from the altimeter, terminals aft."
    ));
    let mut attributes = AttributeSet::new();
    attributes.state("length", mm(length));
    attributes.state("width", mm(width));
    attributes.compute("mass", solids::plate(length * width, SLED_THICKNESS, Material::Birch.density()));
    attributes.state_text("contents", "sled, 4 guide tubes");
    product.variant(format!("RP-AV-{size}"), "", attributes, 4.5 + length * width * 2.6e-4)
}

fn kit(airframe: &Airframe) -> DemoPart {
    let Airframe { size, slip, coupler_bore, .. } = *airframe;
    let (rod, apart) = rods(airframe);
    let bay = bay_length(airframe);
    let product = Product::new(
        "electronics",
        format!("Av-bay kit {size}"),
        format!("Complete {bay} mm bay for {size} mm airframes: coupler, lids, sled, rods, switch."),
    )
    .says(format!(
        "Everything but altimeter and battery: phenolic coupler of {slip} mm, two stepped plywood lids, sled RP-AV-{size}, two \
         {rod} rods {apart} mm apart with wing nuts, eye bolts, terminal blocks, charge wells, a rotary switch and a switch band of \
         airframe tube."
    ))
    .says(
        "Lids and sled are drilled to one template and need no measuring. Bond the switch band round the middle of the coupler, \
         drill vents and switch hole through both, and the bay is ready for the electronics.",
    )
    .says(format!(
        "The bay has {:.0} ml inside. Leave the lids unglued; each lifts off with two wing nuts.",
        std::f64::consts::PI / 4.0 * coupler_bore * coupler_bore * f64::from(bay) / 1000.0
    ));
    let coupler = solids::tube(slip, coupler_bore, f64::from(bay), Material::Phenolic.density());
    let (length, width) = sled_size(airframe);
    let sled = solids::plate(length * width, SLED_THICKNESS, Material::Birch.density());
    let lids = 2.0 * solids::tube(slip, 0.0, 12.0, Material::Birch.density());
    let fittings = 0.06 + f64::from(size) * 0.0012;
    let mut attributes = AttributeSet::new();
    attributes.state("channels", Quantity::new(2.0, Unit::One));
    attributes.state("length", mm(f64::from(bay)));
    attributes.state("width", mm(slip));
    attributes.compute("mass", coupler + sled + lids + fittings);
    attributes.state_text("contents", "coupler, lids, sled, rods, switch");
    product.variant(format!("RP-AB-{size}"), "", attributes, 38.0 + f64::from(size) * 0.55)
}
