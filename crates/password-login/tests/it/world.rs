//! A bench with one instance, over a database.

use std::fs::File;

use database_connection::Engine;
use login_type::{
    CallError, ErrorKind,
    testing::{Bench, SeededEntropy},
};
use password_login::{PasswordType, hash};
use serde_json::{Value, json};
use test_database::TestDatabase;

pub(crate) const LOCAL: &str = "auths.Local";
pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) async fn a_database() -> TestDatabase {
    let place = TestDatabase::new().await;
    if place.engine() == Engine::Sqlite {
        drop(File::create(place.file()).unwrap());
    }
    place
}

/// The lines of two users with [`PASSWORD`].
pub(crate) fn users() -> String {
    let hash = hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
    format!("ann:{hash}:Ann 安\nben:{hash}")
}

pub(crate) fn bench(place: &TestDatabase) -> Bench {
    open(place, json!({ "users": users() })).unwrap()
}

pub(crate) fn open(place: &TestDatabase, config: Value) -> Result<Bench, String> {
    Bench::open(PasswordType::new(&place.url().into()), &[(LOCAL, config)])
}

pub(crate) async fn log_in(bench: &Bench, name: &str, password: &str) -> Result<Value, CallError> {
    bench.call(LOCAL, "loginByPassword", json!({ "name": name, "password": password })).await
}

/// A try from an address; how long it has to wait, in seconds, or nothing where it came in.
pub(crate) async fn try_from(bench: &Bench, address: &str, password: &str) -> Option<u64> {
    let caller = bench.nobody().from_client(address.parse().unwrap());
    let tried = caller.call(LOCAL, "loginByPassword", json!({ "name": "ann", "password": password })).await;
    tried.err().map(|refused| wait(&refused))
}

/// How long the next try has to wait, in seconds.
pub(crate) async fn wait_of(bench: &Bench, name: &str, password: &str) -> u64 {
    wait(&log_in(bench, name, password).await.unwrap_err())
}

fn wait(refused: &CallError) -> u64 {
    match refused.kind() {
        ErrorKind::TooManyRequests { retry_after } => retry_after.as_secs(),
        ErrorKind::LoginCodeInvalid => 0,
        other => panic!("{other:?}"),
    }
}
