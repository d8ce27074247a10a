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
    /// The data tier is away for a moment.
    #[error("The shop cannot do this at the moment. Nothing was changed; try again in a minute.")]
    Unavailable,
    /// Our fault; the log has the details under the request id.
    #[error("Something went wrong on our side. Nothing was changed; try again, or write to us.")]
    Internal,
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
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
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
            Self::Unavailable,
            Self::Internal,
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
            Self::UnknownPart => 404,
            Self::Quantity => 422,
            Self::PriceOnRequest | Self::CartFull => 409,
            Self::Unavailable => 503,
            Self::Internal | Self::Connection => 500,
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
