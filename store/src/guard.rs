//! A guarded way to Redis: every call has a limit, and after failures Redis is left alone for a while, so that a dead
//! or silent server costs a request next to nothing. What must not live here: what is kept there.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::aio::{ConnectionLike, ConnectionManager};
use redis::{Cmd, Pipeline, RedisError, RedisFuture, RedisResult, Value};

/// A connection that may be used as any other. Clones share what they know of the server.
#[derive(Clone)]
pub(crate) struct Redis {
    connection: ConnectionManager,
    limit: Duration,
    breaker: Arc<Breaker>,
}

impl Redis {
    /// Calls may take `limit`. After `patience` failures in a row Redis is left alone for `rest`, then one call tries.
    pub(crate) fn new(connection: ConnectionManager, limit: Duration, patience: u32, rest: Duration) -> Self {
        Self { connection, limit, breaker: Arc::new(Breaker { patience, rest, state: Mutex::default() }) }
    }

    /// The same server, with limits and failures of its own.
    pub(crate) fn apart(&self, limit: Duration, patience: u32, rest: Duration) -> Self {
        Self::new(self.connection.clone(), limit, patience, rest)
    }

    /// Asks whether it answers, also while it is left alone.
    pub(crate) async fn answers(&self, limit: Duration) -> RedisResult<()> {
        let mut connection = self.connection.clone();
        let command = redis::cmd("PING");
        let answer = within(limit, connection.req_packed_command(&command)).await.map(|_| ());
        self.breaker.tell(&answer);
        answer
    }

    /// How many calls have failed, and whether it is left alone now.
    pub(crate) fn trouble(&self) -> (u64, bool) {
        let state = self.breaker.state();
        (state.failures, state.left_alone_until.is_some())
    }
}

impl ConnectionLike for Redis {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async move {
            self.breaker.admit()?;
            let answer = within(self.limit, self.connection.req_packed_command(command)).await;
            self.breaker.tell(&answer);
            answer
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move {
            self.breaker.admit()?;
            let answer = within(self.limit, self.connection.req_packed_commands(pipeline, offset, count)).await;
            self.breaker.tell(&answer);
            answer
        })
    }

    fn get_db(&self) -> i64 {
        self.connection.get_db()
    }
}

async fn within<T>(limit: Duration, call: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| Err(timed_out("Redis does not answer in time")))
}

fn timed_out(text: &'static str) -> RedisError {
    std::io::Error::new(std::io::ErrorKind::TimedOut, text).into()
}

/// Remembers failures.
struct Breaker {
    patience: u32,
    rest: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u64,
    failures_in_a_row: u32,
    left_alone_until: Option<Instant>,
}

impl Breaker {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses while Redis is left alone. Whoever comes first after that tries for all others.
    fn admit(&self) -> RedisResult<()> {
        let mut state = self.state();
        match state.left_alone_until {
            Some(until) if Instant::now() < until => Err(timed_out("Redis is left alone for a while after failures")),
            Some(_) => {
                state.left_alone_until = Some(Instant::now() + self.rest);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes what became of a call. An answer that says no is an answer.
    fn tell<T>(&self, answer: &RedisResult<T>) {
        let mut state = self.state();
        match answer {
            Err(error) if error.is_io_error() || error.is_timeout() || error.is_unrecoverable_error() => {
                state.failures += 1;
                state.failures_in_a_row = state.failures_in_a_row.saturating_add(1);
                if state.failures_in_a_row >= self.patience {
                    state.left_alone_until = Some(Instant::now() + self.rest);
                }
            }
            _ => {
                state.failures_in_a_row = 0;
                state.left_alone_until = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker(patience: u32, rest: Duration) -> Breaker {
        Breaker { patience, rest, state: Mutex::default() }
    }

    #[test]
    fn after_failures_it_is_left_alone_and_then_one_tries() {
        let breaker = breaker(2, Duration::from_mins(1));
        let failed: RedisResult<()> = Err(timed_out("slow"));
        breaker.tell(&failed);
        assert!(breaker.admit().is_ok(), "one failure may be chance");
        breaker.tell(&failed);
        assert!(breaker.admit().is_err());
        breaker.state().left_alone_until = Some(Instant::now());
        assert!(breaker.admit().is_ok(), "the first one tries");
        assert!(breaker.admit().is_err(), "all others wait for what becomes of it");
        breaker.tell(&Ok(()));
        assert!(breaker.admit().is_ok() && breaker.admit().is_ok());
        assert_eq!(breaker.state().failures, 2);
    }

    #[test]
    fn failures_with_answers_between_them_are_not_in_a_row() {
        let breaker = breaker(2, Duration::from_mins(1));
        for _ in 0..5 {
            breaker.tell::<()>(&Err(timed_out("slow")));
            breaker.tell(&Ok(()));
        }
        assert!(breaker.admit().is_ok());
    }
}
