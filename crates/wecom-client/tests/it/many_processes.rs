//! Several processes over one store fetch each token once.

use std::{sync::atomic::Ordering, time::Duration};

use clock::Clock;
use futures::{FutureExt, future::join_all};
use serde_json::json;
use wecom_client::{Error, StoredToken, Wecom};

use crate::{
    stub::Reply,
    world::{NOW, World, app_token, log_in, token},
};

/// How long the stub's tokens live.
const LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

#[tokio::test]
async fn many_processes_that_want_a_token_at_once_fetch_it_once() {
    let world = World::new().await;
    let processes: Vec<Wecom> = (0..5).map(|_| world.on_the_machines_clock()).collect();
    let logins = join_all(processes.iter().flat_map(|wecom| (0..10).map(move |_| log_in(wecom)))).await;
    assert!(logins.into_iter().all(|login| login.unwrap() == "woA"));
    assert_eq!((world.stub.count("gettoken"), world.stub.count("auth/getuserinfo")), (1, 50));
    assert!(world.store.leases.lock().unwrap().is_empty(), "the lease was given back");
}

#[tokio::test]
async fn while_another_process_fetches_the_next_token_the_old_one_serves() {
    let world = World::new().await;
    let other = world.another();
    world.app_token().await;
    app_token(&other).await.unwrap();
    world.clock.set(NOW + LIFETIME - Duration::from_mins(5));
    world.stub.hold();
    let fetching = tokio::spawn({
        let wecom = world.wecom.clone();
        async move { app_token(&wecom).await.unwrap() }
    });
    world.stub.wait_for("gettoken", 2).await;
    assert_eq!(app_token(&other).await.unwrap(), "app-token-wpA-0");
    world.stub.release();
    assert_eq!(fetching.await.unwrap(), "app-token-wpA-1");
    assert_eq!(world.stub.count("gettoken"), 2);
    // It does not look again each time, but soon enough.
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(app_token(&other).await.unwrap(), "app-token-wpA-1");
    assert_eq!(world.stub.count("gettoken"), 2);
}

#[tokio::test]
async fn a_refused_token_is_fetched_again_once_for_all_processes() {
    let world = World::new().await;
    let processes: Vec<Wecom> = (0..4).map(|_| world.on_the_machines_clock()).collect();
    for wecom in &processes {
        app_token(wecom).await.unwrap();
    }
    world.stub.on("auth/getuserinfo", |_, asked| match asked.query["access_token"].as_str() {
        "app-token-wpA-0" => Reply::errcode(42001),
        _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
    });
    let logins = join_all(processes.iter().map(log_in)).await;
    assert!(logins.into_iter().all(|login| login.unwrap() == "woA"));
    assert_eq!(world.stub.count("gettoken"), 2);
}

#[tokio::test]
async fn a_refused_token_that_wecom_names_again_is_fetched_once_by_all_who_were_refused() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, _| token("access_token", "always-the-same"));
    world.stub.on("auth/getuserinfo", |n, _| match n {
        // None is let go before all were refused.
        0..3 => Reply::Once(3, Box::new(Reply::errcode(40014))),
        _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
    });
    let processes: Vec<Wecom> = (0..3).map(|_| world.on_the_machines_clock()).collect();
    for wecom in &processes {
        app_token(wecom).await.unwrap();
    }
    // The first to fetch again is answered when the others have given the token up too.
    world.stub.hold_path("gettoken");
    let release = async {
        while world.store.removals.load(Ordering::Relaxed) < 3 {
            tokio::task::yield_now().await;
        }
        world.stub.release();
    };
    let (logins, ()) = futures::join!(join_all(processes.iter().map(log_in)), release);
    assert!(logins.into_iter().all(|login| login.unwrap() == "woA"));
    assert_eq!(world.stub.count("gettoken"), 2);
}

#[tokio::test]
async fn what_another_process_saved_before_the_lease_was_granted_is_taken() {
    let world = World::new().await;
    let saved = StoredToken { value: "of-the-other".into(), expires_at: NOW + LIFETIME };
    *world.store.quicker.lock().unwrap() = Some(saved);
    assert_eq!(world.app_token().await, "of-the-other");
    assert_eq!(world.stub.count("gettoken"), 0);
    assert!(world.store.leases.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_crashed_process_is_waited_for_and_then_replaced() {
    let world = World::new().await;
    // It was granted the fetch and never came back.
    let key = "app dkSuite wpA 1".to_owned();
    world.store.leases.lock().unwrap().insert(key, (4711, NOW + Duration::from_secs(20)));
    assert_eq!(world.app_token().await, "app-token-wpA-0");
    assert!(world.clock.now() >= NOW + Duration::from_secs(20), "it waited until the lease had run out");
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let world = World::new().await;
    let key = "app dkSuite wpA 1".to_owned();
    world.store.leases.lock().unwrap().insert(key, (4711, NOW + Duration::from_hours(1)));
    let error = world.log_in().await.unwrap_err();
    assert!(matches!(error, Error::FetchedElsewhere) && error.is_retryable(), "{error}");
    assert!(world.clock.now() < NOW + Duration::from_mins(1));
    assert_eq!(world.stub.count("gettoken"), 0);
}

#[tokio::test]
async fn a_lease_does_not_run_out_under_a_fetch_that_goes_on() {
    let world = World::new().await;
    let other = world.another();
    world.stub.hold();
    let fetching = tokio::spawn({
        let wecom = world.wecom.clone();
        async move { app_token(&wecom).await.unwrap() }
    });
    world.stub.wait_for("gettoken", 1).await;
    for _ in 0..20 {
        let asked = world.store.asked.load(Ordering::Relaxed);
        world.clock.advance(Duration::from_secs(5));
        while world.store.asked.load(Ordering::Relaxed) == asked {
            tokio::task::yield_now().await;
        }
    }
    assert!(matches!(app_token(&other).await.unwrap_err(), Error::FetchedElsewhere));
    world.stub.release();
    assert_eq!(fetching.await.unwrap(), "app-token-wpA-0");
    assert_eq!(app_token(&other).await.unwrap(), "app-token-wpA-0");
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn a_fetch_that_failed_gives_its_lease_back() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| if n == 0 { Reply::errcode(60020) } else { token("access_token", "t") });
    world.log_in().await.unwrap_err();
    assert!(world.store.leases.lock().unwrap().is_empty());
    assert_eq!(log_in(&world.another()).await.unwrap(), "woA");
}

#[tokio::test]
async fn of_many_processes_one_sends_a_dead_permanent_code() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, _| Reply::errcode(40001));
    let processes: Vec<Wecom> = (0..4).map(|_| world.on_the_machines_clock()).collect();
    let logins = join_all(processes.iter().flat_map(|wecom| (0..5).map(move |_| log_in(wecom)))).await;
    assert!(logins.into_iter().all(|login| login.unwrap_err().errcode() == Some(40001)));
    assert!(matches!(log_in(&world.another()).await.unwrap_err(), Error::Stopped { errcode: 40001, .. }));
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn a_token_in_memory_is_not_used_once_another_process_was_refused_or_the_company_cancelled() {
    let world = World::new().await;
    world.app_token().await;
    *world.source.refused.lock().unwrap() = Some((1, 40001));
    assert!(matches!(world.log_in().await.unwrap_err(), Error::Stopped { errcode: 40001, .. }));
    *world.source.refused.lock().unwrap() = None;
    world.source.authorised.store(false, Ordering::Relaxed);
    assert!(matches!(world.log_in().await.unwrap_err(), Error::NoCredential { .. }));
    assert_eq!(world.stub.count("auth/getuserinfo"), 0);
    assert!(world.log_in().now_or_never().is_some(), "nothing was sent");
}
