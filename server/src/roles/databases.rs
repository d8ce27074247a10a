//! Watching the databases beside what a role does, with its metrics.

use store::{DatabaseEvent, ReplicaState, Store};
use tokio::task::JoinHandle;

/// Follows promotions, and leaves and joins the replica, until it is aborted.
pub(crate) fn watch(store: &Store) -> JoinHandle<()> {
    let store = store.clone();
    tokio::spawn(async move {
        store.watch_databases(observe).await;
    })
}

/// What was seen of the databases, as metrics.
fn observe(event: DatabaseEvent<'_>) {
    match event {
        DatabaseEvent::Looked { primary, replica, term, state, lag } => {
            for (server, is_primary) in [(primary, 1.0), (replica, 0.0)] {
                metrics::gauge!("database_primary", "server" => server.to_owned()).set(is_primary);
            }
            let is_used = if state == ReplicaState::Used { 1.0 } else { 0.0 };
            metrics::gauge!("database_replica_used").set(is_used);
            // Not a number: how far it is behind is not known.
            metrics::gauge!("database_replica_lag_seconds").set(lag.map_or(f64::NAN, |lag| lag.as_secs_f64()));
            #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; nobody promotes 2⁵³ times")]
            metrics::gauge!("database_term").set(term as f64);
        }
        DatabaseEvent::Switched => metrics::counter!("database_switches_total").increment(1),
    }
}
