//! Where we deliver.

use crate::pricing::tax::STANDARD_RATES;

/// A country we deliver to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// English short name.
    pub name: &'static str,
}

macro_rules! countries {
    ($($code:literal $name:literal),+ $(,)?) => {
        /// Countries we deliver to, by name.
        pub const COUNTRIES: &[Country] = &[$(Country { code: $code, name: $name }),+];
    };
}

countries! {
    "AU" "Australia", "AT" "Austria", "BE" "Belgium", "CA" "Canada", "CZ" "Czechia", "DK" "Denmark", "EE" "Estonia",
    "FI" "Finland", "FR" "France", "DE" "Germany", "GR" "Greece", "HU" "Hungary", "IE" "Ireland", "IT" "Italy",
    "JP" "Japan", "LV" "Latvia", "LT" "Lithuania", "LU" "Luxembourg", "NL" "Netherlands", "NZ" "New Zealand",
    "NO" "Norway", "PL" "Poland", "PT" "Portugal", "RO" "Romania", "SK" "Slovakia", "SI" "Slovenia", "ES" "Spain",
    "SE" "Sweden", "CH" "Switzerland", "GB" "United Kingdom", "US" "United States",
}

/// Looks a country up by its ISO code.
pub fn country_by_code(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

/// How far a country is from our stock, as carriers price it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// The Netherlands, from Rotterdam.
    Home,
    /// The rest of the European Union, from Rotterdam.
    Union,
    /// Europe beyond the Union, from Rotterdam.
    Europe,
    /// The United States, from Denver.
    UnitedStates,
    /// Everywhere else.
    Overseas,
}

impl Zone {
    /// All of them, the nearest first.
    pub const ALL: [Self; 5] = [Self::Home, Self::Union, Self::Europe, Self::UnitedStates, Self::Overseas];

    /// What customers read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Home => "Netherlands",
            Self::Union => "European Union",
            Self::Europe => "Norway, Switzerland, United Kingdom",
            Self::UnitedStates => "United States",
            Self::Overseas => "Australia, Canada, Japan, New Zealand",
        }
    }
}

impl Country {
    /// The zone it lies in.
    pub fn zone(&self) -> Zone {
        match self.code {
            "NL" => Zone::Home,
            "NO" | "CH" | "GB" => Zone::Europe,
            "US" => Zone::UnitedStates,
            code if STANDARD_RATES.iter().any(|(member, _)| *member == code) => Zone::Union,
            _ => Zone::Overseas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_its_zone() {
        let count = |zone| COUNTRIES.iter().filter(|country| country.zone() == zone).count();
        assert_eq!(Zone::ALL.map(count), [1, 22, 3, 1, 4]);
    }
}
