//! The life of a parcel.

use serde::{Deserialize, Serialize};

use crate::orders::named;

named! {
    /// Where a parcel stands.
    ShipmentState {
        /// Somebody is fetching its pieces.
        Picking = "picking", "Picking";
        /// They are fetched.
        Picked = "picked", "Picked";
        /// It is closed.
        Packed = "packed", "Packed";
        /// It has left.
        Shipped = "shipped", "Shipped";
        /// It has arrived.
        Delivered = "delivered", "Delivered";
    }
}

impl ShipmentState {
    /// Whether a parcel may go from this state to another in one step: on by one, or opened again.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Picking, Self::Picked)
                | (Self::Picked, Self::Packed | Self::Picking)
                | (Self::Packed, Self::Shipped | Self::Picked)
                | (Self::Shipped, Self::Delivered)
        )
    }

    /// Whether its pieces are still in the house.
    pub const fn is_in_house(self) -> bool {
        matches!(self, Self::Picking | Self::Picked | Self::Packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_left_does_not_come_back_by_itself() {
        for state in ShipmentState::ALL {
            assert_eq!(ShipmentState::parse(state.name()), Some(*state));
            assert!(!ShipmentState::Delivered.may_become(*state));
            assert_eq!(ShipmentState::Shipped.may_become(*state), *state == ShipmentState::Delivered);
        }
        assert!(!ShipmentState::Picking.may_become(ShipmentState::Packed));
    }
}
