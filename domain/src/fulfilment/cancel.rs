//! What of a line may still be cancelled, and by whom.

use crate::accounts::Actor;

/// On which side of the counter somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Who bought.
    Customer,
    /// Us.
    Staff,
}

impl Party {
    /// The side of who acts.
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Customer(_) | Actor::Guest => Self::Customer,
            Actor::Staff { .. } | Actor::System(_) => Self::Staff,
        }
    }
}

/// Where the pieces of a line are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Pieces ordered.
    pub quantity: u32,
    /// Not wanted any more.
    pub cancelled: u32,
    /// Still to come in.
    pub backordered: u32,
    /// Being fetched, or fetched, for a parcel that is not closed yet.
    pub in_open_parcels: u32,
    /// In closed parcels that have not left.
    pub in_closed_parcels: u32,
    /// Sent.
    pub shipped: u32,
}

/// From where the pieces are taken that are not wanted any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cancellation {
    /// Out of those still to come in.
    pub backordered: u32,
    /// Out of those reserved that nobody has gone to fetch.
    pub loose: u32,
    /// Out of parcels that are not closed yet.
    pub in_open_parcels: u32,
}

impl Standing {
    /// Pieces reserved, or services to be done, that are in no parcel.
    pub const fn loose(&self) -> u32 {
        self.quantity
            .saturating_sub(self.cancelled)
            .saturating_sub(self.backordered)
            .saturating_sub(self.in_open_parcels)
            .saturating_sub(self.in_closed_parcels)
            .saturating_sub(self.shipped)
    }

    /// Pieces that may still be cancelled: by customers until somebody goes to fetch them, by staff until
    /// their parcel is closed.
    pub const fn cancellable(&self, by: Party) -> u32 {
        let untouched = self.backordered + self.loose();
        match by {
            Party::Customer => untouched,
            Party::Staff => untouched + self.in_open_parcels,
        }
    }

    /// Where `pieces` are taken from: first what is still to come in, then what lies reserved, then what
    /// is being fetched. Nothing when that many may not be cancelled.
    pub fn cancel(&self, pieces: u32, by: Party) -> Option<Cancellation> {
        if pieces > self.cancellable(by) {
            return None;
        }
        let backordered = pieces.min(self.backordered);
        let loose = (pieces - backordered).min(self.loose());
        Some(Cancellation { backordered, loose, in_open_parcels: pieces - backordered - loose })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Standing =
        Standing { quantity: 20, cancelled: 1, backordered: 4, in_open_parcels: 3, in_closed_parcels: 2, shipped: 5 };

    #[test]
    fn backordered_pieces_go_first_and_closed_parcels_stay_closed() {
        assert_eq!(LINE.loose(), 5);
        assert_eq!((LINE.cancellable(Party::Customer), LINE.cancellable(Party::Staff)), (9, 12));
        assert_eq!(LINE.cancel(3, Party::Customer), Some(Cancellation { backordered: 3, ..Cancellation::default() }));
        assert_eq!(LINE.cancel(12, Party::Staff), Some(Cancellation { backordered: 4, loose: 5, in_open_parcels: 3 }));
        assert_eq!(LINE.cancel(10, Party::Customer), None);
        assert_eq!(LINE.cancel(13, Party::Staff), None);
    }
}
