//! The number an order goes by.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number customers see and type: `RP-` and eight characters of Crockford's base 32 (no I, L,
/// O, U), forty random bits, so that one number says nothing about another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderNumber(String);

/// Not an order number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order number looks like RP-7K3M9QXD")]
pub struct InvalidOrderNumber;

impl OrderNumber {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// The number for forty random bits; the others are ignored.
    pub fn from_random(bits: u64) -> Self {
        let symbol = |index: u32| char::from(Self::ALPHABET[((bits >> (5 * index)) & 31) as usize]);
        Self(format!("RP-{}", (0..8).rev().map(symbol).collect::<String>()))
    }

    /// Reads a number as people type it: any case, any punctuation, with or without `RP`, the
    /// letters O, I and L taken for the digits they look like.
    pub fn parse(text: &str) -> Result<Self, InvalidOrderNumber> {
        let cleaned: String =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let symbols = match cleaned.strip_prefix("RP") {
            Some(rest) if cleaned.len() == 10 => rest,
            _ => cleaned.as_str(),
        };
        let symbols: String = symbols
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if symbols.len() == 8 && symbols.bytes().all(|b| Self::ALPHABET.contains(&b)) {
            Ok(Self(format!("RP-{symbols}")))
        } else {
            Err(InvalidOrderNumber)
        }
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let number = OrderNumber::parse("RP-7K3M9QXD").expect("valid");
        for typed in ["rp-7k3m9qxd", " 7K3M 9QXD ", "RP7K3M9QXD"] {
            assert_eq!(OrderNumber::parse(typed), Ok(number.clone()), "{typed}");
        }
        assert_eq!(OrderNumber::parse("RP-OOOO1111"), OrderNumber::parse("RP-00001111"));
        for bad in ["", "RP-", "RP-7K3M9QX", "RP-7K3M9QXDD", "RP-7K3M9QXU"] {
            assert_eq!(OrderNumber::parse(bad), Err(InvalidOrderNumber), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_number_made_is_read_back(bits in any::<u64>()) {
            let number = OrderNumber::from_random(bits);
            prop_assert_eq!(OrderNumber::parse(number.as_str()), Ok(number));
        }
    }
}
