//! `Express`: a connection that is kept in hand, for statements that follow each other without a pause.
//!
//! A pool asks the database server before and after each use of a connection whether it is still there. Of the statements of
//! a crowd that is most of the time.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use database_connection::{DatabaseUrl, Engine, Options};
use sea_orm::{
    DbBackend, DbErr, QueryTrait, RuntimeErr, Statement, Values,
    sqlx::{self, AssertSqlSafe, MySql, Postgres, pool::PoolConnection},
};
use sea_query_sqlx::SqlxValues;

use crate::limited::within;

/// Runs one statement after the other; made when it is first used, and anew when it broke.
#[derive(Debug)]
pub struct Express {
    url: DatabaseUrl,
    options: Options,
    limit: Duration,
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
enum Held {
    Postgres(PoolConnection<Postgres>),
    MySql(PoolConnection<MySql>),
}

impl Express {
    /// Of a database server. `None` on SQLite: there is nobody to ask, and whoever writes waits for the one connection.
    pub(crate) fn new(url: &DatabaseUrl, options: &Options, limit: Duration) -> Option<Self> {
        let options = Options { max_connections: 1, ..options.clone() };
        (url.engine() != Engine::Sqlite).then(|| Self { url: url.clone(), options, limit, held: Mutex::default() })
    }

    /// Runs a statement that may run twice: on a new connection when the one in hand does not do it.
    pub(crate) async fn run(&self, query: &impl QueryTrait) -> Result<(), DbErr> {
        let statement = query.build(match self.url.engine() {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
            Engine::MySql => DbBackend::MySql,
        });
        let held = self.held().take();
        if let Some(held) = held
            && within(self.options.acquire_timeout, self.run_on(held, &statement)).await.is_ok()
        {
            return Ok(());
        }
        within(self.limit, async { self.run_on(self.connect().await?, &statement).await }).await
    }

    /// Keeps the connection when it did what it was asked for.
    async fn run_on(&self, mut held: Held, statement: &Statement) -> Result<(), DbErr> {
        let sql = AssertSqlSafe(statement.sql.as_str());
        let values = SqlxValues(statement.values.clone().unwrap_or(Values(Vec::new())));
        let done = match &mut held {
            Held::Postgres(connection) => sqlx::query_with(sql, values).execute(&mut **connection).await.map(drop),
            Held::MySql(connection) => sqlx::query_with(sql, values).execute(&mut **connection).await.map(drop),
        };
        done.map_err(failed)?;
        *self.held() = Some(held);
        Ok(())
    }

    async fn connect(&self) -> Result<Held, DbErr> {
        let pool = self.url.connect(&self.options).await.map_err(failed)?;
        let held = match self.url.engine() {
            Engine::MySql => pool.get_mysql_connection_pool().acquire().await.map(Held::MySql),
            Engine::Postgres | Engine::Sqlite => {
                pool.get_postgres_connection_pool().acquire().await.map(Held::Postgres)
            }
        };
        held.map_err(failed)
    }

    /// Hangs up properly.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        let held = self.held().take();
        let hang_up = async {
            let closed = match held {
                Some(Held::Postgres(connection)) => connection.close().await,
                Some(Held::MySql(connection)) => connection.close().await,
                None => Ok(()),
            };
            closed.map_err(failed)
        };
        within(self.limit, hang_up).await
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}
