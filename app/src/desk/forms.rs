//! What the desk's forms of accounts have in common.

use store::accounts::AccountError;

use crate::AppError;
use crate::request::Visit;

impl Visit {
    /// What went wrong with an account, as its owner may know it.
    pub(crate) fn account_fault(&self, error: &AccountError) -> AppError {
        match error {
            AccountError::WrongPassword => AppError::WrongPassword,
            AccountError::WrongCode => AppError::WrongCode,
            AccountError::LinkGone => AppError::LinkGone,
            AccountError::EmailTaken => AppError::EmailTaken,
            AccountError::Password(problem) => (*problem).into(),
            AccountError::LastAdministrator => AppError::LastAdministrator,
            AccountError::Unknown => AppError::UnknownAccount,
            AccountError::Store(error) => self.fault(error),
        }
    }
}
