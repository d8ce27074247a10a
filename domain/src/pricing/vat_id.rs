//! VAT identification numbers of the European Union: their form, not whether they are in use.

/// Prefix and forms of each member state after the VIES of the European Commission
/// (<https://ec.europa.eu/taxation_customs/vies/#/faq>, question 11, read 27 November 2026): `9` is a digit,
/// `A` a letter, `X` either. Greece writes EL.
const FORMS: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
];

/// A VAT id in the form of its member state, in capitals and without punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatId(String);

/// Not in the form of any member state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter the VAT id with its country, such as DE123456789.")]
pub struct InvalidVatId;

impl VatId {
    /// Reads a VAT id as people type it: in any case, with blanks, points and hyphens.
    pub fn parse(text: &str) -> Result<Self, InvalidVatId> {
        let cleaned: String =
            text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).map(|c| c.to_ascii_uppercase()).collect();
        let known = FORMS.iter().any(|(prefix, forms)| {
            cleaned.strip_prefix(prefix).is_some_and(|rest| forms.iter().any(|form| has_form(rest, form)))
        });
        if known { Ok(Self(cleaned)) } else { Err(InvalidVatId) }
    }

    /// ISO code of the member state that gave it out.
    pub fn country(&self) -> &str {
        match &self.0[..2] {
            "EL" => "GR",
            prefix => prefix,
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            letter => byte == letter,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_read_as_people_type_them() {
        for (typed, read, country) in [
            ("de 123 456 789", "DE123456789", "DE"),
            ("NL123456789B01", "NL123456789B01", "NL"),
            ("ATU12345678", "ATU12345678", "AT"),
            ("EL-123456789", "EL123456789", "GR"),
            ("FRAB123456789", "FRAB123456789", "FR"),
            ("IE1234567WA", "IE1234567WA", "IE"),
            ("RO12", "RO12", "RO"),
        ] {
            let id = VatId::parse(typed).expect(typed);
            assert_eq!((id.as_str(), id.country()), (read, country));
        }
        for bad in ["", "DE", "DE12345678", "NL123456789X01", "GB123456789", "US12", "GR123456789", "DE12345678９"] {
            assert_eq!(VatId::parse(bad), Err(InvalidVatId), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_reading(text in "\\PC{0,40}") {
            if let Ok(id) = VatId::parse(&text) {
                prop_assert_eq!(VatId::parse(id.as_str()), Ok(id));
            }
        }
    }
}
