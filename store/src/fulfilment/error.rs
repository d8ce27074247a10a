//! Why a use-case of fulfilment changed nothing.

use domain::fulfilment::Refusal;

use crate::Error;
use crate::database::LockConflict;

/// A result of a use-case of fulfilment.
pub(crate) type Done<T> = Result<T, FulfilmentError>;

/// Why a use-case of fulfilment changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum FulfilmentError {
    /// A rule forbids it; pages look the sentence up by its code.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for FulfilmentError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for FulfilmentError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}
