//! The numbers that parcels, returns, purchase orders and invoices go by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::public_number::public_number;

public_number! {
    /// The number of a parcel, on its label and its packing slip: `SH-7K3M9QXD`.
    ShipmentNumber, "SH",
    /// Not the number of a parcel.
    InvalidShipmentNumber, "the number of a parcel looks like SH-7K3M9QXD"
}

public_number! {
    /// The number of a return authorisation, written on what comes back: `RMA-7K3M9QXD`.
    ReturnNumber, "RMA",
    /// Not the number of a return.
    InvalidReturnNumber, "the number of a return looks like RMA-7K3M9QXD"
}

public_number! {
    /// The number of a purchase order of ours, under which suppliers deliver: `PO-7K3M9QXD`.
    PurchaseOrderNumber, "PO",
    /// Not the number of a purchase order.
    InvalidPurchaseOrderNumber, "the number of a purchase order looks like PO-7K3M9QXD"
}

/// The number of an invoice: counted, without gaps, as bookkeeping wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct InvoiceNumber(pub u64);

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INV-{:06}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_their_prefix() {
        let parcel = ShipmentNumber::from_random(77);
        assert_eq!(ShipmentNumber::parse(&parcel.as_str().to_ascii_lowercase()), Ok(parcel.clone()));
        assert_eq!(ShipmentNumber::parse(&parcel.as_str()[3..]), Ok(parcel));
        let back = ReturnNumber::from_random(u64::MAX);
        assert_eq!(ReturnNumber::parse(back.as_str()), Ok(back));
        assert_eq!(ReturnNumber::parse("SH-00000000"), Err(InvalidReturnNumber));
        assert_eq!(InvoiceNumber(42).to_string(), "INV-000042");
    }
}
