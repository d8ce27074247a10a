//! Why there is no report.

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;

/// Why there is no report. Logged once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No SQL has this name.
    #[error("there is no report {0}")]
    Unknown(String),
    /// Others are before it.
    #[error("too many reports are asked for at once")]
    Busy,
    /// It took longer than it may.
    #[error("the report takes longer than it may")]
    TooSlow,
    /// It needs more memory or disk than it may.
    #[error("the report needs more memory than it may have: {0}")]
    TooLarge(String),
    /// The lake cannot be read.
    #[error(transparent)]
    Lake(#[from] crate::Error),
    /// The SQL and the lake do not fit together.
    #[error("the query failed: {0}")]
    Query(Box<DataFusionError>),
    /// The answer has not the columns of the report.
    #[error("the answer has other columns than the report: {0}")]
    Columns(String),
}

impl ReportError {
    /// Whether trying again in a moment may work.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy | Self::TooLarge(_) => true,
            Self::Lake(error) => error.is_temporary(),
            Self::Unknown(_) | Self::TooSlow | Self::Query(_) | Self::Columns(_) => false,
        }
    }
}

impl From<DataFusionError> for ReportError {
    fn from(error: DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(what) => Self::TooLarge(what.clone()),
            _ => match error {
                DataFusionError::ObjectStore(error) => Self::Lake(crate::Error::Storage(*error)),
                error => Self::Query(Box::new(error)),
            },
        }
    }
}

impl From<ArrowError> for ReportError {
    fn from(error: ArrowError) -> Self {
        Self::Columns(error.to_string())
    }
}
