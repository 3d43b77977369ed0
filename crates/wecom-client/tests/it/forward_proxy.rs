//! Calls through a forward proxy, and the address that WeCom sees.

use std::{error::Error as _, fmt::Write, sync::Arc};

use clock::SystemClock;
use serde_json::json;
use wecom_client::{ApiClient, Endpoints, Error, ForwardProxy, NoStore, Timeouts, Wecom};

use crate::{
    stub::{Reply, Stub},
    world::{Source, World, app_token},
};

/// A client of a WeCom that no name server knows, through this proxy.
fn through(proxy: &str) -> Wecom {
    let proxy: ForwardProxy = proxy.parse().unwrap();
    let endpoints = Endpoints { api_url: "http://wecom.invalid".parse().unwrap(), ..Endpoints::default() };
    let api = ApiClient::through(Some(&proxy), endpoints, Timeouts::default()).unwrap();
    Wecom::new(api, Arc::new(Source::default()), Arc::new(NoStore), Arc::new(SystemClock))
}

#[tokio::test]
async fn every_call_goes_through_the_proxy_with_its_password() {
    let stub = Stub::start().await;
    stub.on("gettoken", |_, _| crate::world::token("access_token", "t"));
    let port = stub.url.port().unwrap();
    let wecom = through(&format!("http://agent:s%40same@127.0.0.1:{port}"));
    assert_eq!(app_token(&wecom).await.unwrap(), "t");
    let asked = stub.asked("gettoken").remove(0);
    assert!(asked.target.starts_with("http://wecom.invalid/cgi-bin/gettoken?"), "{}", asked.target);
    // `agent:s@same`
    assert_eq!(asked.proxy_authorization.as_deref(), Some("Basic YWdlbnQ6c0BzYW1l"));
}

#[tokio::test]
async fn a_proxy_that_fails_shows_neither_user_nor_password_in_the_error() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = app_token(&through(&format!("http://agent:sesame@{gone}"))).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    let mut shown = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(shown, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    assert!(!shown.contains("agent") && !shown.contains("sesame") && !shown.contains("YWdlbnQ6"), "{shown}");
}

#[tokio::test]
async fn the_address_that_wecom_sees_is_read_from_its_refusal_of_a_call_without_any_secret() {
    let world = World::new().await;
    let refused = "access_token missing, hint: [1_2], from ip: 203.0.113.9, more info at https://x";
    world.stub.on("getcallbackip", move |_, _| Reply::Json(json!({ "errcode": 41001, "errmsg": refused })));
    let reached = world.wecom.reach().await.unwrap();
    assert_eq!(reached.seen_at, Some("203.0.113.9".parse().unwrap()));
    world.stub.on("getcallbackip", |_, _| Reply::Json(json!({ "errcode": 41001, "errmsg": "access_token missing" })));
    assert_eq!(world.wecom.reach().await.unwrap().seen_at, None);
}
