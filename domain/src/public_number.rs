//! Numbers that people read, type and say: a prefix and eight characters of Crockford's base 32.

/// Digits and letters without I, L, O and U.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A kind of number with its prefix: `RP-7K3M9QXD`.
macro_rules! public_number {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $(#[$error_doc:meta])* $error:ident, $message:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(String);

        $(#[$error_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// The number for forty random bits; the others are ignored.
            pub fn from_random(bits: u64) -> Self {
                Self(format!(concat!($prefix, "-{}"), $crate::public_number::symbols(bits)))
            }

            /// Reads a number as people type it: any case, any punctuation, with or without its prefix,
            /// the letters O, I and L taken for the digits they look like.
            pub fn parse(text: &str) -> Result<Self, $error> {
                let symbols = $crate::public_number::read_symbols(text, $prefix).ok_or($error)?;
                Ok(Self(format!(concat!($prefix, "-{}"), symbols)))
            }

            /// The number as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use public_number;

/// Eight characters for forty bits.
pub(crate) fn symbols(bits: u64) -> String {
    let symbol = |index: u32| char::from(ALPHABET[((bits >> (5 * index)) & 31) as usize]);
    (0..8).rev().map(symbol).collect()
}

/// The eight characters of a number as typed.
pub(crate) fn read_symbols(text: &str, prefix: &str) -> Option<String> {
    let cleaned: String = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let symbols = match cleaned.strip_prefix(prefix) {
        Some(rest) if rest.len() == 8 => rest,
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
    (symbols.len() == 8 && symbols.bytes().all(|b| ALPHABET.contains(&b))).then_some(symbols)
}
