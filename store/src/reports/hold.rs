//! Who may write to the lake: one run at a time, whatever process it is in.

use std::time::Duration;

use sqlx::{Connection, MySqlConnection};

use crate::{Result, Store};

/// The right to write to the lake: a named lock of the primary on a connection of its own. A process that dies loses
/// it with the connection.
pub struct LakeHold(MySqlConnection);

impl Store {
    /// Takes hold of the lake, waiting a while for whoever has it; none when they still have it then.
    #[tracing::instrument(name = "db.reports.hold_lake", skip_all)]
    pub async fn hold_lake(&self, wait: Duration) -> Result<Option<LakeHold>> {
        let mut connection = self.database.acquire().await?.detach();
        sqlx::raw_sql("SET SESSION wait_timeout = 28800").execute(&mut connection).await?;
        // Locks are named for the whole server, which may hold more than one shop.
        let got = sqlx::query_scalar!(
            "SELECT GET_LOCK(CONCAT('warehouse/', MD5(DATABASE())), ?) AS `got: i64`",
            i64::try_from(wait.as_secs()).unwrap_or(i64::MAX)
        )
        .fetch_one(&mut connection)
        .await?;
        if got == Some(1) {
            return Ok(Some(LakeHold(connection)));
        }
        connection.close().await?;
        Ok(None)
    }
}

impl LakeHold {
    /// Whether it is still ours.
    pub async fn is_held(&mut self) -> Result<bool> {
        let ours = sqlx::query_scalar!(
            "SELECT COALESCE(IS_USED_LOCK(CONCAT('warehouse/', MD5(DATABASE()))) = CONNECTION_ID(), 0) AS `ours!: i64`"
        )
        .fetch_one(&mut self.0)
        .await?;
        Ok(ours == 1)
    }

    /// Lets go.
    pub async fn let_go(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}
