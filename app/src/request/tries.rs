//! Things that may fail only so often: counted by account and by client address before they are tried.

use http::header;
use store::accounts::{Attempt, ThrottleKey};

use super::{ClientAddress, Visit};
use crate::AppError;

impl Visit {
    /// Counts a try for an account and for where the visitor comes from; [`AppError::TooOften`] when it may
    /// not be made now. Answers what [`Visit::succeeded`] needs to take the count back.
    pub(crate) async fn try_once(&self, kind: &str, account: &str) -> Result<Vec<ThrottleKey>, AppError> {
        let keys = vec![ThrottleKey::account(kind, account), ThrottleKey::address(kind, &self.client_address())];
        self.count(keys).await
    }

    /// The same where there is no account, by address alone.
    pub(crate) async fn try_from_here(&self, kind: &str) -> Result<Vec<ThrottleKey>, AppError> {
        self.count(vec![ThrottleKey::address(kind, &self.client_address())]).await
    }

    /// The try went well and does not count.
    pub(crate) async fn succeeded(&self, keys: &[ThrottleKey]) -> Result<(), AppError> {
        self.store.forgive(keys).await.map_err(|error| self.fault(&error))
    }

    /// What a form was led back here with: every problem by its code, with the wait if there is one. The page
    /// answers with the status of the first.
    pub(crate) fn problems(&self) -> Vec<AppError> {
        let codes = self.query("problem").unwrap_or_default();
        let mut problems: Vec<_> = codes.split(',').take(8).filter_map(AppError::parse).collect();
        for problem in &mut problems {
            if let AppError::TooOften { seconds } = problem {
                let wait = self.query("wait").and_then(|wait| wait.parse().ok()).unwrap_or(60);
                *seconds = u32::clamp(wait, 1, 900);
                self.set_number_header(header::RETRY_AFTER, *seconds);
            }
        }
        problems
    }

    async fn count(&self, keys: Vec<ThrottleKey>) -> Result<Vec<ThrottleKey>, AppError> {
        match self.store.attempt(&keys, self.now()).await.map_err(|error| self.fault(&error))? {
            Attempt::Now => Ok(keys),
            Attempt::After(wait) => {
                let seconds = u32::try_from(wait.num_seconds() + 1).unwrap_or(u32::MAX);
                Err(AppError::TooOften { seconds })
            }
        }
    }

    /// Where the visitor comes from; one for all whose address is not known.
    fn client_address(&self) -> String {
        self.parts.extensions.get::<ClientAddress>().map_or_else(String::new, |address| address.0.clone())
    }
}

/// The query of a page that is to say what is wrong: `problem=…`, and how long to wait.
pub(crate) fn problem_query(problems: &[AppError]) -> String {
    let codes: Vec<_> = problems.iter().map(AppError::code).collect();
    let wait = problems.iter().find_map(|problem| match problem {
        AppError::TooOften { seconds } => Some(format!("&wait={seconds}")),
        _ => None,
    });
    format!("problem={}{}", codes.join(","), wait.unwrap_or_default())
}
