//! What may be sent back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Party;
use crate::catalog::{HazardClass, ProductKind};
use crate::orders::named;

/// Days after arrival, or after leaving where arrival is not known, in which customers may ask.
pub const RETURN_WINDOW_DAYS: i64 = 30;

named! {
    /// Where a return stands.
    ReturnState {
        /// The customer has asked.
        Requested = "requested", "Requested";
        /// The goods may come back.
        Authorised = "authorised", "Authorised";
        /// They may not.
        Refused = "refused", "Refused";
        /// They are here, counted and looked at.
        Received = "received", "Received";
        /// The money is given back.
        Credited = "credited", "Credited";
    }
}

impl ReturnState {
    /// Whether a return may go from this state to another in one step.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Requested, Self::Authorised | Self::Refused)
                | (Self::Authorised, Self::Received | Self::Refused)
                | (Self::Received, Self::Credited)
        )
    }

    /// Whether its pieces are spoken for but not booked as returned yet.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Requested | Self::Authorised)
    }
}

/// Pieces of a line in a parcel that has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// How many.
    pub pieces: u32,
    /// When they arrived, or else left.
    pub at: DateTime<Utc>,
}

/// Pieces of a line that may be asked back now. `returned` are those that came back or are spoken for.
/// Customers have [`RETURN_WINDOW_DAYS`], and hazardous goods come back through staff only; work done
/// does not come back at all.
pub fn returnable(
    kind: ProductKind,
    hazard_class: HazardClass,
    sent: &[Sent],
    returned: u32,
    by: Party,
    now: DateTime<Utc>,
) -> u32 {
    if kind == ProductKind::Service || (by == Party::Customer && hazard_class != HazardClass::None) {
        return 0;
    }
    let pieces = |within: &dyn Fn(&&Sent) -> bool| -> u32 { sent.iter().filter(within).map(|sent| sent.pieces).sum() };
    let left = pieces(&|_| true).saturating_sub(returned);
    match by {
        Party::Staff => left,
        Party::Customer => left.min(pieces(&|sent| now - sent.at <= TimeDelta::days(RETURN_WINDOW_DAYS))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(day * 86_400, 0).expect("a time")
    }

    #[test]
    fn customers_have_thirty_days_and_no_hazardous_goods() {
        let sent = [Sent { pieces: 4, at: day(10) }, Sent { pieces: 3, at: day(20) }];
        let ask = |kind, hazard, returned, by, now| returnable(kind, hazard, &sent, returned, by, day(now));
        let part = |returned, by, now| ask(ProductKind::Part, HazardClass::None, returned, by, now);
        assert_eq!(part(0, Party::Customer, 40), 7);
        assert_eq!(part(5, Party::Customer, 40), 2);
        assert_eq!(part(0, Party::Customer, 41), 3);
        assert_eq!(part(0, Party::Customer, 51), 0);
        assert_eq!(part(2, Party::Staff, 400), 5);
        assert_eq!(part(9, Party::Staff, 20), 0);
        assert_eq!(ask(ProductKind::Part, HazardClass::Explosive, 0, Party::Customer, 20), 0);
        assert_eq!(ask(ProductKind::Part, HazardClass::Explosive, 0, Party::Staff, 20), 7);
        assert_eq!(ask(ProductKind::Service, HazardClass::None, 0, Party::Staff, 20), 0);
    }
}
