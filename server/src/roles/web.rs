//! `rocket-parts web`: serves the shop until it is told to stop, then drains.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use app::Assets;
use store::search::IndexEvent;
use store::{Store, TierStats};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::http::{self, AppState};
use crate::roles::databases;
use crate::roles::process::{serve_metrics, told_to_stop};

pub(crate) async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let assets = Arc::new(Assets::find(&config.site_root).context("the built assets are not there")?);
    let store = Store::connect(&config.database, &config.redis_url).await.context("the database does not answer")?;
    let store = store.holding_for(config.hold).with_reports(config.reports.clone());
    let store = match &config.tiers {
        Some(settings) => store.with_tiers(settings.clone()),
        None => store,
    };
    serve_metrics(&config)?;
    let listener = TcpListener::bind(config.listen_addr)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen_addr))?;
    let state = AppState::new(store.clone(), assets, &config);
    let draining = Arc::clone(&state.draining);
    let watcher = databases::watch(&store);
    // Pages that search answer 503 until the index is there; /readyz keeps customers away meanwhile.
    let following = store.clone();
    let follower = tokio::spawn(async move { following.follow_catalog_events(observe).await });
    let publisher = tokio::spawn(publish_tiers(store.clone()));
    let router = http::router(state);
    tracing::info!(address = %listener.local_addr()?, metrics = %config.metrics_addr, "the shop is open");
    let stop = told_to_stop()?;
    let drain = config.drain;
    axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>())
        .with_graceful_shutdown(async move {
            stop.await;
            // Not ready any more: the load balancer sends new requests elsewhere before we close.
            draining.store(true, Ordering::Relaxed);
            tracing::info!(seconds = drain.as_secs(), "draining");
            tokio::time::sleep(drain).await;
        })
        .await?;
    follower.abort();
    publisher.abort();
    watcher.abort();
    store.close().await;
    tracing::info!("the shop is closed");
    Ok(ExitCode::SUCCESS)
}

/// What the search index does, as metrics.
fn observe(event: IndexEvent) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; no catalog has 2⁵³ parts")]
    let set_documents = |documents: u64| metrics::gauge!("search_index_documents").set(documents as f64);
    match event {
        IndexEvent::Built { took, documents } => {
            metrics::histogram!("search_index_build_seconds").record(took.as_secs_f64());
            set_documents(documents);
        }
        IndexEvent::Updated { variants, documents } => {
            metrics::counter!("search_index_updates_total").increment(variants);
            set_documents(documents);
        }
    }
}

/// How often what the tiers did is published.
const PUBLISHING: Duration = Duration::from_secs(2);

/// What the tiers did and hold, as metrics, for as long as the process lives.
async fn publish_tiers(store: Store) {
    while let Some(stats) = store.tier_stats().await {
        publish(&stats);
        tokio::time::sleep(PUBLISHING).await;
    }
}

fn publish(stats: &TierStats) {
    for (kind, counts) in &stats.kinds {
        let reads = [("process", counts.process_hits), ("redis", counts.shared_hits), ("mysql", counts.loads)];
        for (tier, count) in reads {
            metrics::counter!("tier_reads_total", "kind" => *kind, "tier" => tier).absolute(count);
        }
        for (tier, count) in [("process", counts.process_refused), ("redis", counts.shared_refused)] {
            metrics::counter!("tier_refused_total", "kind" => *kind, "tier" => tier).absolute(count);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; no process holds 2⁵³ bytes")]
    let set = |name: &'static str, value: u64| metrics::gauge!(name).set(value as f64);
    set("tier_process_entries", stats.entries);
    set("tier_process_bytes", stats.weight);
    set("tier_redis_left_alone", u64::from(stats.redis_is_left_alone));
    metrics::counter!("tier_redis_failures_total").absolute(stats.redis_failures);
}
