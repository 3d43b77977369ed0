//! A dead permanent code is sent once: many wrong ones lock out the provider's address (90313, 45009).

use std::{sync::atomic::Ordering, time::Duration};

use wecom_client::{Error, Remedy};
use wecom_types::CorpId;

use crate::{
    stub::Reply,
    world::{World, corp, suite, token},
};

#[tokio::test]
async fn a_dead_permanent_code_is_sent_once_and_stops_its_company_only() {
    for errcode in [40001, 40013, 40084, 40091, 48004] {
        let world = World::new().await;
        world.stub.on("gettoken", move |_, asked| match asked.query["corpid"].as_str() {
            "wpA" => Reply::errcode(errcode),
            _ => token("access_token", "t"),
        });
        let first = world.log_in().await.unwrap_err();
        assert!(matches!(first, Error::Api { .. }) && first.remedy().stops_corp(), "{first}");
        for _ in 0..20 {
            let error = world.log_in().await.unwrap_err();
            assert!(matches!(error, Error::Stopped { .. }) && error.errcode() == Some(errcode), "{error}");
            assert_eq!(error.remedy(), Remedy::StopCorp);
        }
        world.clock.advance(Duration::from_hours(48));
        world.log_in().await.unwrap_err();
        assert_eq!(world.stub.count("gettoken"), 1);
        world.wecom.app_token(&suite(), &CorpId::try_from("wpB").unwrap()).await.unwrap();
    }
}

#[tokio::test]
async fn a_new_permanent_code_or_being_forgotten_lets_a_company_try_again() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| if n < 2 { Reply::errcode(40001) } else { token("access_token", "t") });
    world.log_in().await.unwrap_err();
    *world.source.code_version.lock().unwrap() = 2;
    assert!(matches!(world.log_in().await.unwrap_err(), Error::Api { errcode: 40001, .. }));
    assert!(matches!(world.log_in().await.unwrap_err(), Error::Stopped { .. }));
    *world.source.refused.lock().unwrap() = None;
    world.wecom.forget_corp(&suite(), &corp()).await;
    assert_eq!(world.log_in().await.unwrap(), "woA");
}

#[tokio::test]
async fn a_company_that_is_revived_is_asked_for_again_and_a_token_that_is_good_stays() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| if n < 1 { Reply::errcode(40001) } else { token("access_token", "t") });
    world.log_in().await.unwrap_err();
    *world.source.refused.lock().unwrap() = None;
    assert!(matches!(world.log_in().await.unwrap_err(), Error::Stopped { .. }));
    for _ in 0..2 {
        world.wecom.revive_corp(&suite(), &corp());
        assert_eq!(world.log_in().await.unwrap(), "woA");
    }
    assert_eq!(world.stub.count("gettoken"), 2);
}

#[tokio::test]
async fn what_another_process_heard_of_an_old_code_lets_its_company_try_again_within_a_minute() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| if n == 0 { Reply::errcode(40001) } else { token("access_token", "t") });
    world.log_in().await.unwrap_err();
    *world.source.refused.lock().unwrap() = None;
    assert!(matches!(world.log_in().await.unwrap_err(), Error::Stopped { .. }));
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(world.log_in().await.unwrap(), "woA");
}

#[tokio::test]
async fn a_source_that_does_not_hear_of_a_refusal_has_the_code_sent_once_a_minute() {
    let world = World::new().await;
    world.source.deaf.store(true, Ordering::Relaxed);
    world.stub.on("gettoken", |_, _| Reply::errcode(40001));
    for minute in 1..4 {
        for _ in 0..20 {
            assert_eq!(world.log_in().await.unwrap_err().errcode(), Some(40001));
        }
        assert_eq!(world.stub.count("gettoken"), minute);
        world.clock.advance(Duration::from_mins(1));
    }
}

#[tokio::test]
async fn a_dead_permanent_code_stops_its_company_though_the_old_token_is_still_good() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| if n == 0 { token("access_token", "t") } else { Reply::errcode(40001) });
    world.app_token().await;
    world.clock.advance(Duration::from_secs(7200 - 200));
    assert_eq!(world.log_in().await.unwrap_err().errcode(), Some(40001));
    assert_eq!(world.stub.count("auth/getuserinfo"), 0);
}

#[tokio::test]
async fn a_forgotten_company_has_no_token_in_the_store_either() {
    let world = World::new().await;
    world.app_token().await;
    assert_eq!(world.store.tokens.lock().unwrap().len(), 1);
    world.wecom.forget_corp(&suite(), &corp()).await;
    assert_eq!(world.store.tokens.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn for_a_company_that_has_not_authorised_nothing_is_sent() {
    let world = World::new().await;
    world.source.authorised.store(false, Ordering::Relaxed);
    assert!(matches!(world.log_in().await.unwrap_err(), Error::NoCredential { .. }));
    assert_eq!(world.stub.count("gettoken"), 0);
}
