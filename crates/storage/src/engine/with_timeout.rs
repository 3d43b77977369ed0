//! `WithTimeout`: a connection or a transaction whose calls end, also when the database neither answers nor hangs up, and
//! are made anew when the database took them back in favour of others.

use std::{io, sync::Arc, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionOptions, TransactionTrait, sqlx,
};

use crate::engine::{
    deadlock::TRIES_IN_DEADLOCK,
    error,
    write_queue::{Turn, WriteQueue},
};

/// Gives up on a call after a time. What became of it is not known then, as when the connection breaks.
#[derive(Clone, Debug)]
pub struct WithTimeout<C> {
    inner: C,
    limit: Duration,
    /// A single try in a transaction: the database took back all of it.
    tries: u32,
    /// Where each call waits for its turn.
    queue: Option<WriteQueue>,
    /// Of a transaction: its turn, which lasts as long.
    _turn: Option<Arc<Turn>>,
}

impl WithTimeout<DatabaseConnection> {
    pub(crate) fn new(inner: DatabaseConnection, limit: Duration, queue: Option<WriteQueue>) -> Self {
        Self { inner, limit, tries: TRIES_IN_DEADLOCK, queue, _turn: None }
    }

    /// Makes a handle on this connection whose writes wait only for the write that is under way.
    pub(crate) fn ahead(&self) -> Self {
        Self { queue: self.queue.as_ref().map(WriteQueue::ahead), ..self.clone() }
    }
}

impl<C> WithTimeout<C> {
    async fn turn(&self) -> Result<Option<Turn>, DbErr> {
        match &self.queue {
            Some(queue) => queue.turn().await.map(Some),
            None => Ok(None),
        }
    }
}

/// The outcome of a statement of a [`WithTimeout`], within its limit.
macro_rules! with_timeout {
    ($connection:expr, $call:expr) => {{
        let _turn = $connection.turn().await?;
        let mut tries = 1;
        loop {
            let outcome = within($connection.limit, $call).await;
            let is_last = tries >= $connection.tries;
            match outcome {
                Err(refusal) if !is_last && error::took_back(&refusal) => tries += 1,
                outcome => break outcome,
            }
        }
    }};
}

impl<C: TransactionTrait<Transaction = DatabaseTransaction>> WithTimeout<C> {
    /// Begins a transaction, which has the same limit.
    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<WithTimeout<DatabaseTransaction>, DbErr> {
        let turn = self.turn().await?.map(Arc::new);
        let inner = within(self.limit, self.inner.begin_with_options(options)).await?;
        Ok(WithTimeout { inner, limit: self.limit, tries: 1, queue: None, _turn: turn })
    }
}

impl WithTimeout<DatabaseConnection> {
    pub(crate) async fn ping(&self) -> Result<(), DbErr> {
        within(self.limit, self.inner.ping()).await
    }

    pub(crate) async fn close(self) -> Result<(), DbErr> {
        within(self.limit, self.inner.close()).await
    }
}

impl WithTimeout<DatabaseTransaction> {
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        within(self.limit, self.inner.commit()).await
    }

    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        within(self.limit, self.inner.rollback()).await
    }
}

#[async_trait::async_trait]
impl<C: ConnectionTrait + Send> ConnectionTrait for WithTimeout<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        with_timeout!(self, self.inner.execute_raw(statement.clone()))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        with_timeout!(self, self.inner.execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        with_timeout!(self, self.inner.query_one_raw(statement.clone()))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        with_timeout!(self, self.inner.query_all_raw(statement.clone()))
    }

    fn support_returning(&self) -> bool {
        self.inner.support_returning()
    }
}

/// The outcome of a call, unless it takes too long. By the runtime's time, as the driver's own limits: what a test's clock
/// shows is nothing to a database.
pub(crate) async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
        let late = sqlx::Error::Io(io::ErrorKind::TimedOut.into());
        Err(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(late))))
    })
}
