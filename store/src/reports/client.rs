//! How the shop asks the warehouse: over plain HTTP, within limits, with an answer for every way it can fail. The
//! warehouse is a process of its own (`rocket-parts warehouse`); without it everything else works.

use std::time::Duration;

use domain::reports::{Choices, DayRange, ReportRequest, ReportTable};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{inner_address, trace};

/// Longest connecting may take.
const CONNECT: Duration = Duration::from_secs(1);
/// Longest an answer may take: a page has to be there before its own limit.
const ANSWER: Duration = Duration::from_secs(13);
/// Largest answer, bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// The warehouse's reports, as the shop reaches them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ReportsClient {
    url: String,
    client: Client<HttpConnector, Empty<&'static [u8]>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportsError {
    /// Nobody told the shop where the warehouse is.
    #[error("no warehouse is connected")]
    NotConnected,
    /// It does not answer, or not in time.
    #[error("the warehouse does not answer: {0}")]
    Silent(String),
    /// The report takes longer than it may.
    #[error("the report takes too long")]
    TooSlow,
    /// It has too much to do, or cannot read the lake.
    #[error("the warehouse cannot answer now: {0}")]
    Busy(String),
    /// It did not understand, or answered what the shop does not understand.
    #[error("warehouse and shop do not understand each other: {0}")]
    Refused(String),
}

/// A file of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// For spreadsheets.
    Csv,
    /// For other programs.
    Parquet,
}

impl ReportFormat {
    /// Its name in addresses, and the ending of its files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Csv, Self::Parquet].into_iter().find(|format| format.name() == name)
    }

    /// What it is called between machines.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// What the warehouse says when it refuses.
#[derive(Deserialize)]
struct Reason {
    reason: String,
}

/// The days that are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LakeDays {
    /// As the fewest ranges.
    pub days: Vec<DayRange>,
}

impl ReportsClient {
    /// A client for an address such as `http://127.0.0.1:3010`; `None` when it is none.
    pub fn parse(url: &str) -> Option<Self> {
        let url = inner_address(url)?;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        Some(Self { url, client: Client::builder(TokioExecutor::new()).build(connector) })
    }

    /// A report.
    #[tracing::instrument(name = "reports.table", skip_all, fields(report = request.report.code))]
    pub async fn table(&self, request: &ReportRequest) -> Result<ReportTable, ReportsError> {
        let path = format!("/reports/{}?{}&format=json", request.report.code, request.fixed_query());
        let table: ReportTable = self.json(&path).await?;
        table.checked(request.report).map_err(|error| ReportsError::Refused(error.to_string()))
    }

    /// A report as a file.
    #[tracing::instrument(name = "reports.file", skip_all, fields(report = request.report.code, format = format.name()))]
    pub async fn file(&self, request: &ReportRequest, format: ReportFormat) -> Result<Vec<u8>, ReportsError> {
        let path = format!("/reports/{}?{}&format={}", request.report.code, request.fixed_query(), format.name());
        self.get(&path).await
    }

    /// What reports can be narrowed by.
    pub async fn choices(&self) -> Result<Choices, ReportsError> {
        self.json("/choices").await
    }

    /// The days that are there.
    pub async fn days(&self) -> Result<Vec<DayRange>, ReportsError> {
        Ok(self.json::<LakeDays>("/days").await?.days)
    }

    async fn json<T: DeserializeOwned>(&self, path: &str) -> Result<T, ReportsError> {
        let bytes = self.get(path).await?;
        serde_json::from_slice(&bytes).map_err(|error| ReportsError::Refused(error.to_string()))
    }

    async fn get(&self, path: &str) -> Result<Vec<u8>, ReportsError> {
        let silent = |error: &dyn std::fmt::Display| ReportsError::Silent(error.to_string());
        let request = Request::get(format!("{}{path}", self.url));
        let request = match trace::traceparent() {
            Some(traceparent) => request.header(trace::TRACEPARENT, traceparent),
            None => request,
        };
        let request = request.body(Empty::new()).map_err(|error| ReportsError::Refused(error.to_string()))?;
        let asking = async {
            let answer = self.client.request(request).await.map_err(|error| silent(&error))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), LARGEST);
            let bytes = body.collect().await.map_err(|error| silent(&error))?.to_bytes();
            Ok((status, bytes))
        };
        let (status, bytes) = tokio::time::timeout(ANSWER, asking).await.map_err(|_| ReportsError::TooSlow)??;
        if status == StatusCode::OK {
            return Ok(bytes.to_vec());
        }
        let reason = serde_json::from_slice::<Reason>(&bytes).map_or_else(|_| status.to_string(), |said| said.reason);
        Err(match status {
            StatusCode::SERVICE_UNAVAILABLE => ReportsError::Busy(reason),
            StatusCode::GATEWAY_TIMEOUT => ReportsError::TooSlow,
            _ => ReportsError::Refused(reason),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warehouse_is_named_by_its_address_alone() {
        for right in ["http://127.0.0.1:3010", "http://warehouse.internal:3010/"] {
            assert!(ReportsClient::parse(right).is_some(), "{right}");
        }
        for wrong in ["", "127.0.0.1:3010", "https://warehouse", "http://warehouse/x", "http://u:p@warehouse"] {
            assert!(ReportsClient::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn formats_have_names() {
        assert_eq!(ReportFormat::parse("csv"), Some(ReportFormat::Csv));
        assert_eq!(ReportFormat::parse("parquet"), Some(ReportFormat::Parquet));
        assert_eq!(ReportFormat::parse("json"), None);
    }

    #[tokio::test]
    async fn nobody_there_is_told_apart() {
        let client = ReportsClient::parse("http://127.0.0.1:1").expect("an address");
        let found = client.days().await;
        assert!(matches!(found, Err(ReportsError::Silent(_))), "{found:?}");
    }
}
