//! Opening, transactions, errors.

use std::sync::Arc;

use crate::kit::{Kit, at, corp, grant, record, ring, suite};
use clock::{ManualClock, OsEntropy};
use storage::{
    Access, Database, Options, StorageError,
    wecom::{CorpGrant, GrantOutcome, SetOrgCode},
};

pub(crate) async fn refusal(url: &str) -> StorageError {
    let clock = Arc::new(ManualClock::new(at(0)));
    Database::open(url, Options::default(), ring("k", &[("k", 1)]), clock, Arc::new(OsEntropy)).await.unwrap_err()
}

#[tokio::test]
async fn a_url_that_cannot_be_used_is_refused_without_being_repeated() {
    for url in ["oracle://user:sesame@host/db", "sqlite::memory:", "sqlite://sesame?mode=memory", "sesame"] {
        let error = refusal(url).await;
        assert!(matches!(error, StorageError::UnsupportedUrl(_)), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("sesame"));
    }
}

#[tokio::test]
async fn what_a_dropped_transaction_did_never_happened_and_what_a_committed_one_did_did() {
    let kit = Kit::new().await;
    let ticket = "ticket".parse().unwrap();
    let dropped = kit.database.begin().await.unwrap();
    assert!(dropped.suite_tickets().offer(&suite("suite"), &ticket, at(1), at(1)).await.unwrap());
    assert!(dropped.suite_tickets().lookup(&suite("suite")).await.unwrap().is_some(), "it sees its own change");
    drop(dropped);
    assert!(kit.database.suite_tickets().lookup(&suite("suite")).await.unwrap().is_none());

    let committed = kit.database.begin().await.unwrap();
    committed.suite_tickets().offer(&suite("suite"), &ticket, at(1), at(1)).await.unwrap();
    committed.corp_auths().grant(grant("code", 1)).await.unwrap();
    committed.commit().await.unwrap();
    assert!(kit.database.suite_tickets().lookup(&suite("suite")).await.unwrap().is_some());
    assert_eq!(kit.database.corp_auths().list_all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_call_that_changes_nothing_does_not_spoil_the_transaction_it_runs_in() {
    let kit = Kit::new().await;
    let auths = kit.database.corp_auths();
    auths.grant(grant("newest", 50)).await.unwrap();
    auths.grant(CorpGrant { corp_id: corp("other"), ..grant("code", 50) }).await.unwrap();
    auths.set_org_code(&suite("suite"), &corp("other"), Some("acme")).await.unwrap();

    let transaction = kit.database.begin().await.unwrap();
    let (ticket, auths) = ("ticket".parse().unwrap(), transaction.corp_auths());
    transaction.suite_tickets().offer(&suite("suite"), &ticket, at(1), at(1)).await.unwrap();
    assert!(matches!(auths.grant(grant("older", 40)).await.unwrap(), GrantOutcome::Superseded(_)));
    let taken = auths.set_org_code(&suite("suite"), &corp("corp"), Some("acme")).await.unwrap();
    assert_eq!(taken, SetOrgCode::Taken);
    transaction.callback_records().add(record("event", 1)).await.unwrap();
    transaction.callback_records().add(record("event", 1)).await.unwrap();
    auths.set_org_code(&suite("suite"), &corp("corp"), Some("mine")).await.unwrap();
    transaction.commit().await.unwrap();

    assert!(kit.database.suite_tickets().lookup(&suite("suite")).await.unwrap().is_some());
    assert_eq!(kit.database.callback_records().due(kit.now(), &[], 10).await.unwrap().len(), 1);
    let auth = kit.database.corp_auths().lookup(&suite("suite"), &corp("corp")).await.unwrap().unwrap();
    assert_eq!((auth.org_code.as_deref(), auth.auth_time), (Some("mine"), at(50)));
}

#[tokio::test]
async fn two_databases_on_one_file_wait_for_each_other_like_two_processes() {
    let kit = Kit::new().await;
    let other = kit.reopen(ring("k1", &[("k1", 1)])).await;
    let first = kit.database.begin().await.unwrap();
    let second = tokio::spawn(async move {
        let second = other.begin().await?;
        second.suite_tickets().offer(&suite("suite"), &"second".parse().unwrap(), at(2), at(2)).await?;
        second.commit().await
    });
    first.suite_tickets().offer(&suite("suite"), &"first".parse().unwrap(), at(1), at(1)).await.unwrap();
    first.commit().await.unwrap();
    second.await.unwrap().unwrap();
    let newest = kit.database.suite_tickets().lookup(&suite("suite")).await.unwrap().unwrap();
    assert_eq!(newest.ticket.expose_secret(), "second");
}

#[tokio::test]
async fn a_closed_database_answers_with_an_error_and_loses_nothing() {
    let kit = Kit::new().await;
    kit.database.corp_auths().grant(grant("code", 1)).await.unwrap();
    kit.database.ping().await.unwrap();
    kit.database.clone().close().await.unwrap();
    assert!(matches!(kit.database.ping().await, Err(StorageError::Unavailable(_))));
    let again = kit.reopen(ring("k1", &[("k1", 1)])).await;
    assert_eq!(again.corp_auths().list_all().await.unwrap().len(), 1);
}
