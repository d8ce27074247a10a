//! Typed identifiers. One alphabetical list, so that no two kinds of id can be mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

row_ids! {
    /// An address in somebody's address book.
    AddressId,
    /// A node of the navigation tree.
    CategoryId,
    /// A company that buys.
    CompanyId,
    /// A buyer with an account.
    CustomerId,
    /// A placed order. Customers see the order number, never this.
    OrderId,
    /// A named set of prices.
    PriceListId,
    /// What a page describes.
    ProductId,
    /// Goods on their way to us.
    PurchaseOrderId,
    /// Permission to send goods back.
    ReturnId,
    /// A parcel.
    ShipmentId,
    /// An employee.
    StaffId,
    /// A place that holds stock.
    StockLocationId,
    /// A count of what is really there.
    StocktakeId,
    /// The buyable thing; carries exactly one SKU.
    VariantId,
}

/// Stock-keeping unit: our own unique number for a variant, as printed on labels and in URLs.
///
/// 2 to 64 characters out of `A–Z a–z 0–9 . _ + -`, starting and ending with a letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sku(String);

/// Why a text is not a SKU.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a part number: use 2 to 64 letters, digits, dots, dashes, plus signs or underscores")]
pub struct InvalidSku(pub String);

impl Sku {
    /// Longest SKU in characters; the database column has the same width.
    pub const MAX_LEN: usize = 64;

    /// Parses a SKU, ignoring white space around it.
    pub fn parse(text: &str) -> Result<Self, InvalidSku> {
        let text = text.trim();
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let ok = (2..=Self::MAX_LEN).contains(&text.len())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c))
            && edge(text.chars().next())
            && edge(text.chars().next_back());
        if ok { Ok(Self(text.to_owned())) } else { Err(InvalidSku(text.chars().take(Self::MAX_LEN).collect())) }
    }

    /// The SKU as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Sku {
    type Error = InvalidSku;
    fn try_from(text: String) -> Result<Self, InvalidSku> {
        Self::parse(&text)
    }
}

impl From<Sku> for String {
    fn from(sku: Sku) -> Self {
        sku.0
    }
}

/// The name of a category in URLs: 1 to 80 of `a–z 0–9`, in words joined by single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a name for an address: use 1 to 80 small letters and digits, in words joined by single hyphens")]
pub struct InvalidSlug(pub String);

impl Slug {
    /// Longest slug in characters; the database column has the same width.
    pub const MAX_LEN: usize = 80;

    /// Parses a slug as it stands in a URL.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if text.len() <= Self::MAX_LEN && text.split('-').all(word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSlug(text.chars().take(Self::MAX_LEN).collect()))
        }
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part number with everything but letters and digits removed and in upper case, so that
/// `bt-20 j`, `BT20J` and `BT-20J` meet. Used for look-up and for spotting duplicates.
pub fn part_number_key(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skus_are_parsed_not_repaired() {
        assert_eq!(Sku::parse(" RP-AT-54-600 ").expect("valid").as_str(), "RP-AT-54-600");
        for bad in ["", "A", "-AB", "AB-", "A B", "Ä1", "a/b", &"x".repeat(65)] {
            assert!(Sku::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn slugs_are_words_and_hyphens() {
        for good in ["fins", "nose-cones", "bt-60", "4", &"x".repeat(80)] {
            assert_eq!(Slug::parse(good).expect("valid").as_str(), good);
        }
        for bad in ["", "-", "Fins", "fins-", "a--b", "a b", "a/b", "fïns", "a.b", &"x".repeat(81)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn part_numbers_meet_in_any_punctuation() {
        assert_eq!(part_number_key("bt-20 j"), part_number_key("BT20J"));
    }
}
