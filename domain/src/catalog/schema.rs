//! The catalog's built-in schema: attributes, and the category tree with the columns of each table.
//! `rocket-parts migrate` writes it to the database, where editors may change it later; code may
//! rely on these codes and slugs.

use super::Attribute;
use crate::units::QuantityKind::{self, Count, Force, Impulse, Length, Mass, Temperature, Text, Time, Voltage};

const fn attribute(
    code: &'static str,
    name: &'static str,
    short_name: &'static str,
    kind: QuantityKind,
    help: &'static str,
) -> Attribute {
    Attribute { code, name, short_name, kind, help }
}

/// Every attribute the shop knows.
pub const ATTRIBUTES: &[Attribute] = &[
    attribute("profile", "Profile", "Profile", Text, "The curve of a nose cone or transition."),
    attribute("material", "Material", "Material", Text, "What it is made of."),
    attribute("finish", "Finish", "Finish", Text, "Colour or surface as delivered."),
    attribute("outer_diameter", "Outer diameter", "Outer ⌀", Length, "Across the outside."),
    attribute("inner_diameter", "Inner diameter", "Inner ⌀", Length, "Across the bore."),
    attribute("base_diameter", "Base diameter", "Base ⌀", Length, "Where the cone meets the airframe."),
    attribute("diameter", "Diameter", "⌀", Length, "Across the whole part."),
    attribute("length", "Length", "Length", Length, "Exposed length, without shoulders."),
    attribute("width", "Width", "Width", Length, "Across the short side."),
    attribute("thickness", "Thickness", "Thick", Length, "Through the material."),
    attribute("wall", "Wall", "Wall", Length, "Wall thickness of a hollow part; solid when not given."),
    attribute(
        "shoulder_diameter",
        "Shoulder diameter",
        "Shoulder ⌀",
        Length,
        "Across the end that slides into a tube.",
    ),
    attribute("shoulder_length", "Shoulder length", "Shoulder", Length, "How far it slides into the tube."),
    attribute("fore_diameter", "Forward diameter", "Fore ⌀", Length, "At the forward end."),
    attribute("aft_diameter", "Rear diameter", "Aft ⌀", Length, "At the rear end."),
    attribute(
        "fore_shoulder_diameter",
        "Forward shoulder diameter",
        "Fore shoulder ⌀",
        Length,
        "Across the forward shoulder.",
    ),
    attribute(
        "fore_shoulder_length",
        "Forward shoulder length",
        "Fore shoulder",
        Length,
        "Length of the forward shoulder.",
    ),
    attribute("aft_shoulder_diameter", "Rear shoulder diameter", "Aft shoulder ⌀", Length, "Across the rear shoulder."),
    attribute("aft_shoulder_length", "Rear shoulder length", "Aft shoulder", Length, "Length of the rear shoulder."),
    attribute("root_chord", "Root chord", "Root", Length, "Along the body."),
    attribute("tip_chord", "Tip chord", "Tip", Length, "Along the outer edge."),
    attribute("span", "Span", "Span", Length, "From body to tip."),
    attribute("sweep", "Sweep", "Sweep", Length, "How far the tip lies behind the root."),
    attribute("sides", "Sides", "Sides", Count, "Sides of the canopy; 0 for a round one."),
    attribute("line_count", "Shroud lines", "Lines", Count, "Number of shroud lines."),
    attribute("line_length", "Line length", "Line", Length, "Length of a shroud line."),
    attribute("packed_diameter", "Packed diameter", "Packed ⌀", Length, "Smallest tube it packs into."),
    attribute("descent_mass", "Mass for 5 m/s", "For 5 m/s", Mass, "Mass it lands at five metres a second."),
    attribute("thread", "Thread", "Thread", Text, "Screw thread, ISO unless marked."),
    attribute("breaking_load", "Breaking load", "Breaks at", Force, "Static load at which it fails."),
    attribute("rod_diameter", "For rod or rail", "Rod", Length, "Launch rod diameter or rail size it runs on."),
    attribute("motor_diameter", "Motor diameter", "Motor ⌀", Length, "Motor size it takes."),
    attribute(
        "impulse_class",
        "Impulse class",
        "Class",
        Text,
        "Letter of the total impulse: A up to 2.5 Ns, doubling with each letter.",
    ),
    attribute("total_impulse", "Total impulse", "Impulse", Impulse, "Area under the thrust curve."),
    attribute("average_thrust", "Average thrust", "Avg", Force, "Total impulse over burn time."),
    attribute("peak_thrust", "Peak thrust", "Peak", Force, "Largest thrust."),
    attribute("burn_time", "Burn time", "Burn", Time, "From the first to the last moment at 5 % of peak thrust."),
    attribute("propellant_mass", "Propellant mass", "Propellant", Mass, "Mass that burns."),
    attribute("loaded_mass", "Loaded mass", "Loaded", Mass, "Mass ready to fly."),
    attribute("delays", "Delays", "Delays", Text, "Seconds from burn-out to ejection on offer; P is plugged."),
    attribute("propellant", "Propellant", "Propellant", Text, "Propellant family."),
    attribute("supply_voltage", "Supply voltage", "Supply", Voltage, "Nominal supply."),
    attribute("channels", "Channels", "Channels", Count, "Independent outputs."),
    attribute("max_temperature", "Holds to", "Holds to", Temperature, "Highest temperature in use."),
    attribute("contents", "Contents", "Contents", Text, "What is in the pack."),
    attribute("capacity", "Capacity", "Capacity", Text, "What the service can take."),
    attribute("mass", "Mass", "Mass", Mass, "Of one piece."),
];

/// A node of the navigation tree as built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategorySeed {
    /// Name in URLs.
    pub slug: &'static str,
    /// Slug of the category above, empty at the top.
    pub parent: &'static str,
    /// What people read, plural.
    pub name: &'static str,
    /// One or two sentences under the heading.
    pub summary: &'static str,
    /// Attribute codes in the order of the spec table.
    pub attributes: &'static [&'static str],
    /// How many of them, from the first, are columns of the category's table.
    pub columns: usize,
}

/// The category tree, parents before children, in the order of the navigation.
pub const CATEGORIES: &[CategorySeed] = &[
    CategorySeed {
        slug: "airframe",
        parent: "",
        name: "Airframe",
        summary: "Everything the outside of the rocket is made of, in metric and inch families that fit each other.",
        attributes: &[],
        columns: 0,
    },
    CategorySeed {
        slug: "nose-cones",
        parent: "airframe",
        name: "Nose cones",
        summary: "By base diameter and profile. The shoulder is the diameter that has to slide into your tube.",
        attributes: &[
            "base_diameter",
            "length",
            "profile",
            "shoulder_diameter",
            "mass",
            "material",
            "shoulder_length",
            "wall",
            "finish",
        ],
        columns: 6,
    },
    CategorySeed {
        slug: "airframe-tubes",
        parent: "airframe",
        name: "Airframe tubes",
        summary: "Body tubes by inner and outer diameter, cut square, ready to bond.",
        attributes: &["inner_diameter", "outer_diameter", "length", "mass", "material", "finish"],
        columns: 5,
    },
    CategorySeed {
        slug: "couplers",
        parent: "airframe",
        name: "Couplers",
        summary: "Join two tubes of one size, or line an electronics bay. Length is the whole coupler; half goes into each tube.",
        attributes: &["outer_diameter", "inner_diameter", "length", "mass", "material"],
        columns: 5,
    },
    CategorySeed {
        slug: "transitions",
        parent: "airframe",
        name: "Transitions",
        summary: "Step from one airframe diameter to another, and tail cones.",
        attributes: &[
            "fore_diameter",
            "aft_diameter",
            "length",
            "profile",
            "mass",
            "material",
            "fore_shoulder_diameter",
            "fore_shoulder_length",
            "aft_shoulder_diameter",
            "aft_shoulder_length",
            "wall",
        ],
        columns: 6,
    },
    CategorySeed {
        slug: "bulkheads",
        parent: "airframe",
        name: "Bulkheads",
        summary: "Flat discs that close a tube or coupler and carry the recovery load.",
        attributes: &["outer_diameter", "thickness", "mass", "material"],
        columns: 4,
    },
    CategorySeed {
        slug: "fins",
        parent: "airframe",
        name: "Fins",
        summary: "Cut trapezoidal fins with through-the-wall tabs, sold in matched sets.",
        attributes: &["root_chord", "tip_chord", "span", "thickness", "mass", "material", "sweep"],
        columns: 6,
    },
    CategorySeed {
        slug: "motor-mount",
        parent: "",
        name: "Motor mount",
        summary: "What holds the motor in line with the airframe and passes its thrust on.",
        attributes: &[],
        columns: 0,
    },
    CategorySeed {
        slug: "motor-tubes",
        parent: "motor-mount",
        name: "Motor tubes",
        summary: "Tubes whose bore takes a standard motor size.",
        attributes: &["motor_diameter", "inner_diameter", "outer_diameter", "length", "mass", "material"],
        columns: 6,
    },
    CategorySeed {
        slug: "centering-rings",
        parent: "motor-mount",
        name: "Centering rings",
        summary: "Outer diameter to the airframe bore, inner diameter to the motor tube.",
        attributes: &["outer_diameter", "inner_diameter", "thickness", "mass", "material"],
        columns: 5,
    },
    CategorySeed {
        slug: "engine-blocks",
        parent: "motor-mount",
        name: "Engine blocks",
        summary: "Rings that stop a motor from travelling forward.",
        attributes: &["outer_diameter", "inner_diameter", "length", "mass", "material"],
        columns: 5,
    },
    CategorySeed {
        slug: "retainers",
        parent: "motor-mount",
        name: "Motor retainers",
        summary: "Threaded caps and clips that keep the motor in at ejection.",
        attributes: &["motor_diameter", "outer_diameter", "length", "mass", "material", "max_temperature"],
        columns: 5,
    },
    CategorySeed {
        slug: "motors",
        parent: "",
        name: "Motors",
        summary: "Thrust curves computed from the maker's data: total impulse is the area under the curve, burn time runs between 5 % points.",
        attributes: &[
            "impulse_class",
            "diameter",
            "length",
            "total_impulse",
            "average_thrust",
            "peak_thrust",
            "burn_time",
            "propellant_mass",
            "loaded_mass",
            "delays",
            "propellant",
        ],
        columns: 7,
    },
    CategorySeed {
        slug: "recovery",
        parent: "",
        name: "Recovery",
        summary: "Bring it down at a speed it survives.",
        attributes: &[],
        columns: 0,
    },
    CategorySeed {
        slug: "parachutes",
        parent: "recovery",
        name: "Parachutes",
        summary: "By flat diameter; the mass a canopy lands at 5 m/s is stated where we measured it.",
        attributes: &[
            "diameter",
            "sides",
            "line_count",
            "line_length",
            "mass",
            "material",
            "descent_mass",
            "packed_diameter",
        ],
        columns: 6,
    },
    CategorySeed {
        slug: "streamers",
        parent: "recovery",
        name: "Streamers",
        summary: "For small rockets and large fields.",
        attributes: &["width", "length", "mass", "material", "thickness"],
        columns: 4,
    },
    CategorySeed {
        slug: "shock-cords",
        parent: "recovery",
        name: "Shock cords and harnesses",
        summary: "Tubular nylon and aramid, sewn loops.",
        attributes: &["width", "length", "breaking_load", "mass", "material", "max_temperature"],
        columns: 5,
    },
    CategorySeed {
        slug: "recovery-hardware",
        parent: "recovery",
        name: "Recovery hardware",
        summary: "Eye bolts, quick links, swivels: the loads they break at, not the loads they look like.",
        attributes: &["thread", "length", "breaking_load", "mass", "material"],
        columns: 5,
    },
    CategorySeed {
        slug: "launch",
        parent: "",
        name: "Launch",
        summary: "From the pad to the first metre of flight.",
        attributes: &[],
        columns: 0,
    },
    CategorySeed {
        slug: "launch-lugs",
        parent: "launch",
        name: "Launch lugs",
        summary: "Tubes that run on a launch rod.",
        attributes: &["rod_diameter", "inner_diameter", "outer_diameter", "length", "mass", "material"],
        columns: 6,
    },
    CategorySeed {
        slug: "rail-guides",
        parent: "launch",
        name: "Rail guides",
        summary: "Buttons and guides for 1010 and 1515 rail.",
        attributes: &["rod_diameter", "outer_diameter", "length", "mass", "material", "thread"],
        columns: 5,
    },
    CategorySeed {
        slug: "igniters",
        parent: "launch",
        name: "Igniters and leads",
        summary: "Electric igniters, with no-fire and all-fire current stated.",
        attributes: &["length", "supply_voltage", "contents", "mass"],
        columns: 4,
    },
    CategorySeed {
        slug: "electronics",
        parent: "",
        name: "Electronics",
        summary: "Altimeters, trackers, and the bays and switches around them.",
        attributes: &["supply_voltage", "channels", "length", "width", "mass", "contents"],
        columns: 5,
    },
    CategorySeed {
        slug: "bonding",
        parent: "",
        name: "Adhesives and finishing",
        summary: "Epoxies, fillers and tapes, with the temperature they hold to.",
        attributes: &["contents", "max_temperature", "mass"],
        columns: 3,
    },
    CategorySeed {
        slug: "services",
        parent: "",
        name: "Services",
        summary: "Work instead of parts: booked like a part, delivered as a report, a machined piece or a slot on the stand.",
        attributes: &["capacity", "contents"],
        columns: 2,
    },
];

/// Looks a built-in attribute up by its code.
pub fn attribute_by_code(code: &str) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.code == code)
}

/// Looks a built-in category up by its slug.
pub fn category_by_slug(slug: &str) -> Option<&'static CategorySeed> {
    CATEGORIES.iter().find(|category| category.slug == slug)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_and_slugs_are_unique_and_refer_to_each_other() {
        let mut codes = HashSet::new();
        assert!(ATTRIBUTES.iter().all(|a| codes.insert(a.code)));
        let mut slugs = HashSet::from([""]);
        for category in CATEGORIES {
            assert!(slugs.contains(category.parent), "{} stands before its parent", category.slug);
            assert!(slugs.insert(category.slug), "{} twice", category.slug);
            assert!(category.columns <= category.attributes.len());
            assert!(category.attributes.iter().all(|code| codes.contains(code)), "{}", category.slug);
        }
    }
}
