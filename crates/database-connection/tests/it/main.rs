//! Which URLs are understood, and that none is ever repeated; and what becomes of a SQLite file that cannot be written.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, path::Path, time::Duration};

use database_connection::{DatabaseUrl, Engine, MissingFile, Options, Protection};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
use sea_orm::ConnectionTrait;

const OPTIONS: Options = Options {
    max_connections: 1,
    acquire_timeout: Duration::from_secs(5),
    patience: Duration::from_secs(5),
    missing_file: MissingFile::Refused,
};

#[test]
fn each_scheme_names_its_engine() {
    let cases = [
        ("sqlite://data/login.sqlite", Engine::Sqlite),
        ("sqlite:login.sqlite?mode=rw", Engine::Sqlite),
        ("postgres://user:sesame@host/db", Engine::Postgres),
        ("postgresql://host/db?sslmode=require", Engine::Postgres),
        ("mysql://user:sesame@host/db", Engine::MySql),
        ("mariadb://user:sesame@host:3307/db", Engine::MySql),
    ];
    for (url, engine) in cases {
        let parsed: DatabaseUrl = url.parse().unwrap();
        assert_eq!(parsed.engine(), engine, "{url}");
        assert!(!format!("{parsed:?}").contains("sesame"));
    }
}

#[test]
fn a_url_that_cannot_be_used_is_refused_with_a_reason_and_without_being_repeated() {
    let cases = [
        ("", "expected a URL"),
        ("sesame", "expected a URL"),
        ("oracle://user:sesame@host/db", "expected a URL"),
        ("sqlite::memory:", "name a file"),
        ("sqlite://sesame?mode=memory", "name a file"),
        ("sqlite://file?mode=sesame", "sqlite:"),
        ("postgres://user:sesame@host:port/db", "postgres:"),
        ("mysql://user:sesame@host:port/db", "mysql:"),
        ("mysql://user:sesame@host", "names no database"),
        ("sqlite:%3Amemory%3A", "name a file"),
        ("postgres://user:12/sesame@host/db", "%2F"),
        ("postgres://user:12?sesame@host/db", "%3F"),
        ("postgres://user:p@12#sesame@host/db", "%40"),
        ("mysql://user:sesame/3@host/db", "percent-encoding"),
    ];
    for (url, reason) in cases {
        let error = url.parse::<DatabaseUrl>().unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(reason), "{url}: {shown}");
        assert!(!shown.contains("sesame"), "{url}: {shown}");
    }
}

#[tokio::test]
async fn a_missing_file_is_made_only_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("login.sqlite");
    let url: DatabaseUrl = format!("sqlite://{}", file.display()).parse().unwrap();
    assert!(url.connect(&OPTIONS).await.is_err());
    assert!(!file.exists());
    url.connect(&Options { missing_file: MissingFile::Created, ..OPTIONS }).await.unwrap();
    assert!(file.exists());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_with_port_and_cause_within_the_limit() {
    let limit = Duration::from_millis(300);
    let options = Options { acquire_timeout: limit, ..OPTIONS };
    // Nobody listens at the port of a socket that is gone; nobody answers where only the system takes connections.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_at = silent.local_addr().unwrap();
    for scheme in ["postgres", "mysql"] {
        for (address, cause) in [(closed, "refused"), (silent_at, "no answer within 300ms")] {
            let url: DatabaseUrl = format!("{scheme}://user:sesame@{address}/db").parse().unwrap();
            let error = url.connect(&options).await.unwrap_err().to_string();
            assert!(error.contains(&address.to_string()) && error.contains(cause), "{error}");
            assert!(!error.contains("sesame"), "{error}");
        }
        let url: DatabaseUrl = format!("{scheme}://user:sesame@no-such-host.invalid:7/db").parse().unwrap();
        let error = url.connect(&OPTIONS).await.unwrap_err().to_string();
        assert!(error.contains("no-such-host.invalid:7") && error.contains("lookup"), "{error}");
    }
}

#[test]
fn a_password_with_signs_of_a_url_in_it_is_read_when_it_is_percent_encoded() {
    for url in ["postgres://user:a%40b%3Ac%2Fd@host:7/db", "mysql://user:a%40b%3Ac%2Fd@host:7/db"] {
        let parsed: DatabaseUrl = url.parse().unwrap();
        assert!(parsed.place().ends_with(" at host:7"), "{}", parsed.place());
    }
}

#[test]
fn the_place_and_the_protection_of_a_connection_are_told() {
    let cases = [
        ("sqlite://a%20b.db", "SQLite file a b.db", Protection::Local),
        ("postgres://u:p@[::1]/d", "PostgreSQL at [::1]:5432", Protection::Local),
        ("postgres://u:p@db.example/d", "PostgreSQL at db.example:5432", Protection::Plain),
        ("postgres://u:p@db.example/d?sslmode=require", "PostgreSQL at db.example:5432", Protection::Unverified),
        (
            "mysql://u:p@db.example/d?ssl-mode=VERIFY_IDENTITY",
            "MySQL or MariaDB at db.example:3306",
            Protection::Verified,
        ),
    ];
    for (url, place, protection) in cases {
        let parsed: DatabaseUrl = url.parse().unwrap();
        assert_eq!((parsed.place().as_str(), parsed.protection()), (place, protection));
    }
}

/// From here on the modes of files count for this thread and those that it begins, whoever runs the tests.
fn obey_modes() {
    let mut own = capabilities(None).unwrap();
    own.effective.remove(CapabilitySet::DAC_OVERRIDE);
    set_capabilities(None, own).unwrap();
}

/// Sets the mode of a database's files: what SQLite makes beside the file has its mode.
fn set_modes(folder: &Path, mode: u32) {
    for file in fs::read_dir(folder).unwrap() {
        fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[tokio::test]
async fn a_connection_made_while_the_file_was_read_only_is_not_kept_once_it_can_be_written() {
    obey_modes();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("login.sqlite");
    let url: DatabaseUrl = format!("sqlite://{}", file.display()).parse().unwrap();
    let connection = url.connect(&Options { missing_file: MissingFile::Created, ..OPTIONS }).await.unwrap();
    connection.execute_unprepared("CREATE TABLE note (text TEXT)").await.unwrap();
    set_modes(folder.path(), 0o444);
    let one = connection.get_sqlite_connection_pool().acquire().await.unwrap();
    one.close().await.unwrap();
    let add = "INSERT INTO note VALUES ('x')";
    for _ in 0..2 {
        let refused = connection.execute_unprepared(add).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
        connection.execute_unprepared("SELECT * FROM note").await.unwrap();
    }
    set_modes(folder.path(), 0o644);
    connection.execute_unprepared(add).await.unwrap();
    connection.execute_unprepared("CREATE TEMPORARY TABLE kept (text TEXT)").await.unwrap();
    connection.execute_unprepared("SELECT * FROM kept").await.expect("this one is kept");
}
