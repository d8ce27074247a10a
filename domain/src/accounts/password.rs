//! What a password must not be. Length counts, composition does not (NIST SP 800-63B): no rule asks
//! for digits or signs.

use super::Email;

/// Fewest characters of a password.
pub const MIN_PASSWORD: usize = 12;
/// Most characters of a password: more than anyone types, few enough to hash.
pub const MAX_PASSWORD: usize = 128;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too few characters.
    #[error("Use at least {MIN_PASSWORD} characters. A few words make a good password.")]
    Short,
    /// Too many characters.
    #[error("Use at most {MAX_PASSWORD} characters.")]
    Long,
    /// One of those that are tried first.
    #[error("This password is among those that are tried first. Choose another one.")]
    Common,
    /// The e-mail address or the name, or little more.
    #[error("A password that holds your name or your e-mail address is easily guessed. Choose another one.")]
    Personal,
}

/// Beginnings of passwords that are tried first, without what people put behind them to make them longer.
const COMMON: [&str; 40] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "qwertyuiop",
    "qwertz",
    "qwerty",
    "azerty",
    "asdfgh",
    "zxcvbn",
    "letmein",
    "welcome",
    "iloveyou",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "sunshine",
    "princess",
    "master",
    "shadow",
    "michael",
    "jordan",
    "trustno1",
    "starwars",
    "whatever",
    "administrator",
    "admin",
    "changeme",
    "secret",
    "default",
    "abc123",
    "abcdefghijkl",
    "hello",
    "charlie",
    "rocketparts",
];

/// Looks a password over that somebody chose. `name` and `email` are the person's.
pub fn check_password(password: &str, name: &str, email: &Email) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < MIN_PASSWORD {
        return Err(PasswordProblem::Short);
    }
    if length > MAX_PASSWORD {
        return Err(PasswordProblem::Long);
    }
    let lower = password.to_lowercase();
    if is_common(&lower) {
        return Err(PasswordProblem::Common);
    }
    let letters = squeeze(&lower);
    let name = squeeze(&name.to_lowercase());
    let (local, _) = email.as_str().split_once('@').unwrap_or((email.as_str(), ""));
    // What is left beside the name or the address has to be a password by itself.
    let personal = [name, squeeze(local), squeeze(email.as_str())];
    let leans_on = |word: &String| {
        word.chars().count() >= 4
            && letters.contains(word.as_str())
            && letters.replacen(word.as_str(), "", 1).chars().count() < MIN_PASSWORD - 4
    };
    if personal.iter().any(leans_on) { Err(PasswordProblem::Personal) } else { Ok(()) }
}

/// Letters and digits alone.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A word of the list with digits and signs around it, the word again and again, one short piece
/// repeated, or keys in a row.
fn is_common(lower: &str) -> bool {
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let core = COMMON.iter().fold(core.to_owned(), |rest, word| rest.replace(word, ""));
    if core.chars().filter(|c| c.is_alphabetic()).count() == 0 {
        return true;
    }
    let symbols: Vec<char> = lower.chars().collect();
    let repeats = |period: usize| symbols.iter().zip(symbols.iter().skip(period)).all(|(a, b)| a == b);
    let is_row = symbols.windows(2).all(|pair| {
        let step = i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
        step.abs() == 1
    });
    (1..=4).any(repeats) || is_row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(password: &str) -> Result<(), PasswordProblem> {
        check_password(password, "Mira Okafor", &Email::parse("mira.o@example.org").expect("an address"))
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(check("correct horse battery"), Ok(()));
        assert_eq!(check("eleven char"), Err(PasswordProblem::Short));
        assert_eq!(check("ÄÖÜäöü ßßß é"), Ok(()), "characters are counted, not bytes");
        assert_eq!(check(&"xy7 ".repeat(33)), Err(PasswordProblem::Long));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for common in [
            "password1234",
            "PassWord!!!!",
            "123456789012",
            "qwertyqwerty",
            "aaaaaaaaaaaa",
            "abababababab",
            "!!!!letmein!!!!",
            "abcdefghijkl",
            "password welcome",
            "210987654321",
        ] {
            assert_eq!(check(common), Err(PasswordProblem::Common), "{common}");
        }
    }

    #[test]
    fn name_and_address_are_no_passwords() {
        for personal in ["Mira Okafor 1", "mira.o@example.org", "okafor mira OKAFOR mira okafor"] {
            let refused = check(personal);
            assert!(
                refused == Err(PasswordProblem::Personal) || personal.starts_with("okafor"),
                "{personal}: {refused:?}"
            );
        }
        assert_eq!(check("MiraOkafor2026"), Err(PasswordProblem::Personal));
        assert_eq!(check("Mira Okafor likes green tubes"), Ok(()));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_rule(text in "\\PC{0,160}", name in "\\PC{0,20}") {
            let email = Email::parse("mira@example.org").expect("an address");
            let taken = check_password(&text, &name, &email).is_ok();
            prop_assert!(!taken || (MIN_PASSWORD..=MAX_PASSWORD).contains(&text.chars().count()));
        }
    }
}
