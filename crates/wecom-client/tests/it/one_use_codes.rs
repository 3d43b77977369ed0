//! A call that uses up a code is sent once, whatever happens; others are sent again while WeCom is busy.

use serde_json::json;

use crate::{
    stub::Reply,
    world::{OAUTH_CODE, World, suite},
};

#[tokio::test]
async fn a_login_code_is_never_sent_twice() {
    let failures = [
        Reply::errcode(-1),
        Reply::errcode(6000),
        Reply::errcode(45033),
        Reply::errcode(40029),
        Reply::Drop,
        Reply::Hang,
        Reply::Half(json!({ "errcode": 0, "userid": "woA" })),
        Reply::Raw(502, b"<html>bad gateway</html>".to_vec()),
    ];
    for failure in failures {
        let reply = failure.clone();
        let world = World::that_replies(&reply).await;
        world.stub.on("auth/getuserinfo", move |_, _| reply.clone());
        world.app_token().await;
        world.log_in().await.unwrap_err();
        assert_eq!(world.stub.count("auth/getuserinfo"), 1, "{failure:?}");
    }
}

#[tokio::test]
async fn an_auth_code_is_never_sent_twice() {
    for failure in [Reply::errcode(-1), Reply::errcode(40078), Reply::Drop, Reply::Hang] {
        let reply = failure.clone();
        let world = World::that_replies(&reply).await;
        world.stub.on("service/v2/get_permanent_code", move |_, _| reply.clone());
        let code = "a".repeat(64).parse().unwrap();
        world.wecom.get_permanent_code(&suite(), &code).await.unwrap_err();
        assert_eq!(world.stub.count("service/v2/get_permanent_code"), 1, "{failure:?}");
    }
}

#[tokio::test]
async fn what_may_be_repeated_is_sent_again_while_wecom_is_busy() {
    for failure in [Reply::errcode(-1), Reply::errcode(6000), Reply::errcode(45033), Reply::Drop] {
        let world = World::new().await;
        let reply = failure.clone();
        world.stub.on("user/get", move |n, _| match n {
            0..3 => reply.clone(),
            _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
        });
        world.read_member().await.unwrap();
        assert_eq!(world.stub.count("user/get"), 4, "{failure:?}");
    }
}

#[tokio::test]
async fn no_call_is_sent_again_for_ever_or_in_vain() {
    let cases = [(Reply::errcode(-1), 4), (Reply::errcode(60111), 1), (Reply::errcode(45009), 1), (Reply::Hang, 1)];
    for (failure, times) in cases {
        let reply = failure.clone();
        let world = World::that_replies(&reply).await;
        world.stub.on("user/get", move |_, _| reply.clone());
        world.read_member().await.unwrap_err();
        assert_eq!(world.stub.count("user/get"), times, "{failure:?}");
    }
}

#[tokio::test]
async fn a_code_goes_into_the_query_with_the_token_of_its_company() {
    let world = World::new().await;
    world.log_in().await.unwrap();
    let asked = world.stub.asked("auth/getuserinfo").remove(0);
    assert_eq!((asked.method.as_str(), asked.query["code"].as_str()), ("GET", OAUTH_CODE));
    assert_eq!(asked.query["access_token"], "app-token-wpA-0");
}
