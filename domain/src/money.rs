//! Money: an integer number of minor units (cents) and a currency. Never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// ISO 4217 currencies the shop can keep a price list in. All have two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// The three-letter ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
        }
    }

    /// The sign shown behind an amount.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
        }
    }

    /// Reads an ISO 4217 code in any case.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        match code.trim().to_ascii_uppercase().as_str() {
            "EUR" => Ok(Self::Eur),
            "USD" => Ok(Self::Usd),
            "GBP" => Ok(Self::Gbp),
            _ => Err(MoneyError::UnknownCurrency(code.trim().chars().take(12).collect())),
        }
    }
}

/// Why an amount cannot be read or computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not an amount with at most two decimals.
    #[error("“{0}” is not an amount such as 12.50")]
    NotAnAmount(String),
    /// A currency the shop keeps no prices in.
    #[error("“{0}” is not a currency we trade in (EUR, USD, GBP)")]
    UnknownCurrency(String),
    /// Two currencies in one sum.
    #[error("amounts in {0} and {1} cannot be added")]
    MixedCurrencies(&'static str, &'static str),
    /// Beyond what an order may amount to.
    #[error("the amount is too large")]
    TooLarge,
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents, pence.
    pub minor: i64,
    /// Which money.
    pub currency: Currency,
}

impl Money {
    /// Largest amount handled: ten thousand million major units. Sums beyond are refused, not wrapped.
    pub const MAX_MINOR: i64 = 1_000_000_000_000;

    /// An amount from minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in the given currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads `12`, `12.5`, `12.50` or `1,234.50`: a point for decimals, at most two of them.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let trimmed = text.trim();
        let refuse = || MoneyError::NotAnAmount(trimmed.chars().take(24).collect());
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let groups_of_three = || {
            let mut groups = whole.split(',');
            groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|g| g.len() == 3)
        };
        if whole.contains(',') && !groups_of_three() {
            return Err(refuse());
        }
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 13 || fraction.len() > 2 || !all_digits(&whole) || !all_digits(fraction) {
            return Err(refuse());
        }
        if digits.ends_with('.') {
            return Err(refuse());
        }
        let cents: i64 = format!("{whole}{fraction:0<2}").parse().map_err(|_| refuse())?;
        Self::checked(if negative { -cents } else { cents }, currency)
    }

    /// The sum, refused when currencies differ or the amount is too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies(self.currency.code(), other.currency.code()));
        }
        Self::checked(self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?, self.currency)
    }

    /// The amount for `quantity` units.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        Self::checked(self.minor.checked_mul(i64::from(quantity)).ok_or(MoneyError::TooLarge)?, self.currency)
    }

    /// `basis_points` hundredths of a percent of this amount, halves rounded away from zero
    /// (commercial rounding). 1900 is 19 %.
    pub fn share(self, basis_points: u32) -> Result<Self, MoneyError> {
        let product = i128::from(self.minor) * i128::from(basis_points);
        let half = if product < 0 { -5_000 } else { 5_000 };
        let minor = i64::try_from((product + half) / 10_000).map_err(|_| MoneyError::TooLarge)?;
        Self::checked(minor, self.currency)
    }

    /// The figure without the currency: `1,234.50`.
    pub fn figure(self) -> String {
        let magnitude = self.minor.unsigned_abs();
        let whole = group_thousands(magnitude / 100);
        let sign = if self.minor < 0 { "−" } else { "" };
        format!("{sign}{whole}.{:02}", magnitude % 100)
    }

    fn checked(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor.unsigned_abs() <= Self::MAX_MINOR.unsigned_abs() {
            Ok(Self { minor, currency })
        } else {
            Err(MoneyError::TooLarge)
        }
    }
}

/// `24.80 €`, as the shop prints it.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure(), self.currency.symbol())
    }
}

/// Digits in groups of three: `1,234,567`.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_strictly() {
        let eur = |text| Money::parse(text, Currency::Eur).map(|m| m.minor);
        assert_eq!(eur("12"), Ok(1200));
        assert_eq!(eur("12.5"), Ok(1250));
        assert_eq!(eur(" 1,234.50 "), Ok(123_450));
        assert_eq!(eur("-0.01"), Ok(-1));
        for bad in ["", "12.", ".5", "12.505", "12,5", "1,23", "1e3", "€5", "--1", "99999999999999"] {
            assert!(eur(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn shares_round_halves_away_from_zero() {
        let share = |minor, bp| Money::new(minor, Currency::Eur).share(bp).map(|m| m.minor);
        assert_eq!(share(250, 1000), Ok(25));
        assert_eq!(share(25, 1000), Ok(3));
        assert_eq!(share(-25, 1000), Ok(-3));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(minor in 0..Money::MAX_MINOR) {
            let money = Money::new(minor, Currency::Eur);
            prop_assert_eq!(Money::parse(&money.figure(), Currency::Eur), Ok(money));
        }

        #[test]
        fn adding_is_commutative_and_associative(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000, c in -1_000_000i64..1_000_000) {
            let [a, b, c] = [a, b, c].map(|m| Money::new(m, Currency::Eur));
            prop_assert_eq!(a.plus(b), b.plus(a));
            prop_assert_eq!(a.plus(b).and_then(|s| s.plus(c)), b.plus(c).and_then(|s| a.plus(s)));
        }

        #[test]
        fn times_is_repeated_adding(minor in 0i64..100_000, quantity in 0u32..200) {
            let money = Money::new(minor, Currency::Eur);
            let mut sum = Money::zero(Currency::Eur);
            for _ in 0..quantity { sum = sum.plus(money).expect("small amounts"); }
            prop_assert_eq!(money.times(quantity), Ok(sum));
        }

        #[test]
        fn a_share_and_its_rest_make_the_whole(minor in -1_000_000_000i64..1_000_000_000, bp in 0u32..=10_000) {
            let money = Money::new(minor, Currency::Eur);
            let share = money.share(bp).expect("in range");
            prop_assert!(share.minor.abs() <= minor.abs());
            prop_assert!((i128::from(share.minor) * 10_000 - i128::from(minor) * i128::from(bp)).abs() <= 5_000);
        }
    }
}
