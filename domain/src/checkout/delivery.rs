//! Where we deliver, how, and for how much.

use serde::{Deserialize, Serialize};

use crate::cart::Cart;
use crate::catalog::HazardClass;
use crate::money::{Currency, Money};

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

/// How an order travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMethod {
    /// Parcel by road.
    Standard,
    /// Next working day where the carrier can; not for motors.
    Express,
    /// Picked up at our counter.
    Collect,
}

impl DeliveryMethod {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Express, Self::Collect];

    /// The name in forms and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
            Self::Collect => "collect",
        }
    }

    /// What customers read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Standard => "Standard parcel",
            Self::Express => "Express",
            Self::Collect => "Collect from our counter",
        }
    }

    /// One sentence about it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Standard => "2 to 4 working days by road. Motors travel as dangerous goods by the same truck.",
            Self::Express => "Next working day where the carrier offers it. Not for motors and igniters.",
            Self::Collect => "Ready within one working day, in Rotterdam or Denver.",
        }
    }

    /// Reads the name in forms and in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// Whether goods of this class may travel this way.
    pub const fn carries(self, hazard_class: HazardClass) -> bool {
        !matches!((self, hazard_class), (Self::Express, HazardClass::FlammableSolid | HazardClass::Explosive))
    }

    /// What it costs: a flat rate per order, plus the dangerous-goods handling a carrier charges.
    pub const fn rate(self, hazard_class: HazardClass) -> Money {
        let handling = match (self, hazard_class) {
            (Self::Collect, _) | (_, HazardClass::None) => 0,
            (_, HazardClass::FlammableSolid) => 1_200,
            (_, HazardClass::Explosive) => 3_400,
        };
        let parcel = match self {
            Self::Standard => 980,
            Self::Express => 2_450,
            Self::Collect => 0,
        };
        Money::new(parcel + handling, Currency::Eur)
    }
}

/// What delivering a cart costs; nothing when it holds services alone.
pub fn delivery_charge(method: DeliveryMethod, cart: &Cart) -> Money {
    if cart.needs_delivery() { method.rate(cart.hazard_class()) } else { Money::zero(Currency::Eur) }
}
