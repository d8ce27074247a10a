//! Tax by destination: one rule, replaceable. [`rule`] is the one in force; whatever computes an order's
//! tax asks it through [`TaxRule`]. What must not live here: who buys, what is bought.

use super::vat_id::VatId;
use crate::money::{Money, MoneyError};

/// What a rule needs to know of a sale.
#[derive(Debug, Clone, Copy)]
pub struct Sale<'a> {
    /// ISO code of the country the goods go to.
    pub destination: &'a str,
    /// The buyer's VAT id, when it is a company that gave one.
    pub vat_id: Option<&'a VatId>,
    /// Whether we hold a certificate that the buyer pays no tax.
    pub is_exempt: bool,
    /// Goods and delivery together, without tax.
    pub net: Money,
}

/// The tax on a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    /// The rate in hundredths of a percent.
    pub basis_points: u32,
    /// What is to be paid beside the net amount.
    pub amount: Money,
    /// What the invoice has to say about it; often nothing.
    pub note: String,
}

impl Tax {
    /// What it is called beside its amount: `VAT 25.5 %`, or `Tax` where there is none.
    pub fn label(&self) -> String {
        match (self.basis_points / 100, self.basis_points % 100) {
            (0, 0) => "Tax".to_owned(),
            (whole, 0) => format!("VAT {whole} %"),
            (whole, rest) => format!("VAT {whole}.{} %", format!("{rest:02}").trim_end_matches('0')),
        }
    }
}

/// A way to compute tax.
pub trait TaxRule: Sync {
    /// The tax on a sale, rounded once, half up, to the minor unit.
    fn tax(&self, sale: &Sale<'_>) -> Result<Tax, MoneyError>;
}

/// The rule in force.
pub fn rule() -> &'static dyn TaxRule {
    &DestinationVat
}

/// Value added tax for a seller in the Netherlands: inside the European Union consumers pay the standard
/// rate of the destination (one-stop shop); companies with a VAT id of another member state account for it
/// themselves; the Netherlands always pay Dutch VAT; beyond the Union goods are exported free of it.
///
/// The VAT id counts when its form is right; whether it is in use is for the desk to see to. Goods collected
/// at a counter are taxed as if they were sent to the address given.
#[derive(Debug, Clone, Copy, Default)]
pub struct DestinationVat;

/// Where we sell from.
const HOME: &str = "NL";

/// Standard rates in hundredths of a percent, after the European Commission, “VAT rates applied in the Member
/// States” (<https://taxation-customs.ec.europa.eu/tedb/>), read 27 November 2026. Member states we do not
/// deliver to are left out.
pub const STANDARD_RATES: &[(&str, u32)] = &[
    ("AT", 2_000),
    ("BE", 2_100),
    ("CZ", 2_100),
    ("DE", 1_900),
    ("DK", 2_500),
    ("EE", 2_400),
    ("ES", 2_100),
    ("FI", 2_550),
    ("FR", 2_000),
    ("GR", 2_400),
    ("HU", 2_700),
    ("IE", 2_300),
    ("IT", 2_200),
    ("LT", 2_100),
    ("LU", 1_700),
    ("LV", 2_100),
    ("NL", 2_100),
    ("PL", 2_300),
    ("PT", 2_300),
    ("RO", 2_100),
    ("SE", 2_500),
    ("SI", 2_200),
    ("SK", 2_300),
];

const EXEMPT: &str = "Exempt from tax by the certificate we hold.";
const EXPORT: &str = "Export, free of VAT (Article 146 of Directive 2006/112/EC). Duties of the destination are yours.";
const REVERSE_CHARGE: &str =
    "Reverse charge: the recipient accounts for VAT (Articles 138 and 196 of Directive 2006/112/EC).";

impl TaxRule for DestinationVat {
    fn tax(&self, sale: &Sale<'_>) -> Result<Tax, MoneyError> {
        let rate = STANDARD_RATES.iter().find(|(code, _)| *code == sale.destination).map(|(_, rate)| *rate);
        let is_foreign_company = sale.vat_id.is_some_and(|id| id.country() != HOME);
        let (basis_points, note) = match rate {
            _ if sale.is_exempt => (0, EXEMPT),
            None => (0, EXPORT),
            Some(rate) if sale.destination == HOME => (rate, ""),
            Some(_) if is_foreign_company => (0, REVERSE_CHARGE),
            Some(rate) => (rate, ""),
        };
        Ok(Tax { basis_points, amount: sale.net.share(basis_points)?, note: note.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn tax(destination: &str, vat_id: Option<&str>, is_exempt: bool, minor: i64) -> Tax {
        let vat_id = vat_id.map(|id| VatId::parse(id).expect("a VAT id"));
        let net = Money::new(minor, Currency::Eur);
        rule().tax(&Sale { destination, vat_id: vat_id.as_ref(), is_exempt, net }).expect("small")
    }

    #[test]
    fn the_destination_decides() {
        let german = Some("DE123456789");
        let dutch = Some("NL123456789B01");
        for (destination, vat_id, exempt, rate, note) in [
            ("NL", None, false, 2_100, ""),
            ("NL", german, false, 2_100, ""),
            ("NL", dutch, false, 2_100, ""),
            ("DE", None, false, 1_900, ""),
            ("DE", german, false, 0, REVERSE_CHARGE),
            ("FR", german, false, 0, REVERSE_CHARGE),
            ("DE", dutch, false, 1_900, ""),
            ("FI", None, false, 2_550, ""),
            ("US", None, false, 0, EXPORT),
            ("GB", german, false, 0, EXPORT),
            ("NL", dutch, true, 0, EXEMPT),
            ("US", None, true, 0, EXEMPT),
        ] {
            let tax = tax(destination, vat_id, exempt, 10_000);
            assert_eq!(
                (tax.basis_points, tax.amount.minor, tax.note.as_str()),
                (rate, i64::from(rate), note),
                "{destination} {vat_id:?} {exempt}"
            );
        }
        assert!([EXEMPT, EXPORT, REVERSE_CHARGE].iter().all(|note| note.chars().count() <= 120), "as the column");
    }

    #[test]
    fn halves_are_rounded_up_once() {
        assert_eq!(tax("AT", None, false, 3).amount.minor, 1, "0.6");
        assert_eq!(tax("AT", None, false, 2).amount.minor, 0, "0.4");
        assert_eq!(tax("FI", None, false, 10).amount.minor, 3, "2.55");
        assert_eq!(tax("DE", None, false, 50).amount.minor, 10, "9.5");
    }

    #[test]
    fn a_rate_is_named() {
        assert_eq!(tax("FI", None, false, 1).label(), "VAT 25.5 %");
        assert_eq!(tax("NL", None, false, 1).label(), "VAT 21 %");
        assert_eq!(tax("US", None, false, 1).label(), "Tax");
    }

    proptest! {
        #[test]
        fn tax_is_never_negative_nor_more_than_the_rate(at in 0..STANDARD_RATES.len(), minor in 0i64..1_000_000_000) {
            let (code, rate) = STANDARD_RATES[at];
            let tax = tax(code, None, false, minor);
            prop_assert!(tax.amount.minor >= 0);
            prop_assert!((i128::from(tax.amount.minor) * 10_000 - i128::from(minor) * i128::from(rate)).abs() <= 5_000);
        }

        #[test]
        fn the_tax_of_a_sum_is_the_sum_of_taxes_to_the_cent(at in 0..STANDARD_RATES.len(), a in 0i64..1_000_000, b in 0i64..1_000_000) {
            let code = STANDARD_RATES[at].0;
            let of = |minor| tax(code, None, false, minor).amount.minor;
            prop_assert!((of(a + b) - of(a) - of(b)).abs() <= 1);
        }

        #[test]
        fn who_is_exempt_pays_nothing(code in "[A-Z]{2}", minor in 0i64..1_000_000_000) {
            prop_assert_eq!(tax(&code, None, true, minor).amount.minor, 0);
        }
    }
}
