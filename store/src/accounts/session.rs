//! Sessions in Redis: small, expiring, and dispensable. Losing them costs a sign-in or a look-up,
//! never a cart or an order.

use std::fmt;

use async_trait::async_trait;
use redis::AsyncCommands;
use tower_sessions_core::SessionStore;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};

use crate::Store;
use crate::guard::Redis;

/// The session store of the web server, as keys `session:<id>` that expire by themselves.
#[derive(Clone)]
pub struct RedisSessions(Redis);

impl Store {
    /// The session store on this store's Redis.
    pub fn sessions(&self) -> RedisSessions {
        RedisSessions(self.redis.clone())
    }
}

impl fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisSessions")
    }
}

impl RedisSessions {
    fn key(id: &Id) -> String {
        format!("session:{id}")
    }

    async fn write(&self, record: &Record, only_if_absent: bool) -> Result<bool> {
        let value = serde_json::to_vec(record).map_err(|error| Error::Encode(error.to_string()))?;
        let mut command = redis::cmd("SET");
        command.arg(Self::key(&record.id)).arg(value).arg("EXAT").arg(record.expiry_date.unix_timestamp());
        if only_if_absent {
            command.arg("NX");
        }
        let answer: redis::RedisResult<Option<String>> = command.query_async(&mut self.0.clone()).await;
        // Without Redis the session is lost; the page it was for must not be.
        Ok(forgive("write", answer).is_none_or(|answer| answer.is_some()))
    }
}

/// `None` when Redis is away, which is logged and costs the session only.
fn forgive<T>(doing: &str, answer: redis::RedisResult<T>) -> Option<T> {
    answer.inspect_err(|error| tracing::warn!(doing, %error, "session store is away")).ok()
}

#[async_trait]
impl SessionStore for RedisSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(record, true).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record, false).await.map(|_| ())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let answer: redis::RedisResult<Option<Vec<u8>>> = self.0.clone().get(Self::key(id)).await;
        let value = forgive("load", answer).flatten();
        value.map(|value| serde_json::from_slice(&value).map_err(|error| Error::Decode(error.to_string()))).transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        forgive("delete", self.0.clone().del::<_, ()>(Self::key(id)).await);
        Ok(())
    }
}
