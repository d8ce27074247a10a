//! Who acts: customers, staff and the shop itself; what staff may do; what an e-mail address and a
//! password look like; how long one waits after failing. What must not live here: carts, orders,
//! anything that is bought; hashing.

mod actor;
mod company;
mod email;
mod password;
mod role;
mod throttle;

pub use actor::Actor;
pub use company::{BuyingCompany, CompanyRole, CreditMovementKind};
pub use email::{Email, InvalidEmail, looks_like_email};
pub use password::{MAX_PASSWORD, MIN_PASSWORD, PasswordProblem, check_password};
pub use role::{Permission, Role, Roles, UnknownRole};
pub use throttle::{Tally, Throttle};

/// Longest name of a person, in characters; the columns have the same width.
pub const MAX_NAME: usize = 120;

/// The name of a person as it is kept: without white space around it and without control characters.
/// Nothing when there is no name, or one too long to be kept.
pub fn parse_name(text: &str) -> Option<String> {
    let name: String = text.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    (1..=MAX_NAME).contains(&name.chars().count()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_there() {
        assert_eq!(parse_name(" Mira\u{7}  Okafor ").as_deref(), Some("Mira  Okafor"));
        assert_eq!(parse_name(" \n"), None);
        assert_eq!(parse_name(&"é".repeat(120)).map(|name| name.chars().count()), Some(120));
        assert_eq!(parse_name(&"x".repeat(121)), None);
    }
}
