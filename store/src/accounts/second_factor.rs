//! The second factor of staff: codes of six digits that change every half minute (RFC 6238).

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Totp};

use crate::{Error, Result};

/// Length of a secret in bytes: 160 random bits.
pub const SECRET_BYTES: usize = 20;

/// What somebody needs to enrol.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// What the picture says to the app.
    pub uri: String,
    /// The secret, for typing.
    pub secret: String,
}

fn totp(secret: &[u8], account: &str) -> Result<Totp> {
    Builder::new()
        .with_secret(secret)
        .with_account_name(account)
        .with_issuer(Some("Rocket Parts Co."))
        .build()
        .map_err(|error| Error::inconsistent("second factor", error.to_string()))
}

/// How to enrol with a secret.
pub(super) fn enrolment(secret: &[u8], email: &str) -> Result<Enrolment> {
    let totp = totp(secret, email)?;
    let uri = totp.to_url().map_err(|error| Error::inconsistent("second factor", error.to_string()))?;
    Ok(Enrolment { uri, secret: totp.secret().to_base32() })
}

/// The step that a code is of, the one before and the one after being as good as this one.
pub(super) fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Ok(totp(secret, "staff")?.check(&code, seconds).map(u64::cast_signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, whose codes are printed there.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard_one_step_early_or_late() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).expect("a time");
        let check = |code, seconds| step_of(SECRET, code, at(seconds)).expect("computed");
        assert_eq!(check("081804", 1_111_111_109), Some(37_037_036));
        assert_eq!(check(" 081 804 ", 1_111_111_139), Some(37_037_036), "one step late");
        assert_eq!(check("081804", 1_111_111_079), Some(37_037_036), "one step early");
        assert_eq!(check("081804", 1_111_111_170), None);
        for wrong in ["", "81804", "0818041", "08180x", "０８１８０４"] {
            assert_eq!(check(wrong, 1_111_111_109), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_for_apps_names_the_shop_and_the_person() {
        let enrolment = enrolment(SECRET, "mira@example.org").expect("made");
        assert!(enrolment.uri.starts_with("otpauth://totp/Rocket%20Parts%20Co."), "{}", enrolment.uri);
        assert!(enrolment.uri.contains(&enrolment.secret) && enrolment.uri.contains("mira"));
    }
}
