//! Opens the one connection that a change of schema needs, and keeps other processes out while it changes.

use std::time::Duration;

use database_connection::{ConnectError, DatabaseUrl, Engine, MissingFile, Options};
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::MigrationError;

/// How long to wait for another process that changes the schema.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a database server may take to answer.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often a locked file is tried, and how long to wait in between: as long as [`PATIENCE`] in all.
const TRIES: u32 = 300;
const PAUSE: Duration = Duration::from_millis(100);

/// Opens a database; creates a missing SQLite file.
pub(crate) async fn create(url: &str) -> Result<DatabaseConnection, MigrationError> {
    connect(url, MissingFile::Created).await
}

/// Opens a database that is there.
pub(crate) async fn open(url: &str) -> Result<DatabaseConnection, MigrationError> {
    connect(url, MissingFile::Refused).await
}

/// Closes the connection; on SQLite this folds the write-ahead log into the file.
pub(crate) async fn close(connection: DatabaseConnection) {
    // Everything is committed or rolled back by now: a failure to say good-bye changes nothing.
    let _ = connection.close().await;
}

/// Waits until no other process changes the schema, and keeps them waiting until the connection closes; on SQLite the
/// transaction itself does so.
pub(crate) async fn lock_out_others(connection: &DatabaseConnection) -> Result<(), MigrationError> {
    let backend = connection.get_database_backend();
    let lock = match backend {
        // Waits as long as any statement waits for a lock, then fails.
        DbBackend::Postgres => "SELECT 1 AS locked FROM pg_advisory_lock(7308604759)",
        // A lock's name has 64 characters at most, as a database's may have.
        DbBackend::MySql => "SELECT GET_LOCK(CONCAT('wecom-login schema ', MD5(DATABASE())), 30) = 1 AS locked",
        _ => return Ok(()),
    };
    let row = connection.query_one_raw(Statement::from_string(backend, lock)).await.map_err(MigrationError::failed)?;
    let locked = row.map(|row| row.try_get::<i32>("", "locked")).transpose().map_err(MigrationError::failed)?;
    match locked {
        Some(1) => Ok(()),
        _ => Err(MigrationError::Failed { reason: "another process has been changing it for too long".to_owned() }),
    }
}

async fn connect(url: &str, missing_file: MissingFile) -> Result<DatabaseConnection, MigrationError> {
    let url: DatabaseUrl = url.parse().map_err(MigrationError::UnsupportedUrl)?;
    // The schema manager takes a pool; one connection is enough.
    let acquire_timeout = if url.engine() == Engine::Sqlite { PATIENCE } else { CONNECTING };
    let options = Options { max_connections: 1, acquire_timeout, patience: PATIENCE, missing_file };
    let mut tries = 1;
    loop {
        match url.connect(&options).await {
            // Turning a new file to its write-ahead log does not wait for another process that does the same.
            Err(error) if url.engine() == Engine::Sqlite && is_busy(&error) && tries < TRIES => {
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome.map_err(|error| MigrationError::of_connection(&url.place(), error)),
        }
        tries += 1;
    }
}

/// Whether SQLite says that the file is locked (its code 5, with any refinement in the higher bits).
fn is_busy(error: &ConnectError) -> bool {
    let ConnectError::Driver(error) = error else { return false };
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}
