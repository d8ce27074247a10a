//! What the binary can be told to be.

mod admin;
mod databases;
mod demo_pages;
mod doctor;
mod import;
mod process;
mod replication;
mod warehouse;
mod web;
mod worker;

use std::process::ExitCode;

use clap::Subcommand;
use store::Store;

use crate::config::Config;
use crate::{http, telemetry};

/// A role.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the shop.
    Web,
    /// Do the work that pages leave for later: mails, schedules, housekeeping.
    Worker,
    /// Fill the lake, compare it with the shop, answer reports.
    Warehouse {
        /// What to do; without it, serve.
        #[command(subcommand)]
        command: Option<warehouse::Command>,
    },
    /// Bring the database up to date, and the built-in catalog schema into it.
    Migrate,
    /// Take parts, prices or stock into the catalog.
    #[command(subcommand)]
    Import(import::Import),
    /// Rename categories and parts; take staff on, give roles, reset second factors; promote the replica.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// List every page and server function and who may go there.
    #[command(hide = true)]
    Routes,
    /// Check configuration, database, cache, migrations and assets, and say what to do.
    Doctor,
}

impl Command {
    /// Plays the role to its end.
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        // The doctor looks at the settings itself, right or wrong.
        let config = match self {
            Self::Doctor => return Ok(doctor::run().await),
            Self::Routes => {
                println!("{}", http::listing().join("\n"));
                return Ok(ExitCode::SUCCESS);
            }
            _ => Config::from_environment()?,
        };
        let telemetry = telemetry::start(&config, self.name())?;
        let ended = Box::pin(self.play(config)).await;
        telemetry.end().await;
        ended
    }

    /// What it is called where several tell of themselves.
    const fn name(&self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Warehouse { .. } => "warehouse",
            Self::Migrate => "migrate",
            Self::Import(_) => "import",
            Self::Admin(_) => "admin",
            Self::Routes => "routes",
            Self::Doctor => "doctor",
        }
    }

    async fn play(self, config: Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Web => Box::pin(web::run(config)).await,
            Self::Worker => worker::run(config).await,
            Self::Warehouse { command } => Box::pin(warehouse::run(command.unwrap_or_default(), config)).await,
            Self::Admin(admin) => admin::run(admin, &config).await,
            Self::Import(import) => Box::pin(import::run(import, &config)).await,
            Self::Migrate | Self::Doctor | Self::Routes => {
                let store = Store::connect(&config.database, &config.redis_url).await?;
                store.migrate().await?;
                println!("The database is up to date.");
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
