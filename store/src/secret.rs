//! Secrets that somebody carries, in a cookie or a link, and of which the database keeps only the hash. What
//! must not live here: what they open.

/// A kind of secret: 32 hexadecimal digits from 128 random bits. Each is a type of its own, so that none
/// is taken for another.
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// A secret from random bits.
            pub fn from_random(bits: u128) -> Self {
                Self(format!("{bits:032x}"))
            }

            /// Reads a secret as somebody brings it.
            pub fn parse(text: &str) -> Option<Self> {
                (text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(text.to_ascii_lowercase()))
            }

            /// The secret as it is handed out.
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// The hash that the database knows it by.
            pub(crate) fn hash(&self) -> Vec<u8> {
                <sha2::Sha256 as sha2::Digest>::digest(self.0.as_bytes()).to_vec()
            }
        }
    };
}

pub(crate) use secret;
