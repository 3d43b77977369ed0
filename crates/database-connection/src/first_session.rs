//! The first session with a database server: whether anybody is there and lets us in, and whether what is written would
//! be kept as it is. A pool alone would try for as long as it may wait, and forget why it did.

use std::time::Duration;

use sqlx::{
    ConnectOptions, Connection, MySqlConnection, PgConnection, Row, mysql::MySqlConnectOptions,
    postgres::PgConnectOptions,
};

use crate::{
    ConnectError,
    connect_error::{late, reason},
};

/// How long a second session may take, which only shows whether a pooler deals out one session to several.
const SECOND: Duration = Duration::from_secs(1);
/// How often the two are compared: a pooler that is busy deals out others.
const COMPARISONS: u32 = 3;

const POOLED_BY_TRANSACTION: &str = "the pooler in front of the database gives a session away after each transaction or \
     statement: set pool_mode = session for this database (PgBouncer), or name the PostgreSQL server itself";

/// Whether a PostgreSQL server can be used: it keeps every character, and a session is one and the same until its end.
pub(crate) async fn postgres(target: &PgConnectOptions, place: &str, limit: Duration) -> Result<(), ConnectError> {
    let mut session = begun(place, limit, target.connect()).await?;
    let suits = async {
        let encoding: String = sqlx::raw_sql("SHOW server_encoding").fetch_one(&mut session).await?.try_get(0)?;
        if encoding != "UTF8" {
            return Ok(Some(not_utf8(target.get_database(), &encoding)));
        }
        let shared = is_shared(&mut session, target).await?;
        Ok::<_, sqlx::Error>(shared.then(|| POOLED_BY_TRANSACTION.to_owned()))
    };
    let complaint = begun(place, limit, suits).await?;
    hang_up(session.close(), limit).await;
    complaint.map_or(Ok(()), |complaint| Err(ConnectError::Unsuitable(complaint)))
}

/// Whether a MySQL or MariaDB server lets us in. Its tables have a character set of their own that keeps every character,
/// whatever the database's is.
pub(crate) async fn mysql(target: &MySqlConnectOptions, place: &str, limit: Duration) -> Result<(), ConnectError> {
    let session: MySqlConnection = begun(place, limit, target.connect()).await?;
    hang_up(session.close(), limit).await;
    Ok(())
}

fn not_utf8(database: Option<&str>, encoding: &str) -> String {
    let database = database.unwrap_or("wecom_login");
    // By another name: there may be something in the one that is there.
    format!(
        "the database's encoding is {encoding}, which cannot keep every Chinese character: make one with \
         CREATE DATABASE {database}_utf8 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
}

/// Whether two sessions of ours are one of the server's: then a setting, a lock or a prepared statement is another one's.
async fn is_shared(session: &mut PgConnection, target: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    // Where no more than one is to be had, nobody else can be dealt ours.
    let Ok(Ok(mut second)) = tokio::time::timeout(SECOND, target.connect()).await else { return Ok(false) };
    let own = process_of(session).await?;
    let mut shared = false;
    for _ in 0..COMPARISONS {
        shared = shared || process_of(&mut second).await? == own || process_of(session).await? != own;
    }
    hang_up(second.close(), SECOND).await;
    Ok(shared)
}

async fn process_of(session: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::raw_sql("SELECT pg_backend_pid()").fetch_one(session).await?.try_get(0)
}

async fn begun<T>(
    place: &str,
    limit: Duration,
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, ConnectError> {
    let no_session = |reason| ConnectError::NoSession { place: place.to_owned(), reason };
    match tokio::time::timeout(limit, call).await {
        Ok(outcome) => outcome.map_err(|error| no_session(reason(&error))),
        Err(_) => Err(no_session(late(limit))),
    }
}

/// Says good-bye, for a moment: nothing depends on it.
async fn hang_up(close: impl Future<Output = Result<(), sqlx::Error>>, limit: Duration) {
    let _ = tokio::time::timeout(limit, close).await;
}
