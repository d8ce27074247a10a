//! Who is at the other end: customers and staff, their passwords, links, sessions and second factors;
//! what failing costs; the log of what staff wrote. What must not live here: cookies, pages, and what a
//! customer buys, but for the cart and the orders that follow them into their account.

mod audit;
mod buying;
mod companies;
pub(crate) mod credit;
mod customer;
mod follow;
mod jobs;
mod leaving;
mod letters;
mod link;
mod members;
mod password;
mod second_factor;
mod session;
mod sessions;
mod staff;
mod staff_sign_in;
mod throttle;

pub(crate) use audit::audit;
pub use audit::{AuditEntry, AuditFilter, AuditPage};
pub(crate) use buying::buying_company;
pub use companies::{Company, CompanyError, CompanyMember, CompanyRow, CompanyTerms};
pub(crate) use credit::{charge_credit, note_credit, release_credit};
pub use customer::{CustomerAccount, Registration};
pub use follow::Carts;
pub(crate) use jobs::ClearExpired;
pub(crate) use link::hex;
pub use link::{LinkPurpose, LinkToken};
pub use second_factor::{Enrolment, SECRET_BYTES};
pub use session::RedisSessions;
pub use sessions::{SessionNote, SessionOwner, SessionSummary};
pub use staff::{StaffAccount, StaffMember};
pub use staff_sign_in::Joining;
pub use throttle::{Attempt, ThrottleKey};

use domain::accounts::PasswordProblem;

/// Why something about an account was not done. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The password given to prove who one is.
    #[error("the password is wrong")]
    WrongPassword,
    /// The code of the second factor.
    #[error("the code is wrong or was used")]
    WrongCode,
    /// A link that was used, has expired or never was.
    #[error("the link is no longer good")]
    LinkGone,
    /// The address belongs to another account.
    #[error("the address has an account")]
    EmailTaken,
    /// The new password.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// There would be nobody left who may manage staff.
    #[error("the last administrator")]
    LastAdministrator,
    /// No such account, or no longer.
    #[error("there is no such account")]
    Unknown,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
