//! The makers the shop buys from and how supplier files spell them. What must not live here: our
//! own line, whose code `RP` no supplier file may use.

use crate::catalog::Maker;

/// A maker and every spelling met in supplier files. Spellings are compared by letters and digits
/// alone, in any case, so `Sky-Ripper` and `SKY RIPPER` need one entry.
struct Known {
    code: &'static str,
    name: &'static str,
    spellings: &'static [&'static str],
}

const fn known(code: &'static str, name: &'static str, spellings: &'static [&'static str]) -> Known {
    Known { code, name, spellings }
}

/// Codes of makers of hybrid motors, whose files often count the solid fuel alone as propellant.
const HYBRIDS: &[&str] = &["AHR", "CON", "HT", "PPL", "RTW", "SRS", "WCH"];

/// Whether the maker's motors are hybrids.
pub(super) fn makes_hybrids(maker: &Maker) -> bool {
    HYBRIDS.contains(&maker.code.as_str())
}

/// One row per maker, by name. In RASP files a lone `A` is `AeroTech`, `E` Estes and `K` Kosdon.
const MAKERS: &[Known] = &[
    known(
        "AT",
        "AeroTech",
        &["aerotech", "a", "at", "aero", "at/rms", "at/rcs", "rcs", "rcs/aerotech", "aerotech/rcs"],
    ),
    known("AHR", "Alpha Hybrids", &["alpha hybrids", "alpha hybrid rocketry", "ahr"]),
    known("ARR", "Always Ready Rocketry", &["always ready rocketry", "arr", "blue tube"]),
    known("AMW", "Animal Motor Works", &["animal motor works", "animal", "amw", "amw/prox"]),
    known("APO", "Apogee Components", &["apogee", "apogee components"]),
    known(
        "BMS",
        "Balsa Machining Service",
        &["balsa machining", "balsamachining.com", "balsa machining service", "bms"],
    ),
    known(
        "CTI",
        "Cesaroni Technology",
        &["cesaroni", "cesaroni technology", "cesaroni technology inc.", "ces", "csr", "cti", "pro38"],
    ),
    known("GEN", "Generic competition", &["generic competition"]),
    known("CON", "Contrail Rockets", &["contrail", "contrail rockets"]),
    known("EM", "Ellis Mountain", &["ellis mountain", "em"]),
    known("EST", "Estes", &["estes", "estes industries", "e"]),
    known("GLR", "Giant Leap Rocketry", &["giant leap", "giant leap rocketry"]),
    known("GRM", "Gorilla Rocket Motors", &["gorilla", "gorilla motors", "gorilla rocket motors"]),
    known("HT", "HyperTek", &["hypertek", "ht"]),
    known("KBA", "Kosdon by AeroTech", &["kosdon by aerotech", "kba"]),
    known("KOS", "Kosdon TRM", &["kosdon", "kosdon trm", "k"]),
    known("LOC", "LOC Precision", &["loc precision", "loc"]),
    known("MPC", "MPC", &["mpc"]),
    known("MRC", "Model Rectifier Corporation", &["mrc", "model rectifier corporation"]),
    known("PTR", "Piotr Tendera Rocket Motors", &["piotr tendera rocket motors", "piotr tendera", "tsp"]),
    known("PPL", "Propulsion Polymers", &["propulsion polymers", "pp"]),
    known("PML", "Public Missiles", &["public missiles", "public missiles ltd", "pml"]),
    known("RTW", "RATT Works", &["ratt works", "ratt", "rtw"]),
    known("RRR", "Roadrunner Rocketry", &["roadrunner", "roadrunner rocketry", "rr"]),
    known("RKT", "Rocketarium", &["rocketarium"]),
    known("RV", "Rocketvision", &["rocketvision", "rocketvision flight-star", "rv"]),
    known("SEM", "Semroc", &["semroc", "semroc astronautics"]),
    known("SRS", "Sky Ripper Systems", &["sky ripper", "sky ripper systems", "srs"]),
    known("WCH", "West Coast Hybrids", &["west coast hybrids", "wch"]),
];

impl Known {
    fn maker(&self) -> Maker {
        Maker { code: self.code.to_owned(), name: self.name.to_owned() }
    }

    fn distance(&self, key: &str) -> usize {
        self.spellings.iter().map(|spelling| edit_distance(&letters(spelling), key)).min().unwrap_or(usize::MAX)
    }
}

/// What became of a maker's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// A spelling on the list.
    Known(Maker),
    /// A single letter, or a slip away from a spelling on the list.
    Guessed(Maker),
    /// Nobody we know; perhaps this was meant.
    Unknown(Option<&'static str>),
    /// Claims to be the shop itself.
    Reserved,
}

/// Finds the maker meant by `text`. Short codes are one slip away from each other, so under five
/// letters a slip is forgiven only when `folder`, where the file lies, names the same maker.
pub(super) fn find(text: &str, folder: Option<&str>) -> Match {
    let key = letters(text);
    if matches!(key.as_str(), "rp" | "rocketpartsco" | "rocketparts") {
        return Match::Reserved;
    }
    if let Some(known) = MAKERS.iter().find(|known| known.spellings.iter().any(|s| letters(s) == key)) {
        return if key.len() > 1 { Match::Known(known.maker()) } else { Match::Guessed(known.maker()) };
    }
    if key.is_empty() || key.len() > 64 {
        return Match::Unknown(None);
    }
    let nearest = MAKERS.iter().map(|known| (known.distance(&key), known)).min_by_key(|(distance, _)| *distance);
    let allowed = match key.len() {
        0..=4 => 0,
        5 => 1,
        _ => 2,
    };
    if let Some((_, known)) = nearest.filter(|(distance, _)| *distance <= allowed) {
        return Match::Guessed(known.maker());
    }
    match folder.and_then(by_folder) {
        Some(known) if key.len() >= 2 && known.distance(&key) == 1 => Match::Guessed(known.maker()),
        Some(known) => Match::Unknown(Some(known.name)),
        None => Match::Unknown(nearest.filter(|(distance, _)| distance * 2 < key.len()).map(|(_, known)| known.name)),
    }
}

/// The maker a folder is named after.
pub(super) fn named_by_folder(folder: &str) -> Option<Maker> {
    by_folder(folder).map(Known::maker)
}

fn by_folder(folder: &str) -> Option<&'static Known> {
    let key = letters(folder);
    MAKERS.iter().find(|known| key.len() > 2 && known.spellings.iter().any(|s| letters(s) == key))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions and replacements that turn one text into the other (Levenshtein).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn code(found: Match) -> String {
        match found {
            Match::Known(maker) | Match::Guessed(maker) => maker.code,
            Match::Unknown(_) => "unknown".to_owned(),
            Match::Reserved => "reserved".to_owned(),
        }
    }

    #[test]
    fn the_table_is_sound() {
        let (mut codes, mut spellings) = (HashSet::new(), HashSet::new());
        assert!(HYBRIDS.iter().all(|code| MAKERS.iter().any(|known| known.code == *code)));
        for known in MAKERS {
            assert!((2..=5).contains(&known.code.len()) && known.code.bytes().all(|b| b.is_ascii_uppercase()));
            assert!(known.code != "RP" && codes.insert(known.code), "{}", known.code);
            assert!(
                known.spellings.iter().any(|s| letters(s) == letters(known.name)) || known.code == "MRC",
                "{}",
                known.name
            );
            assert!(known.spellings.iter().all(|s| spellings.insert(letters(s))), "{}", known.name);
        }
    }

    #[test]
    fn spellings_meet() {
        for text in
            ["AT", "Aerotech", "AeroTech", "AERO", "AT-RMS", "AT/RCS", "RCS/Aerotech", "A", "Areotech", "AeroTec"]
        {
            assert_eq!(code(find(text, None)), "AT", "{text}");
        }
        for text in ["CTI", "Cesaroni_Technology_Inc.", "Pro38", "Cessaroni", "Ces"] {
            assert_eq!(code(find(text, None)), "CTI", "{text}");
        }
        assert_eq!(code(find("SEMROC", None)), "SEM");
        assert_eq!(code(find("Kosdon-by-Aerotech", None)), "KBA");
    }

    #[test]
    fn a_short_code_is_corrected_only_where_it_lies() {
        assert_eq!(code(find("AW", None)), "unknown");
        assert_eq!(code(find("AW", Some("Animal Motor Works"))), "AMW");
        assert_eq!(find("ABC", Some("Animal Motor Works")), Match::Unknown(Some("Animal Motor Works")));
        assert_eq!(find("Acme Rockets", None), Match::Unknown(None));
        assert_eq!(find("", None), Match::Unknown(None));
        assert_eq!(code(find("Rocket Parts Co.", None)), "reserved");
    }

    #[test]
    fn distances_count_slips() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "ab"), 2);
        assert_eq!(edit_distance("same", "same"), 0);
    }
}
