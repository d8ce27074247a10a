//! Which waiting pieces are covered by which delivery to us, and so when they can be sent.

use std::collections::VecDeque;

use chrono::NaiveDate;

use crate::ids::OrderId;

/// Pieces of a variant on their way to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incoming {
    /// When they are expected, where the supplier has said so.
    pub expected: Option<NaiveDate>,
    /// How many.
    pub pieces: u32,
}

/// Pieces of the same variant that an order line waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub order: OrderId,
    /// Which line.
    pub line_no: u32,
    /// How many.
    pub pieces: u32,
}

/// What can be said to a line that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// Whose.
    pub order: OrderId,
    /// Which line.
    pub line_no: u32,
    /// When the last of its pieces is expected; nothing when some are not on their way, or no date is known.
    pub date: Option<NaiveDate>,
    /// How many of its pieces are on their way to us.
    pub covered: u32,
}

/// Shares out what is coming: first come, first served, the earliest delivery to the oldest order.
/// Deliveries without a date come last, and promise nothing.
pub fn promises(incoming: &[Incoming], waiting: &[Waiting]) -> Vec<Promise> {
    let mut coming: Vec<Incoming> = incoming.to_vec();
    coming.sort_by_key(|delivery| (delivery.expected.is_none(), delivery.expected));
    let mut coming = VecDeque::from(coming);
    let mut queue: Vec<Waiting> = waiting.to_vec();
    queue.sort_by_key(|line| (line.order, line.line_no));
    queue
        .into_iter()
        .map(|line| {
            let (mut rest, mut date) = (line.pieces, None);
            while rest > 0 {
                let Some(next) = coming.front_mut() else { break };
                let taken = rest.min(next.pieces);
                rest -= taken;
                next.pieces -= taken;
                date = next.expected;
                if next.pieces == 0 {
                    coming.pop_front();
                }
            }
            let date = if rest == 0 { date } else { None };
            Promise { order: line.order, line_no: line.line_no, date, covered: line.pieces - rest }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 12, day)
    }

    fn waiting(order: i64, pieces: u32) -> Waiting {
        Waiting { order: OrderId(order), line_no: 1, pieces }
    }

    #[test]
    fn the_oldest_order_gets_the_first_delivery() {
        let incoming = [
            Incoming { expected: None, pieces: 5 },
            Incoming { expected: day(9), pieces: 10 },
            Incoming { expected: day(2), pieces: 4 },
        ];
        let promised = promises(&incoming, &[waiting(7, 3), waiting(3, 3), waiting(9, 12), waiting(8, 1)]);
        let said: Vec<_> = promised.iter().map(|promise| (promise.order.0, promise.date, promise.covered)).collect();
        assert_eq!(said, [(3, day(2), 3), (7, day(9), 3), (8, day(9), 1), (9, None, 12)]);
    }

    proptest! {
        #[test]
        fn nothing_is_promised_twice(
            coming in prop::collection::vec((prop::option::of(1u32..28), 1u32..20), 0..6), lines in prop::collection::vec(1u32..20, 0..8)
        ) {
            let incoming: Vec<_> = coming.iter().map(|(at, pieces)| Incoming { expected: at.and_then(day), pieces: *pieces }).collect();
            let queue: Vec<_> = (1..).zip(&lines).map(|(order, pieces)| waiting(order, *pieces)).collect();
            let promised = promises(&incoming, &queue);
            let covered: u32 = promised.iter().map(|promise| promise.covered).sum();
            prop_assert_eq!(covered, incoming.iter().map(|i| i.pieces).sum::<u32>().min(lines.iter().sum()));
            // Who came earlier never waits longer.
            let dates: Vec<_> = promised.iter().map(|promise| promise.date).collect();
            for pair in dates.windows(2) {
                if let [Some(earlier), Some(later)] = pair { prop_assert!(earlier <= later); }
                prop_assert!(!(pair[0].is_none() && pair[1].is_some()));
            }
        }
    }
}
