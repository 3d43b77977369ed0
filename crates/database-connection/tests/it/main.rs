//! Which URLs are understood, and that none is ever repeated.

use std::time::Duration;

use database_connection::{DatabaseUrl, Engine, MissingFile, Options};

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
