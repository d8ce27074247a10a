//! Why stock changes, goods come back and money is given back: the words people choose from.

use serde::{Deserialize, Serialize};

use crate::orders::named;

named! {
    /// Why what is on hand is not what was recorded.
    StockReason {
        /// Broken, and thrown away.
        Damaged = "damaged", "Damaged";
        /// Turned up.
        Found = "found", "Found";
        /// Not to be found.
        Lost = "lost", "Lost";
        /// Too old to be sold.
        Expired = "expired", "Expired";
        /// Used up by ourselves: tests, samples.
        Used = "used", "Used by us";
        /// Recorded wrongly.
        Correction = "correction", "Correction";
    }
}

named! {
    /// Why a customer sends something back.
    ReturnReason {
        /// Not what was ordered.
        WrongPart = "wrong_part", "Not what was ordered";
        /// Arrived broken.
        DamagedInTransit = "damaged_in_transit", "Arrived damaged";
        /// Does not work, or is not as specified.
        Defective = "defective", "Defective or not as specified";
        /// Ordered by mistake.
        OrderedByMistake = "ordered_by_mistake", "Ordered by mistake";
        /// Not needed after all.
        NotNeeded = "not_needed", "No longer needed";
        /// Something else, said in the note.
        Other = "other", "Another reason";
    }
}

named! {
    /// Why money is given back.
    CreditKind {
        /// Pieces were cancelled.
        Cancel = "cancel", "Cancelled";
        /// Pieces came back.
        Return = "return", "Returned";
        /// To make up for something.
        Goodwill = "goodwill", "Goodwill";
    }
}
