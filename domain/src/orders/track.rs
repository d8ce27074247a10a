//! The way of an order as a timeline draws it: seven stations, how far its pieces have come to each of
//! them, and where it is now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::state::named;
use super::{LineProgress, OrderEventKind, OrderState};

named! {
    /// A station on the way of every order.
    Stage {
        /// We have it.
        Placed = "placed", "Placed";
        /// Somebody agreed to it.
        Approved = "approved", "Approved";
        /// Its pieces lie reserved.
        Allocated = "allocated", "Allocated";
        /// They are fetched from their bins.
        Picked = "picked", "Picked";
        /// They are in closed parcels.
        Packed = "packed", "Packed";
        /// The parcels have left.
        Shipped = "shipped", "Shipped";
        /// They have arrived.
        Delivered = "delivered", "Delivered";
    }
}

/// How much of an order has come to a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All that is still wanted.
    Whole,
    /// Some of it.
    Part {
        /// So many pieces.
        pieces: u32,
        /// Of so many.
        of: u32,
    },
    /// Nothing yet.
    Not,
}

/// A station, and what has come to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Station {
    /// Which.
    pub stage: Stage,
    /// How much has come to it.
    pub reach: Reach,
    /// When the last of it came.
    pub at: Option<DateTime<Utc>>,
    /// Whether this is what the order's state says.
    pub is_current: bool,
}

impl Stage {
    /// The station at which an order of a state is; none when it goes no further.
    pub const fn of(state: OrderState) -> Option<Self> {
        match state {
            OrderState::Placed => Some(Self::Placed),
            OrderState::Approved => Some(Self::Approved),
            OrderState::Allocated => Some(Self::Allocated),
            OrderState::Picked => Some(Self::Picked),
            OrderState::Packed => Some(Self::Packed),
            OrderState::PartlyShipped | OrderState::Shipped => Some(Self::Shipped),
            OrderState::Delivered => Some(Self::Delivered),
            OrderState::Cancelled => None,
        }
    }
}

/// The stations of an order. `lines` says how far its pieces are, `steps` what happened when, the oldest first.
pub fn track(
    state: OrderState,
    placed_at: DateTime<Utc>,
    approved_at: Option<DateTime<Utc>>,
    lines: &[LineProgress],
    steps: &[(OrderEventKind, DateTime<Utc>)],
) -> Vec<Station> {
    let sum = |part: fn(&LineProgress) -> u32| lines.iter().map(part).fold(0, u32::saturating_add);
    let wanted = sum(LineProgress::wanted);
    let last = |kind| steps.iter().rev().find(|(step, _)| *step == kind).map(|(_, at)| *at);
    let reach = |pieces: u32| match pieces {
        0 => Reach::Not,
        pieces if pieces >= wanted => Reach::Whole,
        pieces => Reach::Part { pieces, of: wanted },
    };
    let station = |stage| {
        let (reach, at) = match stage {
            Stage::Placed => (Reach::Whole, Some(placed_at)),
            Stage::Approved if approved_at.is_some() => (Reach::Whole, approved_at),
            Stage::Allocated if approved_at.is_some() => {
                let filled = last(OrderEventKind::BackorderFilled);
                (reach(wanted.saturating_sub(sum(|line| line.backordered))), filled.or(approved_at))
            }
            Stage::Approved | Stage::Allocated => (Reach::Not, None),
            Stage::Picked => (reach(sum(|line| line.picked)), last(OrderEventKind::Picked)),
            Stage::Packed => (reach(sum(|line| line.packed)), last(OrderEventKind::Packed)),
            Stage::Shipped => (reach(sum(|line| line.shipped)), last(OrderEventKind::Shipped)),
            Stage::Delivered => (reach(sum(|line| line.delivered)), last(OrderEventKind::Delivered)),
        };
        Station { stage, reach, at: at.filter(|_| reach != Reach::Not), is_current: Stage::of(state) == Some(stage) }
    };
    Stage::ALL.iter().copied().map(station).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(day * 86_400, 0).expect("a time")
    }

    const TWO_OF_FIVE_SENT: LineProgress =
        LineProgress { quantity: 6, cancelled: 1, backordered: 2, picked: 3, packed: 2, shipped: 2, delivered: 0 };

    #[test]
    fn each_station_says_how_much_has_come_to_it() {
        let steps = [
            (OrderEventKind::Placed, at(1)),
            (OrderEventKind::Picked, at(3)),
            (OrderEventKind::Shipped, at(4)),
            (OrderEventKind::Picked, at(5)),
        ];
        let stations = track(OrderState::PartlyShipped, at(1), Some(at(2)), &[TWO_OF_FIVE_SENT], &steps);
        let part = |pieces| Reach::Part { pieces, of: 5 };
        let reached: Vec<_> = stations.iter().map(|station| station.reach).collect();
        assert_eq!(reached, [Reach::Whole, Reach::Whole, part(3), part(3), part(2), part(2), Reach::Not]);
        let dates: Vec<_> = stations.iter().map(|station| station.at).collect();
        assert_eq!(dates, [Some(at(1)), Some(at(2)), Some(at(2)), Some(at(5)), None, Some(at(4)), None]);
        let current: Vec<_> = stations.iter().filter(|station| station.is_current).map(|s| s.stage).collect();
        assert_eq!(current, [Stage::Shipped]);
    }

    #[test]
    fn what_nobody_agreed_to_stands_at_the_first_station() {
        let line = LineProgress { quantity: 3, ..LineProgress::default() };
        let stations = track(OrderState::Placed, at(1), None, &[line], &[]);
        assert!(stations[0].is_current && stations[1..].iter().all(|station| station.reach == Reach::Not));
    }

    #[test]
    fn what_is_cancelled_goes_no_further() {
        let line = LineProgress { quantity: 3, cancelled: 3, ..LineProgress::default() };
        let stations = track(OrderState::Cancelled, at(1), Some(at(2)), &[line], &[]);
        let reached: Vec<_> = stations.iter().filter(|station| station.reach != Reach::Not).map(|s| s.stage).collect();
        assert_eq!(reached, [Stage::Placed, Stage::Approved]);
    }
}
