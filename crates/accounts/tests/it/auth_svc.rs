//! The service `AuthSvc` as the server calls it: through its element, with checked arguments.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, Ipv4Addr};

use accounts::AuthSvc;
use element_model::{Apps, MemorySource};
use login_type::{Call, CallError, Caller, ErrorKind, Method, Registry, Reply, Request, Service as _};
use serde_json::{Value, json};
use storage::Access as _;

use crate::world::{APP, ASKED, CORP, World};

const NOBODY: Caller = Caller::Anonymous;
const REQUEST_ID: &str = "00000000000000000000000000000001";
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

async fn call_in(world: &World, app: &str, caller: &Caller, function: &str, args: Value) -> Result<Value, CallError> {
    let service = AuthSvc::new(world.accounts.clone());
    let base = Registry::new().with_service(service.clone()).base_app();
    let folder = MemorySource::new("app").with("app.json", json!({"appId": app}).to_string());
    let apps = Apps::load(&base, &[&folder], &|_: &str| None).unwrap();
    let app = apps.app(&app.parse().unwrap()).unwrap();
    let element = app.get_element(AuthSvc::NAME).unwrap();
    let Value::Object(args) = args else { panic!("arguments are an object") };
    let function = element.function(function).unwrap();
    let args = function.check(args)?;
    let request = Request::new(REQUEST_ID, Method::Post).from_client(Some(CLIENT));
    let host = world.host();
    let call = Call::new((app, element, function), &args, caller, &request, &host);
    match service.call(call).await? {
        Reply::Value(value) => Ok(value),
        other => panic!("a bare answer: {other:?}"),
    }
}

async fn call(world: &World, caller: &Caller, function: &str, args: Value) -> Result<Value, CallError> {
    call_in(world, APP, caller, function, args).await
}

#[tokio::test]
async fn a_login_code_becomes_tokens_a_user_a_new_pair_and_a_log_out() {
    let world = World::new().await;
    let args = json!({"loginCode": world.login_code("alice").await, "corpId": CORP});
    let login = call(&world, &NOBODY, "loginByCode", args).await.unwrap();
    let user = json!({
        "userId": login["userId"], "name": null, "avatar": null, "corpId": CORP, "corpUserId": "alice",
    });
    assert_eq!(login["userInfo"], user);
    assert_eq!(
        (&login["tokenType"], &login["expiresIn"], &login["platform"]),
        (&json!("Bearer"), &json!(600), &json!("app"))
    );

    let caller = world.accounts.authenticate(&world.host(), login["token"].as_str().unwrap(), ASKED).await.unwrap();
    assert_eq!(call(&world, &caller, "getCurrUser", json!({})).await.unwrap(), user);
    let pair = call(&world, &NOBODY, "refreshToken", json!({"refreshToken": login["refreshToken"]})).await.unwrap();
    let keys = |login: &Value| login.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&pair), keys(&login));
    assert_eq!(pair["userInfo"], user);

    assert_eq!(call(&world, &caller, "logout", json!({})).await.unwrap(), Value::Null);
    assert_eq!(world.authenticate(pair["token"].as_str().unwrap()).await, Err(ErrorKind::LoginRequired));
    let refused = call(&world, &NOBODY, "refreshToken", json!({"refreshToken": pair["refreshToken"]})).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::RefreshTokenInvalid);
    let refused = call(&world, &caller, "getCurrUser", json!({})).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::LoginRequired);
}

#[tokio::test]
async fn the_audit_trail_has_the_request_of_a_login_and_of_a_log_out_and_the_way_of_the_login() {
    let world = World::new().await;
    let args = json!({"loginCode": world.login_code("alice").await, "corpId": CORP});
    let login = call(&world, &NOBODY, "loginByCode", args).await.unwrap();
    let caller = world.accounts.authenticate(&world.host(), login["token"].as_str().unwrap(), ASKED).await.unwrap();
    call(&world, &caller, "logout", json!({})).await.unwrap();
    let events = world.db.audit_events().list(&storage::AuditFilter::default(), 100).await.unwrap();
    let told = |action: &str| {
        let event = events.iter().find(|event| event.action == action).unwrap();
        ["requestId", "address", "way"].map(|field| event.detail[field].clone())
    };
    assert_eq!(told("login"), [json!(REQUEST_ID), json!(CLIENT), json!("login_code")]);
    assert_eq!(told("logout"), [json!(REQUEST_ID), json!(CLIENT), Value::Null]);
}

#[tokio::test]
async fn every_documented_platform_comes_back_and_any_other_is_refused() {
    let world = World::new().await;
    for platform in ["app", "web", "mobile"] {
        let args = json!({"loginCode": world.login_code("alice").await, "corpId": CORP, "platform": platform});
        assert_eq!(call(&world, &NOBODY, "loginByCode", args).await.unwrap()["platform"], platform);
    }
    let code = world.login_code("alice").await;
    let args = json!({"loginCode": code, "corpId": CORP, "platform": "fridge"});
    let refused = call(&world, &NOBODY, "loginByCode", args).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::ValueNotAllowed);
    call(&world, &NOBODY, "loginByCode", json!({"loginCode": code, "corpId": CORP})).await.unwrap();
}

#[tokio::test]
async fn only_a_user_has_a_session_to_ask_for_or_to_end() {
    let world = World::new().await;
    for caller in [NOBODY, Caller::Administrator { name: "ops".to_owned() }] {
        for function in ["getCurrUser", "logout"] {
            let refused = call(&world, &caller, function, json!({})).await;
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::LoginRequired);
        }
    }
}

#[tokio::test]
async fn a_session_of_one_app_is_none_under_the_url_of_another() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let caller = Caller::User { app: APP.parse().unwrap(), user_id: login.user_id, session_id: login.session_id };
    for function in ["getCurrUser", "logout"] {
        let refused = call_in(&world, "acme.other", &caller, function, json!({})).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::LoginRequired);
    }
    assert!(world.authenticate(login.token.expose_secret()).await.is_ok());
}

#[tokio::test]
async fn the_element_declares_what_the_contract_says() {
    let world = World::new().await;
    let service = AuthSvc::new(world.accounts.clone());
    let file = service.elements()[0];
    assert_eq!(file.path, "auths/loginTypes/services/AuthSvc/e.json");
    let element: Value = serde_json::from_str(file.content).unwrap();
    let declared = element["functionList"].as_array().unwrap().iter().map(|function| {
        let args = function["args"].as_array().unwrap().iter().map(|arg| arg["name"].as_str().unwrap());
        let args = args.collect::<Vec<_>>().join(", ");
        (format!("{}({args})", function["name"].as_str().unwrap()), function["loginRequired"].as_bool().unwrap())
    });
    let expected = [
        ("loginByCode(loginCode, corpId, platform, clientId, clientSecret)", false),
        ("refreshToken(refreshToken)", false),
        ("logout()", true),
        ("getCurrUser()", true),
    ];
    assert_eq!(declared.collect::<Vec<_>>(), expected.map(|(function, login)| (function.to_owned(), login)));
}
