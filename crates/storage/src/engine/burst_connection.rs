//! `BurstConnection`: a connection that is kept in hand, for statements that follow each other without a pause.
//!
//! A pool asks the database server before and after each use of a connection whether it is still there. Of the statements of
//! a burst that is most of the time.

use std::{sync::Arc, time::Duration};

use database_connection::{DatabaseUrl, Engine, Options};
use sea_orm::{
    DbBackend, DbErr, QueryTrait, RuntimeErr, Statement, Values,
    sqlx::{self, AssertSqlSafe, Connection, MySqlConnection, PgConnection},
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

use crate::engine::with_timeout::within;

/// How long it may take to connect: a pool has connections already, and can do the same.
const CONNECTING: Duration = Duration::from_secs(1);

/// Runs one statement after the other; connects when it is first used, and anew when the connection broke.
#[derive(Debug)]
pub struct BurstConnection {
    url: DatabaseUrl,
    options: Options,
    /// How long a statement may take.
    limit: Duration,
    hand: Mutex<Hand>,
}

#[derive(Debug, Default)]
struct Hand {
    held: Option<Held>,
    closed: bool,
}

/// A connection that is no pool's: one that is let go in the middle of a statement is gone, as is the statement's outcome.
#[derive(Debug)]
enum Held {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl BurstConnection {
    /// Of a database server. `None` on SQLite: there is nobody to ask, and whoever writes waits for the one connection.
    pub(crate) fn new(url: &DatabaseUrl, options: &Options) -> Option<Self> {
        let limit = options.acquire_timeout;
        let options = Options { max_connections: 1, acquire_timeout: limit.min(CONNECTING), ..options.clone() };
        (url.engine() != Engine::Sqlite).then(|| Self { url: url.clone(), options, limit, hand: Mutex::default() })
    }

    /// Runs a statement that may run twice: on a new connection when the one in hand does not do it.
    pub(crate) async fn run(&self, query: &impl QueryTrait) -> Result<(), DbErr> {
        let statement = query.build(match self.url.engine() {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
            Engine::MySql => DbBackend::MySql,
        });
        let mut hand = within(self.limit, async { Ok(self.hand.lock().await) }).await?;
        if hand.closed {
            return Err(failed(sqlx::Error::PoolClosed));
        }
        if let Some(held) = hand.held.take()
            && let Ok(held) = within(self.limit, run_on(held, &statement)).await
        {
            hand.held = Some(held);
            return Ok(());
        }
        let anew = async { run_on(self.connect().await?, &statement).await };
        hand.held = Some(within(self.limit, anew).await?);
        Ok(())
    }

    async fn connect(&self) -> Result<Held, DbErr> {
        let pool = self.url.connect_anew(&self.options).await.map_err(failed)?;
        let held = match self.url.engine() {
            Engine::MySql => {
                let connection = pool.get_mysql_connection_pool().acquire().await;
                connection.map(|connection| Held::MySql(connection.detach()))
            }
            Engine::Postgres | Engine::Sqlite => {
                let connection = pool.get_postgres_connection_pool().acquire().await;
                connection.map(|connection| Held::Postgres(connection.detach()))
            }
        };
        held.map_err(failed)
    }

    /// Hangs up properly, after the statement in hand; there is none after that.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        let hang_up = async {
            let mut hand = self.hand.lock().await;
            hand.closed = true;
            let closed = match hand.held.take() {
                Some(Held::Postgres(connection)) => connection.close().await,
                Some(Held::MySql(connection)) => connection.close().await,
                None => Ok(()),
            };
            closed.map_err(failed)
        };
        within(self.limit, hang_up).await
    }
}

/// Gives the connection back when it did what it was asked for.
async fn run_on(mut held: Held, statement: &Statement) -> Result<Held, DbErr> {
    let sql = AssertSqlSafe(statement.sql.as_str());
    let values = SqlxValues(statement.values.clone().unwrap_or(Values(Vec::new())));
    let done = match &mut held {
        Held::Postgres(connection) => sqlx::query_with(sql, values).execute(connection).await.map(drop),
        Held::MySql(connection) => sqlx::query_with(sql, values).execute(connection).await.map(drop),
    };
    done.map(|()| held).map_err(failed)
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}
