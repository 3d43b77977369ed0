//! The schema goes up, down and up again; a database of a newer program is refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sqlite;

use migrations::{MigrationError, StepState, down, status, up};
use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use test_database::TestDatabase;

async fn states(url: &str) -> Vec<StepState> {
    status(url).await.unwrap().into_iter().map(|step| step.state).collect()
}

async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(url).await.unwrap()
}

/// How many tables there are, without the one that notes the steps.
async fn tables(url: &str) -> usize {
    let connection = connect(url).await;
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        DbBackend::Postgres => "SELECT 1 FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA()",
        _ => "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE()",
    };
    let count = connection.query_all_raw(Statement::from_string(backend, sql)).await.unwrap().len();
    connection.close().await.unwrap();
    count - 1
}

#[tokio::test]
async fn the_schema_goes_up_and_down_and_up_again() {
    let place = TestDatabase::new().await;
    let url = place.url();
    let first = up(url).await.unwrap();
    assert!(!first.is_empty());
    assert!(states(url).await.iter().all(|state| *state == StepState::Applied));
    let made = tables(url).await;

    let taken_back = down(url).await.unwrap();
    assert_eq!(taken_back.iter().rev().collect::<Vec<_>>(), first.iter().collect::<Vec<_>>());
    assert!(states(url).await.iter().all(|state| *state == StepState::Pending));
    assert_eq!(tables(url).await, 0);

    assert_eq!(up(url).await.unwrap(), first);
    assert_eq!(tables(url).await, made);
    assert!(up(url).await.unwrap().is_empty(), "a second time there is nothing to do");
}

#[tokio::test]
async fn two_processes_that_migrate_at_once_do_it_once() {
    let place = TestDatabase::new().await;
    let url = place.url();
    let (one, other) = tokio::join!(up(url), up(url));
    let taken = [one.unwrap().len(), other.unwrap().len()];
    assert_eq!(taken.iter().sum::<usize>(), states(url).await.len());
    assert!(taken.contains(&0));
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_by_name_and_left_alone() {
    let place = TestDatabase::new().await;
    let url = place.url();
    up(url).await.unwrap();
    let connection = connect(url).await;
    connection.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m0999_later', 0)").await.unwrap();
    connection.close().await.unwrap();
    for refused in [up(url).await.err(), down(url).await.err(), status(url).await.err()] {
        assert!(matches!(refused, Some(MigrationError::Newer { step }) if step == "m0999_later"));
    }
    assert!(tables(url).await > 0);
}

#[tokio::test]
async fn a_url_that_cannot_be_used_is_refused_without_being_repeated() {
    let urls = [
        "oracle://user:sesame@host/db",
        "sqlite::memory:",
        "sqlite://sesame?mode=memory",
        "sqlite://file?mode=sesame",
        "sesame",
    ];
    for url in urls {
        let error = status(url).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error:?}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_named_with_the_cause() {
    let error = status("sqlite:///nonexistent/folder/login.db").await.unwrap_err().to_string();
    assert!(error.contains("/nonexistent/folder/login.db: unable to open database file"), "{error}");
}
