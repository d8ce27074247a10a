//! What the tiers did, counted.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Kind;

/// How often readers of one kind of value found what, since the process began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KindStats {
    /// Found in the process, also when somebody else there had just loaded it.
    pub process_hits: u64,
    /// Found in Redis.
    pub shared_hits: u64,
    /// Read from MySQL.
    pub loads: u64,
    /// Found in the process and refused as too old.
    pub process_refused: u64,
    /// Found in Redis and refused as too old.
    pub shared_refused: u64,
}

/// What the tiers of a process did and hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TierStats {
    /// By what a kind is called.
    pub kinds: Vec<(&'static str, KindStats)>,
    /// Values in the process.
    pub entries: u64,
    /// What they weigh, bytes, about.
    pub weight: u64,
    /// Calls of Redis that failed.
    pub redis_failures: u64,
    /// Whether Redis is left alone after failures.
    pub redis_is_left_alone: bool,
}

impl TierStats {
    /// The sums over all kinds.
    pub fn sum(&self) -> KindStats {
        self.kinds.iter().fold(KindStats::default(), |sum, (_, one)| KindStats {
            process_hits: sum.process_hits + one.process_hits,
            shared_hits: sum.shared_hits + one.shared_hits,
            loads: sum.loads + one.loads,
            process_refused: sum.process_refused + one.process_refused,
            shared_refused: sum.shared_refused + one.shared_refused,
        })
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count {
    ProcessHit,
    SharedHit,
    Load,
    ProcessRefused,
    SharedRefused,
}

/// The counters of all kinds.
#[derive(Default)]
pub(super) struct Counts([[AtomicU64; 5]; Kind::ALL.len()]);

impl Counts {
    pub(super) fn add(&self, kind: Kind, count: Count) {
        self.add_many(kind, count, 1);
    }

    pub(super) fn add_many(&self, kind: Kind, count: Count, many: u64) {
        self.0[kind as usize][count as usize].fetch_add(many, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Vec<(&'static str, KindStats)> {
        let one = |kind: Kind| {
            let read = |count: Count| self.0[kind as usize][count as usize].load(Ordering::Relaxed);
            let stats = KindStats {
                process_hits: read(Count::ProcessHit),
                shared_hits: read(Count::SharedHit),
                loads: read(Count::Load),
                process_refused: read(Count::ProcessRefused),
                shared_refused: read(Count::SharedRefused),
            };
            (kind.name(), stats)
        };
        Kind::ALL.into_iter().map(one).collect()
    }
}
