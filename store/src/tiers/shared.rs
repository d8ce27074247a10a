//! The tier in Redis. Whatever goes wrong there, the value is absent.

use std::time::Duration;

use redis::RedisResult;

use super::key::{Key, Names};
use crate::guard::Redis;

/// How long a call may take: reading the value from MySQL takes less than much longer.
const LIMIT: Duration = Duration::from_millis(100);
/// How long Redis is left alone after a failure.
const REST: Duration = Duration::from_secs(2);
/// How long a loader has the key to itself.
const LOCKED: Duration = Duration::from_secs(2);

/// Values in Redis.
pub(super) struct Shared {
    redis: Redis,
    names: Names,
}

/// What came of asking for the right to load a value.
pub(super) enum Turn {
    /// It is ours to load. What others wrote in the meantime, if they did.
    Ours(Option<Vec<u8>>),
    /// Somebody else loads it.
    Others,
    /// Redis does not say.
    Unknown,
}

impl Shared {
    pub(super) fn new(redis: &Redis, names: Names) -> Self {
        Self { redis: redis.apart(LIMIT, 1, REST), names }
    }

    pub(super) async fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let answer: RedisResult<Option<Vec<u8>>> =
            redis::cmd("GET").arg(self.names.of_value(key)).query_async(&mut self.redis.clone()).await;
        forgive("get", answer).flatten()
    }

    /// The values of several keys, in their order.
    pub(super) async fn get_many(&self, keys: &[&Key]) -> Vec<Option<Vec<u8>>> {
        let mut command = redis::cmd("MGET");
        for key in keys {
            command.arg(self.names.of_value(key));
        }
        let answer: RedisResult<Vec<Option<Vec<u8>>>> = command.query_async(&mut self.redis.clone()).await;
        forgive("get", answer).filter(|values| values.len() == keys.len()).unwrap_or_else(|| vec![None; keys.len()])
    }

    /// Asks for the right to load a value, and looks once more whether it is there.
    pub(super) async fn take_turn(&self, key: &Key) -> Turn {
        let mut ask = redis::pipe();
        ask.cmd("SET").arg(self.names.of_lock(key)).arg(1).arg("NX").arg("PX").arg(milliseconds(LOCKED));
        ask.cmd("GET").arg(self.names.of_value(key));
        let answer: RedisResult<(Option<String>, Option<Vec<u8>>)> = ask.query_async(&mut self.redis.clone()).await;
        match forgive("lock", answer) {
            Some((Some(_), value)) => Turn::Ours(value),
            Some((None, _)) => Turn::Others,
            None => Turn::Unknown,
        }
    }

    /// Keeps a value for a while, and lets others load it again.
    pub(super) async fn keep(&self, key: &Key, json: &[u8], lifetime: Duration) {
        let mut keep = redis::pipe();
        keep.cmd("SET").arg(self.names.of_value(key)).arg(json).arg("PX").arg(milliseconds(lifetime)).ignore();
        keep.cmd("DEL").arg(self.names.of_lock(key)).ignore();
        forgive::<()>("keep", keep.query_async(&mut self.redis.clone()).await);
    }

    /// Keeps several values.
    pub(super) async fn keep_many(&self, values: &[(&Key, Vec<u8>)], lifetime: Duration) {
        let mut keep = redis::pipe();
        for (key, json) in values {
            keep.cmd("SET").arg(self.names.of_value(key)).arg(json).arg("PX").arg(milliseconds(lifetime)).ignore();
        }
        forgive::<()>("keep", keep.query_async(&mut self.redis.clone()).await);
    }

    /// Gives the right to load a value back.
    pub(super) async fn give_up_turn(&self, key: &Key) {
        let answer = redis::cmd("DEL").arg(self.names.of_lock(key)).query_async(&mut self.redis.clone()).await;
        forgive::<()>("unlock", answer);
    }

    /// Calls that failed, and whether Redis is left alone.
    pub(super) fn trouble(&self) -> (u64, bool) {
        self.redis.trouble()
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}

fn forgive<T>(doing: &str, answer: RedisResult<T>) -> Option<T> {
    answer.inspect_err(|error| tracing::debug!(doing, %error, "the shared tier is away")).ok()
}
