//! No error shows a URL, a token, a code or a secret, whatever goes wrong.

use std::{error::Error as _, fmt::Write};

use serde_json::json;
use wecom_client::{DecodeProblem, Error, Remedy};

use crate::{
    stub::Reply,
    world::{OAUTH_CODE, PERMANENT_CODE, World},
};

/// All that a log could show of an error.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {}", error.advice());
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    text
}

fn assert_silent(error: &Error) {
    let text = shown(error);
    for secret in [PERMANENT_CODE, OAUTH_CODE, "app-token", "access_token=", "corpsecret", "http://", "?"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn no_failure_of_any_kind_shows_what_was_sent_or_what_came_back() {
    let echo = format!("{OAUTH_CODE}{PERMANENT_CODE}app-token-wpA-0");
    let failures = [
        Reply::Drop,
        Reply::Hang,
        Reply::Half(json!({ "errcode": 0, "userid": &echo, "access_token": &echo })),
        Reply::Raw(200, format!("<html>{echo}</html>").into_bytes()),
        Reply::Raw(200, format!(r#"{{"userid":["{echo}"],"access_token":["{echo}"]}}"#).into_bytes()),
        Reply::Raw(503, format!(r#"{{"message":"{echo}"}}"#).into_bytes()),
        Reply::Raw(200, vec![b' '; 2 * 1024 * 1024]),
        Reply::Json(json!({ "errcode": 40029, "errmsg": format!("invalid code {echo}, hint: [{echo}]") })),
    ];
    for failure in failures {
        for path in ["gettoken", "auth/getuserinfo"] {
            let reply = failure.clone();
            let world = World::that_replies(&reply).await;
            world.stub.on(path, move |_, _| reply.clone());
            assert_silent(&world.log_in().await.unwrap_err());
        }
    }
}

#[tokio::test]
async fn a_refused_connection_shows_nothing_either() {
    let world = World::new().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let wecom = world.client_of(&format!("http://{closed}"));
    let error = wecom.app_token(&crate::world::suite(), &crate::world::corp()).await.unwrap_err();
    assert!(matches!(error, Error::Transport { api: "gettoken", .. }), "{error:?}");
    assert_eq!(error.to_string(), "gettoken: the connection failed");
    assert_silent(&error);
}

#[tokio::test]
async fn each_failure_is_told_apart() {
    let cases = [
        (Reply::Drop, "user/get: the connection failed"),
        (Reply::Half(json!({ "errcode": 0, "userid": "woA" })), "user/get: the connection failed"),
        (Reply::Hang, "user/get: no answer in time"),
        (Reply::Raw(200, b"<html>".to_vec()), "user/get: HTTP status 200, and the answer is not JSON"),
        (Reply::Raw(200, br#"{"errcode":0,"use"#.to_vec()), "user/get: HTTP status 200, and the answer is cut off"),
        (Reply::Raw(302, b"{}".to_vec()), "user/get: HTTP status 302, and the answer is not one of success"),
        (Reply::errcode(60111), "user/get: errcode 60111: said the stub"),
        (Reply::errcode(60020), "user/get: errcode 60020: said the stub, from ip: 10.0.0.9"),
    ];
    for (reply, expected) in cases {
        let world = World::that_replies(&reply).await;
        world.stub.on("user/get", move |_, _| reply.clone());
        assert_eq!(world.read_member().await.unwrap_err().to_string(), expected);
    }
}

#[tokio::test]
async fn an_endless_answer_is_not_read() {
    let world = World::new().await;
    world.stub.on("user/get", |_, _| Reply::Raw(200, vec![b' '; 2 * 1024 * 1024]));
    let error = world.read_member().await.unwrap_err();
    assert!(matches!(error, Error::Decode { problem: DecodeProblem::TooLong, .. }), "{error}");
    assert_eq!(error.remedy(), Remedy::Retry);
}
