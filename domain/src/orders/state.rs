//! Where an order stands: one state machine. The state is never set by hand but derived from how far
//! the pieces have come, so that it cannot say anything else than they do.

use serde::{Deserialize, Serialize};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal, $title:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name kept in the database and in addresses.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// What people read.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// Reads the name kept in the database and in addresses.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

pub(crate) use named;

named! {
    /// Where an order stands.
    OrderState {
        /// Received; pieces are reserved, but somebody has to agree: money, credit or papers are missing.
        Placed = "placed", "Placed";
        /// Agreed to; some pieces are still to come in.
        Approved = "approved", "Approved";
        /// Agreed to, and every piece lies reserved.
        Allocated = "allocated", "Allocated";
        /// Every piece has been fetched from its bin.
        Picked = "picked", "Picked";
        /// Every piece is in a parcel.
        Packed = "packed", "Packed";
        /// Some parcels have left.
        PartlyShipped = "partly_shipped", "Shipped in part";
        /// All parcels have left.
        Shipped = "shipped", "Shipped";
        /// All parcels have arrived.
        Delivered = "delivered", "Delivered";
        /// Nothing of it is wanted any more.
        Cancelled = "cancelled", "Cancelled";
    }
}

named! {
    /// A step in an order's history.
    OrderEventKind {
        /// It was placed.
        Placed = "placed", "Order placed";
        /// Money came in.
        PaymentReceived = "payment_received", "Payment received";
        /// Somebody agreed to it.
        Approved = "approved", "Approved";
        /// Pieces on backorder came in and were reserved.
        BackorderFilled = "backorder_filled", "Backorder filled";
        /// Somebody went to fetch pieces.
        PickingStarted = "picking_started", "Picking started";
        /// Pieces were fetched, or were not where they should be.
        Picked = "picked", "Picked";
        /// A parcel was closed.
        Packed = "packed", "Packed";
        /// A parcel left, or a service was done.
        Shipped = "shipped", "Shipped";
        /// A parcel arrived.
        Delivered = "delivered", "Delivered";
        /// Pieces are not wanted any more.
        Cancelled = "cancelled", "Cancelled";
        /// The customer wants to send pieces back.
        ReturnRequested = "return_requested", "Return requested";
        /// They may.
        ReturnAuthorised = "return_authorised", "Return authorised";
        /// They may not.
        ReturnRefused = "return_refused", "Return refused";
        /// Pieces came back.
        ReturnReceived = "return_received", "Return received";
        /// Money was given back.
        Credited = "credited", "Credited";
        /// A remark by staff.
        Note = "note", "Note";
    }
}

/// How far the pieces of a line have come. Each count holds those after it:
/// `delivered ≤ shipped ≤ packed ≤ picked ≤ quantity − cancelled − backordered`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineProgress {
    /// Pieces ordered.
    pub quantity: u32,
    /// Not wanted any more.
    pub cancelled: u32,
    /// Sold beyond what there was, still to come in.
    pub backordered: u32,
    /// Fetched from their bins.
    pub picked: u32,
    /// In a closed parcel.
    pub packed: u32,
    /// Sent.
    pub shipped: u32,
    /// Arrived.
    pub delivered: u32,
}

impl LineProgress {
    /// Pieces that are still wanted, wherever they are.
    pub const fn wanted(&self) -> u32 {
        self.quantity.saturating_sub(self.cancelled)
    }
}

impl OrderState {
    /// The state of an order whose lines have come this far.
    pub fn of(is_approved: bool, lines: &[LineProgress]) -> Self {
        let sum = |part: fn(&LineProgress) -> u32| lines.iter().map(|line| u64::from(part(line))).sum::<u64>();
        let wanted = sum(LineProgress::wanted);
        let shipped = sum(|line| line.shipped);
        if wanted == 0 {
            Self::Cancelled
        } else if sum(|line| line.delivered) == wanted {
            Self::Delivered
        } else if shipped == wanted {
            Self::Shipped
        } else if shipped > 0 {
            Self::PartlyShipped
        } else if sum(|line| line.packed) == wanted {
            Self::Packed
        } else if sum(|line| line.picked) == wanted {
            Self::Picked
        } else if !is_approved {
            Self::Placed
        } else if sum(|line| line.backordered) == 0 {
            Self::Allocated
        } else {
            Self::Approved
        }
    }

    /// Whether an order may go from this state to another in one step. Cancelling what is left can take
    /// an order forward (a part sent is then all of it) or end it; a parcel opened again takes it back.
    pub fn may_become(self, next: Self) -> bool {
        use OrderState::{Allocated, Approved, Cancelled, Delivered, Packed, PartlyShipped, Picked, Placed, Shipped};
        self == next
            || match self {
                Placed => matches!(next, Approved | Allocated | Cancelled),
                Approved => matches!(next, Allocated | Picked | Packed | PartlyShipped | Shipped | Cancelled),
                Allocated => matches!(next, Approved | Picked | Packed | PartlyShipped | Shipped | Cancelled),
                Picked => matches!(next, Approved | Allocated | Packed | PartlyShipped | Shipped | Cancelled),
                Packed => matches!(next, Approved | Allocated | Picked | PartlyShipped | Shipped | Cancelled),
                PartlyShipped => matches!(next, Shipped | Delivered),
                Shipped => matches!(next, Delivered),
                Delivered | Cancelled => false,
            }
    }

    /// Whether anything is still to be done for it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Shipped | Self::Delivered | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: LineProgress =
        LineProgress { quantity: 5, cancelled: 0, backordered: 0, picked: 0, packed: 0, shipped: 0, delivered: 0 };

    #[test]
    fn the_state_says_what_the_pieces_say() {
        let cases = [
            (false, WHOLE, OrderState::Placed),
            (true, LineProgress { backordered: 2, ..WHOLE }, OrderState::Approved),
            (true, WHOLE, OrderState::Allocated),
            (true, LineProgress { picked: 5, ..WHOLE }, OrderState::Picked),
            (true, LineProgress { picked: 5, packed: 5, ..WHOLE }, OrderState::Packed),
            (true, LineProgress { picked: 3, packed: 3, shipped: 3, ..WHOLE }, OrderState::PartlyShipped),
            (true, LineProgress { cancelled: 2, picked: 3, packed: 3, shipped: 3, ..WHOLE }, OrderState::Shipped),
            (true, LineProgress { picked: 5, packed: 5, shipped: 5, delivered: 5, ..WHOLE }, OrderState::Delivered),
            (true, LineProgress { cancelled: 5, ..WHOLE }, OrderState::Cancelled),
        ];
        for (is_approved, line, state) in cases {
            assert_eq!(OrderState::of(is_approved, &[line]), state, "{line:?}");
        }
    }

    #[test]
    fn what_has_left_never_comes_back_into_the_house_by_itself() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::parse(state.name()), Some(*state));
            assert!(!OrderState::Delivered.may_become(*state) || *state == OrderState::Delivered);
            assert!(!OrderState::Shipped.may_become(OrderState::Allocated));
        }
    }
}
