//! Staff: who they are, what they may do, and who changes that. Every change is in the audit log.

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, Email, Permission, Role, Roles};
use domain::ids::StaffId;
use serde::Serialize;
use sqlx::MySqlConnection;

use super::letters::{Letter, send_later};
use super::link::{LinkRow, insert_link};
use super::{AccountError, LinkPurpose, LinkToken, SessionOwner, audit};
use crate::error::violates_unique;
use crate::{Error, Result, Store};

/// An employee as they are when they ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAccount {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub roles: Roles,
    /// Sessions of another epoch are over.
    pub epoch: u32,
}

impl StaffAccount {
    /// As histories and the audit log name them.
    pub fn actor(&self) -> Actor {
        Actor::Staff { id: self.id, name: self.name.clone() }
    }

    /// Whether they may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.may(permission)
    }
}

/// An employee as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub roles: Roles,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether they have a password and a second factor.
    pub has_joined: bool,
    /// When they were invited.
    pub created_at: DateTime<Utc>,
}

/// What the audit log keeps of an employee.
#[derive(Serialize)]
struct Logged<'a> {
    email: &'a str,
    name: &'a str,
    roles: String,
    is_active: bool,
}

impl StaffMember {
    fn logged(&self) -> Logged<'_> {
        Logged { email: &self.email, name: &self.name, roles: self.roles.to_string(), is_active: self.is_active }
    }

    fn subject(&self) -> String {
        format!("staff:{}", self.id)
    }
}

pub(super) fn parse_roles(text: &str) -> Result<Roles> {
    Roles::parse(text).map_err(|error| Error::inconsistent("roles", error))
}

impl Store {
    /// An employee by their id, unless they may no longer sign in.
    #[tracing::instrument(name = "db.accounts.staff", skip(self))]
    pub async fn staff(&self, id: StaffId) -> Result<Option<StaffAccount>> {
        let row =
            sqlx::query!("SELECT email, name, roles, session_epoch FROM staff WHERE id = ? AND is_active = 1", id.0)
                .fetch_optional(&self.database)
                .await?;
        row.map(|row| {
            let roles = parse_roles(&row.roles)?;
            Ok(StaffAccount { id, email: row.email, name: row.name, roles, epoch: row.session_epoch })
        })
        .transpose()
    }

    /// All employees, by name.
    #[tracing::instrument(name = "db.accounts.staff_list", skip(self))]
    pub async fn staff_list(&self) -> Result<Vec<StaffMember>> {
        let rows = sqlx::query!(
            "SELECT id, email, name, roles, is_active AS `is_active: bool`, created_at,
                    (password_hash IS NOT NULL AND totp_secret IS NOT NULL) AS `has_joined!: bool`
             FROM staff ORDER BY name, id"
        )
        .fetch_all(&self.database)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(StaffMember {
                    id: StaffId(row.id),
                    email: row.email,
                    name: row.name,
                    roles: parse_roles(&row.roles)?,
                    is_active: row.is_active,
                    has_joined: row.has_joined,
                    created_at: row.created_at.and_utc(),
                })
            })
            .collect()
    }

    /// The id of the employee with an address.
    #[tracing::instrument(name = "db.accounts.staff_by_email", skip_all)]
    pub async fn staff_by_email(&self, email: &Email) -> Result<Option<StaffId>> {
        let id = sqlx::query_scalar!("SELECT id FROM staff WHERE email = ?", email.as_str())
            .fetch_optional(&self.database)
            .await?;
        Ok(id.map(StaffId))
    }

    /// Takes somebody on: they get a link by which they choose a password and enrol a second factor.
    #[tracing::instrument(name = "db.accounts.invite_staff", skip_all)]
    pub async fn invite_staff(
        &self,
        actor: &Actor,
        email: &Email,
        name: &str,
        roles: &Roles,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<StaffId, AccountError> {
        let mut transaction = self.database.begin().await?;
        let inserted = sqlx::query!(
            "INSERT INTO staff (email, name, roles, totp_last_step, session_epoch, is_active, created_at) VALUES (?, ?, ?, 0, 0, 1, ?)",
            email.as_str(),
            name,
            roles.to_string(),
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await;
        let id = match inserted {
            Ok(done) => StaffId(done.last_insert_id().cast_signed()),
            Err(error) if violates_unique(&error, "uq_staff_email") => return Err(AccountError::EmailTaken),
            Err(error) => return Err(error.into()),
        };
        let member = lock_member(&mut transaction, id).await?;
        send_invitation(&mut transaction, &member, token, now).await?;
        audit(&mut transaction, actor, "staff.invite", &member.subject(), None::<&()>, Some(&member.logged()), now)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Takes the second factor and the password away and sends a link for new ones; sessions end.
    #[tracing::instrument(name = "db.accounts.reset_second_factor", skip_all, fields(staff = id.0))]
    pub async fn reset_second_factor(
        &self,
        actor: &Actor,
        id: StaffId,
        token: &LinkToken,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        let mut transaction = self.database.begin().await?;
        let member = lock_member(&mut transaction, id).await?;
        sqlx::query!(
            "UPDATE staff SET password_hash = NULL, totp_secret = NULL, session_epoch = session_epoch + 1 WHERE id = ?",
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!("DELETE FROM account_tokens WHERE staff_id = ?", id.0).execute(&mut *transaction).await?;
        send_invitation(&mut transaction, &member, token, now).await?;
        audit(&mut transaction, actor, "staff.reset_second_factor", &member.subject(), None::<&()>, None::<&()>, now)
            .await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Staff(id)).await;
        Ok(())
    }

    /// Says anew what somebody may do.
    #[tracing::instrument(name = "db.accounts.set_roles", skip(self, actor, now))]
    pub async fn set_roles(
        &self,
        actor: &Actor,
        id: StaffId,
        roles: &Roles,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        self.change_member(actor, "staff.set_roles", id, now, |member| member.roles = roles.clone()).await
    }

    /// Lets somebody sign in, or no longer.
    #[tracing::instrument(name = "db.accounts.set_active", skip(self, actor, now))]
    pub async fn set_staff_active(
        &self,
        actor: &Actor,
        id: StaffId,
        is_active: bool,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        let action = if is_active { "staff.activate" } else { "staff.deactivate" };
        self.change_member(actor, action, id, now, |member| member.is_active = is_active).await?;
        if !is_active {
            self.forget_sessions(SessionOwner::Staff(id)).await;
        }
        Ok(())
    }

    /// Ends every session of an employee.
    #[tracing::instrument(name = "db.accounts.end_staff_sessions", skip(self, actor, now))]
    pub async fn end_staff_sessions(&self, actor: &Actor, id: StaffId, now: DateTime<Utc>) -> Result<(), AccountError> {
        self.change_member(actor, "staff.end_sessions", id, now, |_| ()).await?;
        self.forget_sessions(SessionOwner::Staff(id)).await;
        Ok(())
    }

    /// Changes an employee, whose sessions then begin anew. There is always an administrator left.
    async fn change_member(
        &self,
        actor: &Actor,
        action: &str,
        id: StaffId,
        now: DateTime<Utc>,
        change: impl FnOnce(&mut StaffMember),
    ) -> Result<(), AccountError> {
        let mut transaction = self.database.begin().await?;
        // All who could be the last one, locked in one order.
        let others = sqlx::query!("SELECT id, roles FROM staff WHERE is_active = 1 ORDER BY id FOR UPDATE")
            .fetch_all(&mut *transaction)
            .await?;
        let before = lock_member(&mut transaction, id).await?;
        let mut after = before.clone();
        change(&mut after);
        let mut administrators = 0;
        for other in others.iter().filter(|other| other.id != id.0) {
            administrators += u32::from(parse_roles(&other.roles)?.has(Role::Administrator));
        }
        let is_administrator = |member: &StaffMember| member.is_active && member.roles.has(Role::Administrator);
        if is_administrator(&before) && !is_administrator(&after) && administrators == 0 {
            return Err(AccountError::LastAdministrator);
        }
        // A session that goes on has to meet what is no longer allowed at its next step, so it may go on
        // when roles change; it ends when signing in does.
        let ends = u32::from(action != "staff.set_roles");
        sqlx::query!(
            "UPDATE staff SET roles = ?, is_active = ?, session_epoch = session_epoch + ? WHERE id = ?",
            after.roles.to_string(),
            after.is_active,
            ends,
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        audit(&mut transaction, actor, action, &before.subject(), Some(&before.logged()), Some(&after.logged()), now)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn lock_member(connection: &mut MySqlConnection, id: StaffId) -> Result<StaffMember, AccountError> {
    let row = sqlx::query!(
        "SELECT email, name, roles, is_active AS `is_active: bool`, created_at,
                (password_hash IS NOT NULL AND totp_secret IS NOT NULL) AS `has_joined!: bool`
         FROM staff WHERE id = ? FOR UPDATE",
        id.0
    )
    .fetch_optional(connection)
    .await?
    .ok_or(AccountError::Unknown)?;
    Ok(StaffMember {
        id,
        email: row.email,
        name: row.name,
        roles: parse_roles(&row.roles)?,
        is_active: row.is_active,
        has_joined: row.has_joined,
        created_at: row.created_at.and_utc(),
    })
}

async fn send_invitation(
    connection: &mut MySqlConnection,
    member: &StaffMember,
    token: &LinkToken,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = LinkRow { staff: Some(member.id), ..LinkRow::default() };
    insert_link(connection, LinkPurpose::Join, token, row, now).await?;
    let letter = Letter::StaffInvitation { name: member.name.clone(), link_path: LinkPurpose::Join.link(token) };
    send_later(connection, &token.cause("join"), &member.email, &letter, now).await
}
