//! The properties of SQLite alone: a file, and one writer.

use std::{sync::Arc, time::Duration};

use clock::OsEntropy;
use storage::{Database, Options};
use tempfile::TempDir;

use crate::{
    database::refusal,
    kit::{Kit, ring},
};

#[tokio::test]
async fn a_file_that_is_not_there_is_not_made_but_reported_as_out_of_reach() {
    let folder = TempDir::new().unwrap();
    let error = refusal(&format!("sqlite://{}", folder.path().join("login.db").display())).await;
    assert!(error.is_retryable(), "{error:?}");
    assert!(!folder.path().join("login.db").exists());
}

#[tokio::test]
async fn a_writer_that_finds_no_connection_in_time_fails_and_may_try_again() {
    let kit = Kit::new().await;
    let options = Options { acquire_timeout: Duration::from_millis(500), ..Options::default() };
    let clock = Arc::new(kit.clock.clone());
    let ring = ring("k1", &[("k1", 1)]);
    let database = Database::open(kit.place.url(), options, ring, clock, Arc::new(OsEntropy)).await.unwrap();
    let held = database.begin().await.unwrap();
    assert!(database.begin().await.unwrap_err().is_retryable());
    drop(held);
    database.begin().await.unwrap();
}
