//! The one error that crosses from a server function to an island, and the sentences people read.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What went wrong with a request, as far as the person who made it needs to know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// A part number that is none or that nothing carries.
    #[error("We have no part with this number.")]
    UnknownPart,
    /// Not a quantity, or out of range.
    #[error("Enter a whole number between 1 and 9,999.")]
    Quantity,
    /// No price, so it cannot be bought here yet.
    #[error("This part has no price yet. Ask us for a quotation.")]
    PriceOnRequest,
    /// The cart is full.
    #[error("A cart holds at most 200 different parts. Place this order first.")]
    CartFull,
    /// No order that this visitor may see.
    #[error("We have no order with this number here. Look it up by its number and e-mail address.")]
    UnknownOrder,
    /// The data tier is away for a moment.
    #[error("The shop cannot do this at the moment. Nothing was changed; try again in a minute.")]
    Unavailable,
    /// Our fault; the log has the details under the request id.
    #[error("Something went wrong on our side. Nothing was changed; try again, or write to us.")]
    Internal,
    /// Nobody is signed in, or no longer.
    #[error("Sign in to do this.")]
    SignIn,
    /// Signed in, and not allowed to.
    #[error("Your roles do not allow this. An administrator can change them.")]
    Forbidden,
    /// Failed too often, from here or for this account.
    #[error("Too many tries. Wait {} and try again.", waiting(*.seconds))]
    TooOften {
        /// How long to wait.
        seconds: u32,
    },
    /// No account has this address and password.
    #[error("E-mail address or password is not right.")]
    WrongSignIn,
    /// The password that proves who one is.
    #[error("This is not your password.")]
    WrongPassword,
    /// The code of the second factor.
    #[error("This code is not right, or was used. Wait for the next one.")]
    WrongCode,
    /// A link of ours that is not good any more.
    #[error("This link was used or has expired. Ask for a new one.")]
    LinkGone,
    /// An address that belongs to another account.
    #[error("This e-mail address has an account.")]
    EmailTaken,
    /// Not an address.
    #[error("Enter an e-mail address such as name@example.org.")]
    InvalidEmail,
    /// Not a name.
    #[error("Enter a name of at most 120 characters.")]
    InvalidName,
    /// A new password with too few characters.
    #[error("Use at least 12 characters. A few words make a good password.")]
    PasswordShort,
    /// A new password with too many characters.
    #[error("Use at most 128 characters.")]
    PasswordLong,
    /// A new password that is tried first.
    #[error("This password is among those that are tried first. Choose another one.")]
    PasswordCommon,
    /// A new password that others can guess.
    #[error("A password that holds your name or your e-mail address is easily guessed. Choose another one.")]
    PasswordPersonal,
    /// Nobody would be left who may manage staff.
    #[error("This is the last administrator. Make somebody else one first.")]
    LastAdministrator,
    /// A role that there is not.
    #[error("Choose at least one role.")]
    InvalidRoles,
    /// A job or schedule that is not there, or needs nothing any more.
    #[error("There is no such job any more, or it needs nothing any more.")]
    UnknownJob,
    /// A document of the studio that is not there.
    #[error("There is no such document any more.")]
    UnknownDocument,
    /// An account that is not there, or no longer.
    #[error("There is no such account any more.")]
    UnknownAccount,
    /// Two companies of one name.
    #[error("There is a company of this name. Add to it, or choose another name.")]
    CompanyTaken,
    /// Not a VAT id.
    #[error("Enter the VAT id with its country, such as DE123456789, or leave it empty.")]
    InvalidVatId,
    /// Days or limit of a company's terms.
    #[error("Enter whole days from 1 to 180, or none, and a limit such as 2500.00.")]
    InvalidTerms,
    /// Somebody who cannot be made a member.
    #[error("No customer without a company has this e-mail address.")]
    NoSuchCustomer,
    /// Nobody would be left who manages the company.
    #[error("This is the last manager. Make somebody else one first.")]
    LastManager,
    /// An address book has its bounds.
    #[error("The address book is full. Delete an address first.")]
    AddressesFull,
    /// An address with something missing.
    #[error("Something of the address is missing or not right.")]
    InvalidAddress,
    /// A form that no page of ours sends.
    #[error("The shop could not read this. Nothing was changed; load the page anew and try again.")]
    Unreadable,
    /// The request or the answer did not arrive whole.
    #[error("The connection was lost. Check it and try again.")]
    Connection,
}

impl AppError {
    /// The stable name of the error, as in `?problem=quantity`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownPart => "unknown_part",
            Self::Quantity => "quantity",
            Self::PriceOnRequest => "price_on_request",
            Self::CartFull => "cart_full",
            Self::UnknownOrder => "unknown_order",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
            Self::SignIn => "sign_in",
            Self::Forbidden => "forbidden",
            Self::WrongSignIn => "wrong_sign_in",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::LinkGone => "link_gone",
            Self::EmailTaken => "email_taken",
            Self::InvalidEmail => "invalid_email",
            Self::InvalidName => "invalid_name",
            Self::PasswordShort => "password_short",
            Self::PasswordLong => "password_long",
            Self::PasswordCommon => "password_common",
            Self::PasswordPersonal => "password_personal",
            Self::LastAdministrator => "last_administrator",
            Self::InvalidRoles => "invalid_roles",
            Self::UnknownAccount => "unknown_account",
            Self::UnknownJob => "unknown_job",
            Self::UnknownDocument => "unknown_document",
            Self::TooOften { .. } => "too_often",
            Self::CompanyTaken => "company_taken",
            Self::InvalidVatId => "invalid_vat_id",
            Self::InvalidTerms => "invalid_terms",
            Self::NoSuchCustomer => "no_such_customer",
            Self::LastManager => "last_manager",
            Self::AddressesFull => "addresses_full",
            Self::InvalidAddress => "invalid_address",
            Self::Unreadable => "unreadable",
            Self::Connection => "connection",
        }
    }

    /// Reads the stable name: what a page shows is looked up here, never taken from the URL.
    pub fn parse(code: &str) -> Option<Self> {
        [
            Self::UnknownPart,
            Self::Quantity,
            Self::PriceOnRequest,
            Self::CartFull,
            Self::UnknownOrder,
            Self::Unavailable,
            Self::Internal,
            Self::SignIn,
            Self::Forbidden,
            Self::WrongSignIn,
            Self::WrongPassword,
            Self::WrongCode,
            Self::LinkGone,
            Self::EmailTaken,
            Self::InvalidEmail,
            Self::InvalidName,
            Self::PasswordShort,
            Self::PasswordLong,
            Self::PasswordCommon,
            Self::PasswordPersonal,
            Self::LastAdministrator,
            Self::InvalidRoles,
            Self::CompanyTaken,
            Self::InvalidVatId,
            Self::InvalidTerms,
            Self::NoSuchCustomer,
            Self::LastManager,
            Self::AddressesFull,
            Self::InvalidAddress,
            Self::UnknownAccount,
            Self::UnknownJob,
            Self::UnknownDocument,
            Self::TooOften { seconds: 60 },
            Self::Unreadable,
            Self::Connection,
        ]
        .into_iter()
        .find(|error| error.code() == code)
    }

    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unreadable => 400,
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::UnknownPart
            | Self::UnknownOrder
            | Self::UnknownAccount
            | Self::UnknownJob
            | Self::UnknownDocument => 404,
            Self::PriceOnRequest
            | Self::CartFull
            | Self::LastAdministrator
            | Self::LastManager
            | Self::CompanyTaken
            | Self::AddressesFull
            | Self::EmailTaken => 409,
            Self::LinkGone => 410,
            Self::Quantity
            | Self::WrongSignIn
            | Self::WrongPassword
            | Self::WrongCode
            | Self::InvalidEmail
            | Self::InvalidName
            | Self::PasswordShort
            | Self::PasswordLong
            | Self::PasswordCommon
            | Self::PasswordPersonal
            | Self::InvalidVatId
            | Self::InvalidTerms
            | Self::InvalidAddress
            | Self::NoSuchCustomer
            | Self::InvalidRoles => 422,
            Self::TooOften { .. } => 429,
            Self::Unavailable => 503,
            Self::Internal | Self::Connection => 500,
        }
    }
}

/// A wait in words: seconds up to two minutes, then minutes.
fn waiting(seconds: u32) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl From<domain::accounts::PasswordProblem> for AppError {
    fn from(problem: domain::accounts::PasswordProblem) -> Self {
        use domain::accounts::PasswordProblem;
        match problem {
            PasswordProblem::Short => Self::PasswordShort,
            PasswordProblem::Long => Self::PasswordLong,
            PasswordProblem::Common => Self::PasswordCommon,
            PasswordProblem::Personal => Self::PasswordPersonal,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                #[cfg(feature = "ssr")]
                crate::request::refuse_unreadable();
                Self::Unreadable
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Connection,
            _ => Self::Internal,
        }
    }
}
