//! Opens the one connection that a change of schema needs.

use std::{str::FromStr, time::Duration};

use sea_orm_migration::sea_orm::{
    DatabaseConnection,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::MigrationError;

/// How long to wait for another process that changes the schema.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens a database; creates a missing SQLite file.
pub(crate) async fn create(url: &str) -> Result<DatabaseConnection, MigrationError> {
    connect(parse(url)?.create_if_missing(true)).await
}

/// Opens a database that is there.
pub(crate) async fn open(url: &str) -> Result<DatabaseConnection, MigrationError> {
    connect(parse(url)?.create_if_missing(false)).await
}

/// Closes the connection; on SQLite this folds the write-ahead log into the file.
pub(crate) async fn close(connection: DatabaseConnection) {
    // Everything is committed or rolled back by now: a failure to say good-bye changes nothing.
    let _ = connection.close().await;
}

fn parse(url: &str) -> Result<SqliteConnectOptions, MigrationError> {
    let unsupported = |reason| MigrationError::UnsupportedUrl { reason };
    if !url.starts_with("sqlite:") {
        return Err(unsupported("only sqlite: URLs are supported, for example sqlite://wecom-login.db"));
    }
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(unsupported("a SQLite database in memory is not supported: name a file"));
    }
    SqliteConnectOptions::from_str(url).map_err(|_| unsupported("not a valid sqlite: URL"))
}

async fn connect(options: SqliteConnectOptions) -> Result<DatabaseConnection, MigrationError> {
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    // One connection: a pool is only what the schema manager takes.
    let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await;
    pool.map(DatabaseConnection::from).map_err(|error| MigrationError::unavailable(&error))
}
