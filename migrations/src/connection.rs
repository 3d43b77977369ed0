//! Opens the one connection that a change of schema needs.

use std::{str::FromStr, time::Duration};

use sea_orm_migration::sea_orm::{
    DatabaseConnection,
    sqlx::{
        self, ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::MigrationError;

/// How long to wait for another process that changes the schema.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a locked file is tried, and how long to wait in between: as long as [`PATIENCE`] in all.
const TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(100);

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
    let mut tries = 1;
    loop {
        // One connection: a pool is only what the schema manager takes.
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
        match pool.connect_with(options.clone()).await {
            // Turning a new file to its write-ahead log does not wait for another process that does the same.
            Err(error) if is_busy(&error) && tries < TRIES => tokio::time::sleep(PAUSE).await,
            outcome => {
                return outcome.map(DatabaseConnection::from).map_err(|error| MigrationError::unavailable(&error));
            }
        }
        tries += 1;
    }
}

/// Whether SQLite says that the file is locked (its code 5, with any refinement in the higher bits).
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}
