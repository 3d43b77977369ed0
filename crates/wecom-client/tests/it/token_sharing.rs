//! A single fetch for all who want a token.

use std::{sync::atomic::Ordering, time::Duration};

use futures::{future::join_all, poll};
use secrecy::ExposeSecret;
use wecom_client::Error;
use wecom_types::{CorpId, SuiteId};

use crate::{
    stub::Reply,
    world::{NOW, World, app_token, corp, suite},
};

#[tokio::test]
async fn fifty_logins_at_once_fetch_one_token() {
    let world = World::new().await;
    world.stub.hold();
    let logins = join_all((0..50).map(|_| world.log_in()));
    // All fifty wait before the first answer is let go.
    let release = async {
        world.stub.wait_for("gettoken", 1).await;
        world.stub.release();
    };
    let (logins, ()) = futures::join!(logins, release);
    assert!(logins.into_iter().all(|login| login.unwrap() == "woA"));
    assert_eq!((world.stub.count("gettoken"), world.stub.count("auth/getuserinfo")), (1, 50));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_on_many_threads_fetch_one_token() {
    let world = World::new().await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let wecom = world.wecom.clone();
            tokio::spawn(async move { wecom.app_token(&suite(), &corp()).await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().value.expose_secret(), "app-token-wpA-0");
    }
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn when_the_one_who_fetches_goes_away_the_others_still_get_the_token() {
    let world = World::new().await;
    world.stub.hold();
    let mut first = Box::pin(world.app_token());
    let mut second = Box::pin(world.app_token());
    assert!(poll!(&mut first).is_pending() && poll!(&mut second).is_pending());
    futures::future::select(&mut first, Box::pin(world.stub.wait_for("gettoken", 1))).await;
    drop(first);
    world.stub.release();
    assert_eq!(second.await, "app-token-wpA-0");
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn when_all_who_wait_go_away_the_fetch_goes_on_and_the_next_one_has_its_token() {
    let world = World::new().await;
    world.stub.hold();
    let mut first = Box::pin(world.app_token());
    futures::future::select(&mut first, Box::pin(world.stub.wait_for("gettoken", 1))).await;
    drop(first);
    world.stub.release();
    assert_eq!(world.app_token().await, "app-token-wpA-0");
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn when_the_fetch_fails_all_who_wait_are_told_and_none_tries_alone() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, _| crate::stub::Reply::errcode(45009));
    world.stub.hold();
    let logins = join_all((0..20).map(|_| world.log_in()));
    let release = async {
        world.stub.wait_for("gettoken", 1).await;
        world.stub.release();
    };
    let (logins, ()) = futures::join!(logins, release);
    assert!(logins.into_iter().all(|login| login.unwrap_err().errcode() == Some(45009)));
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn two_suites_two_companies_and_two_permanent_codes_share_no_token() {
    let world = World::new().await;
    let (other_suite, other_corp) = (SuiteId::try_from("dkOther").unwrap(), CorpId::try_from("wpB").unwrap());
    let mut tokens = Vec::new();
    for (suite, corp) in [(suite(), corp()), (other_suite, corp()), (suite(), other_corp), (suite(), corp())] {
        tokens.push(world.wecom.app_token(&suite, &corp).await.unwrap().value.expose_secret().to_owned());
    }
    *world.source.code_version.lock().unwrap() = 2;
    tokens.push(world.app_token().await);
    let expected = ["app-token-wpA-0", "app-token-wpA-1", "app-token-wpB-2", "app-token-wpA-0", "app-token-wpA-3"];
    assert_eq!(tokens, expected);
}

#[tokio::test]
async fn a_restarted_client_takes_its_token_from_the_store() {
    let world = World::new().await;
    world.app_token().await;
    let token = world.another().app_token(&suite(), &corp()).await.unwrap();
    assert_eq!((token.value.expose_secret(), world.stub.count("gettoken")), ("app-token-wpA-0", 1));
}

#[tokio::test]
async fn while_the_store_does_not_answer_a_token_in_memory_serves_and_none_is_fetched() {
    let world = World::new().await;
    world.app_token().await;
    world.store.broken.store(true, Ordering::Relaxed);
    assert_eq!(world.log_in().await.unwrap(), "woA");
    let expires_at = NOW + Duration::from_hours(2);
    world.clock.set(expires_at - Duration::from_mins(1));
    assert_eq!(world.log_in().await.unwrap(), "woA", "the old one serves until its end");
    world.clock.set(expires_at);
    let error = world.log_in().await.unwrap_err();
    assert!(matches!(error, Error::Store(_)) && error.is_retryable(), "{error}");
    assert_eq!(world.stub.count("gettoken"), 1, "many processes at once would storm WeCom");
    world.store.broken.store(false, Ordering::Relaxed);
    assert_eq!(world.log_in().await.unwrap(), "woA");
}

#[tokio::test]
async fn a_fresh_token_in_memory_costs_no_look_at_the_store() {
    let world = World::new().await;
    world.app_token().await;
    let asked = world.store.asked.load(Ordering::Relaxed);
    let logins = join_all((0..50).map(|_| world.log_in())).await;
    assert!(logins.into_iter().all(|login| login.is_ok()));
    assert_eq!(world.store.asked.load(Ordering::Relaxed), asked);
}

#[tokio::test]
async fn a_token_that_wecom_refused_is_kept_for_no_other_process() {
    let world = World::new().await;
    world.app_token().await;
    world.stub.on("auth/getuserinfo", |_, _| Reply::errcode(40014));
    world.stub.on("gettoken", |_, _| Reply::errcode(-1));
    world.log_in().await.unwrap_err();
    app_token(&world.another()).await.unwrap_err();
}
