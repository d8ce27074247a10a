//! `rocket-parts admin replication`, `promote-replica` and `rejoin-replica`: what an operator does with the two servers
//! of the database.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use store::replication::{How, Pair, Promotion, Rejoining, ReplicationError, ServerReport};

use crate::config::Config;

/// How to promote.
#[derive(Args)]
pub(crate) struct Promote {
    /// The primary is well: close it first, and wait until the replica has everything.
    #[arg(long, conflicts_with = "managed")]
    planned: bool,
    /// The console of a cloud opens the replica: wait for that, and begin the next term.
    #[arg(long)]
    managed: bool,
    /// Promote although the replica is behind or the primary takes writes. What the replica has not is lost.
    #[arg(long)]
    force: bool,
    /// How long the replica may take to apply what it has, or a cloud to open it, seconds.
    #[arg(long, default_value_t = 60)]
    wait: u64,
    /// Who promotes, for the table of promotions.
    #[arg(long, default_value = "rocket-parts admin")]
    by: String,
}

/// How to have a server follow.
#[derive(Args)]
pub(crate) struct Rejoin {
    /// Leave semi-synchronous replication off: what is acknowledged may then be lost with the primary.
    #[arg(long)]
    without_semi_sync: bool,
    /// How long it may take to catch up, seconds.
    #[arg(long, default_value_t = 600)]
    wait: u64,
}

pub(crate) async fn promote(promote: &Promote, config: &Config) -> anyhow::Result<ExitCode> {
    let how = match (promote.planned, promote.managed) {
        (true, _) => How::Planned,
        (_, true) => How::Managed,
        _ => How::Unplanned,
    };
    let wait = Duration::from_secs(promote.wait);
    let promotion = Promotion { how, is_forced: promote.force, wait, by: &promote.by };
    let promoted = pair(config)?.promote(&promotion, &mut teller()).await.context("nothing was promoted")?;
    println!(
        "{} is the primary, in term {}, after {:.2} s. The shop follows within a second.",
        promoted.server,
        promoted.term,
        promoted.took.as_secs_f64()
    );
    println!("Next: have the other server follow it, with “rocket-parts admin rejoin-replica”.");
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn rejoin(rejoin: &Rejoin, config: &Config) -> anyhow::Result<ExitCode> {
    let follower = config.replication.follower.as_ref().ok_or(ReplicationError::NoFollower)?;
    let wait = Duration::from_secs(rejoin.wait);
    let rejoining = Rejoining { follower, has_semi_sync: !rejoin.without_semi_sync, wait };
    let server = pair(config)?.rejoin(&rejoining, &mut teller()).await.context("nobody follows")?;
    println!("{server} is the replica. The shop reads from it once it has been near enough for a second.");
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn report(config: &Config) -> anyhow::Result<ExitCode> {
    let mut are_well = true;
    for (name, report) in pair(config)?.report().await {
        match report {
            Ok(report) => tell(&name, &report),
            Err(error) => {
                are_well = false;
                println!("{name}\n  {error}");
            }
        }
    }
    Ok(if are_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn pair(config: &Config) -> anyhow::Result<Pair> {
    Ok(Pair::of(&config.database, config.replication.admin.as_ref())?)
}

/// Prints each step with the time since the first.
fn teller() -> impl FnMut(&str) + Send {
    let started = Instant::now();
    move |step: &str| println!("{:7.2} s  {step}", started.elapsed().as_secs_f64())
}

fn tell(name: &str, report: &ServerReport) {
    println!("{name}  {}", report.version);
    println!("  {}, term {}", if report.is_read_only { "closed for writes" } else { "open for writes" }, report.term);
    match (report.beat, report.beat_age) {
        (Some(beat), Some(age)) => {
            println!("  heartbeat of {} UTC, {:.1} s old", beat.format("%F %T%.3f"), seconds(age));
        }
        _ => println!("  no heartbeat"),
    }
    println!("  has written {}", if report.written.is_empty() { "nothing" } else { &report.written });
    match &report.following {
        Some(following) => println!(
            "  follows {}: {}, {}{}",
            following.source,
            if following.reads { "connected" } else { "not connected" },
            if following.is_applied { "all applied" } else { "not all applied" },
            if following.error.is_empty() { String::new() } else { format!(" ({})", following.error) }
        ),
        None => println!("  follows nobody"),
    }
    match &report.semi_sync {
        Some(semi) if semi.waits => println!(
            "  semi-synchronous: {}, {} replicas",
            if semi.waits_now { "waits for a replica before it acknowledges" } else { "ON BUT NOT WAITING" },
            semi.replicas
        ),
        Some(semi) if semi.tells => println!("  semi-synchronous: says what it has received"),
        Some(_) => println!("  semi-synchronous: off"),
        None => println!("  semi-synchronous: not there"),
    }
}

fn seconds(age: chrono::TimeDelta) -> f64 {
    age.as_seconds_f64()
}
