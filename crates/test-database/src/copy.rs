//! A backup of a database that is in use, and its restoration beside it, with each engine's own means; and what else is done
//! to a database from outside.

use std::{
    env,
    process::{Command, Output, Stdio},
    time::Duration,
};

use clock::{Entropy, OsEntropy};
use database_connection::{DatabaseUrl, Engine, MissingFile, Options};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{TestDatabase, VARIABLE};

const LIMIT: Duration = Duration::from_mins(1);
const ONE: Options =
    Options { max_connections: 1, acquire_timeout: LIMIT, patience: LIMIT, missing_file: MissingFile::Refused };

impl TestDatabase {
    /// Runs a statement, as another program would.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn execute(&self, statement: &str) {
        execute(&self.url, statement).await;
    }

    /// Has the database take the first insert into a table back as it does in a deadlock; does nothing on SQLite, which has
    /// none.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn take_back_first_insert(&self, table: &str) {
        let statements: &[String] = &match self.engine {
            Engine::Sqlite => return,
            Engine::Postgres => [
                "CREATE FUNCTION take_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF nextval('tries') = 1 THEN RAISE EXCEPTION 'taken back' USING ERRCODE = '40P01'; END IF; RETURN NEW; \
                 END $$"
                    .to_owned(),
                format!("CREATE TRIGGER take_back BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION take_back()"),
            ],
            Engine::MySql => [
                format!(
                    "CREATE TRIGGER take_back BEFORE INSERT ON {table} FOR EACH ROW \
                     IF NEXTVAL(tries) = 1 THEN SIGNAL SQLSTATE '40001'; END IF"
                ),
                "DO 0".to_owned(),
            ],
        };
        // A sequence, because it is in no transaction.
        self.execute("CREATE SEQUENCE tries").await;
        for statement in statements {
            self.execute(statement).await;
        }
    }

    /// Makes a database of its own on the same server, such as one with ` CHARACTER SET latin1`; answers its URL.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn made_as(&self, how: &str) -> String {
        let name = new_name();
        execute(&server(), &format!("CREATE DATABASE {name}{how}")).await;
        let server = server();
        crate::with_database(server.split('?').next().expect("a URL"), &name)
    }

    /// Takes a backup while others write, and restores it as a database of its own.
    ///
    /// # Panics
    /// When the engine's tools fail or are missing.
    pub async fn copy(&self) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut copy = Self { url: String::new(), engine: self.engine, folder };
        copy.url = match self.engine {
            Engine::Sqlite => {
                execute(&self.url, &format!("VACUUM INTO '{}'", copy.file().display())).await;
                format!("sqlite://{}", copy.file().display())
            }
            Engine::Postgres => on_postgres(&server(), &self.url).await,
            Engine::MySql => on_mysql(&server(), &self.url).await,
        };
        copy
    }
}

/// Copies the schema that `url` looks into to a database of its own.
async fn on_postgres(server: &str, url: &str) -> String {
    let (_, schema) = url.split_once("search_path]=").expect("a schema");
    let (name, admin) = (new_name(), server.split('?').next().expect("a URL"));
    let dump = run(Command::new("pg_dump").args(["--schema", schema, "--dbname", admin]));
    execute(server, &format!("CREATE DATABASE {name}")).await;
    let restored = crate::with_database(admin, &name);
    feed(Command::new("psql").args(["--quiet", "--set=ON_ERROR_STOP=1", "--dbname", &restored]), &dump.stdout);
    crate::with_schema(&restored, schema)
}

/// Copies the database that `url` names to another one.
async fn on_mysql(server: &str, url: &str) -> String {
    let (host, database) = url.rsplit_once('/').expect("a database");
    let (user, address) = host.trim_start_matches("mysql://").split_once('@').expect("a user");
    let (address, port) = address.split_once(':').expect("a port");
    let connection = ["--protocol=tcp", "--host", address, "--port", port, "--user", user];
    let name = new_name();
    let dump = run(Command::new("mariadb-dump").args(connection).args(["--single-transaction", database]));
    execute(server, &format!("CREATE DATABASE {name}")).await;
    feed(Command::new("mariadb").args(connection).arg(&name), &dump.stdout);
    format!("{host}/{name}")
}

fn server() -> String {
    env::var(VARIABLE).expect("the URL of a server")
}

fn new_name() -> String {
    format!("c_{}", OsEntropy.alphanumeric(20).to_lowercase())
}

async fn execute(url: &str, statement: &str) {
    let url: DatabaseUrl = url.parse().expect("the URL of a database");
    let connection = url.connect(&ONE).await.expect("the database");
    connection.execute_unprepared(statement).await.expect("the statement");
    connection.close().await.expect("the end of the connection");
}

fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().expect("the engine's tool");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn feed(command: &mut Command, script: &[u8]) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("script.sql");
    std::fs::write(&file, script).expect("the script");
    let script = std::fs::File::open(&file).expect("the script");
    let output = command.stdin(script).output().expect("the engine's tool");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
