//! Reports over the lake: the SQL of `warehouse/reports`, run by DataFusion within limits, answered as a
//! [`ReportTable`] or as Parquet. What a report is called and how it is drawn is `domain::reports`.
//!
//! A report reads only days that have a manifest, and of those only the ones its period names: the day is in the path
//! of a file, so that all others are never opened. What is asked for is bound to placeholders, never written into SQL.

mod convert;
mod error;
mod session;
mod sql;
#[cfg(test)]
mod tests;

pub use error::ReportError;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, Utc};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::execution::disk_manager::DiskManagerBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::DataFrame;
use domain::reports::{Choice, Choices, MOST_ROWS, Report, ReportRequest, ReportTable, ranges};
use futures_util::TryStreamExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use self::session::Known;
use crate::Lake;

/// How much reports may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Memory of all reports together, bytes. What sorts and adds up beyond goes to disk.
    pub memory: usize,
    /// Disk for what memory does not hold, bytes.
    pub disk: u64,
    /// Reports at once; others wait their turn.
    pub at_once: usize,
    /// How long one waits for its turn.
    pub turn: Duration,
    /// How long one may run.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 512 * 1024 * 1024,
            disk: 4 * 1024 * 1024 * 1024,
            at_once: 2,
            turn: Duration::from_secs(10),
            time: Duration::from_mins(1),
        }
    }
}

/// Runs reports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Reports {
    lake: Lake,
    runtime: Arc<RuntimeEnv>,
    turns: Arc<Semaphore>,
    limits: Limits,
}

/// What a report came to, before it is a table or a file.
struct Found {
    batches: Vec<RecordBatch>,
    cut: bool,
    known: Known,
}

impl Reports {
    /// Reports over a lake.
    pub fn new(lake: Lake, limits: Limits) -> Result<Self, ReportError> {
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_max_temp_directory_size(limits.disk))
            // A day that was exported a moment ago has to be seen.
            .with_object_list_cache_limit(0)
            .build_arc()?;
        Ok(Self { lake, runtime, turns: Arc::new(Semaphore::new(limits.at_once)), limits })
    }

    /// Answers a report; `now` says which days could be there.
    pub async fn run(&self, request: &ReportRequest, now: DateTime<Utc>) -> Result<ReportTable, ReportError> {
        let Found { batches, cut, known } = self.find(request).await?;
        let report = request.report;
        let period = request.period;
        let last = period.to.min(now.date_naive());
        let days = std::iter::successors(Some(period.from), |day| day.checked_add_days(Days::new(1)));
        let missing = ranges(days.take_while(|day| *day <= last).filter(|day| !known.days.contains(day)));
        Ok(ReportTable {
            code: report.code.to_owned(),
            columns: report.columns.iter().map(|column| column.name.to_owned()).collect(),
            rows: convert::rows(&batches, report)?,
            cut,
            from: period.from,
            to: period.to,
            newest_day: known.days.last().copied(),
            read_at: known.read_at,
            lag_seconds: known.lag.map(|lag| lag.as_secs()),
            missing,
        })
    }

    /// Answers a report as the bytes of a Parquet file.
    pub async fn parquet(&self, request: &ReportRequest) -> Result<Vec<u8>, ReportError> {
        let found = self.find(request).await?;
        convert::parquet(&found.batches, request.report)
    }

    /// What reports can be narrowed by.
    pub async fn choices(&self) -> Result<Choices, ReportError> {
        let _turn = self.turn().await?;
        let choosing = async {
            let (session, _) = session::open(&self.lake, &self.runtime, None).await?;
            let of = async |sql: &str| {
                let batches = session.sql(sql).await?.collect().await?;
                let pairs = convert::pairs(&batches)?;
                Ok::<_, ReportError>(pairs.into_iter().map(|(value, title)| Choice { value, title }).collect())
            };
            Ok(Choices {
                categories: of(sql::CATEGORIES).await?,
                makers: of(sql::MAKERS).await?,
                locations: of(sql::LOCATIONS).await?,
            })
        };
        timeout(self.limits.time, choosing).await.map_err(|_| ReportError::TooSlow)?
    }

    /// How a report is carried out, for those who look after it.
    pub async fn explain(&self, request: &ReportRequest) -> Result<String, ReportError> {
        let (frame, _) = self.prepare(request).await?;
        let plan = frame.create_physical_plan().await?;
        Ok(datafusion::physical_plan::displayable(plan.as_ref()).indent(true).to_string())
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, ReportError> {
        match timeout(self.limits.turn, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(ReportError::Busy),
        }
    }

    async fn find(&self, request: &ReportRequest) -> Result<Found, ReportError> {
        let _turn = self.turn().await?;
        let finding = async {
            let (frame, known) = self.prepare(request).await?;
            let mut stream = frame.execute_stream().await?;
            let (mut batches, mut rows) = (Vec::new(), 0);
            while let Some(batch) = stream.try_next().await? {
                let room = MOST_ROWS - rows;
                if batch.num_rows() > room {
                    batches.push(convert::plain(&batch.slice(0, room), request.report)?);
                    return Ok(Found { batches, cut: true, known });
                }
                rows += batch.num_rows();
                batches.push(convert::plain(&batch, request.report)?);
            }
            Ok(Found { batches, cut: false, known })
        };
        timeout(self.limits.time, finding).await.map_err(|_| ReportError::TooSlow)?
    }

    async fn prepare(&self, request: &ReportRequest) -> Result<(DataFrame, Known), ReportError> {
        let (session, known) = session::open(&self.lake, &self.runtime, Some(request.period.to)).await?;
        let frame = session.sql(statement(request.report)?).await?;
        Ok((frame.with_param_values(parameters(request, known.stock_day))?, known))
    }
}

fn statement(report: &Report) -> Result<&'static str, ReportError> {
    sql::of(report.code).ok_or_else(|| ReportError::Unknown(report.code.to_owned()))
}

fn parameters(
    request: &ReportRequest,
    stock_day: Option<NaiveDate>,
) -> Vec<(&'static str, datafusion::scalar::ScalarValue)> {
    use datafusion::scalar::ScalarValue::Utf8;
    let period = request.period;
    let text = |text: &str| Utf8(Some(text.to_owned()));
    vec![
        ("from", convert::day(Some(period.from))),
        ("to", convert::day(Some(period.to))),
        ("before", convert::day(period.from.checked_sub_days(Days::new(90)))),
        ("stock_day", convert::day(stock_day)),
        ("category", text(&request.category)),
        ("maker", text(&request.maker)),
        ("location", text(&request.location)),
    ]
}
