//! `Database` and `Transaction`: where the repositories are reached.

use std::{fmt, sync::Arc, time::Duration};

use clock::{SharedClock, SharedEntropy, Timestamp};
use database_connection::{DatabaseUrl, Engine, MissingFile};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement};

use crate::{
    Access, KeyRing, StorageError,
    engine::burst_connection::BurstConnection,
    engine::reach::{self, Kit},
    engine::sealing::Sealer,
    engine::with_timeout::WithTimeout,
    engine::write_queue::WriteQueue,
};

/// The lease that is taken to see whether the database takes changes, and the length of its owners' names.
const PROBE: &str = "probe";
const PROBE_OWNER_LEN: usize = 16;

/// How many connections there may be and how long to wait.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections at most; beside them one that writes on SQLite, elsewhere one for bursts of callbacks.
    pub max_connections: u32,
    /// How long a call waits for a free connection before it fails as [`StorageError::Unavailable`].
    pub acquire_timeout: Duration,
    /// How long a statement waits for what another one has locked, on SQLite for another process that writes.
    pub patience: Duration,
    /// How long one call of the database may take in all, before it fails as [`StorageError::Unavailable`]: a server may
    /// be gone without having hung up.
    pub call_limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let patience = Duration::from_secs(5);
        Self { max_connections: 8, acquire_timeout: patience, patience, call_limit: Duration::from_secs(30) }
    }
}

/// An open database; its clones share the connections.
///
/// On SQLite one connection writes and the others read: writers wait in a fair queue instead of polling for a lock. So a
/// task that holds a [`Transaction`] must go on through it and not write through its `Database` meanwhile.
#[derive(Clone)]
pub struct Database {
    pub(crate) reader: WithTimeout<DatabaseConnection>,
    pub(crate) writer: WithTimeout<DatabaseConnection>,
    pub(crate) urgent: WithTimeout<DatabaseConnection>,
    pub(crate) burst_connection: Option<Arc<BurstConnection>>,
    engine: Engine,
    pub(crate) kit: Arc<Kit>,
}

impl Database {
    /// Opens the database at `url`, which must have its schema. `keys` seal the secrets in it; `clock` dates what the
    /// repositories date themselves, `entropy` gives their nonces and ids.
    ///
    /// # Errors
    /// [`StorageError::UnsupportedUrl`], also for SQLite in memory, where each connection would see another database;
    /// [`StorageError::Unavailable`] when it does not open, with host, port and cause; [`StorageError::Unsuitable`] when it
    /// could not keep what is written to it. None repeats the URL.
    pub async fn open(
        url: &str,
        options: Options,
        keys: KeyRing,
        clock: SharedClock,
        entropy: SharedEntropy,
    ) -> Result<Self, StorageError> {
        let url: DatabaseUrl = url.parse().map_err(StorageError::UnsupportedUrl)?;
        let connections = |max_connections| database_connection::Options {
            max_connections,
            acquire_timeout: options.acquire_timeout,
            patience: options.patience,
            missing_file: MissingFile::Refused,
        };
        let many = connections(options.max_connections.max(1));
        let reader = url.connect(&many).await.map_err(StorageError::of_connection)?;
        let writer = match url.engine() {
            Engine::Sqlite => url.connect(&connections(1)).await.map_err(StorageError::of_connection)?,
            Engine::Postgres | Engine::MySql => reader.clone(),
        };
        let burst_connection = BurstConnection::new(&url, &many).map(Arc::new);
        let queue = (url.engine() == Engine::Sqlite).then(|| WriteQueue::new(options.acquire_timeout));
        let reader = WithTimeout::new(reader, options.call_limit, None);
        let writer = WithTimeout::new(writer, options.call_limit, queue);
        let urgent = writer.ahead();
        let sealer = Sealer::new(keys, Arc::clone(&entropy));
        Ok(Self {
            reader,
            writer,
            urgent,
            burst_connection,
            engine: url.engine(),
            kit: Arc::new(Kit { sealer, clock, entropy }),
        })
    }

    /// Which kind of database it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a transaction that may write; on SQLite nobody else writes until it ends.
    ///
    /// # Errors
    /// When no connection is free in time or the database is locked for too long.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        let inner = reach::begin(self).await?;
        Ok(Transaction { inner, kit: Arc::clone(&self.kit) })
    }

    /// Seals and opens with these keys from now on, through all clones and transactions.
    pub fn replace_keys(&self, keys: KeyRing) {
        self.kit.sealer.replace_keys(keys);
    }

    /// The id of the key that it seals with; `None` where it has none.
    pub fn active_key(&self) -> Option<String> {
        self.kit.sealer.keys().active().map(|(id, _)| id.to_owned())
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StorageError::Unavailable`] when there is none.
    pub async fn ping(&self) -> Result<(), StorageError> {
        Ok(self.reader.ping().await?)
    }

    /// The time by the database server's clock; `None` on SQLite, which has none of its own.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn time(&self) -> Result<Option<Timestamp>, StorageError> {
        let question = match self.engine {
            Engine::Sqlite => return Ok(None),
            Engine::Postgres => "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS millis",
            Engine::MySql => "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED) AS millis",
        };
        let statement = Statement::from_string(self.reader.get_database_backend(), question);
        let answer = self.reader.query_one_raw(statement).await?;
        let answer = answer.ok_or_else(|| DbErr::RecordNotFound("the time".to_owned()))?;
        Ok(Some(Timestamp::from_millis(answer.try_get("", "millis")?)))
    }

    /// Changes something that means nothing, to see whether the database takes changes.
    ///
    /// # Errors
    /// [`StorageError::Unwritable`] when it takes none, or why that could not be seen.
    pub async fn try_to_write(&self) -> Result<(), StorageError> {
        let (now, owner) = (self.kit.clock.now(), self.kit.entropy.alphanumeric(PROBE_OWNER_LEN));
        // It runs out at once, so whoever comes next takes it over.
        self.leases().acquire(PROBE, &owner, now, now).await.map(drop)
    }

    /// Waits for the calls in hand and closes all connections, also those of the clones.
    ///
    /// # Errors
    /// When a connection does not close properly, or not in time; nothing that was committed is lost.
    pub async fn close(self) -> Result<(), StorageError> {
        let hung_up = match self.burst_connection {
            Some(burst_connection) => burst_connection.close().await,
            None => Ok(()),
        };
        // Also when that one broke while nobody used it.
        self.reader.close().await?;
        // On SQLite the last one to go folds the write-ahead log into the file; elsewhere both are the same.
        self.writer.close().await?;
        Ok(hung_up?)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// Several calls that happen together or not at all: dropped without [`commit`](Self::commit), it changes nothing.
pub struct Transaction {
    pub(crate) inner: WithTimeout<DatabaseTransaction>,
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
