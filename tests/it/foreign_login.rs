//! A login to a provider that is not WeCom, written on the contract of `login-type` alone.

mod lark;

use element_type::ElementType as _;
use login_type::LoginLink;
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use server::Composition;
use tests::{AppFolder, Diagnosis, ErrorKind, TestServer, World, captured_logs};

use self::lark::{CORP, LarkType, SIGNATURE};
use crate::login_page::browser;

const LOGIN: &str = "auths/Lark";

fn composition() -> Composition {
    Composition::official().with_login_type(|_| LarkType)
}

async fn a_world(config: Value) -> World {
    World::start_as(&composition(), |folder| lark(folder, &config)).await
}

fn lark(folder: &AppFolder, config: &Value) {
    let definition = json!({ "title": "Lark", "type": LarkType::NAME });
    folder.write("acme.portal/auths/Lark/e.json", &definition);
    folder.write("acme.portal/auths/Lark/Lark.json", config);
}

/// Begins a login at a server; answers where the browser is sent, or the page that says why it is not.
async fn begin(browser: &Client, server: &TestServer) -> Result<String, String> {
    let answer = browser.get(format!("{}/acme/portal/login?corpId={CORP}", server.url)).send().await.unwrap();
    match answer.headers().get(header::LOCATION) {
        Some(link) => Ok(link.to_str().unwrap().to_owned()),
        None => Err(answer.text().await.unwrap()),
    }
}

/// Comes back to a server from a link, as the member `ann`.
async fn come_back(browser: &Client, server: &TestServer, link: &str) -> reqwest::Response {
    let state = link.split("state=").nth(1).unwrap();
    browser.get(format!("{}/acme/portal/login/callback?code=ann&state={state}", server.url)).send().await.unwrap()
}

#[tokio::test]
async fn a_refusal_by_a_provider_that_is_not_wecom_has_one_errcode_and_the_providers_own_beside_it() {
    let world = a_world(json!({})).await;
    // Success there, "needs a login" here, and a text with something that no code has.
    let cases = [("0", json!("0")), ("20006", json!("20006")), ("invalid grant\n", json!("invalidgrant"))];
    for (code, provider_code) in cases {
        let answer = world.nobody().call(LOGIN, "getLoginCode", json!({ "code": code })).await;
        assert_eq!(answer.0["errcode"], 20032, "{answer:?}");
        assert_eq!(answer.0["data"], json!({ "providerCode": provider_code }), "{answer:?}");
        assert_eq!(answer.refused(ErrorKind::ProviderRefused), "Lark refused the code");
    }
    let document: Value =
        world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap().json().await.unwrap();
    let shapes = &document["components"]["schemas"];
    let failure = &shapes["Failure"]["allOf"][1]["properties"]["data"];
    assert_eq!(failure["properties"]["providerCode"]["type"], "string", "{failure}");
    assert!(shapes["Envelope"]["properties"]["errcode"]["description"].as_str().unwrap().contains("20032"));
}

#[tokio::test]
async fn what_a_link_kept_and_its_redirect_uri_come_back_with_the_code_also_to_another_process() {
    let world = a_world(json!({})).await;
    let other = world.folder.serve_as(&world.clock, &composition()).await.unwrap();
    for back_at in [&world.server, &other] {
        let browser = browser("Mozilla/5.0");
        let link = begin(&browser, &world.server).await.unwrap();
        let answer = come_back(&browser, back_at, &link).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap());
    }
}

#[tokio::test]
async fn a_link_that_keeps_too_much_is_refused_and_the_log_says_how_much_it_may() {
    let world = a_world(json!({ "ballast": LoginLink::MOST_KEPT })).await;
    let page = begin(&browser("Mozilla/5.0"), &world.server).await.unwrap_err();
    assert!(page.contains("暂时无法登录") && !page.contains("4096"), "{page}");
    assert!(captured_logs().contains("it may keep 4096 at most"));
}

#[tokio::test]
async fn doctor_names_the_redirect_uri_of_every_login_with_a_link() {
    let world = World::start().await;
    let diagnosis = Diagnosis::of(&world.folder).await;
    diagnosis.says("ok", "redirect URI", &["auths.QywxProxyTemp", "/acme/portal/login/callback"]);
}

#[tokio::test]
async fn a_callback_is_verified_by_its_header_and_answered_in_bare_json() {
    let world = a_world(json!({})).await;
    let url = format!("{}/api/acme/portal/{LOGIN}/notify", world.server.url);
    let event = || world.http.post(&url).body(r#"{"challenge": "c-1"}"#);
    let right = header::HeaderValue::from_bytes("by lark, 签名".as_bytes()).unwrap();
    let answer =
        event().header("x-lark-signature", right.clone()).header(header::COOKIE, "session=s").send().await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()[header::CONTENT_TYPE]),
        (StatusCode::OK, &"application/json".parse().unwrap())
    );
    assert_eq!(answer.text().await.unwrap(), r#"{"challenge":"c-1"}"#);
    let no_text = header::HeaderValue::from_bytes(b"by lark, \xff").unwrap();
    for wrong in [None, Some(no_text), Some("by nobody".parse().unwrap())] {
        let request = wrong.into_iter().fold(event(), |event, signature| event.header(SIGNATURE, signature));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    }
    let seen = world.http.post(url.replace("notify", "seen")).header(SIGNATURE, right).send().await.unwrap();
    assert_eq!(seen.json::<Value>().await.unwrap()["data"], Value::Null, "other functions see no header");
}
