//! Who did something, as histories and the audit log tell it.

use crate::ids::{CustomerId, StaffId};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A customer with an account.
    Customer(CustomerId),
    /// A customer without one.
    Guest,
    /// An employee.
    Staff {
        /// Which one.
        id: StaffId,
        /// Their name.
        name: String,
    },
    /// The shop itself: a job or a command, by its name.
    System(&'static str),
}

impl Actor {
    /// Longest label, in characters; the columns that keep it are as wide.
    pub const MAX_LABEL: usize = 120;

    /// How histories name them, at most [`Self::MAX_LABEL`] characters.
    pub fn label(&self) -> String {
        match self {
            Self::Customer(_) | Self::Guest => "customer".to_owned(),
            Self::Staff { name, .. } => name.chars().take(Self::MAX_LABEL).collect(),
            Self::System(name) => (*name).to_owned(),
        }
    }

    /// The employee, if it is one.
    pub const fn staff(&self) -> Option<StaffId> {
        match self {
            Self::Staff { id, .. } => Some(*id),
            _ => None,
        }
    }
}
