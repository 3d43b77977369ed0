//! The needs of repositories, of a database or a transaction: connections, keys, time, dice.

use clock::{SharedClock, SharedEntropy, Timestamp};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    EntityTrait, InsertResult, QueryFilter, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    TryInsertResult,
    sea_query::{IntoCondition, OnConflict},
};

use crate::{
    Database, StorageError, Transaction, engine::burst_connection::BurstConnection,
    engine::deadlock::TRIES_IN_DEADLOCK, engine::sealing::Sealer, engine::with_timeout::WithTimeout, retry_on_deadlock,
};

/// The tools that all repositories of a database share.
#[derive(Debug)]
pub struct Kit {
    pub(crate) sealer: Sealer,
    pub(crate) clock: SharedClock,
    pub(crate) entropy: SharedEntropy,
}

/// The part of [`Access`](crate::Access) that is nobody else's business.
pub trait Reach: Send + Sync {
    /// The connection that statements run on.
    type Connection: ConnectionTrait + TransactionTrait<Transaction = DatabaseTransaction> + Send;

    /// How often a transaction of its own is tried that the database took back in favour of another one: a part of a
    /// larger one cannot be tried alone.
    const TRIES: u32;

    /// Where to look.
    fn reader(&self) -> &WithTimeout<Self::Connection>;

    /// Where to change something, and where to look for what was just changed.
    fn writer(&self) -> &WithTimeout<Self::Connection>;

    /// Where a change goes that waits for nobody but the one in hand.
    fn urgent(&self) -> &WithTimeout<Self::Connection> {
        self.writer()
    }

    /// Where a statement goes that others follow at once and that may run twice, if there is a quicker way than the writer.
    fn burst_connection(&self) -> Option<&BurstConnection> {
        None
    }

    /// The tools that are shared.
    fn kit(&self) -> &Kit;

    /// The time now.
    fn now(&self) -> Timestamp {
        self.kit().clock.now()
    }
}

impl Reach for Database {
    type Connection = DatabaseConnection;

    const TRIES: u32 = TRIES_IN_DEADLOCK;

    fn reader(&self) -> &WithTimeout<DatabaseConnection> {
        &self.reader
    }

    fn writer(&self) -> &WithTimeout<DatabaseConnection> {
        &self.writer
    }

    fn urgent(&self) -> &WithTimeout<DatabaseConnection> {
        &self.urgent
    }

    fn burst_connection(&self) -> Option<&BurstConnection> {
        self.burst_connection.as_deref()
    }

    fn kit(&self) -> &Kit {
        &self.kit
    }
}

impl Reach for Transaction {
    type Connection = DatabaseTransaction;

    const TRIES: u32 = 1;

    fn reader(&self) -> &WithTimeout<DatabaseTransaction> {
        &self.inner
    }

    fn writer(&self) -> &WithTimeout<DatabaseTransaction> {
        &self.inner
    }

    fn kit(&self) -> &Kit {
        &self.kit
    }
}

/// Begins a transaction that may write, or a part of the one that is open already.
pub(crate) async fn begin<A: Reach>(access: &A) -> Result<WithTimeout<DatabaseTransaction>, StorageError> {
    // A transaction of SQLite that reads first and writes then fails when another one wrote in between.
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    Ok(access.writer().begin(options).await?)
}

/// Removes the rows that fit, each time anew when the database took that back; answers how many.
pub(crate) async fn remove_where<A: Reach, E: EntityTrait>(
    access: &A,
    fits: impl IntoCondition + Clone + Send,
) -> Result<u64, StorageError> {
    let removed = retry_on_deadlock!(A::TRIES, async {
        let removal = E::delete_many().filter(fits.clone()).exec(access.writer()).await;
        removal.map_err(StorageError::from)
    })?;
    Ok(removed.rows_affected)
}

/// Adds a row unless one of its unique keys is taken; then `None`. Does not spoil the transaction it runs in.
pub(crate) async fn insert_if_absent<C, M>(connection: &C, row: M) -> Result<Option<InsertResult<M>>, StorageError>
where
    C: ConnectionTrait,
    M: ActiveModelTrait + ActiveModelBehavior + Send,
{
    let insert = <M::Entity as EntityTrait>::insert(row);
    // MySQL counts a row that was left alone like one that was added, but does not mind going on after a conflict.
    if connection.get_database_backend() == DbBackend::MySql {
        return match insert.exec(connection).await.map_err(StorageError::from) {
            Ok(added) => Ok(Some(added)),
            Err(StorageError::Conflict) => Ok(None),
            Err(error) => Err(error),
        };
    }
    match insert.on_conflict(OnConflict::new().do_nothing().to_owned()).try_insert().exec(connection).await? {
        TryInsertResult::Inserted(added) => Ok(Some(added)),
        TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(None),
    }
}
