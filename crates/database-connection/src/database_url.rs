//! `DatabaseUrl`: a URL that was understood; neither it nor any error shows a part of it, it may hold a password.

use std::{fmt, str::FromStr};

use sea_orm::DatabaseConnection;
use sqlx::{mysql::MySqlConnectOptions, postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

use crate::{Engine, Options, session};

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
#[error("{0}")]
pub struct UrlError(pub &'static str);

impl DatabaseUrl {
    /// Which engine it names.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
            Target::MySql(_) => Engine::MySql,
        }
    }

    /// Opens the database, with one connection at first and more when they are needed.
    ///
    /// # Errors
    /// What the driver says; for [`sqlx::Error::Configuration`] it may repeat a part of the URL.
    pub async fn connect(&self, options: &Options) -> Result<DatabaseConnection, sqlx::Error> {
        match &self.0 {
            Target::Sqlite(target) => session::sqlite(*target.clone(), options).await.map(DatabaseConnection::from),
            Target::Postgres(target) => session::postgres(*target.clone(), options).await.map(DatabaseConnection::from),
            Target::MySql(target) => session::mysql(*target.clone(), options).await.map(DatabaseConnection::from),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(url: &str) -> Result<Self, UrlError> {
        let engine = url.split_once(':').and_then(|(scheme, _)| Engine::of_scheme(scheme));
        match engine {
            None => Err(UrlError(
                "expected a URL such as sqlite://wecom-login.sqlite, postgres://user:password@host/database or \
                 mysql://user:password@host/database",
            )),
            Some(Engine::Sqlite) if url.contains(":memory:") || url.contains("mode=memory") => {
                Err(UrlError("a SQLite database in memory is not supported: name a file"))
            }
            Some(Engine::Sqlite) => parse(url, "not a valid sqlite: URL").map(Box::new).map(Target::Sqlite).map(Self),
            Some(Engine::Postgres) => {
                parse(url, "not a valid postgres: URL").map(Box::new).map(Target::Postgres).map(Self)
            }
            Some(Engine::MySql) => {
                let target: MySqlConnectOptions = parse(url, "not a valid mysql: URL")?;
                match target.get_database() {
                    Some(_) => Ok(Self(Target::MySql(Box::new(target)))),
                    None => Err(UrlError("the URL names no database: mysql://user:password@host/database")),
                }
            }
        }
    }
}

fn parse<T: FromStr>(url: &str, complaint: &'static str) -> Result<T, UrlError> {
    url.parse().map_err(|_| UrlError(complaint))
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseUrl").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
