//! `MigrationError`: why the schema could not be changed; never the URL, which may hold a password.

use database_connection::{ConnectError, UrlError};
use sea_orm_migration::sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why the schema could not be changed or looked at; holds neither the URL nor a value of the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// A URL of a database that is not supported.
    #[error("database.url: {0}")]
    UnsupportedUrl(UrlError),
    /// The database is there, and could not keep what is written to it; the text says what would be right.
    #[error("database.url: {0}")]
    Unsuitable(String),
    /// The database cannot be opened.
    #[error("the database cannot be opened: {reason}")]
    Unavailable {
        /// The driver's words, without the URL.
        reason: String,
    },
    /// The database has a step that this program does not know.
    #[error(
        "the database has step {step}, which this program does not know: it was written by a newer version; run that one"
    )]
    Newer {
        /// The name of the unknown step.
        step: String,
    },
    /// A step failed; nothing was changed where the database can take back a schema (SQLite, PostgreSQL).
    #[error("the schema could not be changed: {reason}")]
    Failed {
        /// The driver's message.
        reason: String,
    },
}

impl MigrationError {
    pub(crate) fn of_connection(place: &str, error: ConnectError) -> Self {
        match error {
            ConnectError::Unsuitable(complaint) => Self::Unsuitable(complaint),
            ConnectError::Driver(error) => Self::Unavailable { reason: format!("{place}: {}", reason(&error)) },
            no_session => Self::Unavailable { reason: no_session.to_string() },
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "so that `map_err` can name it")]
    pub(crate) fn failed(error: DbErr) -> Self {
        let reason = match &error {
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => reason(cause),
            other => other.to_string(),
        };
        Self::Failed { reason }
    }
}

/// The driver's words, except for mistakes in the URL, of which it may quote parts.
fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Configuration(_) => "the URL is not valid".to_owned(),
        // Not the place in the server's sources, which the driver adds.
        sqlx::Error::Database(refusal) => match refusal.code() {
            Some(code) => format!("{} ({code})", refusal.message()),
            None => refusal.message().to_owned(),
        },
        sqlx::Error::PoolTimedOut => "no connection within the time limit".to_owned(),
        other => other.to_string(),
    }
}
