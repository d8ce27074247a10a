//! The short names fields go by in queries and addresses.

/// Code of a field and what else it is called; the first is the one addresses are written with.
/// Codes and the names people read are understood as well, and need no row.
pub(super) const ALIASES: &[(&str, &[&str])] = &[
    ("category", &["category", "cat"]),
    ("maker", &["maker", "brand", "make", "manufacturer"]),
    ("price", &["price", "cost"]),
    ("profile", &["profile", "shape", "curve"]),
    ("material", &["material", "mat"]),
    ("finish", &["finish", "colour", "color"]),
    ("outer_diameter", &["od", "outer", "outside", "outside_diameter"]),
    ("inner_diameter", &["id", "bore", "inner", "inside", "inside_diameter"]),
    ("base_diameter", &["base"]),
    ("diameter", &["dia", "d"]),
    ("length", &["length", "len", "l", "long"]),
    ("width", &["width", "w"]),
    ("thickness", &["thick", "t"]),
    ("wall", &["wall"]),
    ("shoulder_diameter", &["shoulder"]),
    ("fore_diameter", &["fore", "forward"]),
    ("aft_diameter", &["aft", "rear"]),
    ("fore_shoulder_diameter", &["fore_shoulder", "forward_shoulder"]),
    ("aft_shoulder_diameter", &["aft_shoulder", "rear_shoulder"]),
    ("root_chord", &["root"]),
    ("tip_chord", &["tip"]),
    ("line_count", &["lines"]),
    ("packed_diameter", &["packed"]),
    ("descent_mass", &["descent", "lands"]),
    ("breaking_load", &["load", "strength", "breaks"]),
    ("rod_diameter", &["rod", "rail"]),
    ("motor_diameter", &["motor", "mount", "mmt"]),
    ("impulse_class", &["class"]),
    ("total_impulse", &["impulse"]),
    ("average_thrust", &["thrust", "average", "avg"]),
    ("peak_thrust", &["peak", "max_thrust"]),
    ("burn_time", &["burn"]),
    ("loaded_mass", &["loaded"]),
    ("delays", &["delay"]),
    ("supply_voltage", &["supply", "voltage"]),
    ("max_temperature", &["temp", "temperature"]),
    ("mass", &["mass", "weight", "wt"]),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::catalog::schema::ATTRIBUTES;
    use crate::search::vocabulary::{OWN_FIELDS, RESERVED};

    #[test]
    fn every_alias_names_one_field() {
        let codes: HashSet<&str> =
            ATTRIBUTES.iter().map(|attribute| attribute.code).chain(OWN_FIELDS.iter().map(|field| field.0)).collect();
        let mut seen = HashSet::new();
        for (code, aliases) in ALIASES {
            assert!(codes.contains(code), "{code} is no field");
            for alias in *aliases {
                assert!(seen.insert(*alias), "{alias} twice");
                assert!(alias == code || !codes.contains(alias), "{alias} is a code of its own");
                assert!(!RESERVED.contains(alias), "{alias} means something else in an address");
                assert!(alias.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{alias}");
            }
        }
    }
}
