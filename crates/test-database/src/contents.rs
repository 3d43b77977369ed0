//! All that lies in a database, for tests that look for what must not be there.

use std::{fs, time::Duration};

use database_connection::{DatabaseUrl, Engine, MissingFile, Options};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::TestDatabase;

impl TestDatabase {
    /// The files of a SQLite database, its write-ahead log among them, or every row of every table as text.
    ///
    /// # Panics
    /// When they cannot be read.
    pub async fn contents(&self) -> Vec<u8> {
        match self.engine() {
            Engine::Sqlite => {
                let files = fs::read_dir(self.folder().path()).expect("the folder of the database");
                files.flat_map(|file| fs::read(file.expect("a file").path()).unwrap_or_default()).collect()
            }
            Engine::Postgres | Engine::MySql => rows(self.url()).await.into_bytes(),
        }
    }
}

async fn rows(url: &str) -> String {
    let url: DatabaseUrl = url.parse().expect("the URL of the database");
    let limit = Duration::from_mins(1);
    let options =
        Options { max_connections: 1, acquire_timeout: limit, patience: limit, missing_file: MissingFile::Refused };
    let connection = url.connect(&options).await.expect("the database");
    let mut rows = Vec::new();
    for statement in texts(&connection, STATEMENTS).await {
        rows.extend(texts(&connection, &statement).await);
    }
    connection.close().await.expect("the end of the connection");
    rows.join("\n")
}

/// A statement for each column of each table, that reads it as text.
const STATEMENTS: &str = "SELECT CONCAT('SELECT CAST(', column_name, ' AS CHAR(100000)) AS text FROM ', table_name, \
     ' WHERE ', column_name, ' IS NOT NULL') AS text FROM information_schema.columns WHERE table_schema = ";

async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let backend = connection.get_database_backend();
    let own_schema = match backend {
        DbBackend::Postgres => "CURRENT_SCHEMA()",
        _ => "DATABASE()",
    };
    let sql = if sql == STATEMENTS { format!("{sql}{own_schema}") } else { sql.to_owned() };
    let found = connection.query_all_raw(Statement::from_string(backend, sql)).await.expect("the rows");
    found.iter().map(|row| row.try_get("", "text").expect("a text")).collect()
}
