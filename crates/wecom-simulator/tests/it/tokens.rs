//! Access tokens: refetch, expiry, kinds.

use serde_json::json;

use crate::kit::{Sim, errcode, text};

#[tokio::test]
async fn a_token_fetched_again_is_the_same_until_it_expires() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let first = sim.gettoken(&app.corp_id, &app.permanent_code).await;
    assert_eq!(first["expires_in"], 7200);
    sim.advance(7000).await;
    let again = sim.gettoken(&app.corp_id, &app.permanent_code).await;
    assert_eq!(again["access_token"], first["access_token"]);
    assert!((1..=200).contains(&again["expires_in"].as_u64().unwrap()), "{again}");
    sim.advance(300).await;
    let later = sim.gettoken(&app.corp_id, &app.permanent_code).await;
    assert_ne!(later["access_token"], first["access_token"]);
    assert!((10..=512).contains(&text(&later, "access_token").len()));
}

#[tokio::test]
async fn a_suite_token_stays_the_same_with_a_newer_ticket() {
    let sim = Sim::start().await;
    let template = sim.template().await;
    let first = sim.suite_token(&template).await;
    sim.advance(700).await;
    assert_eq!(sim.suite_token(&template).await["suite_access_token"], first["suite_access_token"]);
}

#[tokio::test]
async fn service_token_calls_omit_errcode_on_success_unless_switched() {
    let sim = Sim::start().await;
    let template = sim.template().await;
    assert_eq!(sim.suite_token(&template).await.get("errcode"), None);
    sim.switch(json!({ "serviceTokenErrcode": "zero" })).await;
    assert_eq!(sim.suite_token(&template).await["errcode"], 0);
}

#[tokio::test]
async fn an_expired_token_is_42001_or_40014_as_switched() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.advance(7200).await;
    for (switch, app_code, suite_code) in [("expired", 42001, 42009), ("invalid", 40014, 40082)] {
        sim.switch(json!({ "expiredToken": switch })).await;
        assert_eq!(errcode(&sim.identity(&token, "x").await), app_code);
        assert_eq!(errcode(&sim.auth_info(&app).await), suite_code);
    }
}

#[tokio::test]
async fn each_api_wants_its_own_kind_of_token() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let app_token = sim.app_token(&app).await;
    let provider_token = sim.provider_token().await;
    assert_eq!(errcode(&sim.identity(&app.suite_token, "x").await), 40014);
    assert_eq!(errcode(&sim.identity(&provider_token, "x").await), 40014);
    assert_eq!(errcode(&sim.get("auth/getuserinfo", &[("code", "x")]).await), 41001);
    let body = json!({ "auth_corpid": app.corp_id, "permanent_code": app.permanent_code });
    let with_app = sim.post("service/v2/get_auth_info", &[("suite_access_token", &app_token)], body.clone()).await;
    assert_eq!(errcode(&with_app), 40082);
    assert_eq!(errcode(&sim.post("service/v2/get_auth_info", &[], body).await), 41022);
    for any in [&app_token, &app.suite_token, &provider_token] {
        assert_eq!(errcode(&sim.get("getcallbackip", &[("access_token", any)]).await), 0);
    }
}

#[tokio::test]
async fn a_token_may_be_revoked_early() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.control("POST", "tokens/revoke", json!({ "token": token })).await;
    assert_eq!(errcode(&sim.identity(&token, "x").await), 40014);
    assert_ne!(sim.app_token(&app).await, token);
}

#[tokio::test]
async fn get_corp_token_is_not_for_customized_apps() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let body = json!({ "auth_corpid": app.corp_id, "permanent_code": app.permanent_code });
    let answer = sim.post("service/get_corp_token", &[("suite_access_token", &app.suite_token)], body).await;
    assert_eq!(errcode(&answer), 40084);
}

#[tokio::test]
async fn wrong_credentials_have_their_own_codes() {
    let sim = Sim::start().await;
    let template = sim.template().await;
    let pushed = format!("templates/{}/push-ticket", text(&template, "suiteId"));
    let ticket = sim.control("POST", &pushed, json!({ "push": false })).await["ticket"].clone();
    let whole =
        json!({ "suite_id": template["suiteId"], "suite_secret": template["suiteSecret"], "suite_ticket": ticket });
    for (field, value, code) in [
        ("suite_id", "dkother", 40083),
        ("suite_secret", "wrong", 40080),
        ("suite_ticket", "stale", 40085),
        ("suite_id", "", 41021),
        ("suite_secret", "", 41024),
        ("suite_ticket", "", 41023),
    ] {
        let mut body = whole.clone();
        body[field] = json!(value);
        assert_eq!(errcode(&sim.post("service/get_suite_token", &[], body).await), code, "{field}={value}");
    }
    let provider = sim.control("GET", "provider", serde_json::Value::Null).await;
    for (corp_id, secret, code) in
        [("wwother", text(&provider, "secret"), 40013), (&text(&provider, "corpId"), "wrong".to_owned(), 40001)]
    {
        let body = json!({ "corpid": corp_id, "provider_secret": secret });
        assert_eq!(errcode(&sim.post("service/get_provider_token", &[], body).await), code);
    }
}
