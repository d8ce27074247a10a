//! `rocket-parts admin`: what an operator does by hand, until the studio has a place for it.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use domain::ids::{Sku, Slug};
use store::Store;

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
}

pub(crate) async fn run(admin: Admin, config: &Config) -> anyhow::Result<ExitCode> {
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
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn now() -> chrono::DateTime<chrono::Utc> {
    #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
    chrono::Utc::now()
}
