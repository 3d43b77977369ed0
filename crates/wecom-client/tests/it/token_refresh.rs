//! A token is replaced before its end, and once a call when WeCom refuses it.

use std::{sync::atomic::Ordering, time::Duration};

use futures::poll;
use secrecy::ExposeSecret;
use serde_json::json;
use wecom_client::InstallState;

use crate::{
    stub::Reply,
    world::{NOW, World, suite, token},
};

/// How long the stub's tokens live.
const LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

#[tokio::test]
async fn each_way_to_refuse_a_token_has_it_replaced_once() {
    for errcode in [40014, 42001] {
        let world = World::new().await;
        world.stub.on("auth/getuserinfo", move |_, asked| match asked.query["access_token"].as_str() {
            "app-token-wpA-0" => Reply::errcode(errcode),
            _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
        });
        assert_eq!(world.log_in().await.unwrap(), "woA");
        assert_eq!((world.stub.count("gettoken"), world.stub.count("auth/getuserinfo")), (2, 2));
    }
}

#[tokio::test]
async fn suite_and_provider_tokens_are_replaced_too() {
    let world = World::new().await;
    let refused = |parameter: &'static str, first: &'static str, errcode, ok: serde_json::Value| {
        move |_: usize, asked: &crate::stub::Asked| {
            if asked.query[parameter] == first { Reply::errcode(errcode) } else { Reply::Json(ok.clone()) }
        }
    };
    let answer = json!({ "auth_corp_info": { "corpid": "wpA" }, "permanent_code": "new-code" });
    let script = refused("suite_access_token", "suite-token-0", 42009, answer);
    world.stub.on("service/v2/get_permanent_code", script);
    let code = "a".repeat(64).parse().unwrap();
    assert_eq!(world.wecom.get_permanent_code(&suite(), &code).await.unwrap().corp_id.as_str(), "wpA");

    let answer = json!({ "errcode": 0, "qrcode_url": "https://open.work.weixin.qq.com/x", "expires_in": 864_000 });
    let script = refused("provider_access_token", "provider-token-0", 40014, answer);
    world.stub.on("service/get_customized_auth_url", script);
    let state = InstallState::try_from("s1").unwrap();
    world.wecom.get_customized_auth_url(&suite(), &state, &[suite()]).await.unwrap();
    assert_eq!(world.stub.asked("service/get_customized_auth_url")[1].body["templateid_list"], json!(["dkSuite"]));
}

#[tokio::test]
async fn a_token_that_is_refused_again_and_again_costs_one_fetch_a_call_and_soon_none() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, _| token("access_token", "always-the-same"));
    world.stub.on("auth/getuserinfo", |_, _| Reply::errcode(40014));
    for _ in 0..20 {
        assert_eq!(world.log_in().await.unwrap_err().errcode(), Some(40014));
    }
    assert_eq!(world.stub.count("gettoken"), 2, "the first one, and one forced refresh that brought the same token");
}

#[tokio::test]
async fn only_the_token_that_failed_is_given_up() {
    let world = World::new().await;
    // Without it only the memory knows the new token.
    world.store.forgetful.store(true, Ordering::Relaxed);
    // The first login is refused only when the second one has replaced the token already.
    world.stub.on("auth/getuserinfo", |n, asked| match (n, asked.query["access_token"].as_str()) {
        (0, _) => Reply::Once(3, Box::new(Reply::errcode(42001))),
        (_, "app-token-wpA-0") => Reply::errcode(42001),
        _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
    });
    let second = async {
        world.stub.wait_for("auth/getuserinfo", 1).await;
        world.log_in().await
    };
    let (first, second) = futures::join!(world.log_in(), second);
    assert_eq!((first.unwrap().as_str(), second.unwrap().as_str()), ("woA", "woA"));
    assert_eq!(world.stub.count("gettoken"), 2, "the token that replaced the failed one is kept");
}

#[tokio::test]
async fn a_refused_token_does_not_come_back_from_the_store() {
    for stubborn in [false, true] {
        let world = World::new().await;
        world.app_token().await;
        world.store.stubborn.store(stubborn, Ordering::Relaxed);
        world.stub.on("auth/getuserinfo", |_, asked| match asked.query["access_token"].as_str() {
            "app-token-wpA-0" => Reply::errcode(40014),
            _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
        });
        assert_eq!(world.log_in().await.unwrap(), "woA");
        let stored: Vec<_> = world.store.tokens.lock().unwrap().values().cloned().collect();
        assert_eq!(stored.iter().map(|token| token.value.expose_secret()).collect::<Vec<_>>(), ["app-token-wpA-1"]);
    }
}

#[tokio::test]
async fn a_token_is_replaced_five_minutes_before_its_end() {
    let world = World::new().await;
    assert_eq!(world.app_token().await, "app-token-wpA-0");
    world.clock.set(NOW + LIFETIME - Duration::from_secs(301));
    assert_eq!(world.app_token().await, "app-token-wpA-0");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.app_token().await, "app-token-wpA-1");
}

#[tokio::test]
async fn while_one_fetches_the_next_token_the_others_get_the_old_one() {
    let world = World::new().await;
    world.app_token().await;
    world.clock.set(NOW + LIFETIME - Duration::from_mins(5));
    world.stub.hold();
    let mut refreshing = Box::pin(world.app_token());
    assert!(poll!(&mut refreshing).is_pending());
    assert_eq!(world.app_token().await, "app-token-wpA-0");
    world.stub.release();
    assert_eq!(refreshing.await, "app-token-wpA-1");
}

#[tokio::test]
async fn when_the_early_fetch_fails_the_old_token_serves_until_its_end() {
    let world = World::new().await;
    world.stub.on("gettoken", |n, _| match n {
        0 => token("access_token", "old"),
        _ => Reply::errcode(45009),
    });
    assert_eq!(world.app_token().await, "old");
    let expires_at = NOW + LIFETIME;
    world.clock.set(expires_at - Duration::from_mins(5));
    for _ in 0..10 {
        assert_eq!(world.app_token().await, "old");
    }
    assert_eq!(world.stub.count("gettoken"), 2, "a failed refresh is not tried again at once");
    world.clock.set(expires_at - Duration::from_millis(1));
    assert_eq!(world.app_token().await, "old");
    world.clock.set(expires_at);
    assert_eq!(world.log_in().await.unwrap_err().errcode(), Some(45009));
}
