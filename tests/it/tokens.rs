//! Sessions and tokens, over HTTP.

use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, World};

#[tokio::test]
async fn a_refresh_token_gives_one_new_pair_and_its_late_reuse_ends_the_session() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let spent = json!({ "refreshToken": login["refreshToken"] });
    let fresh = world.nobody().call(AUTH_SVC, "refreshToken", spent.clone()).await.ok();
    let user = world.member(&fresh).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["userId"], login["userId"]);
    let again = world.nobody().call(AUTH_SVC, "refreshToken", spent.clone()).await.ok();
    assert_eq!(again["refreshToken"], fresh["refreshToken"], "the answer may have been lost");
    world.advance(std::time::Duration::from_secs(16)).await;
    world.nobody().call(AUTH_SVC, "refreshToken", spent).await.refused(ErrorKind::RefreshTokenInvalid);
    world.member(&fresh).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let args = json!({ "refreshToken": fresh["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", args).await.refused(ErrorKind::RefreshTokenInvalid);
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.member(&login).call(AUTH_SVC, "logout", json!({})).await.ok();
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world
        .nobody()
        .call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] }))
        .await
        .refused(ErrorKind::RefreshTokenInvalid);
}

#[tokio::test]
async fn an_access_token_dies_of_age_and_its_session_lives_on() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let lifetime = login["expiresIn"].as_u64().unwrap();
    world.advance(std::time::Duration::from_secs(lifetime + 120)).await;
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.ok();
}

#[tokio::test]
async fn a_login_code_dies_after_five_minutes() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let step = world.nobody().call(tests::INSTANCE, "getLoginCode", args).await.ok();
    world.advance(std::time::Duration::from_secs(301)).await;
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn rotating_the_signing_key_logs_nobody_out() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.command(&["key", "rotate", "--now"]).await;
    world.advance(std::time::Duration::from_secs(61)).await;
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    let url = format!("{}/.well-known/jwks.json", world.server.url);
    let keys: serde_json::Value = world.http.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 2);
    assert!(!keys.to_string().contains("\"d\""), "a private key is public");
    let fresh = world.log_in(&corp, 1).await.ok();
    world.member(&fresh).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
}

#[tokio::test]
async fn a_change_of_the_app_costs_no_token_that_is_good() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    world.advance(std::time::Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "visible-range", json!({ "userids": [corp.members[0]] })).await;
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
    for action in ["disable", "enable"] {
        world.advance(std::time::Duration::from_secs(5)).await;
        world.sim.app(&world.suite, &corp, action, json!({})).await;
        world.settled().await;
    }
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls("gettoken").await, 1);
}
