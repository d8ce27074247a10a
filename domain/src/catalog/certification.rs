//! Who may buy which motors: the certifications of hobby rocketry.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Level of a personal certification for high-power motors. NAR (<https://www.nar.org/high-power-rocketry-info/>),
/// TRA (<https://www.tripoli.org/Certification>) and UKRA (<https://www.ukra.org.uk/certification>) agree on the
/// letters: level 1 flies H and I, level 2 J to L, level 3 everything from M on. Read 27 November 2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificationLevel {
    /// H and I.
    One,
    /// J, K and L.
    Two,
    /// M and up.
    Three,
}

impl CertificationLevel {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// The level that a motor of an impulse class asks for, by the class as spec tables write it.
    pub fn for_class(class: &str) -> Option<Self> {
        let class = class.trim();
        match class.as_bytes() {
            [b'H' | b'I'] => Some(Self::One),
            [b'J'..=b'L'] => Some(Self::Two),
            // After Z comes AA.
            [b'M'..=b'Z'] | [b'A'..=b'Z', b'A'..=b'Z', ..] => Some(Self::Three),
            _ => None,
        }
    }

    /// The name in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
        }
    }

    /// Reads the name in forms.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for CertificationLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "level {}", self.name())
    }
}

/// Who certifies.
pub const CERTIFIERS: [(&str, &str); 4] = [
    ("nar", "NAR, National Association of Rocketry"),
    ("tra", "TRA, Tripoli Rocketry Association"),
    ("ukra", "UKRA, United Kingdom Rocketry Association"),
    ("other", "Another national association"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_ask_for_levels() {
        for (class, level) in [
            ("1/4A", None),
            ("A", None),
            ("G", None),
            ("H", Some(CertificationLevel::One)),
            ("I", Some(CertificationLevel::One)),
            ("J", Some(CertificationLevel::Two)),
            ("L", Some(CertificationLevel::Two)),
            ("M", Some(CertificationLevel::Three)),
            ("Z", Some(CertificationLevel::Three)),
            ("AA", Some(CertificationLevel::Three)),
            ("", None),
        ] {
            assert_eq!(CertificationLevel::for_class(class), level, "{class}");
        }
        assert!(CertificationLevel::One < CertificationLevel::Three);
    }
}
