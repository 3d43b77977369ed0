//! How each engine's sessions are set up: what the crate promises, in its own words for each.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, MySqlPool, PgConnection, PgPool, SqliteConnection, SqlitePool,
    mysql::{MySqlConnectOptions, MySqlPoolOptions},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{MissingFile, Options};

/// The name under which the server shows up in the lists of a database server.
const APPLICATION: &str = "wecom-login";
/// How long a transaction may be idle before PostgreSQL ends it: one whose process hangs must not hold its locks.
const IDLE_IN_TRANSACTION: &str = "60s";

/// Pages of the write-ahead log after which SQLite copies them into the file, which it flushes then. Few of them are of
/// new rows, most are of the same indexes over and over: copied seldom they are copied once. 32 MiB of disk.
const CHECKPOINT_PAGES: &str = "8000";
/// The amount of the file that a connection may keep in memory, in KiB as SQLite counts it.
const PAGE_CACHE: &str = "-16384";

/// SQLite's error code for a change through a connection that can only read; the higher bits only refine it.
const SQLITE_READONLY: u32 = 8;

/// Begins to write and has nothing to; BEGIN IMMEDIATE would just read from a file that is read-only.
const NO_CHANGE: &str = "PRAGMA incremental_vacuum(1)";

/// Ends what a call left behind that was dropped while it began a transaction: the driver does not know of that transaction
/// then, and the statements of others on this connection would be a part of it, seen by nobody and never committed. SQLite's
/// driver ends such a transaction itself.
const NO_TRANSACTION: &str = "ROLLBACK";

/// Has PostgreSQL say no more than whether a transaction is open.
const NOTHING: &str = "";

/// MySQL's default would show a transaction what was so when it began.
const READ_COMMITTED: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

pub(crate) async fn sqlite(target: SqliteConnectOptions, options: &Options) -> Result<SqlitePool, sqlx::Error> {
    let target = target
        .create_if_missing(options.missing_file == MissingFile::Created)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(options.patience)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("cache_size", PAGE_CACHE)
        .disable_statement_logging();
    // A connection that was made while the file was read-only stays so when the file is not any more: it is used once.
    let read_only = Arc::new(AtomicBool::new(false));
    let (seen, patience) = (Arc::clone(&read_only), options.patience);
    // Within the process no connection breaks while nobody uses it: a test before each use would only cost the time.
    let pool = SqlitePoolOptions::new().max_connections(options.max_connections).test_before_acquire(false);
    let pool = pool.after_connect(move |connection, _| {
        let seen = Arc::clone(&seen);
        Box::pin(async move {
            seen.store(is_read_only(connection, patience).await?, Ordering::Relaxed);
            Ok(())
        })
    });
    let pool = pool.after_release(move |_, _| {
        let kept = !read_only.load(Ordering::Relaxed);
        Box::pin(async move { Ok(kept) })
    });
    pool.acquire_timeout(options.acquire_timeout).connect_with(target).await
}

/// Whether a connection can only read, because its file was read-only when it was made. Waits for nobody: where another one
/// writes, it can be written.
async fn is_read_only(connection: &mut SqliteConnection, patience: Duration) -> Result<bool, sqlx::Error> {
    connection.execute("PRAGMA busy_timeout = 0").await?;
    let begun = connection.execute(NO_CHANGE).await;
    connection.execute(AssertSqlSafe(format!("PRAGMA busy_timeout = {}", patience.as_millis()))).await?;
    let Err(sqlx::Error::Database(refusal)) = begun else { return Ok(false) };
    let code = refusal.code().and_then(|code| code.parse::<u32>().ok());
    Ok(code.is_some_and(|code| code & 0xff == SQLITE_READONLY))
}

pub(crate) async fn postgres(target: PgConnectOptions, options: &Options) -> Result<PgPool, sqlx::Error> {
    // By SET and not at the start of the session: a pooler in front would refuse it.
    let settings = format!(
        "SET default_transaction_isolation = 'read committed'; SET lock_timeout = '{}ms'; \
         SET idle_in_transaction_session_timeout = '{IDLE_IN_TRANSACTION}'",
        options.patience.as_millis()
    );
    let limit = options.acquire_timeout;
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .after_release(move |connection, _| Box::pin(answers(limit, end_transaction(connection))));
    let pool = pool.after_connect(move |connection, _| {
        let settings = settings.clone();
        Box::pin(async move { connection.execute(AssertSqlSafe(settings)).await.map(drop) })
    });
    pool.acquire_timeout(options.acquire_timeout).connect_with(target_of_postgres(target)).await
}

/// How a session with PostgreSQL begins. `PgBouncer` refuses settings that it does not know, such as that of floats.
pub(crate) fn target_of_postgres(target: PgConnectOptions) -> PgConnectOptions {
    target.application_name(APPLICATION).extra_float_digits(None).disable_statement_logging()
}

/// How a session with MySQL or MariaDB begins.
pub(crate) fn target_of_mysql(target: MySqlConnectOptions) -> MySqlConnectOptions {
    target.charset("utf8mb4").collation("utf8mb4_bin").disable_statement_logging()
}

pub(crate) async fn mysql(target: MySqlConnectOptions, options: &Options) -> Result<MySqlPool, sqlx::Error> {
    // InnoDB counts whole seconds.
    let patience = format!("SET SESSION innodb_lock_wait_timeout = {}", options.patience.as_secs().max(1));
    let target = target_of_mysql(target);
    let limit = options.acquire_timeout;
    let pool = MySqlPoolOptions::new().max_connections(options.max_connections);
    let pool = pool.after_release(move |connection, _| Box::pin(answers(limit, connection.execute(NO_TRANSACTION))));
    let pool = pool.after_connect(move |connection, _| {
        let patience = patience.clone();
        Box::pin(async move {
            connection.execute(READ_COMMITTED).await?;
            connection.execute(AssertSqlSafe(patience)).await.map(drop)
        })
    });
    pool.acquire_timeout(options.acquire_timeout).connect_with(target).await
}

/// Ends a transaction that the driver does not know of. PostgreSQL would note each ROLLBACK without a transaction in its log,
/// as a warning: so the driver first begins one with a statement that does not, and fails where none was open.
async fn end_transaction(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    match connection.begin_with(NOTHING).await {
        Err(sqlx::Error::BeginFailed) => Ok(()),
        left_behind => left_behind?.rollback().await,
    }
}

/// Whether a connection that was used still answers, before another one gets it: the driver itself would wait for that
/// without end, and the pool would have one less for as long.
async fn answers<T>(
    limit: Duration,
    question: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<bool, sqlx::Error> {
    let late = |_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()));
    tokio::time::timeout(limit, question).await.unwrap_or_else(late).map(|_| true)
}
