//! How an order travels, for how much, and why some ways are closed.
//!
//! A rate is that of the chargeable mass in the destination's zone, with surcharges for long and for
//! dangerous goods. Carriers charge for the larger of mass and volume: 5,000 cm³ count as a kilogram.

use serde::{Deserialize, Serialize};

use super::{Country, Zone};
use crate::cart::Cart;
use crate::catalog::{HazardClass, ProductKind};
use crate::money::{Currency, Money};

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
            Self::Standard => {
                "By road. Motors and igniters travel as dangerous goods, in Europe and within the United States."
            }
            Self::Express => {
                "By air where that is quicker. Not for motors and igniters, nor for parts longer than 1.2 m."
            }
            Self::Collect => "Free. Ready within one working day, in Rotterdam or Denver.",
        }
    }

    /// Reads the name in forms and in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// Why goods cannot travel one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryRefusal {
    /// Motors by express.
    #[error("Motors and igniters do not travel by express. Choose the standard parcel or collect them.")]
    DangerousByExpress,
    /// Motors across an ocean.
    #[error(
        "Motors and igniters travel by road only, in Europe and within the United States. Collect them, or order them on their own from a dealer near you."
    )]
    DangerousOverseas,
    /// Long parts by express.
    #[error("Parts longer than 1.2 m do not travel by express. Choose the standard parcel or collect them.")]
    LongByExpress,
}

/// A cart as a carrier sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consignment {
    /// Mass of everything, grams.
    pub mass_g: u64,
    /// Room for everything, cubic centimetres.
    pub volume_cm3: u64,
    /// The longest piece, millimetres.
    pub longest_mm: u32,
    /// The strictest class.
    pub hazard_class: HazardClass,
}

/// Cubic centimetres that count as a kilogram.
const CM3_PER_KG: u64 = 5_000;
/// Longer pieces are long goods.
pub const LONG_MM: u32 = 1_200;
/// Longer pieces travel on their own.
pub const VERY_LONG_MM: u32 = 2_000;

impl Consignment {
    /// What of a cart has to be shipped.
    pub fn of(cart: &Cart) -> Self {
        let mut all = Self { mass_g: 0, volume_cm3: 0, longest_mm: 0, hazard_class: HazardClass::default() };
        for line in cart.lines.iter().filter(|line| line.kind == ProductKind::Part) {
            let pieces = u64::from(line.quantity);
            all.mass_g += pieces * u64::from(line.freight.mass_g);
            all.volume_cm3 += pieces * u64::from(line.freight.volume_cm3);
            all.longest_mm = all.longest_mm.max(line.freight.longest_mm);
            all.hazard_class = all.hazard_class.max(line.hazard_class);
        }
        all
    }

    /// The mass that is charged, grams: mass or volume, whichever is more.
    pub fn chargeable_g(&self) -> u64 {
        self.mass_g.max((self.volume_cm3 * 1_000).div_ceil(CM3_PER_KG))
    }
}

/// Upper ends of the bands, grams. Whatever is heavier goes in several parcels, the last band full each.
pub const BANDS_G: [u64; 5] = [2_000, 5_000, 10_000, 20_000, 31_500];

/// Euro cents by band.
const fn band_rates(method: DeliveryMethod, zone: Zone) -> [i64; 5] {
    match (method, zone) {
        (DeliveryMethod::Collect, _) => [0; 5],
        (DeliveryMethod::Standard, Zone::Home) => [980, 1_180, 1_480, 1_980, 2_680],
        (DeliveryMethod::Standard, Zone::Union) => [1_480, 1_880, 2_480, 3_480, 4_480],
        (DeliveryMethod::Standard, Zone::Europe) => [2_480, 2_980, 3_880, 5_280, 6_880],
        (DeliveryMethod::Standard, Zone::UnitedStates) => [1_180, 1_580, 2_180, 3_180, 4_280],
        (DeliveryMethod::Standard, Zone::Overseas) => [3_980, 5_980, 8_980, 13_980, 19_980],
        (DeliveryMethod::Express, Zone::Home) => [2_450, 2_850, 3_450, 4_450, 5_850],
        (DeliveryMethod::Express, Zone::Union) => [3_450, 4_250, 5_850, 8_450, 11_450],
        (DeliveryMethod::Express, Zone::Europe) => [4_950, 6_450, 8_950, 12_950, 17_450],
        (DeliveryMethod::Express, Zone::UnitedStates) => [3_650, 4_850, 6_850, 9_850, 13_450],
        (DeliveryMethod::Express, Zone::Overseas) => [7_950, 11_950, 17_950, 27_950, 39_950],
    }
}

/// What a band of chargeable mass costs, without surcharges: for the table in the help.
pub fn band_rate(method: DeliveryMethod, zone: Zone, band: usize) -> Option<Money> {
    band_rates(method, zone).get(band).map(|cents| Money::new(*cents, Currency::Eur))
}

/// What a carrier asks for beside the rate: euro cents for dangerous goods.
pub const fn hazard_surcharge(hazard_class: HazardClass) -> Money {
    let cents = match hazard_class {
        HazardClass::None => 0,
        HazardClass::FlammableSolid => 1_200,
        HazardClass::Explosive => 3_400,
    };
    Money::new(cents, Currency::Eur)
}

/// What a carrier asks for beside the rate for the longest piece, millimetres.
pub const fn length_surcharge(longest_mm: u32) -> Money {
    let cents = if longest_mm <= LONG_MM {
        0
    } else if longest_mm <= VERY_LONG_MM {
        1_500
    } else {
        4_500
    };
    Money::new(cents, Currency::Eur)
}

/// What it costs to send a consignment into a zone, or why it cannot go.
pub fn rate(method: DeliveryMethod, zone: Zone, consignment: &Consignment) -> Result<Money, DeliveryRefusal> {
    if method == DeliveryMethod::Collect {
        return Ok(Money::zero(Currency::Eur));
    }
    let is_dangerous = consignment.hazard_class > HazardClass::None;
    if is_dangerous && zone == Zone::Overseas {
        return Err(DeliveryRefusal::DangerousOverseas);
    }
    if method == DeliveryMethod::Express {
        if is_dangerous {
            return Err(DeliveryRefusal::DangerousByExpress);
        }
        if consignment.longest_mm > LONG_MM {
            return Err(DeliveryRefusal::LongByExpress);
        }
    }
    let rates = band_rates(method, zone);
    let full = BANDS_G[BANDS_G.len() - 1];
    let chargeable = consignment.chargeable_g();
    let whole_parcels = chargeable.saturating_sub(1) / full;
    let rest = chargeable - whole_parcels * full;
    let last = BANDS_G.iter().zip(rates).find(|(upper, _)| rest <= **upper).map_or(rates[4], |(_, cents)| cents);
    // Bounded: 200 lines of 9,999 pieces of 10 t are some 10⁹ parcels.
    let parcels = i64::try_from(whole_parcels).unwrap_or(i64::MAX / 1_000_000);
    let cents = rates[4].saturating_mul(parcels).saturating_add(last)
        + hazard_surcharge(consignment.hazard_class).minor
        + length_surcharge(consignment.longest_mm).minor;
    Ok(Money::new(cents.min(Money::MAX_MINOR / 10), Currency::Eur))
}

/// When it arrives, in words.
pub const fn promise(method: DeliveryMethod, zone: Zone, hazard_class: HazardClass) -> &'static str {
    match (method, zone, hazard_class) {
        (DeliveryMethod::Collect, _, _) => "Ready within one working day, in Rotterdam or Denver.",
        (DeliveryMethod::Standard, Zone::Home, HazardClass::None) => "1 to 2 working days by road.",
        (DeliveryMethod::Standard, Zone::Union, HazardClass::None) => "2 to 5 working days by road.",
        (DeliveryMethod::Standard, Zone::Europe, HazardClass::None) => "4 to 7 working days by road, customs included.",
        (DeliveryMethod::Standard, Zone::UnitedStates, HazardClass::None) => "3 to 5 working days by road from Denver.",
        (DeliveryMethod::Standard, Zone::Overseas, _) => "8 to 15 working days, customs included.",
        (DeliveryMethod::Standard, Zone::Home, _) => "2 to 4 working days by dangerous-goods truck.",
        (DeliveryMethod::Standard, Zone::Union, _) => "5 to 8 working days by dangerous-goods truck.",
        (DeliveryMethod::Standard, Zone::Europe, _) => {
            "7 to 12 working days by dangerous-goods truck, customs included."
        }
        (DeliveryMethod::Standard, Zone::UnitedStates, _) => {
            "5 to 9 working days by dangerous-goods truck from Denver."
        }
        (DeliveryMethod::Express, Zone::Home, _) => "Next working day.",
        (DeliveryMethod::Express, Zone::Union | Zone::UnitedStates, _) => "1 to 2 working days.",
        (DeliveryMethod::Express, Zone::Europe, _) => "2 to 3 working days, customs included.",
        (DeliveryMethod::Express, Zone::Overseas, _) => "3 to 5 working days, customs included.",
    }
}

/// A way to travel, as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryOption {
    /// Which.
    pub method: DeliveryMethod,
    /// What it costs, or why it is closed.
    pub rate: Result<Money, DeliveryRefusal>,
    /// When it arrives, in words.
    pub promise: &'static str,
}

/// What delivering a cart to a country costs; nothing when it holds services alone.
pub fn delivery_charge(method: DeliveryMethod, cart: &Cart, country: &Country) -> Result<Money, DeliveryRefusal> {
    if cart.needs_delivery() {
        rate(method, country.zone(), &Consignment::of(cart))
    } else {
        Ok(Money::zero(Currency::Eur))
    }
}

/// Every way to travel, open or closed, in the order they are offered.
pub fn delivery_options(cart: &Cart, country: &Country) -> [DeliveryOption; 3] {
    let hazard_class = Consignment::of(cart).hazard_class;
    DeliveryMethod::ALL.map(|method| DeliveryOption {
        method,
        rate: delivery_charge(method, cart, country),
        promise: promise(method, country.zone(), hazard_class),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn goods(mass_g: u64, longest_mm: u32, hazard_class: HazardClass) -> Consignment {
        Consignment { mass_g, volume_cm3: 0, longest_mm, hazard_class }
    }

    fn cents(method: DeliveryMethod, zone: Zone, goods: &Consignment) -> Result<i64, DeliveryRefusal> {
        rate(method, zone, goods).map(|money| money.minor)
    }

    #[test]
    fn mass_destination_length_and_class_make_the_rate() {
        use DeliveryMethod::{Collect, Express, Standard};
        use DeliveryRefusal::{DangerousByExpress, DangerousOverseas, LongByExpress};
        use HazardClass::{Explosive, FlammableSolid, None};
        for (method, zone, mass, longest, class, expected) in [
            (Standard, Zone::Home, 0, 0, None, Ok(980)),
            (Standard, Zone::Home, 2_000, 1_200, None, Ok(980)),
            (Standard, Zone::Home, 2_001, 1_200, None, Ok(1_180)),
            (Standard, Zone::Home, 31_500, 0, None, Ok(2_680)),
            (Standard, Zone::Home, 31_501, 0, None, Ok(2_680 + 980)),
            (Standard, Zone::Home, 63_000, 0, None, Ok(2 * 2_680)),
            (Standard, Zone::Union, 500, 1_201, None, Ok(1_480 + 1_500)),
            (Standard, Zone::Union, 500, 2_001, None, Ok(1_480 + 4_500)),
            (Standard, Zone::Home, 500, 300, FlammableSolid, Ok(980 + 1_200)),
            (Standard, Zone::Europe, 500, 300, Explosive, Ok(2_480 + 3_400)),
            (Standard, Zone::UnitedStates, 500, 300, Explosive, Ok(1_180 + 3_400)),
            (Standard, Zone::Overseas, 500, 300, Explosive, Err(DangerousOverseas)),
            (Express, Zone::Overseas, 500, 300, FlammableSolid, Err(DangerousOverseas)),
            (Express, Zone::Home, 500, 300, FlammableSolid, Err(DangerousByExpress)),
            (Express, Zone::Home, 500, 1_201, None, Err(LongByExpress)),
            (Express, Zone::Overseas, 500, 1_200, None, Ok(7_950)),
            (Collect, Zone::Overseas, 90_000, 3_000, Explosive, Ok(0)),
        ] {
            assert_eq!(
                cents(method, zone, &goods(mass, longest, class)),
                expected,
                "{method:?} {zone:?} {mass} {longest}"
            );
        }
    }

    #[test]
    fn light_and_large_counts_by_its_volume() {
        let foam = Consignment { volume_cm3: 25_001, ..goods(400, 600, HazardClass::None) };
        assert_eq!(foam.chargeable_g(), 5_001);
        assert_eq!(cents(DeliveryMethod::Standard, Zone::Home, &foam), Ok(1_480));
    }

    proptest! {
        #[test]
        fn more_mass_never_costs_less(a in 0u64..31_500, b in 0u64..31_500, zone in 0usize..5) {
            let cost = |mass| cents(DeliveryMethod::Standard, Zone::ALL[zone], &goods(mass, 0, HazardClass::None));
            prop_assert!(cost(a.min(b)).expect("open") <= cost(a.max(b)).expect("open"));
        }

        #[test]
        fn no_consignment_breaks_it(mass in 0u64..1u64 << 50, volume in 0u64..1u64 << 50, longest in any::<u32>()) {
            let huge = Consignment { volume_cm3: volume, ..goods(mass, longest, HazardClass::None) };
            let money = rate(DeliveryMethod::Standard, Zone::Overseas, &huge).expect("open");
            prop_assert!((0..=Money::MAX_MINOR).contains(&money.minor));
        }
    }
}
