//! `rocket-parts admin`: what an operator does by hand, until the studio has a place for it.

use std::process::ExitCode;

use anyhow::Context;
use app::random_bits;
use clap::Subcommand;
use domain::accounts::{Actor, Email, Roles, parse_name};
use domain::ids::{Sku, Slug};
use store::Store;
use store::accounts::{LinkPurpose, LinkToken};

use super::replication;
use crate::config::Config;

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Admin {
    /// Give a category another name in addresses. The old address leads to the new one for good.
    RenameCategory {
        /// Its name in addresses now, such as fins.
        old: String,
        /// The name it is to have.
        new: String,
    },
    /// Give a part another number. The old address leads to the new one for good; orders keep the old number.
    RenamePart {
        /// Its number now.
        old: String,
        /// The number it is to have.
        new: String,
    },
    /// Take somebody on: prints the link by which they choose a password and a second factor.
    InviteStaff {
        /// What they will sign in with.
        email: String,
        /// What they are called.
        name: String,
        /// What they may do: editor, publisher, operations, analyst, administrator, divided by commas.
        #[arg(long, default_value = "administrator")]
        roles: String,
    },
    /// Take somebody's second factor and password away: prints a link for new ones.
    ResetSecondFactor {
        /// What they sign in with.
        email: String,
    },
    /// Say anew what somebody may do.
    SetRoles {
        /// What they sign in with.
        email: String,
        /// The roles, divided by commas.
        roles: String,
    },
    /// Say what both servers of the database are, and how far the replica is.
    Replication,
    /// Make the replica the primary. The shop follows by itself. See docs/runbooks/promote-the-replica.md.
    PromoteReplica(replication::Promote),
    /// Have the old primary follow the new one.
    RejoinReplica(replication::Rejoin),
}

/// Who the audit log says it was.
const OPERATOR: Actor = Actor::System("rocket-parts admin");

pub(crate) async fn run(admin: Admin, config: &Config) -> anyhow::Result<ExitCode> {
    // These are for when the primary does not answer.
    match &admin {
        Admin::Replication => return replication::report(config).await,
        Admin::PromoteReplica(promote) => return replication::promote(promote, config).await,
        Admin::RejoinReplica(rejoin) => return replication::rejoin(rejoin, config).await,
        _ => {}
    }
    let store = Store::connect(&config.database, &config.redis_url).await.context("the database does not answer")?;
    let now = now();
    match admin {
        Admin::RenameCategory { old, new } => {
            let (old, new) = (Slug::parse(&old)?, Slug::parse(&new)?);
            store.rename_category(&old, &new, now).await?;
            println!("/categories/{old} is now /categories/{new}.");
        }
        Admin::RenamePart { old, new } => {
            let (old, new) = (Sku::parse(&old)?, Sku::parse(&new)?);
            store.rename_sku(&old, &new, now).await?;
            println!("/parts/{old} is now /parts/{new}.");
        }
        Admin::InviteStaff { email, name, roles } => {
            let (email, roles) = (Email::parse(&email)?, Roles::parse(&roles)?);
            let name = parse_name(&name).context("a name has 1 to 120 characters")?;
            let token = LinkToken::from_random(random_bits());
            store.invite_staff(&OPERATOR, &email, &name, &roles, &token, now).await?;
            print_link(config, &email, &token);
        }
        Admin::ResetSecondFactor { email } => {
            let email = Email::parse(&email)?;
            let token = LinkToken::from_random(random_bits());
            let id = store.staff_by_email(&email).await?.context("no employee has this address")?;
            store.reset_second_factor(&OPERATOR, id, &token, now).await?;
            print_link(config, &email, &token);
        }
        Admin::SetRoles { email, roles } => {
            let (email, roles) = (Email::parse(&email)?, Roles::parse(&roles)?);
            let id = store.staff_by_email(&email).await?.context("no employee has this address")?;
            store.set_roles(&OPERATOR, id, &roles, now).await?;
            println!("{email} is now: {}.", roles.titles().to_lowercase());
        }
        Admin::Replication | Admin::PromoteReplica(_) | Admin::RejoinReplica(_) => {}
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn print_link(config: &Config, email: &Email, token: &LinkToken) {
    println!("The link for {email}, good once within three days:");
    println!("{}{}", config.public_url, LinkPurpose::Join.link(token));
}

fn now() -> chrono::DateTime<chrono::Utc> {
    #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
    chrono::Utc::now()
}
