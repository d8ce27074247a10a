//! Links that show drafts to whoever has them: signed, with an end, revocable.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::accounts::Actor;
use domain::studio::{Content, DocumentKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::MySqlConnection;

use super::overlay::pages;
use super::{Drafts, ReleaseId, documents, parse_kind, releases};
use crate::accounts::audit;
use crate::{Error, Result, Store};

/// What a link shows: always the newest draft of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewOf {
    /// A document.
    Document(DocumentKey),
    /// All drafts of a release, as they are in it.
    Release(ReleaseId),
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLink {
    /// Its number.
    pub id: i64,
    /// What opens it.
    pub token: String,
    /// Its address in the shop: `/preview/<token>/…`.
    pub path: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it opens.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was opened last.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Why a link opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum PreviewClosed {
    /// We have not made it.
    #[error("the link is not one of ours")]
    Forged,
    /// Its time is over.
    #[error("the link has expired")]
    Expired,
    /// Somebody ended it.
    #[error("the link was revoked")]
    Revoked,
    /// What it showed is no draft any more and was never published, or is gone.
    #[error("there is nothing to show")]
    Nothing,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for PreviewClosed {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Bytes of a signature: half of an HMAC-SHA256 (RFC 2104, section 5).
const SIGNATURE: usize = 16;

impl Store {
    /// Makes a link that lasts a while.
    #[tracing::instrument(name = "db.studio.create_preview_link", skip(self, actor, now))]
    pub async fn create_preview_link(
        &self,
        of: &PreviewOf,
        lasts: TimeDelta,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<PreviewLink>> {
        let mut transaction = self.database.begin().await?;
        let Some((document, release)) = columns(&mut transaction, of).await? else { return Ok(None) };
        // Whole seconds: the link says its end in seconds.
        let expires_at = DateTime::from_timestamp((now + lasts).timestamp(), 0).unwrap_or(now);
        let id = sqlx::query!(
            "INSERT INTO preview_links (document_id, release_id, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            document,
            release,
            actor.label(),
            now.naive_utc(),
            expires_at.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id()
        .cast_signed();
        let subject = format!("preview_link:{id}");
        audit(&mut transaction, actor, "studio.preview_link", &subject, None::<&u32>, Some(&expires_at), now).await?;
        transaction.commit().await?;
        Ok(self.preview_links(of).await?.into_iter().find(|link| link.id == id))
    }

    /// The links to something, the newest first.
    #[tracing::instrument(name = "db.studio.preview_links", skip(self))]
    pub async fn preview_links(&self, of: &PreviewOf) -> Result<Vec<PreviewLink>> {
        let mut connection = self.database.acquire().await?;
        let Some((document, release)) = columns(&mut connection, of).await? else { return Ok(Vec::new()) };
        let key = signing_key(&mut connection).await?;
        drop(connection);
        let page = self.first_page(of).await?;
        let rows = sqlx::query!(
            "SELECT id, created_by, created_at, expires_at, revoked_at, last_used_at FROM preview_links
             WHERE document_id <=> ? AND release_id <=> ? ORDER BY id DESC LIMIT 50",
            document,
            release
        )
        .fetch_all(&self.database)
        .await?;
        let links = rows.into_iter().map(|row| {
            let expires_at = row.expires_at.and_utc();
            let token = token(&key, row.id, expires_at.timestamp());
            PreviewLink {
                id: row.id,
                path: format!("/preview/{token}{page}"),
                token,
                created_by: row.created_by,
                created_at: row.created_at.and_utc(),
                expires_at,
                revoked_at: row.revoked_at.as_ref().map(NaiveDateTime::and_utc),
                last_used_at: row.last_used_at.as_ref().map(NaiveDateTime::and_utc),
            }
        });
        Ok(links.collect())
    }

    /// Ends a link; false when there is none or it was ended before.
    #[tracing::instrument(name = "db.studio.revoke_preview_link", skip(self, actor, now))]
    pub async fn revoke_preview_link(&self, id: i64, actor: &Actor, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let ended = sqlx::query!(
            "UPDATE preview_links SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
            now.naive_utc(),
            id
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected()
            == 1;
        if ended {
            let subject = format!("preview_link:{id}");
            audit(&mut transaction, actor, "studio.revoke_link", &subject, None::<&u32>, Some(&now), now).await?;
        }
        transaction.commit().await?;
        Ok(ended)
    }

    /// What a link shows.
    #[tracing::instrument(name = "db.studio.open_preview", skip_all)]
    pub async fn open_preview(&self, token: &str, now: DateTime<Utc>) -> Result<Drafts, PreviewClosed> {
        let mut connection = self.database.acquire().await?;
        let key = signing_key(&mut connection).await?;
        let (id, expires_at) = read_token(&key, token).ok_or(PreviewClosed::Forged)?;
        if expires_at <= now.timestamp() {
            return Err(PreviewClosed::Expired);
        }
        let row = sqlx::query!("SELECT document_id, release_id, revoked_at FROM preview_links WHERE id = ?", id)
            .fetch_optional(&mut *connection)
            .await?
            .ok_or(PreviewClosed::Revoked)?;
        if row.revoked_at.is_some() {
            return Err(PreviewClosed::Revoked);
        }
        sqlx::query!("UPDATE preview_links SET last_used_at = ? WHERE id = ?", now.naive_utc(), id)
            .execute(&mut *connection)
            .await?;
        let of = match (row.document_id, row.release_id) {
            (Some(document), _) => {
                let row = sqlx::query!("SELECT kind, name FROM documents WHERE id = ?", document)
                    .fetch_one(&mut *connection)
                    .await?;
                PreviewOf::Document(DocumentKey::new(parse_kind(&row.kind)?, row.name))
            }
            (None, Some(release)) => PreviewOf::Release(ReleaseId(release)),
            (None, None) => return Err(PreviewClosed::Nothing),
        };
        drop(connection);
        let until = DateTime::from_timestamp(expires_at, 0);
        let (title, contents) = self.shown(&of).await?.ok_or(PreviewClosed::Nothing)?;
        Ok(self.drafts(contents, title, until).await?)
    }

    /// What a link to something is called, and the contents it shows.
    async fn shown(&self, of: &PreviewOf) -> Result<Option<(String, Vec<(DocumentKey, Content)>)>> {
        let mut contents = Vec::new();
        let title = match of {
            PreviewOf::Document(key) => {
                let Some(document) = self.document(key).await? else { return Ok(None) };
                contents.push((key.clone(), document.content));
                document.title
            }
            PreviewOf::Release(id) => {
                let mut connection = self.database.acquire().await?;
                let Some(name) = sqlx::query_scalar!("SELECT name FROM releases WHERE id = ?", id.0)
                    .fetch_optional(&mut *connection)
                    .await?
                else {
                    return Ok(None);
                };
                let items = releases::items(&mut connection, *id).await?;
                drop(connection);
                for item in items.into_iter().take(releases::MOST_SHOWN) {
                    let Some(number) = item.revision else { continue };
                    if let Some((_, content)) = self.revision(&item.key, number).await? {
                        contents.push((item.key, content));
                    }
                }
                name
            }
        };
        Ok(Some((title, contents)).filter(|(_, contents)| !contents.is_empty()))
    }

    /// The page that a link to something opens first.
    async fn first_page(&self, of: &PreviewOf) -> Result<String> {
        let Some((_, contents)) = self.shown(of).await? else { return Ok("/".to_owned()) };
        let contents = self.with_belongings(contents).await?;
        Ok(pages(&contents).next().map_or_else(|| "/".to_owned(), |(path, _)| path))
    }
}

/// The columns that say what a link shows; nothing where that is not there.
async fn columns(connection: &mut MySqlConnection, of: &PreviewOf) -> Result<Option<(Option<i64>, Option<i64>)>> {
    Ok(match of {
        PreviewOf::Document(key) => documents::row(connection, key).await?.map(|row| (Some(row.id), None)),
        PreviewOf::Release(id) => sqlx::query_scalar!("SELECT id FROM releases WHERE id = ?", id.0)
            .fetch_optional(connection)
            .await?
            .map(|id| (None, Some(id))),
    })
}

/// The secret that links are signed with, made when it is first needed. All processes have the same.
async fn signing_key(connection: &mut MySqlConnection) -> Result<Vec<u8>> {
    let known = "SELECT secret FROM signing_keys WHERE purpose = 'preview'";
    if let Some(secret) = sqlx::query_scalar::<_, Vec<u8>>(known).fetch_optional(&mut *connection).await? {
        return Ok(secret);
    }
    // Chance is the database's: two processes that need the key first agree on one.
    sqlx::query!(
        "INSERT IGNORE INTO signing_keys (purpose, secret, created_at) VALUES ('preview', RANDOM_BYTES(32), UTC_TIMESTAMP(6))"
    )
    .execute(&mut *connection)
    .await?;
    Ok(sqlx::query_scalar::<_, Vec<u8>>(known).fetch_one(connection).await?)
}

/// Number, end and signature of a link, in letters that need no escaping in an address.
fn token(key: &[u8], id: i64, expires_at: i64) -> String {
    let mut bytes = said(id, expires_at).to_vec();
    let signature = signed(key, &bytes).finalize().into_bytes();
    bytes.extend_from_slice(&signature[..SIGNATURE]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Number and end out of a link that we signed.
fn read_token(key: &[u8], token: &str) -> Option<(i64, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (said, signature) = bytes.split_at_checked(16)?;
    signed(key, said).verify_truncated_left(signature).ok().filter(|()| signature.len() == SIGNATURE)?;
    let number = |bytes: &[u8]| Some(i64::from_be_bytes(bytes.try_into().ok()?));
    Some((number(&said[..8])?, number(&said[8..])?))
}

fn said(id: i64, expires_at: i64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&id.to_be_bytes());
    bytes[8..].copy_from_slice(&expires_at.to_be_bytes());
    bytes
}

fn signed(key: &[u8], said: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes keys of any length");
    mac.update(said);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_any_other_is_refused() {
        let key = [7; 32];
        let made = token(&key, 42, 1_800_000_000);
        assert_eq!(read_token(&key, &made), Some((42, 1_800_000_000)));
        assert_eq!(read_token(&[8; 32], &made), None);
        let bytes = URL_SAFE_NO_PAD.decode(&made).expect("ours");
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(read_token(&key, &URL_SAFE_NO_PAD.encode(&forged)), None, "{at}");
        }
        for cut in 0..bytes.len() {
            assert_eq!(read_token(&key, &URL_SAFE_NO_PAD.encode(&bytes[..cut])), None, "{cut}");
        }
        assert_eq!(read_token(&key, "../../etc"), None);
    }
}
