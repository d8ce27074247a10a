//! What waits to be done at the operations desk.

use serde::{Deserialize, Serialize};

use crate::checkout::PaymentMethod;
use crate::orders::named;

named! {
    /// A queue of the desk, in the order in which an order passes through them.
    Queue {
        /// Orders that somebody has to agree to.
        ToApprove = "to-approve", "To approve";
        /// Orders with reserved pieces that nobody has gone to fetch.
        ToPick = "to-pick", "To pick";
        /// Parcels whose pieces are being fetched.
        Picking = "picking", "Picking";
        /// Parcels whose pieces are fetched.
        ToPack = "to-pack", "To pack";
        /// Closed parcels.
        ToShip = "to-ship", "To ship";
        /// Parcels on their way.
        Shipped = "shipped", "On their way";
        /// Orders with services that are still to be done.
        Services = "services", "Services to do";
        /// Orders with pieces that are still to come in.
        Backorders = "backorders", "Backorders";
    }
}

impl Queue {
    /// Whether its rows are parcels rather than orders.
    pub const fn holds_parcels(self) -> bool {
        matches!(self, Self::Picking | Self::ToPack | Self::ToShip | Self::Shipped)
    }
}

named! {
    /// What an order waits for before it may be approved.
    ApprovalReason {
        /// It is paid in advance, and the money is not in.
        Payment = "payment", "Payment is not in";
        /// It holds motors, and the certificate is to be looked at.
        Papers = "papers", "Certificate to check";
        /// A purchase order without agreed terms.
        Terms = "terms", "No terms agreed";
    }
}

impl ApprovalReason {
    /// What an order waits for. `owed` is what is not paid yet, in minor units.
    pub fn of(payment: PaymentMethod, owed: i64, has_terms: bool, certification: &str) -> Vec<Self> {
        let mut reasons = Vec::new();
        match payment {
            PaymentMethod::PurchaseOrder if !has_terms && owed > 0 => reasons.push(Self::Terms),
            PaymentMethod::BankTransfer if owed > 0 => reasons.push(Self::Payment),
            PaymentMethod::PurchaseOrder | PaymentMethod::BankTransfer => {}
        }
        if !certification.is_empty() {
            reasons.push(Self::Papers);
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_papers_are_waited_for() {
        let reasons = |payment, owed, has_terms, papers| ApprovalReason::of(payment, owed, has_terms, papers);
        assert_eq!(reasons(PaymentMethod::BankTransfer, 1, false, ""), [ApprovalReason::Payment]);
        assert_eq!(reasons(PaymentMethod::BankTransfer, 0, false, "L2"), [ApprovalReason::Papers]);
        assert_eq!(reasons(PaymentMethod::PurchaseOrder, 1, false, ""), [ApprovalReason::Terms]);
        assert_eq!(reasons(PaymentMethod::PurchaseOrder, 1, true, ""), []);
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.name()), Some(*queue));
        }
    }
}
