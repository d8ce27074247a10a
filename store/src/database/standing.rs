//! Whether the replica is near enough to be read from. Pure: time is an argument.

use std::time::{Duration, Instant};

/// Good measurements in a row before a replica that was left is read from again.
const GOOD: u32 = 3;

/// How it stands with the replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaState {
    /// There is none.
    None,
    /// It is read from.
    Used,
    /// It is near enough, and watched a little longer before it is read from again.
    Joining,
    /// It is too far behind, or does not say how far.
    Lags,
    /// It does not answer.
    Silent,
}

impl ReplicaState {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Used => "used",
            Self::Joining => "joining",
            Self::Lags => "lags",
            Self::Silent => "silent",
        }
    }
}

/// What was measured last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) state: ReplicaState,
    /// How far it was behind, at most.
    pub(super) lag: Option<Duration>,
    /// When that was.
    measured: Instant,
    /// Good measurements in a row.
    good: u32,
}

impl Standing {
    /// Nothing is known as yet.
    pub(super) const fn unknown(now: Instant) -> Self {
        Self { state: ReplicaState::Silent, lag: None, measured: now, good: 0 }
    }

    /// The replica answered; how far it is behind may be unknown all the same. `asked` is when it was asked.
    #[must_use]
    pub(super) fn measured(self, lag: Option<Duration>, limit: Duration, asked: Instant) -> Self {
        let is_near = lag.is_some_and(|lag| lag <= limit);
        let good = if is_near { self.good.saturating_add(1) } else { 0 };
        let state = match (is_near, good >= GOOD) {
            (true, true) => ReplicaState::Used,
            (true, false) => ReplicaState::Joining,
            (false, _) => ReplicaState::Lags,
        };
        Self { state, lag, measured: asked, good }
    }

    /// The replica did not answer, or failed somebody.
    #[must_use]
    pub(super) const fn failed(self) -> Self {
        Self { state: ReplicaState::Silent, good: 0, ..self }
    }

    /// How far the replica may be behind now: since it was measured nothing may have come.
    pub(super) fn lag_now(&self, now: Instant) -> Option<Duration> {
        Some(self.lag? + now.saturating_duration_since(self.measured))
    }

    /// Whether what is read from the replica now is at most `limit` old.
    pub(super) fn is_near(&self, limit: Duration, now: Instant) -> bool {
        self.state == ReplicaState::Used && self.lag_now(now).is_some_and(|lag| lag <= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(2);
    const NEAR: Option<Duration> = Some(Duration::from_millis(300));

    #[test]
    fn it_is_left_at_once_and_joined_after_some_good_measurements() {
        let start = Instant::now();
        let mut standing = Standing::unknown(start);
        for state in [ReplicaState::Joining, ReplicaState::Joining, ReplicaState::Used, ReplicaState::Used] {
            standing = standing.measured(NEAR, LIMIT, start);
            assert_eq!(standing.state, state);
        }
        assert!(standing.is_near(LIMIT, start));
        for bad in
            [standing.measured(Some(Duration::from_secs(3)), LIMIT, start), standing.measured(None, LIMIT, start)]
        {
            assert_eq!(bad.state, ReplicaState::Lags);
            assert_eq!(bad.measured(NEAR, LIMIT, start).state, ReplicaState::Joining, "counted anew");
        }
        let failed = standing.failed();
        assert_eq!((failed.state, failed.is_near(LIMIT, start)), (ReplicaState::Silent, false));
        assert_eq!(failed.measured(NEAR, LIMIT, start).state, ReplicaState::Joining);
    }

    #[test]
    fn what_was_measured_long_ago_is_no_measurement() {
        let start = Instant::now();
        let mut standing = Standing::unknown(start);
        for _ in 0..GOOD {
            standing = standing.measured(NEAR, LIMIT, start);
        }
        assert!(standing.is_near(LIMIT, start + Duration::from_millis(1_700)));
        assert!(!standing.is_near(LIMIT, start + Duration::from_millis(1_701)), "nobody looked since");
        assert_eq!(standing.lag_now(start + Duration::from_secs(1)), Some(Duration::from_millis(1_300)));
    }
}
