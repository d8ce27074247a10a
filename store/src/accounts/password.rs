//! Password hashes: Argon2id with the parameters that OWASP names, one computation whether or not there
//! is an account, and never so many at once that memory runs out.

use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Memory of one computation, KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// How many computations run at once: together less than 100 MiB.
static GATE: Semaphore = Semaphore::const_new(4);
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The hash that is compared where there is no account: that of no password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What became of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another password, or no account.
    Wrong,
    /// The password.
    Right,
    /// The password, kept with parameters that are weaker than today's.
    RightButWeak,
}

fn argon2() -> Result<Argon2<'static>> {
    let params =
        Params::new(MEMORY, PASSES, 1, None).map_err(|error| Error::inconsistent("Argon2 parameters", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a new password, with a salt of its own.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    compute(move || {
        let hash: argon2::password_hash::Result<PasswordHash> = argon2()?.hash_password(password.as_bytes());
        Ok(hash.map_err(|error| Error::inconsistent("password", error))?.to_string())
    })
    .await
}

/// Compares a password with a hash, or with nobody's: it takes as long.
pub(crate) async fn verify(password: &str, hash: Option<&str>) -> Result<Verdict> {
    let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
    compute(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| Error::inconsistent("password hash", error))?;
        if argon2()?.verify_password(password.as_bytes(), &hash).is_err() {
            return Ok(Verdict::Wrong);
        }
        let params = Params::try_from(&hash).map_err(|error| Error::inconsistent("password hash", error))?;
        let weak = params.m_cost() < MEMORY || params.t_cost() < PASSES;
        Ok(if weak { Verdict::RightButWeak } else { Verdict::Right })
    })
    .await
}

async fn compute<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let turn = tokio::time::timeout(PATIENCE, GATE.acquire()).await;
    let Ok(Ok(_turn)) = turn else { return Err(Error::Busy("too many passwords are being looked at")) };
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::inconsistent("password computation", error))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let kept = hash("correct horse battery").await.expect("hashed");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(verify("correct horse battery", Some(&kept)).await.expect("compared"), Verdict::Right);
        assert_eq!(verify("correct horse batterx", Some(&kept)).await.expect("compared"), Verdict::Wrong);
        assert_ne!(hash("correct horse battery").await.expect("hashed"), kept, "each has its own salt");
        for guess in ["", "AAAAAAAAAAAA", "correct horse battery"] {
            assert_eq!(verify(guess, None).await.expect("compared"), Verdict::Wrong, "nobody has no password");
        }
    }

    #[tokio::test]
    async fn older_parameters_are_noticed() {
        let weaker = Params::new(8 * 1024, 1, 1, None).expect("parameters");
        let hash: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, weaker)
            .hash_password(b"correct horse battery")
            .expect("hashed");
        let verdict = verify("correct horse battery", Some(&hash.to_string())).await;
        assert_eq!(verdict.expect("compared"), Verdict::RightButWeak);
    }
}
