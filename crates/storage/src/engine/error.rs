//! `StorageError`: what can go wrong with the database; never a value out of it.

use std::{error::Error, fmt};

use database_connection::{ConnectError, UrlError};
use sea_orm::{
    ConnAcquireErr, DbErr, RuntimeErr,
    sqlx::{self, error::DatabaseError},
};

use crate::engine::sealing::SealError;

/// A failure of the database; holds no URL and no value of a row.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The URL names no database that is supported.
    #[error("database.url: {0}")]
    UnsupportedUrl(UrlError),
    /// The database is there, and could not keep what is written to it; the text says what would be right.
    #[error("database.url: {0}")]
    Unsuitable(String),
    /// The database is out of reach or busy; the same call may succeed later.
    #[error("the database is out of reach")]
    Unavailable(#[source] DriverError),
    /// The database takes no changes, though it may be read: its disk is full, it is read-only or cannot be written to;
    /// the same call may succeed when somebody has mended that.
    #[error("the database takes no changes: it is full or read-only")]
    Unwritable(#[source] DriverError),
    /// Another transaction and this one waited for each other, and this one was taken back; the same call may succeed at
    /// once.
    #[error("the database took this change back in favour of another one")]
    Deadlock(#[source] DriverError),
    /// A row of this key is there already.
    #[error("a row of this key is there already")]
    Conflict,
    /// A row was to point to one that is not there.
    #[error("the row that this one belongs to is not there")]
    NoOwner,
    /// The database refused a statement: its schema is another one, or this is a bug.
    #[error("the database refused a statement")]
    Refused(#[source] DriverError),
    /// A sealed text does not open.
    #[error("the sealed text in {table}.{column} does not open")]
    Sealing {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Why.
        #[source]
        source: SealError,
    },
    /// A row holds something that this program never wrote.
    #[error("{table}.{column} holds something that this program does not understand")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
}

impl StorageError {
    /// Whether the same call may succeed in a moment.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unwritable(_) | Self::Deadlock(_))
    }

    /// Whether the transaction was taken back in favour of another one.
    pub fn is_deadlock(&self) -> bool {
        matches!(self, Self::Deadlock(_))
    }

    pub(crate) fn of_connection(error: ConnectError) -> Self {
        match error {
            ConnectError::Unsuitable(complaint) => Self::Unsuitable(complaint),
            ConnectError::Driver(error) => Self::of_driver(&error),
            no_session => Self::Unavailable(DriverError(no_session.to_string())),
        }
    }

    pub(crate) fn of_driver(error: &sqlx::Error) -> Self {
        let cause = DriverError::new(error);
        match error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Conflict,
            sqlx::Error::Database(database) if database.is_foreign_key_violation() => Self::NoOwner,
            sqlx::Error::Database(database) if is_deadlock(&**database) => Self::Deadlock(cause),
            sqlx::Error::Database(database) if is_unwritable(&**database) => Self::Unwritable(cause),
            sqlx::Error::Database(database) if is_passing(&**database) => Self::Unavailable(cause),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(cause),
            _ => Self::Refused(cause),
        }
    }
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => Self::of_driver(cause),
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => {
                Self::Unavailable(DriverError("no connection was free within the time limit".to_owned()))
            }
            DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) | DbErr::Conn(_) => {
                Self::Unavailable(DriverError("the connection is closed".to_owned()))
            }
            DbErr::RecordNotFound(_) | DbErr::RecordNotInserted | DbErr::RecordNotUpdated => {
                Self::Refused(DriverError("a row that was there a moment ago is gone".to_owned()))
            }
            _ => Self::Refused(DriverError("a column has another type than expected".to_owned())),
        }
    }
}

/// The driver's message, without the values that some drivers put into their messages.
#[derive(Debug)]
pub struct DriverError(String);

impl DriverError {
    fn new(error: &sqlx::Error) -> Self {
        Self(match error {
            // SQLite names tables and columns, never values.
            sqlx::Error::Database(database) => match database.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                Some(sqlite) => sqlite.to_string(),
                None => format!("database error {}", database.code().unwrap_or_default()),
            },
            sqlx::Error::Io(io) => io.kind().to_string(),
            sqlx::Error::PoolTimedOut => "no connection was free within the time limit".to_owned(),
            sqlx::Error::PoolClosed => "the connection is closed".to_owned(),
            sqlx::Error::Configuration(_) => "the URL is not valid".to_owned(),
            sqlx::Error::ColumnNotFound(_) | sqlx::Error::ColumnDecode { .. } => {
                "a column is missing or has another type than expected".to_owned()
            }
            _ => "the driver failed".to_owned(),
        })
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for DriverError {}

/// Whether the database took a statement, or the transaction that it was in, back in favour of others.
pub(crate) fn took_back(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return false;
    };
    matches!(&**cause, sqlx::Error::Database(database) if is_deadlock(&**database))
}

/// Whether PostgreSQL, MySQL or MariaDB took a transaction back that waited for another one in a circle.
fn is_deadlock(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| ["40001", "40P01"].contains(&&*code))
}

/// Whether an error says that the database cannot be changed, for now.
fn is_unwritable(error: &dyn DatabaseError) -> bool {
    match error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        Some(mysql) => is_unwritable_on_mysql(mysql.number()),
        None => error.code().is_some_and(|code| is_unwritable_code(&code)),
    }
}

/// MySQL's and MariaDB's own numbers: no disk (1021, 3, 1114), read-only for now (1290, 1792, 1836).
fn is_unwritable_on_mysql(number: u16) -> bool {
    matches!(number, 3 | 1021 | 1114 | 1290 | 1792 | 1836)
}

/// SQLite's numbers and PostgreSQL's SQLSTATE.
fn is_unwritable_code(code: &str) -> bool {
    /// SQLite's input or output errors of a write, a flush, a truncation, and of making the shared memory larger.
    const WRITING: [u32; 5] = [778, 1034, 1290, 1546, 4874];
    match (code.len(), code.parse::<u32>()) {
        // READONLY, FULL; the higher bits only refine them.
        (..5, Ok(number)) => matches!(number & 0xff, 8 | 13) || WRITING.contains(&number),
        // The disk is full, or the server is a stand-by that only reads.
        _ => ["53100", "25006"].contains(&code),
    }
}

/// Whether an error speaks of a state that passes.
fn is_passing(error: &dyn DatabaseError) -> bool {
    match error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        Some(mysql) => is_passing_on_mysql(mysql.number()),
        None => error.code().is_some_and(|code| is_passing_code(&code)),
    }
}

/// MySQL's and MariaDB's own numbers, which say more than their SQLSTATE: too many connections (1040, 1203), the server
/// stops (1053), a lock was not to be had (1205, 1206) or two waited for each other (1213), the statement or its connection
/// was ended (1317, 1927, 1969, 3024, 4031), this user has used up what it may in an hour (1226).
fn is_passing_on_mysql(number: u16) -> bool {
    matches!(number, 1040 | 1053 | 1203 | 1205 | 1206 | 1213 | 1226 | 1317 | 1927 | 1969 | 3024 | 4031)
}

/// Whether an error code speaks of a state that passes: of SQLite (a number) or of PostgreSQL (SQLSTATE).
fn is_passing_code(code: &str) -> bool {
    match (code.len(), code.parse::<u32>()) {
        // BUSY, LOCKED, IOERR, CANTOPEN; the higher bits only refine them.
        (..5, Ok(number)) => matches!(number & 0xff, 5 | 6 | 10 | 14),
        // Connection, transaction rolled back, resources, operator's intervention, the machine itself; a lock was not to
        // be had.
        _ => ["08", "40", "53", "57", "58", "55P03"].iter().any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passing_state_of_any_engine_is_told_from_a_mistake() {
        let passing = [
            "5", "517", "6", "10", "266", "14", "08006", "40001", "40P01", "53300", "57P01", "58030", "58P01", "55P03",
        ];
        let unwritable = ["8", "1032", "13", "778", "53100", "25006"];
        let mistakes = ["1", "787", "1555", "2067", "26", "42P01", "22001", "HY000"];
        assert!(passing.iter().all(|code| is_passing_code(code) && !is_unwritable_code(code)));
        assert!(unwritable.iter().all(|code| is_unwritable_code(code)));
        assert!(!mistakes.iter().any(|code| is_passing_code(code) || is_unwritable_code(code)));
        assert!([1205, 1206, 1213, 1226, 1927, 4031].into_iter().all(is_passing_on_mysql));
        assert!([3, 1021, 1114, 1290, 1792, 1836].into_iter().all(is_unwritable_on_mysql));
        assert!(
            ![1062, 1146, 1406].into_iter().any(|number| is_passing_on_mysql(number) || is_unwritable_on_mysql(number))
        );
    }

    #[test]
    fn a_time_out_may_be_tried_again_and_an_unknown_column_may_not() {
        assert!(StorageError::of_driver(&sqlx::Error::PoolTimedOut).is_retryable());
        assert!(!StorageError::of_driver(&sqlx::Error::ColumnNotFound("x".to_owned())).is_retryable());
    }
}
