//! `Database` and `Transaction`: where the repositories are reached.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use clock::{SharedClock, SharedEntropy};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::{
    KeyRing, StorageError,
    reach::{self, Kit},
    sealing::Sealer,
};

/// How many connections there may be and how long to wait.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections at most; on SQLite those that read, beside the one that writes.
    pub max_connections: u32,
    /// How long a call waits for a free connection before it fails as [`StorageError::Unavailable`].
    pub acquire_timeout: Duration,
    /// How long a SQLite statement waits for another process that writes.
    pub busy_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let patience = Duration::from_secs(5);
        Self { max_connections: 8, acquire_timeout: patience, busy_timeout: patience }
    }
}

/// An open database; its clones share the connections.
///
/// On SQLite one connection writes and the others read: writers wait in a fair queue instead of polling for a lock. So a
/// task that holds a [`Transaction`] must go on through it and not write through its `Database` meanwhile.
#[derive(Clone)]
pub struct Database {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) kit: Arc<Kit>,
}

impl Database {
    /// Opens the database at `url`, which must have its schema. `keys` seal the secrets in it; `clock` dates what the
    /// repositories date themselves, `entropy` gives their nonces and ids.
    ///
    /// # Errors
    /// [`StorageError::UnsupportedUrl`], also for SQLite in memory, where each connection would see another database;
    /// [`StorageError::Unavailable`] when it does not open. Neither repeats the URL.
    pub async fn open(
        url: &str,
        options: Options,
        keys: KeyRing,
        clock: SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Self, StorageError> {
        let sqlite = parse(url)?
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(options.busy_timeout)
            .disable_statement_logging();
        let writer = connect(sqlite.clone(), &options, 1).await?;
        let reader = connect(sqlite, &options, options.max_connections.max(1)).await?;
        let sealer = Sealer::new(keys, Arc::clone(&entropy));
        Ok(Self { reader, writer, kit: Arc::new(Kit { sealer, clock, entropy }) })
    }

    /// Begins a transaction that may write; on SQLite nobody else writes until it ends.
    ///
    /// # Errors
    /// When no connection is free in time or the database is locked for too long.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        let inner = reach::begin(self).await?;
        Ok(Transaction { inner, kit: Arc::clone(&self.kit) })
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when there is none.
    pub async fn ping(&self) -> Result<(), StorageError> {
        Ok(self.reader.ping().await?)
    }

    /// Waits for the calls in hand and closes all connections, also those of the clones.
    ///
    /// # Errors
    /// When a connection does not close properly; nothing that was committed is lost.
    pub async fn close(self) -> Result<(), StorageError> {
        self.reader.close().await?;
        // The last one to go folds the write-ahead log into the file.
        Ok(self.writer.close().await?)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// Several calls that happen together or not at all: dropped without [`commit`](Self::commit), it changes nothing.
pub struct Transaction {
    pub(crate) inner: DatabaseTransaction,
    pub(crate) kit: Arc<Kit>,
}

impl Transaction {
    /// Makes all that was done through this transaction last.
    ///
    /// # Errors
    /// When it does not; then none of it was done.
    pub async fn commit(self) -> Result<(), StorageError> {
        Ok(self.inner.commit().await?)
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}

fn parse(url: &str) -> Result<SqliteConnectOptions, StorageError> {
    let unsupported = |reason| StorageError::UnsupportedUrl { reason };
    if !url.starts_with("sqlite:") {
        return Err(unsupported("only sqlite: URLs are supported, for example sqlite://wecom-login.db"));
    }
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(unsupported("a SQLite database in memory is not supported: name a file"));
    }
    SqliteConnectOptions::from_str(url).map_err(|_| unsupported("not a valid sqlite: URL"))
}

async fn connect(
    sqlite: SqliteConnectOptions,
    options: &Options,
    connections: u32,
) -> Result<DatabaseConnection, StorageError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(options.acquire_timeout)
        .connect_with(sqlite)
        .await;
    pool.map(DatabaseConnection::from).map_err(|error| StorageError::of_driver(&error))
}
