//! Why something at the desk, or a customer's wish, cannot be done. Pages look the sentence up by code.

use crate::ids::Sku;
use crate::orders::OrderState;

/// Why a use-case of fulfilment changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order, parcel, return or purchase order is not there.
    #[error("There is nothing under this number.")]
    NotThere,
    /// The order has no such line.
    #[error("The order has no line {0}.")]
    NoSuchLine(u32),
    /// No part carries this number.
    #[error("There is no part {0}.")]
    NoSuchPart(String),
    /// No stock location has this code.
    #[error("There is no stock location {0}.")]
    NoSuchLocation(String),
    /// Somebody was quicker, or the step is not the next one.
    #[error("This is not possible now: it is {0}.")]
    WrongState(&'static str),
    /// Nobody has agreed to the order yet.
    #[error("The order is {}. It has to be approved first.", .0.title())]
    NotApproved(OrderState),
    /// Nothing was chosen, or every quantity is 0.
    #[error("Nothing is left to do: choose at least one piece.")]
    Nothing,
    /// More than may be cancelled.
    #[error("Of line {line_no} only {possible} pieces can still be cancelled.")]
    TooManyToCancel {
        /// Which line.
        line_no: u32,
        /// How many may.
        possible: u32,
    },
    /// More than may come back.
    #[error("Of line {line_no} only {possible} pieces can be returned.")]
    TooManyToReturn {
        /// Which line.
        line_no: u32,
        /// How many may.
        possible: u32,
    },
    /// More than the step allows: fetched, received, done.
    #[error("{count} is more than the {possible} there are of line {line_no}.")]
    TooMany {
        /// Which line.
        line_no: u32,
        /// What was said.
        count: u32,
        /// What there is.
        possible: u32,
    },
    /// A code that none of the parcel's parts carries.
    #[error("“{0}” is not in this parcel.")]
    NotInParcel(String),
    /// All pieces of the part were scanned before.
    #[error("All {quantity} pieces of {sku} are scanned already.")]
    AlreadyComplete {
        /// Which part.
        sku: Sku,
        /// How many there are.
        quantity: u32,
    },
    /// Pieces that nobody has scanned.
    #[error("{0} pieces are not scanned yet.")]
    NotScanned(u32),
    /// More came than was ordered, and nobody said that this is right.
    #[error("{count} of {sku} are more than the {outstanding} still expected. Confirm that this many came.")]
    OverReceipt {
        /// Which part.
        sku: Sku,
        /// What came.
        count: u32,
        /// What was expected.
        outstanding: u32,
    },
    /// Stock cannot fall below what customers were promised.
    #[error("{promised} pieces of {sku} are promised to customers at this location; {possible} can be taken away.")]
    Promised {
        /// Which part.
        sku: Sku,
        /// Pieces allocated and held.
        promised: u32,
        /// Pieces beyond.
        possible: u32,
    },
    /// The part is a service and has no stock.
    #[error("{0} is a service and has no stock.")]
    HasNoStock(Sku),
    /// More money than there is to give back.
    #[error("At most {0} can be credited.")]
    TooMuchMoney(String),
    /// Less is given back than the pieces are worth, and nobody said why.
    #[error("Say why less is credited than the goods are worth.")]
    ReasonMissing,
    /// A field is too long or empty.
    #[error("{0}")]
    Field(&'static str),
}

impl Refusal {
    /// What pages and logs call it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotThere => "not_there",
            Self::NoSuchLine(_) => "no_such_line",
            Self::NoSuchPart(_) => "no_such_part",
            Self::NoSuchLocation(_) => "no_such_location",
            Self::WrongState(_) => "wrong_state",
            Self::NotApproved(_) => "not_approved",
            Self::Nothing => "nothing",
            Self::TooManyToCancel { .. } => "too_many_to_cancel",
            Self::TooManyToReturn { .. } => "too_many_to_return",
            Self::TooMany { .. } => "too_many",
            Self::NotInParcel(_) => "not_in_parcel",
            Self::AlreadyComplete { .. } => "already_complete",
            Self::NotScanned(_) => "not_scanned",
            Self::OverReceipt { .. } => "over_receipt",
            Self::Promised { .. } => "promised",
            Self::HasNoStock(_) => "has_no_stock",
            Self::TooMuchMoney(_) => "too_much_money",
            Self::ReasonMissing => "reason_missing",
            Self::Field(_) => "field",
        }
    }
}
