//! A connection of an administrator to one server.

use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlConnection, Row};

use super::ReplicationError;
use super::dialect::Dialect;
use crate::database::{Look, look, name_of};

/// Longest a server may take to let an administrator in.
const LIMIT: Duration = Duration::from_secs(3);

/// How a server follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following {
    /// Host and port of the one it follows.
    pub source: String,
    /// It is connected and reads.
    pub reads: bool,
    /// It applies what it has read.
    pub applies: bool,
    /// All it has read is applied.
    pub is_applied: bool,
    /// What went wrong last; empty when nothing did.
    pub error: String,
}

impl Following {
    /// In words.
    pub(super) fn words(&self) -> String {
        let state = match (self.reads, self.applies, self.is_applied) {
            (_, false, _) => "it applies nothing",
            (false, true, _) => "it is not connected",
            (true, true, false) => "it is applying",
            (true, true, true) => "it is up to date",
        };
        if self.error.is_empty() { state.to_owned() } else { format!("{state}: {}", self.error) }
    }
}

pub(super) struct Server {
    pub(super) name: String,
    pub(super) dialect: Dialect,
    pub(super) version: String,
    connection: MySqlConnection,
}

impl Server {
    /// Connects and asks what it is.
    pub(super) async fn open(options: &MySqlConnectOptions) -> Result<(Self, Look), ReplicationError> {
        let name = name_of(options);
        let opening = async {
            let mut connection = options.connect().await?;
            let look = look(&mut connection).await?;
            let version: String = sqlx::query_scalar("SELECT VERSION()").fetch_one(&mut connection).await?;
            let dialect = Dialect::of(&version);
            Ok::<_, sqlx::Error>((Self { name: name_of(options), dialect, version, connection }, look))
        };
        match tokio::time::timeout(LIMIT, opening).await {
            Ok(Ok(opened)) => Ok(opened),
            Ok(Err(error)) => Err(ReplicationError::Silent { server: name, error: error.to_string() }),
            Err(_) => Err(ReplicationError::Silent { server: name, error: "no answer within 3 s".to_owned() }),
        }
    }

    /// What it says of itself now.
    pub(super) async fn look(&mut self) -> Result<Look, sqlx::Error> {
        look(&mut self.connection).await
    }

    /// Runs a statement. None of them takes anything from outside the settings.
    pub(super) async fn run(&mut self, statement: impl Into<String>) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(statement.into())).execute(&mut self.connection).await.map(|_| ())
    }

    /// The first column of the first row as a text.
    pub(super) async fn ask(&mut self, question: impl Into<String>) -> Result<String, sqlx::Error> {
        let row = sqlx::raw_sql(AssertSqlSafe(question.into())).fetch_optional(&mut self.connection).await?;
        Ok(row.and_then(|row| row.try_get_unchecked::<Option<String>, _>(0).ok().flatten()).unwrap_or_default())
    }

    /// The second column of a row that is named in the first, as `SHOW STATUS` answers.
    pub(super) async fn status(&mut self, name: &str) -> Result<String, sqlx::Error> {
        let question = format!("SHOW GLOBAL STATUS LIKE '{name}'");
        let row = sqlx::raw_sql(AssertSqlSafe(question)).fetch_optional(&mut self.connection).await?;
        Ok(row.and_then(|row| row.try_get_unchecked::<Option<String>, _>(1).ok().flatten()).unwrap_or_default())
    }

    /// How it follows another server, if it does.
    pub(super) async fn following(&mut self) -> Result<Option<Following>, sqlx::Error> {
        let dialect = self.dialect;
        let row = sqlx::raw_sql(dialect.show_following()).fetch_optional(&mut self.connection).await?;
        let Some(row) = row else { return Ok(None) };
        let text = |name: &str| text(&row, name);
        let read = (text(dialect.read_file()), text(dialect.read_position()));
        let applied = (text(dialect.applied_file()), text(dialect.applied_position()));
        let errors = [text("Last_IO_Error"), text("Last_SQL_Error")];
        Ok(Some(Following {
            source: format!("{}:{}", text(dialect.source_host()), text(dialect.source_port())),
            reads: text(dialect.reads()) == "Yes",
            applies: text(dialect.applies()) == "Yes",
            is_applied: read == applied,
            error: errors.into_iter().filter(|error| !error.is_empty()).collect::<Vec<_>>().join("; "),
        }))
    }
}

fn text(row: &MySqlRow, column: &str) -> String {
    row.try_get_unchecked::<Option<String>, _>(column).ok().flatten().unwrap_or_default()
}
