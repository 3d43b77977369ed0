//! A login by an OpenID Connect provider on the hosted page: `auths.loginTypes.OidcType`.

use std::sync::Arc;

use clock::SystemClock;
use openid_simulator::{CLIENT_ID, CLIENT_SECRET, Fault, NAME, OpenIdProvider};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use tests::{Diagnosis, World, captured_logs};

use crate::login_page::browser;

const SSO: &str = "auths.Sso";

async fn a_world() -> (World, OpenIdProvider) {
    let provider = OpenIdProvider::start(Arc::new(SystemClock)).await;
    let config = config(&provider);
    let write = |folder: &mut tests::AppFolder| {
        folder.instance_of("auths.loginTypes.OidcType", "公司账号 Company account", SSO, &config);
    };
    (World::start_with(write).await, provider)
}

fn config(provider: &OpenIdProvider) -> Value {
    json!({ "issuer": provider.issuer(), "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET })
}

fn location(answer: &Response) -> String {
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// Goes to the provider and comes back; answers the page that the browser ends at.
async fn log_in(world: &World, browser: &Client, provider: &OpenIdProvider) -> Response {
    let company = provider.issuer().replace("http://", "");
    let page = format!("{}/acme/portal/login", world.server.url);
    let link = browser.get(page).query(&[("corpId", company)]).send().await.unwrap();
    assert_eq!(link.status(), StatusCode::SEE_OTHER);
    let back = browser.get(location(&link)).send().await.unwrap();
    browser.get(location(&back)).send().await.unwrap()
}

#[tokio::test]
async fn somebody_whom_an_openid_provider_knows_logs_in_on_the_hosted_page() {
    let (world, provider) = a_world().await;
    let browser = browser("Mozilla/5.0");
    let entered = log_in(&world, &browser, &provider).await;
    assert_eq!((entered.status(), &*location(&entered)), (StatusCode::SEE_OTHER, "/acme/portal/me"));
    let me = browser.get(format!("{}/acme/portal/me", world.server.url)).send().await.unwrap();
    assert!(me.text().await.unwrap().contains(NAME));

    let metrics = world.http.get(format!("{}/metrics", world.server.url)).send().await.unwrap().text().await.unwrap();
    let host = provider.issuer().replace("http://", "");
    let counted = format!("wecom_login_http_client_requests_total{{host=\"{host}\",result=\"2xx\"}} 4");
    assert!(metrics.contains(&counted), "metadata, token, keys, UserInfo: {metrics}");
    assert!(!captured_logs().contains("s3cret"));
}

#[tokio::test]
async fn an_answer_of_the_provider_that_does_not_hold_is_shown_and_logged_and_nobody_is_in() {
    let (world, provider) = a_world().await;
    let cases = [
        (Fault::WrongNonce, StatusCode::FORBIDDEN, "nonce"),
        (Fault::CodeRefused, StatusCode::BAD_GATEWAY, "invalid_grant"),
        (Fault::Html, StatusCode::SERVICE_UNAVAILABLE, "try again"),
    ];
    for (fault, status, words) in cases {
        provider.go_wrong(fault);
        let browser = browser("Mozilla/5.0");
        let page = log_in(&world, &browser, &provider).await;
        assert_eq!(page.status(), status, "{fault:?}");
        let text = page.text().await.unwrap();
        assert!(text.contains("暂时无法登录") && !text.contains(words), "{fault:?}: {text}");
        assert!(captured_logs().contains(words), "{fault:?}");
        let me = browser.get(format!("{}/acme/portal/me", world.server.url)).send().await.unwrap();
        assert_eq!(location(&me), "/acme/portal/login");
    }
    let log = captured_logs();
    assert!(log.contains("no such code"), "the provider's own words are in the log");
}

#[tokio::test]
async fn doctor_asks_the_provider_and_names_the_redirect_uri_to_register_there() {
    let (world, provider) = a_world().await;
    let uri = "/acme/portal/login/callback";
    let diagnosis = Diagnosis::of(&world.folder).await;
    diagnosis.says("ok", "OpenID provider", &[SSO, "2 keys"]).says("ok", "redirect URI", &[SSO, uri]);
    provider.go_wrong(Fault::MetadataOfAnother);
    Diagnosis::of(&world.folder).await.says("error", "OpenID provider", &[SSO, "https://another.example"]);
}
