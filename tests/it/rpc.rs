//! Functions over HTTP: the envelope, and each way to call wrongly.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{Answer, INSTANCE, SERVICE, World};

#[tokio::test]
async fn the_envelope_has_its_six_fields() {
    let world = World::start().await;
    let Answer(envelope) = world.call(INSTANCE, "getLoginConfig", json!({})).await;
    let mut fields: Vec<&str> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["data", "duration", "errcode", "errmsg", "requestId", "sysTime"]);
    let id = envelope["requestId"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(envelope["errmsg"], Value::Null);
}

#[tokio::test]
async fn each_wrong_call_is_refused_by_name_and_changes_nothing() {
    let world = World::start().await;
    let cases = [
        ("auths/QywxProxyTmp", "getLoginConfig", json!({}), 20002, "QywxProxyTemp"),
        (INSTANCE, "getLoginCfg", json!({}), 20003, "getLoginConfig"),
        (INSTANCE, "getLoginConfig", json!({ "extra": 1 }), 20004, "extra"),
        (INSTANCE, "getLoginCode", json!({ "corpId": "wp1" }), 47000, "code"),
        (INSTANCE, "getLoginCode", json!({ "corpId": 1, "code": "a" }), 47001, "corpId"),
        (INSTANCE, "getLoginCode", json!({ "corpId": "a", "code": "a", "loginType": "fax" }), 47002, "loginType"),
        (SERVICE, "loginByWorkbench", json!({ "corpId": "a", "code": "a", "platform": "tv" }), 47002, "platform"),
        (SERVICE, "loginByWorkbench", json!({ "corpId": "wpUnknown", "code": "a" }), 20011, "wpUnknown"),
        (SERVICE, "setCode", json!({ "corpId": "a", "code": "a" }), 20006, "setCode"),
    ];
    for (element, function, args, errcode, named) in cases {
        let message = world.call(element, function, args.clone()).await.refused(errcode);
        assert!(message.contains(named), "{element}/{function} {args}: {message}");
    }
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 0);
}

#[tokio::test]
async fn an_unknown_app_and_a_body_that_is_no_object_are_refused() {
    let world = World::start().await;
    let post = async |path: &str, body: String| {
        let answer = world.http.post(format!("{}{path}", world.server.url)).body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        Answer(answer.json().await.unwrap())
    };
    post("/api/acme/elsewhere/auths/X/f", String::new()).await.refused(20001);
    post("/api/nothing", String::new()).await.refused(20002);
    let path = format!("/api/acme/portal/{INSTANCE}/getLoginConfig");
    post(&path, "[1]".to_owned()).await.refused(20021);
    post(&path, "{".to_owned()).await.refused(20021);
    post(&path, " ".repeat(2_000_000)).await.refused(20022);
    post(&path, String::new()).await.ok();
}

#[tokio::test]
async fn functions_that_read_answer_get_too_and_others_do_not() {
    let world = World::start().await;
    let get = async |path: String| {
        let answer = world.http.get(format!("{}/api/acme/portal/{path}", world.server.url)).send().await.unwrap();
        Answer(answer.json().await.unwrap())
    };
    get(format!("{INSTANCE}/getLoginConfig")).await.ok();
    get(format!("{SERVICE}/getLoginConfigByCode?code=nobody")).await.refused(20012);
    get(format!("{SERVICE}/loginByWorkbench?corpId=a&code=b")).await.refused(20003);
}

#[tokio::test]
async fn a_users_token_is_no_administrators_token() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let args = json!({ "corpId": corp.id, "code": "mine" });
    let answer = world.call_as(login["token"].as_str(), SERVICE, "setCode", args.clone()).await;
    answer.refused(20007);
    world.call_as(Some("wlp_none_nothing"), SERVICE, "setCode", args).await.refused(20006);
    world.call(SERVICE, "getLoginConfigByCode", json!({ "code": "mine" })).await.refused(20012);
}

#[tokio::test]
async fn the_openapi_document_names_every_function_of_the_app() {
    let world = World::start().await;
    let document: Value =
        world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    for path in [
        "/api/acme/portal/auths/QywxProxyTemp/getLoginCode",
        "/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/retryCallBack",
        "/api/acme/portal/auths/loginTypes/services/AuthSvc/getCurrUser",
    ] {
        assert!(document["paths"][path]["post"].is_object(), "{path} is missing");
    }
    let page = world.http.get(format!("{}/docs", world.server.url)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("retryCallBack"));
}
