//! E-mail addresses: their form, and when two are the same.

use std::fmt;

/// An address mail can be tried at, in small letters, so that one person has one account however they
/// type it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address such as name@example.org")]
pub struct InvalidEmail;

impl Email {
    /// Longest address in characters; the database columns have the same width.
    pub const MAX_LEN: usize = 254;

    /// Parses an address, ignoring white space around it.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.len() <= Self::MAX_LEN && looks_like_email(text) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidEmail)
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text has the form of an address mail can be tried at: one `@`, a local part, and a
/// domain of at least two labels (RFC 5321, without quoted local parts and address literals).
pub fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_for_form() {
        for good in ["a@b.co", "first.last+tag@sub.example.org"] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in ["", "@", "a@b", "a@@b.co", "a b@c.de", ".a@b.co", "a..b@c.de", "a@-b.co", "a@b.co\n"] {
            assert!(!looks_like_email(bad), "{bad:?}");
        }
    }

    #[test]
    fn an_address_is_the_same_in_any_case() {
        assert_eq!(Email::parse(" Mira@Example.ORG "), Email::parse("mira@example.org"));
        assert_eq!(Email::parse(&format!("{}@{}.org", "a".repeat(64), "b.".repeat(100))), Err(InvalidEmail));
    }
}
