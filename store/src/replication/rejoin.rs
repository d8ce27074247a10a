//! Having an old primary, or a new server, follow the primary.

use std::time::{Duration, Instant};

use super::dialect::Dialect;
use super::gtid::{count_in_mysql, more_in_mariadb};
use super::server::Server;
use super::{Login, Pair, ReplicationError, Say};

/// How often a server is asked how far it is.
const STEP: Duration = Duration::from_millis(100);

/// How a server is to follow.
#[derive(Debug, Clone, Copy)]
pub struct Rejoining<'a> {
    /// With which account.
    pub follower: &'a Login,
    /// The primary acknowledges what the replica has received, and nothing before.
    pub has_semi_sync: bool,
    /// How long it may take to catch up.
    pub wait: Duration,
}

impl Pair {
    /// Has the server that is not the primary follow it; says what is done. Returns who follows. Refuses when it has
    /// transactions that the primary has not. Either way it is closed for writes first.
    pub async fn rejoin(&self, rejoining: &Rejoining<'_>, say: Say<'_>) -> Result<String, ReplicationError> {
        let mut found = self.open().await.into_iter();
        let (Some(one), Some(other)) = (found.next(), found.next()) else { return Err(ReplicationError::NoPrimary) };
        let (one, other) = (one?, other?);
        let is_one = match (one.1.is_read_only, other.1.is_read_only) {
            (true, true) => return Err(ReplicationError::NoPrimary),
            (false, true) => true,
            (true, false) => false,
            (false, false) if one.1.term == other.1.term => return Err(ReplicationError::TwoPrimaries),
            (false, false) => one.1.term > other.1.term,
        };
        let at = usize::from(!is_one);
        let (mut primary, mut joins) = if is_one { (one.0, other.0) } else { (other.0, one.0) };
        say(&format!("{} is the primary; {} is to follow it.", primary.name, joins.name));
        joins.run(joins.dialect.close()).await?;
        say(&format!("{} is closed for writes.", joins.name));
        let (count, which) = more(&mut joins, &mut primary).await?;
        if count > 0 {
            return Err(ReplicationError::HasMore { server: joins.name, count, which });
        }
        say("It has nothing that the primary has not.");
        let options = &self.options[at];
        let follow = joins.dialect.follow(
            options.get_host(),
            options.get_port(),
            &rejoining.follower.user,
            &rejoining.follower.password,
        );
        joins.run(joins.dialect.stop()).await?;
        for statement in follow {
            joins.run(statement).await?;
        }
        joins.run(joins.dialect.start()).await?;
        caught_up(&mut joins, rejoining.wait).await?;
        say("It follows, and has caught up.");
        if rejoining.has_semi_sync {
            semi_sync(&mut primary, &mut joins, rejoining.wait, say).await?;
        }
        Ok(joins.name)
    }
}

/// What one has and the other has not.
async fn more(joins: &mut Server, primary: &mut Server) -> Result<(u64, String), sqlx::Error> {
    let had = joins.ask(joins.dialect.had()).await?;
    let known = primary.ask(primary.dialect.had()).await?;
    match joins.dialect {
        Dialect::MariaDb => Ok(more_in_mariadb(&had, &known)),
        Dialect::MySql => {
            let set = joins.ask(format!("SELECT GTID_SUBTRACT('{had}', '{known}')")).await?;
            Ok((count_in_mysql(&set), set))
        }
    }
}

async fn caught_up(joins: &mut Server, wait: Duration) -> Result<(), ReplicationError> {
    let started = Instant::now();
    loop {
        let following = joins.following().await?;
        match following {
            Some(following) if following.reads && following.applies && following.is_applied => return Ok(()),
            Some(following) if started.elapsed() > wait => {
                return Err(ReplicationError::DoesNotFollow { server: joins.name.clone(), why: following.words() });
            }
            None => {
                let why = "it does not know whom".to_owned();
                return Err(ReplicationError::DoesNotFollow { server: joins.name.clone(), why });
            }
            Some(_) => tokio::time::sleep(STEP).await,
        }
    }
}

/// Turns semi-synchronous replication on: the primary first, so that the replica finds it on when it connects anew.
async fn semi_sync(
    primary: &mut Server,
    joins: &mut Server,
    wait: Duration,
    say: Say<'_>,
) -> Result<(), ReplicationError> {
    let on = async {
        joins.run(format!("SET GLOBAL {} = 0", joins.dialect.master_enabled())).await?;
        joins.run(format!("SET GLOBAL {} = 1", joins.dialect.slave_enabled())).await?;
        primary.run(format!("SET GLOBAL {} = 0", primary.dialect.slave_enabled())).await?;
        primary.run(format!("SET GLOBAL {} = 1", primary.dialect.master_enabled())).await?;
        joins.run(joins.dialect.stop_reading()).await?;
        joins.run(joins.dialect.start_reading()).await
    };
    if let Err(error) = on.await {
        say(&format!("Semi-synchronous replication cannot be turned on: {error}"));
        return Err(error.into());
    }
    let started = Instant::now();
    loop {
        let clients = primary.status(primary.dialect.master_clients()).await?;
        if clients.parse::<u32>().is_ok_and(|clients| clients > 0) {
            say("Semi-synchronous replication is on.");
            return Ok(());
        }
        if started.elapsed() > wait {
            let why = "the primary does not see it as a semi-synchronous replica".to_owned();
            return Err(ReplicationError::DoesNotFollow { server: joins.name.clone(), why });
        }
        tokio::time::sleep(STEP).await;
    }
}
