//! Authorisations that come and go, in any order of arrival.

use storage::{
    Access,
    wecom::{CancelOutcome, CorpAuth, CorpAuthStatus, CorpGrant, GrantOutcome},
};
use wecom_types::PermanentCode;

use crate::kit::{Kit, at, at_once, corp, grant, suite};

async fn give(kit: &Kit, code: &str, event_secs: i64) -> GrantOutcome {
    kit.database.corp_auths().grant(grant(code, event_secs)).await.unwrap()
}

async fn cancel(kit: &Kit, event_secs: i64) -> CancelOutcome {
    kit.database.corp_auths().cancel(&suite("suite"), &corp("corp"), at(event_secs)).await.unwrap()
}

async fn auth(kit: &Kit) -> CorpAuth {
    kit.database.corp_auths().lookup(&suite("suite"), &corp("corp")).await.unwrap().unwrap()
}

fn code(auth: &CorpAuth) -> Option<&str> {
    auth.permanent_code.as_ref().map(PermanentCode::expose_secret)
}

#[tokio::test]
async fn a_new_permanent_code_replaces_the_old_one_and_raises_the_version() {
    let kit = Kit::new().await;
    let GrantOutcome::Stored(first) = give(&kit, "first", 10).await else { panic!("superseded") };
    assert_eq!((code(&first), first.code_version, first.auth_time), (Some("first"), 1, at(10)));
    let named = CorpGrant { corp_name: Some("Corp".to_owned()), state: Some("link".to_owned()), ..grant("second", 11) };
    kit.database.corp_auths().grant(named).await.unwrap();
    give(&kit, "third", 12).await;
    let auth = auth(&kit).await;
    assert_eq!((code(&auth), auth.code_version), (Some("third"), 3));
    assert_eq!(auth.corp_name.as_deref(), Some("Corp"), "what a grant does not tell stays");
    assert_eq!(auth.state.as_deref(), Some("link"));
}

#[tokio::test]
async fn an_older_grant_that_arrives_late_changes_nothing() {
    let kit = Kit::new().await;
    give(&kit, "new", 20).await;
    let GrantOutcome::Superseded(found) = give(&kit, "old", 19).await else { panic!("stored") };
    assert_eq!(code(&found), Some("new"));
    assert_eq!((code(&auth(&kit).await), auth(&kit).await.code_version), (Some("new"), 1));
}

#[tokio::test]
async fn a_cancellation_erases_the_secrets_and_keeps_the_name() {
    let kit = Kit::new().await;
    let named = CorpGrant { corp_name: Some("Corp".to_owned()), state: Some("link".to_owned()), ..grant("code", 10) };
    kit.database.corp_auths().grant(named).await.unwrap();
    assert_eq!(cancel(&kit, 20).await, CancelOutcome::Cancelled);
    let gone = auth(&kit).await;
    assert_eq!(gone.status, CorpAuthStatus::Cancelled);
    assert_eq!((code(&gone), gone.state.as_deref(), gone.cancelled_time), (None, None, Some(at(20))));
    assert_eq!(gone.corp_name.as_deref(), Some("Corp"));
    assert_eq!(cancel(&kit, 15).await, CancelOutcome::Cancelled, "again, from an older message");
    assert_eq!(auth(&kit).await.cancelled_time, Some(at(20)));
}

#[tokio::test]
async fn a_late_create_auth_does_not_revive_a_cancelled_corp_and_within_a_second_the_later_counts() {
    let kit = Kit::new().await;
    give(&kit, "code", 10).await;
    cancel(&kit, 20).await;
    assert!(matches!(give(&kit, "late", 19).await, GrantOutcome::Superseded(_)));
    assert_eq!((auth(&kit).await.status, code(&auth(&kit).await)), (CorpAuthStatus::Cancelled, None));
    assert!(matches!(give(&kit, "anew", 20).await, GrantOutcome::Stored(_)));
    let anew = auth(&kit).await;
    assert_eq!((code(&anew), anew.status.clone()), (Some("anew"), CorpAuthStatus::Authorised));
    assert_eq!((anew.code_version, anew.cancelled_time), (2, None));
}

#[tokio::test]
async fn a_cancellation_that_overtakes_its_create_auth_keeps_the_corp_out() {
    let kit = Kit::new().await;
    assert_eq!(cancel(&kit, 20).await, CancelOutcome::Unknown);
    assert!(matches!(give(&kit, "late", 10).await, GrantOutcome::Superseded(_)));
    assert_eq!(auth(&kit).await.status, CorpAuthStatus::Cancelled);
    assert_eq!(cancel(&kit, 20).await, CancelOutcome::Cancelled);
}

#[tokio::test]
async fn a_cancellation_older_than_the_authorisation_in_force_changes_nothing() {
    let kit = Kit::new().await;
    give(&kit, "code", 30).await;
    assert_eq!(cancel(&kit, 29).await, CancelOutcome::Superseded);
    assert_eq!((auth(&kit).await.status, code(&auth(&kit).await)), (CorpAuthStatus::Authorised, Some("code")));
}

#[tokio::test]
async fn of_many_grants_and_cancellations_at_once_the_newest_event_wins() {
    let kit = Kit::new().await;
    at_once(24, |number| {
        let database = kit.database.clone();
        async move {
            let event_secs = i64::try_from(number).unwrap();
            if number % 3 == 1 {
                database.corp_auths().cancel(&suite("suite"), &corp("corp"), at(event_secs)).await.map(drop)
            } else {
                database.corp_auths().grant(grant(&format!("code-{number}"), event_secs)).await.map(drop)
            }
            .unwrap();
        }
    })
    .await;
    let last = auth(&kit).await;
    assert_eq!((code(&last), last.auth_time), (Some("code-23"), at(23)));
    assert_eq!(last.status, CorpAuthStatus::Authorised);
}
