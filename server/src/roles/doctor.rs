//! `rocket-parts doctor`: looks at everything the shop stands on and says what to do.

use std::path::Path;
use std::process::ExitCode;

use app::Assets;
use store::{ReplicaState, Store};

use crate::config::Config;

/// Prints a line per check; fails when one does.
pub(crate) async fn run() -> ExitCode {
    let mut report = Report { healthy: true };
    match Config::from_environment() {
        Err(error) => {
            report.bad(
                "configuration",
                &error.to_string(),
                "set the variables named above; .env.example explains each",
            );
        }
        Ok(config) => {
            report.good("configuration", &format!("listens on {}, known as {}", config.listen_addr, config.public_url));
            data_tier(&mut report, &config).await;
            assets(&mut report, &config.site_root);
        }
    }
    if report.healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn data_tier(report: &mut Report, config: &Config) {
    let store = match Store::connect(&config.database, &config.redis_url).await {
        Ok(store) => store,
        Err(error) => {
            report.bad(
                "database",
                &error.to_string(),
                "start MySQL or MariaDB and check DATABASE_URL; “./dev run” starts a private one",
            );
            return;
        }
    };
    let health = store.health().await;
    match health.database {
        Ok(()) => report.good("database", "answers"),
        Err(error) => report.bad("database", &error.to_string(), "check that the user of DATABASE_URL may read"),
    }
    match (health.replica, health.replica_lag) {
        (ReplicaState::None, _) => {}
        (ReplicaState::Silent, _) => report.bad(
            "replica",
            "does not answer",
            "start it, or look with “rocket-parts admin replication”; meanwhile the primary does its work",
        ),
        (_, Some(lag)) => report.good("replica", &format!("shows a heartbeat of {:.1} s ago", lag.as_secs_f64())),
        (_, None) => report.good("replica", "answers, and shows no heartbeat"),
    }
    match health.missing_migrations.as_slice() {
        [] => report.good("migrations", "all applied"),
        missing => report.bad("migrations", &format!("{} are missing", missing.len()), "run “rocket-parts migrate”"),
    }
    if health.missing_migrations.is_empty() {
        match store.variant_count().await {
            Ok(0) => report.bad("catalog", "is empty", "run “rocket-parts import demo --apply”"),
            Ok(count) => report.good("catalog", &format!("{count} SKUs")),
            Err(error) => report.bad("catalog", &error.to_string(), "check the database’s log"),
        }
    }
    match health.cache {
        Ok(()) => report.good("cache", "answers"),
        Err(error) => report.bad(
            "cache",
            &error.to_string(),
            "start Redis and check REDIS_URL; meanwhile the shop works, without looking orders up",
        ),
    }
}

fn assets(report: &mut Report, site_root: &Path) {
    match Assets::find(site_root) {
        Ok(assets) => report.good("assets", &assets.shop.wasm),
        Err(error) => report.bad("assets", &error.to_string(), "build them with “./dev build” and check SITE_ROOT"),
    }
}

struct Report {
    healthy: bool,
}

impl Report {
    #[expect(clippy::unused_self, reason = "the counterpart of `bad`")]
    fn good(&self, what: &str, detail: &str) {
        println!("ok    {what}: {detail}");
    }

    fn bad(&mut self, what: &str, detail: &str, remedy: &str) {
        self.healthy = false;
        println!("FAIL  {what}: {detail}\n      → {remedy}");
    }
}
