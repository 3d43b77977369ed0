//! An empty database for a test, on the engine that the environment names.
//!
//! Without `WECOM_LOGIN_TEST_DATABASE_URL` it is a SQLite file in a temporary folder. With it, the URL is that of a
//! server's administrator, and each test gets a schema (PostgreSQL) or a database (MySQL, MariaDB) of its own there;
//! they go with the server, which `cargo xtask test` throws away.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod contents;
mod copy;

use std::{env, path::PathBuf, time::Duration};

use clock::{Entropy, OsEntropy};
use database_connection::{DatabaseUrl, Engine, MissingFile, Options};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

/// The environment variable that names a server.
pub const VARIABLE: &str = "WECOM_LOGIN_TEST_DATABASE_URL";

/// An empty database for one test.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    engine: Engine,
    folder: TempDir,
}

impl TestDatabase {
    /// Makes one.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let (engine, url) = match env::var(VARIABLE) {
            Ok(server) => on_server(&server).await,
            Err(_) => (Engine::Sqlite, format!("sqlite://{}", folder.path().join(FILE).display())),
        };
        Self { url, engine, folder }
    }

    /// Its URL; the SQLite file is not there yet.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// On which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A folder that goes with the database; on SQLite it lies in there.
    pub fn folder(&self) -> &TempDir {
        &self.folder
    }

    /// The SQLite file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }
}

const FILE: &str = "login.db";

/// Makes a schema or a database on a server; answers how it is reached.
async fn on_server(server: &str) -> (Engine, String) {
    let name = format!("t_{}", OsEntropy.alphanumeric(20).to_lowercase());
    let parsed: DatabaseUrl = server.parse().expect("a URL of a database server");
    let limit = Duration::from_mins(1);
    let options =
        Options { max_connections: 1, acquire_timeout: limit, patience: limit, missing_file: MissingFile::Refused };
    let connection = parsed.connect(&options).await.expect("the database server");
    let (statement, url) = match parsed.engine() {
        Engine::MySql => (format!("CREATE DATABASE {name}"), with_database(server, &name)),
        Engine::Postgres => (format!("CREATE SCHEMA {name}"), with_schema(server, &name)),
        Engine::Sqlite => panic!("{VARIABLE} names no server"),
    };
    connection.execute_unprepared(&statement).await.expect("a schema of its own");
    connection.close().await.expect("the end of the connection");
    (parsed.engine(), url)
}

/// The server's URL with this database in the place of its own.
fn with_database(server: &str, name: &str) -> String {
    let (server, query) = server.split_once('?').map_or((server, None), |(server, query)| (server, Some(query)));
    let host = server.rsplit_once('/').map_or(server, |(host, _)| host);
    query.map_or_else(|| format!("{host}/{name}"), |query| format!("{host}/{name}?{query}"))
}

/// The server's URL with this schema as the only one that is looked into.
fn with_schema(server: &str, name: &str) -> String {
    let joint = if server.contains('?') { '&' } else { '?' };
    format!("{server}{joint}options[search_path]={name}")
}
