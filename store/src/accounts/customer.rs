//! Customers: registering, signing in, and changing what one signs in with. Each way in computes exactly
//! one password hash, whether or not there is such an account, and says the same.

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, Email, check_password};
use domain::ids::{CompanyId, CustomerId};
use sqlx::MySqlConnection;

use super::follow::{claim_orders, detach_carts};
use super::letters::{Letter, send_later};
use super::link::{LinkRow, insert_link, use_link};
use super::password::{self, Verdict};
use super::{AccountError, LinkPurpose, LinkToken, SessionOwner};
use crate::error::violates_unique;
use crate::{Error, Result, Store};

/// A customer as they are when they ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerAccount {
    /// Who.
    pub id: CustomerId,
    /// Where mail goes.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// The company they buy for.
    pub company: Option<CompanyId>,
    /// Whether they manage it: members and addresses.
    pub is_manager: bool,
    /// Sessions of another epoch are over.
    pub epoch: u32,
}

impl CustomerAccount {
    /// As histories name them.
    pub const fn actor(&self) -> Actor {
        Actor::Customer(self.id)
    }
}

/// What somebody registers with.
pub struct Registration<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Where the link goes.
    pub email: &'a Email,
    /// What they will sign in with.
    pub password: &'a str,
    /// The link's secret.
    pub token: &'a LinkToken,
}

impl Store {
    /// A customer by their id, unless deleted.
    #[tracing::instrument(name = "db.accounts.customer", skip(self))]
    pub async fn customer(&self, id: CustomerId) -> Result<Option<CustomerAccount>> {
        let row = sqlx::query!(
            "SELECT email AS `email!`, name, company_id, company_role, session_epoch FROM customers
             WHERE id = ? AND email IS NOT NULL AND deleted_at IS NULL",
            id.0
        )
        .fetch_optional(&self.database)
        .await?;
        Ok(row.map(|row| CustomerAccount {
            id,
            email: row.email,
            name: row.name,
            company: row.company_id.map(CompanyId),
            is_manager: row.company_role.as_deref() == Some("manager"),
            epoch: row.session_epoch,
        }))
    }

    /// Keeps a registration until it is confirmed, and sends the link. Who registers an address that has
    /// an account hears the same; its owner gets a letter.
    #[tracing::instrument(name = "db.accounts.register", skip_all)]
    pub async fn register(&self, registration: &Registration<'_>, now: DateTime<Utc>) -> Result<(), AccountError> {
        let Registration { name, email, password, token } = *registration;
        check_password(password, name, email)?;
        let hash = password::hash(password).await?;
        let mut transaction = self.database.begin().await?;
        let known = sqlx::query!("SELECT id, name FROM customers WHERE email = ?", email.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(known) = known {
            let letter = Letter::EmailInUse { name: known.name, link_path: "/account/sign-in".to_owned() };
            send_later(&mut transaction, &token.cause("email_in_use"), email.as_str(), &letter, now).await?;
        } else {
            let row = LinkRow {
                email: Some(email.as_str()),
                name: Some(name),
                password_hash: Some(&hash),
                ..LinkRow::default()
            };
            insert_link(&mut transaction, LinkPurpose::Confirm, token, row, now).await?;
            let letter = Letter::ConfirmEmail { name: name.to_owned(), link_path: LinkPurpose::Confirm.link(token) };
            send_later(&mut transaction, &token.cause("confirm"), email.as_str(), &letter, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Makes an account of a registration. The link shows that the mailbox is theirs, the password that
    /// the registration is: nobody confirms what somebody else has registered for them.
    #[tracing::instrument(name = "db.accounts.confirm", skip_all)]
    pub async fn confirm_registration(
        &self,
        token: &LinkToken,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<CustomerAccount, AccountError> {
        let pending = sqlx::query!(
            "SELECT email AS `email!`, name AS `name!`, password_hash AS `password_hash!` FROM account_tokens
             WHERE token_hash = ? AND purpose = 'confirm' AND expires_at > ?",
            token.hash(),
            now.naive_utc()
        )
        .fetch_optional(&self.database)
        .await?;
        let verdict = password::verify(password, pending.as_ref().map(|row| row.password_hash.as_str())).await?;
        let pending = pending.ok_or(AccountError::LinkGone)?;
        if verdict == Verdict::Wrong {
            return Err(AccountError::WrongPassword);
        }
        let mut transaction = self.database.begin().await?;
        if !use_link(&mut transaction, LinkPurpose::Confirm, token).await? {
            return Err(AccountError::LinkGone);
        }
        let now = now.naive_utc();
        let inserted = sqlx::query!(
            "INSERT INTO customers (email, name, password_hash, confirmed_at, session_epoch, created_at) VALUES (?, ?, ?, ?, 0, ?)",
            pending.email,
            pending.name,
            pending.password_hash,
            now,
            now
        )
        .execute(&mut *transaction)
        .await;
        let id = match inserted {
            Ok(done) => CustomerId(done.last_insert_id().cast_signed()),
            // Another registration of the same person was faster.
            Err(error) if violates_unique(&error, "uq_customers_email") => return Err(AccountError::EmailTaken),
            Err(error) => return Err(error.into()),
        };
        claim_orders(&mut transaction, id).await?;
        transaction.commit().await?;
        self.customer(id).await?.ok_or(AccountError::Unknown)
    }

    /// The customer of an address and a password.
    #[tracing::instrument(name = "db.accounts.sign_in", skip_all)]
    pub async fn sign_in_customer(&self, email: &str, password: &str) -> Result<Option<CustomerAccount>> {
        let email = Email::parse(email).ok();
        let row = match &email {
            Some(email) => {
                sqlx::query!(
                    "SELECT id, password_hash FROM customers
                     WHERE email = ? AND deleted_at IS NULL AND confirmed_at IS NOT NULL",
                    email.as_str()
                )
                .fetch_optional(&self.database)
                .await?
            }
            None => None,
        };
        let hash = row.as_ref().and_then(|row| row.password_hash.as_deref());
        let verdict = password::verify(password, hash).await?;
        let Some(row) = row.filter(|_| verdict != Verdict::Wrong) else { return Ok(None) };
        if verdict == Verdict::RightButWeak {
            let stronger = password::hash(password).await?;
            sqlx::query!("UPDATE customers SET password_hash = ? WHERE id = ?", stronger, row.id)
                .execute(&self.database)
                .await?;
        }
        self.customer(CustomerId(row.id)).await
    }

    /// Sends a link for a new password, if there is such an account.
    #[tracing::instrument(name = "db.accounts.request_reset", skip_all)]
    pub async fn request_reset(&self, email: &str, token: &LinkToken, now: DateTime<Utc>) -> Result<()> {
        // As long as signing in takes, on every path.
        password::verify("", None).await?;
        let Ok(email) = Email::parse(email) else { return Ok(()) };
        let mut transaction = self.database.begin().await?;
        let known = sqlx::query!(
            "SELECT id, name FROM customers WHERE email = ? AND deleted_at IS NULL AND confirmed_at IS NOT NULL",
            email.as_str()
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(known) = known else { return Ok(()) };
        let row = LinkRow { customer: Some(CustomerId(known.id)), ..LinkRow::default() };
        insert_link(&mut transaction, LinkPurpose::Reset, token, row, now).await?;
        let letter = Letter::ResetPassword { name: known.name, link_path: LinkPurpose::Reset.link(token) };
        send_later(&mut transaction, &token.cause("reset"), email.as_str(), &letter, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether a link is good, for the page that it leads to.
    #[tracing::instrument(name = "db.accounts.link", skip_all)]
    pub async fn is_link_good(&self, purpose: LinkPurpose, token: &LinkToken, now: DateTime<Utc>) -> Result<bool> {
        let found: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM account_tokens WHERE token_hash = ? AND purpose = ? AND expires_at > ?",
            token.hash(),
            purpose.name(),
            now.naive_utc()
        )
        .fetch_one(&self.database)
        .await?;
        Ok(found > 0)
    }

    /// Sets a new password by a link, and ends every session.
    #[tracing::instrument(name = "db.accounts.reset", skip_all)]
    pub async fn reset_password(
        &self,
        token: &LinkToken,
        new: &str,
        random: u128,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        let row = sqlx::query!(
            "SELECT c.id, c.email AS `email!`, c.name FROM account_tokens t JOIN customers c ON c.id = t.customer_id
             WHERE t.token_hash = ? AND t.purpose = 'reset' AND t.expires_at > ? AND c.email IS NOT NULL",
            token.hash(),
            now.naive_utc()
        )
        .fetch_optional(&self.database)
        .await?;
        let Some(row) = row else {
            password::verify(new, None).await?;
            return Err(AccountError::LinkGone);
        };
        check_password(new, &row.name, &known_email(&row.email)?)?;
        let hash = password::hash(new).await?;
        let mut transaction = self.database.begin().await?;
        if !use_link(&mut transaction, LinkPurpose::Reset, token).await? {
            return Err(AccountError::LinkGone);
        }
        let id = CustomerId(row.id);
        set_password(&mut transaction, id, &hash, random).await?;
        password_changed(&mut transaction, token, &row.email, row.name, now).await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Customer(id)).await;
        Ok(())
    }

    /// Sets a new password by the old one, and ends every session but the one that is begun anew with
    /// the account as it is afterwards. `token` names the letter.
    #[tracing::instrument(name = "db.accounts.change_password", skip_all)]
    pub async fn change_password(
        &self,
        account: &CustomerAccount,
        old: &str,
        new: &str,
        token: &LinkToken,
        random: u128,
        now: DateTime<Utc>,
    ) -> Result<CustomerAccount, AccountError> {
        check_password(new, &account.name, &known_email(&account.email)?)?;
        self.prove(account.id, old).await?;
        let hash = password::hash(new).await?;
        let mut transaction = self.database.begin().await?;
        set_password(&mut transaction, account.id, &hash, random).await?;
        password_changed(&mut transaction, token, &account.email, account.name.clone(), now).await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Customer(account.id)).await;
        self.customer(account.id).await?.ok_or(AccountError::Unknown)
    }

    /// Sends a link to a new address. Who asks for one that has an account hears the same.
    #[tracing::instrument(name = "db.accounts.request_email", skip_all)]
    pub async fn request_new_email(
        &self,
        account: &CustomerAccount,
        password: &str,
        new: &Email,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        self.prove(account.id, password).await?;
        let mut transaction = self.database.begin().await?;
        let known = sqlx::query!("SELECT id, name FROM customers WHERE email = ?", new.as_str())
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(known) = known {
            let letter = Letter::EmailInUse { name: known.name, link_path: "/account/sign-in".to_owned() };
            send_later(&mut transaction, &token.cause("email_in_use"), new.as_str(), &letter, now).await?;
        } else {
            let row = LinkRow { customer: Some(account.id), email: Some(new.as_str()), ..LinkRow::default() };
            insert_link(&mut transaction, LinkPurpose::Email, token, row, now).await?;
            let letter = Letter::ChangeEmail { name: account.name.clone(), link_path: LinkPurpose::Email.link(token) };
            send_later(&mut transaction, &token.cause("email"), new.as_str(), &letter, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a new address by a link, tells the old one, and takes over the orders placed with the new one.
    #[tracing::instrument(name = "db.accounts.confirm_email", skip_all)]
    pub async fn confirm_new_email(&self, token: &LinkToken, now: DateTime<Utc>) -> Result<(), AccountError> {
        let mut transaction = self.database.begin().await?;
        let row = sqlx::query!(
            "SELECT c.id, c.name, c.email AS `old!`, t.email AS `new!` FROM account_tokens t
             JOIN customers c ON c.id = t.customer_id
             WHERE t.token_hash = ? AND t.purpose = 'email' AND t.expires_at > ? AND c.email IS NOT NULL",
            token.hash(),
            now.naive_utc()
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(AccountError::LinkGone)?;
        if !use_link(&mut transaction, LinkPurpose::Email, token).await? {
            return Err(AccountError::LinkGone);
        }
        let changed = sqlx::query!(
            "UPDATE customers SET email = ?, confirmed_at = ? WHERE id = ?",
            row.new,
            now.naive_utc(),
            row.id
        )
        .execute(&mut *transaction)
        .await;
        match changed {
            Ok(_) => {}
            Err(error) if violates_unique(&error, "uq_customers_email") => return Err(AccountError::EmailTaken),
            Err(error) => return Err(error.into()),
        }
        // Links that went to the old address are no longer this person's.
        sqlx::query!("DELETE FROM account_tokens WHERE customer_id = ?", row.id).execute(&mut *transaction).await?;
        let letter = Letter::EmailChanged { name: row.name, new_email: row.new };
        send_later(&mut transaction, &token.cause("email_changed"), &row.old, &letter, now).await?;
        claim_orders(&mut transaction, CustomerId(row.id)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Changes what somebody is called.
    #[tracing::instrument(name = "db.accounts.rename", skip_all)]
    pub async fn rename_customer(&self, id: CustomerId, name: &str) -> Result<()> {
        sqlx::query!("UPDATE customers SET name = ? WHERE id = ? AND deleted_at IS NULL", name, id.0)
            .execute(&self.database)
            .await?;
        Ok(())
    }

    /// Ends every session of a customer. Carts on other devices stay with the account.
    #[tracing::instrument(name = "db.accounts.end_sessions", skip(self, random))]
    pub async fn end_customer_sessions(&self, id: CustomerId, random: u128) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        sqlx::query!("UPDATE customers SET session_epoch = session_epoch + 1 WHERE id = ?", id.0)
            .execute(&mut *transaction)
            .await?;
        detach_carts(&mut transaction, id, random).await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Customer(id)).await;
        Ok(())
    }

    /// That somebody knows the password of their account.
    pub(super) async fn prove(&self, id: CustomerId, password: &str) -> Result<(), AccountError> {
        let hash = sqlx::query_scalar!("SELECT password_hash FROM customers WHERE id = ?", id.0)
            .fetch_optional(&self.database)
            .await?
            .flatten();
        match password::verify(password, hash.as_deref()).await? {
            Verdict::Wrong => Err(AccountError::WrongPassword),
            _ => Ok(()),
        }
    }
}

/// An address out of a row.
pub(super) fn known_email(email: &str) -> Result<Email> {
    Email::parse(email).map_err(|error| Error::inconsistent("e-mail address", error))
}

/// A new password ends all sessions and all links.
async fn set_password(connection: &mut MySqlConnection, id: CustomerId, hash: &str, random: u128) -> Result<()> {
    sqlx::query!("UPDATE customers SET password_hash = ?, session_epoch = session_epoch + 1 WHERE id = ?", hash, id.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("DELETE FROM account_tokens WHERE customer_id = ?", id.0).execute(&mut *connection).await?;
    detach_carts(connection, id, random).await
}

async fn password_changed(
    connection: &mut MySqlConnection,
    token: &LinkToken,
    email: &str,
    name: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let letter = Letter::PasswordChanged { name, link_path: "/account/forgotten".to_owned() };
    send_later(connection, &token.cause("password_changed"), email, &letter, now).await
}
