//! `DatabaseUrl`: a URL that was understood; neither it nor any error shows a part of it, it may hold a password.

use std::{fmt, path::Path, str::FromStr};

use sea_orm::DatabaseConnection;
use sqlx::{mysql::MySqlConnectOptions, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

use crate::{
    ConnectError, Engine, Options, Protection, connect_error::PERCENT_ENCODING, first_session, protection::is_local,
    session,
};

/// A URL that names a database.
#[derive(Clone)]
pub struct DatabaseUrl(Target);

#[derive(Clone)]
enum Target {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
    MySql(Box<MySqlConnectOptions>),
}

/// Why a URL names no database that can be used; repeats no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}{}", if *.may_hold_a_password { format!("; {PERCENT_ENCODING}") } else { String::new() })]
pub struct UrlError {
    reason: &'static str,
    /// Whether the mistake may be a password that is written as it is.
    may_hold_a_password: bool,
}

impl DatabaseUrl {
    /// Which engine it names.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
            Target::MySql(_) => Engine::MySql,
        }
    }

    /// Opens the database, with one connection at first and more when they are needed. Of a server it is seen first
    /// whether it is there and can be used.
    ///
    /// # Errors
    /// Names host, port and cause within [`Options::acquire_timeout`]; or what about the database has to be another way.
    pub async fn connect(&self, options: &Options) -> Result<DatabaseConnection, ConnectError> {
        let limit = options.acquire_timeout;
        match &self.0 {
            Target::Sqlite(_) => {}
            Target::Postgres(target) => {
                first_session::postgres(&session::target_of_postgres(*target.clone()), &self.place(), limit).await?;
            }
            Target::MySql(target) => {
                first_session::mysql(&session::target_of_mysql(*target.clone()), &self.place(), limit).await?;
            }
        }
        Ok(self.connect_anew(options).await?)
    }

    /// Opens a database that was opened before with [`connect`](Self::connect).
    ///
    /// # Errors
    /// The driver's message.
    pub async fn connect_anew(&self, options: &Options) -> Result<DatabaseConnection, sqlx::Error> {
        match &self.0 {
            Target::Sqlite(target) => session::sqlite(*target.clone(), options).await.map(DatabaseConnection::from),
            Target::Postgres(target) => session::postgres(*target.clone(), options).await.map(DatabaseConnection::from),
            Target::MySql(target) => session::mysql(*target.clone(), options).await.map(DatabaseConnection::from),
        }
    }

    /// The SQLite file, as the driver reads its name; `None` for a database server.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Target::Sqlite(target) => Some(target.get_filename()),
            Target::Postgres(_) | Target::MySql(_) => None,
        }
    }

    /// Where the database is: engine, host and port, or the file.
    pub fn place(&self) -> String {
        let on_server = |host: &str, port: u16| format!("{} at {host}:{port}", self.engine());
        match &self.0 {
            Target::Sqlite(target) => format!("SQLite file {}", target.get_filename().display()),
            Target::Postgres(target) => match target.get_socket() {
                Some(socket) => format!("PostgreSQL at {}", socket.display()),
                None => on_server(target.get_host(), target.get_port()),
            },
            Target::MySql(target) => match target.get_socket() {
                Some(socket) => format!("MySQL or MariaDB at {}", socket.display()),
                None => on_server(target.get_host(), target.get_port()),
            },
        }
    }

    /// How the connection is protected from those on its way.
    pub fn protection(&self) -> Protection {
        match &self.0 {
            Target::Sqlite(_) => Protection::Local,
            Target::Postgres(target) if target.get_socket().is_some() || is_local(target.get_host()) => {
                Protection::Local
            }
            Target::MySql(target) if target.get_socket().is_some() || is_local(target.get_host()) => Protection::Local,
            Target::Postgres(target) => target.get_ssl_mode().into(),
            Target::MySql(target) => target.get_ssl_mode().into(),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, UrlError> {
        let engine = url.split_once(':').and_then(|(scheme, _)| Engine::of_scheme(scheme));
        match engine {
            None => Err(UrlError::of(
                "expected a URL such as sqlite://wecom-login.sqlite, postgres://user:password@host/database or \
                 mysql://user:password@host/database",
            )),
            Some(Engine::Sqlite) => {
                let target: SqliteConnectOptions = url.parse().map_err(|_| UrlError::of("not a valid sqlite: URL"))?;
                if is_in_memory(url, target.get_filename()) {
                    return Err(UrlError::of("a SQLite database in memory is not supported: name a file"));
                }
                Ok(Self(Target::Sqlite(Box::new(target))))
            }
            Some(Engine::Postgres) => {
                parse(url, "not a valid postgres: URL").map(Box::new).map(Target::Postgres).map(Self)
            }
            Some(Engine::MySql) => {
                let target: MySqlConnectOptions = parse(url, "not a valid mysql: URL")?;
                match target.get_database() {
                    Some(_) => Ok(Self(Target::MySql(Box::new(target)))),
                    None => Err(UrlError::of("the URL names no database: mysql://user:password@host/database")),
                }
            }
        }
    }
}

impl UrlError {
    const fn of(reason: &'static str) -> Self {
        Self { reason, may_hold_a_password: false }
    }
}

/// Reads the URL of a server. An `@` behind the host is the end of a password that has a `/`, `?` or `#` in it: what is
/// before would be taken for the host, and shown.
fn parse<T: FromStr>(url: &str, reason: &'static str) -> Result<T, UrlError> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let behind = authority.find(['/', '?', '#', '\\']).map_or("", |end| &authority[end..]);
    let target = if behind.contains('@') { None } else { url.parse().ok() };
    target.ok_or(UrlError { reason, may_hold_a_password: true })
}

fn is_in_memory(url: &str, file: &Path) -> bool {
    url.contains(":memory:") || url.contains("mode=memory") || file == Path::new(":memory:")
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseUrl").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
