//! Getting orders out and taking goods back: parcels, promises, cancelling, returns, credits. Pure; the
//! database changes pieces and money only as decided here. What must not live here: stock formulas
//! (`inventory`), the state of an order (`orders`).

mod cancel;
mod credit;
mod number;
mod promise;
mod queue;
mod reason;
mod refusal;
mod returns;
mod shipment;

pub use cancel::{Cancellation, Party, Standing};
pub use credit::{Shares, owed, value_of_pieces};
pub use number::{
    InvalidPurchaseOrderNumber, InvalidReturnNumber, InvalidShipmentNumber, InvoiceNumber, PurchaseOrderNumber,
    ReturnNumber, ShipmentNumber,
};
pub use promise::{Incoming, Promise, Waiting, promises};
pub use queue::{ApprovalReason, Queue};
pub use reason::{CreditKind, ReturnReason, StockReason};
pub use refusal::Refusal;
pub use returns::{RETURN_WINDOW_DAYS, ReturnState, Sent, returnable};
pub use shipment::ShipmentState;
