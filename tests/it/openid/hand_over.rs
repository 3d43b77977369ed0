//! Hand-over: a login that ends at the address of an app that speaks no OpenID.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, AppFolder, ErrorKind};

use super::{
    logout::{listener, logout_tokens},
    relying_party::{RelyingParty, SECRET, client, get, location, parameters, web},
};

const NEXT: &str = "https://tiny.example/enter?from=login";

/// A world with the app `tiny`.
async fn world() -> RelyingParty {
    world_with(|_| {}).await
}

async fn world_with(change: impl FnOnce(&mut AppFolder)) -> RelyingParty {
    RelyingParty::with(|folder| {
        client(folder, "Tiny", &web("tiny", json!({ "redirectUris": [NEXT], "handOver": true })));
        client(folder, "Page", &json!({
            "clientId": "page", "applicationType": "spa", "redirectUris": ["https://page.example/"], "trusted": true,
        }));
        let others = json!({ "redirectUris": ["https://far.example/cb"], "allowedCorps": ["wpOther"], "handOver": true });
        client(folder, "Far", &web("far", others));
        client(folder, "Third", &web("third", json!({ "redirectUris": ["https://third.example/cb"] })));
        change(folder);
    })
    .await
}

fn login_page(app: &RelyingParty, next: &str, more: &[(&str, &str)]) -> String {
    let mut url = url::Url::parse(&format!("{}/login", app.issuer())).unwrap();
    url.query_pairs_mut().append_pair("next", next).extend_pairs(more);
    url.into()
}

/// Logs in at the login page with `next`; answers the parameters that come to the app.
async fn handed_over(app: &RelyingParty, next: &str, state: &str) -> Vec<(String, String)> {
    let begin = login_page(app, next, &[("state", state), ("corpId", &app.corp.id)]);
    let answer = app.go_on(app.browser.get(begin).send().await.unwrap(), 0).await;
    let came = location(&answer);
    assert!(came.starts_with(next), "{came}");
    parameters(&came)
}

async fn redeem(app: &RelyingParty, code: &str, client: Value) -> Answer {
    let mut args = json!({ "loginCode": code, "corpId": app.corp.id, "platform": "web" });
    for (name, value) in client.as_object().unwrap() {
        args[name] = value.clone();
    }
    app.world.nobody().call(AUTH_SVC, "loginByCode", args).await
}

fn tiny() -> Value {
    json!({ "clientId": "tiny", "clientSecret": SECRET })
}

#[tokio::test]
async fn a_login_page_with_next_ends_there_with_a_login_code_and_the_apps_own_state() {
    let app = world().await;
    let came = handed_over(&app, NEXT, "a state & more").await;
    assert_eq!(get(&came, "state").as_deref(), Some("a state & more"));
    assert_eq!((get(&came, "from").as_deref(), get(&came, "corpId").as_deref()), (Some("login"), Some(&*app.corp.id)));
    let code = get(&came, "loginCode").unwrap();
    let login = redeem(&app, &code, tiny()).await.ok();
    let user = app.world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!((&user["userId"], &user["corpId"]), (&login["userId"], &json!(app.corp.id)));
    redeem(&app, &code, tiny()).await.refused(ErrorKind::LoginCodeInvalid);
    // Who is logged in comes back at once, without WeCom.
    let calls = app.world.sim.calls("auth/getuserinfo").await;
    let again = handed_over(&app, NEXT, "s").await;
    redeem(&app, &get(&again, "loginCode").unwrap(), tiny()).await.ok();
    assert_eq!(app.world.sim.calls("auth/getuserinfo").await, calls);
}

#[tokio::test]
async fn a_handed_over_code_is_used_by_its_app_alone_and_within_a_minute() {
    let app = world().await;
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    let thieves = [
        json!({}),
        json!({ "clientId": "tiny" }),
        json!({ "clientId": "tiny", "clientSecret": "another-secret-of-16" }),
        json!({ "clientId": "grafana", "clientSecret": SECRET }),
        json!({ "clientId": "nobody", "clientSecret": SECRET }),
    ];
    for thief in thieves {
        redeem(&app, &code, thief).await.refused(ErrorKind::LoginCodeInvalid);
    }
    redeem(&app, &code, tiny()).await.ok();
    let late = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    app.world.clock.advance(Duration::from_secs(61));
    redeem(&app, &late, tiny()).await.refused(ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn a_code_of_a_member_who_left_or_logged_out_meanwhile_is_worth_nothing() {
    let app = world().await;
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    app.world.sim.app(&app.world.suite, &app.corp, "cancel", json!({})).await;
    app.world.settled().await;
    let refused = redeem(&app, &code, tiny()).await;
    assert_ne!(refused.0["errcode"], 0, "{refused:?}");
}

#[tokio::test]
async fn an_unregistered_next_gets_a_page_that_shows_it_and_what_is_registered() {
    let app = world().await;
    for next in [
        "https://tiny.example/enter",
        "https://tiny.example/enter?from=login&x",
        "https://evil.example/",
        "https://page.example/",
        "https://third.example/cb",
        "//tiny.example/enter",
        "javascript:alert(1)",
    ] {
        let answer = app.browser.get(login_page(&app, next, &[("state", "s")])).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{next}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("is registered by no client"), "{page}");
        assert_eq!(
            page.contains("https://tiny.example/enter?from=login</code>"),
            next.starts_with("https://tiny"),
            "{page}"
        );
        assert!(!page.contains("grafana.example"), "what others registered is not shown: {page}");
    }
}

#[tokio::test]
async fn a_member_whom_the_app_does_not_admit_comes_back_with_an_error() {
    let app = world().await;
    let came = handed_over(&app, "https://far.example/cb", "s").await;
    assert_eq!(get(&came, "error").as_deref(), Some("access_denied"));
    assert_eq!(get(&came, "loginCode"), None);
}

/// The claims of a JWT.
fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// Ends the browser's session.
async fn log_out(app: &RelyingParty) {
    let answer = app.browser.post(app.endpoint("end_session/confirm")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_session_of_a_handed_over_code_ends_with_the_browsers_and_its_app_is_told() {
    let (address, mut told) = listener(&["200 OK"]).await;
    let tiny_client = json!({ "redirectUris": [NEXT], "handOver": true, "backchannelLogoutUri": address });
    let app = world_with(|folder| client(folder, "Tiny", &web("tiny", tiny_client.clone()))).await;
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    let login = redeem(&app, &code, tiny()).await.ok();
    log_out(&app).await;
    app.world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let refresh = json!({ "refreshToken": login["refreshToken"] });
    app.world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::RefreshTokenInvalid);
    let told = claims(&logout_tokens(&app, &mut told, 1).await[0]);
    let sid = claims(login["token"].as_str().unwrap())["sid"].clone();
    assert_eq!((&told["sub"], &told["sid"]), (&login["userId"], &sid), "as the app knows them");
}

#[tokio::test]
async fn the_browser_is_logged_out_with_the_app_that_it_was_handed_over_to() {
    let app = world().await;
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    let login = redeem(&app, &code, tiny()).await.ok();
    app.world.member(&login).call(AUTH_SVC, "logout", json!({})).await.ok();
    let me = app.browser.get(format!("{}/me", app.issuer())).send().await.unwrap();
    assert_ne!(me.status(), StatusCode::OK, "{me:?}");
}

#[tokio::test]
async fn a_handed_over_code_is_worth_nothing_once_the_browser_logged_out() {
    let app = world().await;
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    log_out(&app).await;
    redeem(&app, &code, tiny()).await.refused(ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn made_up_codes_that_browsers_bring_to_an_app_do_not_lock_it_out() {
    let app = world_with(|folder| {
        folder.set("limits.wrong_guesses_per_minute_per_address", "2");
    })
    .await;
    for _ in 0..4 {
        redeem(&app, "made-up", tiny()).await.refused(ErrorKind::LoginCodeInvalid);
    }
    let code = get(&handed_over(&app, NEXT, "s").await, "loginCode").unwrap();
    redeem(&app, &code, tiny()).await.ok();
    // A wrong secret is a guess of whoever sends it.
    let wrong = json!({ "clientId": "tiny", "clientSecret": "another-secret-of-16" });
    for _ in 0..2 {
        redeem(&app, &code, wrong.clone()).await.refused(ErrorKind::LoginCodeInvalid);
    }
    let refused = redeem(&app, &code, wrong).await;
    assert!(refused.0["errmsg"].as_str().unwrap().contains("wrong codes"), "{refused:?}");
}

#[tokio::test]
async fn an_app_without_a_state_is_handed_over_to_without_one() {
    let app = world().await;
    let begin = login_page(&app, NEXT, &[("corpId", &app.corp.id)]);
    let answer = app.go_on(app.browser.get(begin).send().await.unwrap(), 0).await;
    let came = parameters(&location(&answer));
    assert!(get(&came, "loginCode").is_some() && get(&came, "state").is_none(), "{came:?}");
}
