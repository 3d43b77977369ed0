//! Reset, cancel, return, disable: what an app's secret and tokens are worth then.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode, text};

#[tokio::test]
async fn a_reset_kills_the_old_code_at_once_while_its_token_lives_on() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let reset = sim.app(&app, "reset-secret", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), 40001);
    assert_eq!(errcode(&sim.auth_info(&app).await), 40084);
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0] })).await;
    assert_eq!(errcode(&sim.identity(&token, &code).await), 0);
    let exchanged = sim.exchange(&app.suite_token, &reset["authCode"]).await;
    assert_eq!(exchanged["auth_corp_info"]["corpid"], json!(app.corp_id));
    let fresh = text(&exchanged, "permanent_code");
    assert_ne!(fresh, app.permanent_code);
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &fresh).await), 0);
}

#[tokio::test]
async fn a_reset_kills_tokens_too_when_switched() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.switch(json!({ "tokensAfterReset": "die" })).await;
    sim.app(&app, "reset-secret", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.identity(&token, "x").await), 40014);
}

#[tokio::test]
async fn after_cancel_nothing_of_the_corp_works() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.app(&app, "cancel", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.auth_info(&app).await), 40084);
    assert_eq!(errcode(&sim.identity(&token, "x").await), 40014);
    for code in [40001, 40084, 48004] {
        sim.switch(json!({ "cancelledGettoken": code })).await;
        assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), code);
    }
    let (status, _) =
        sim.try_control("POST", &format!("apps/{}/{}/cancel", app.suite_id, app.corp_id), json!({})).await;
    assert_eq!(status, 409, "there is nothing left to cancel");
}

#[tokio::test]
async fn a_corp_that_returns_has_another_code_and_agentid() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.app(&app, "cancel", json!({ "push": false })).await;
    let scan = sim.authorise(&app.suite_id, &app.corp_id).await;
    assert_eq!(scan["corpId"], json!(app.corp_id));
    assert_ne!(scan["agentId"].to_string(), app.agent_id);
    let exchanged = sim.exchange(&app.suite_token, &scan["authCode"]).await;
    assert_ne!(text(&exchanged, "permanent_code"), app.permanent_code);
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), 40001);
    sim.app(&app, "cancel", json!({ "push": false })).await;
    sim.switch(json!({ "agentIdOnReturn": "same" })).await;
    assert_eq!(sim.authorise(&app.suite_id, &app.corp_id).await["agentId"], scan["agentId"]);
}

#[tokio::test]
async fn a_disabled_app_gives_no_identity_and_has_no_agent() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0] })).await;
    sim.app(&app, "disable", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.identity(&sim.app_token(&app).await, &code).await), 50003);
    assert_eq!(sim.auth_info(&app).await["auth_info"]["agent"], json!([]));
    sim.switch(json!({ "disabledGettoken": "refused" })).await;
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), 40001);
    sim.app(&app, "enable", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.identity(&sim.app_token(&app).await, &code).await), 0);
}

#[tokio::test]
async fn a_suspended_app_gets_48006() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.app(&app, "suspend", Value::Null).await;
    assert_eq!(errcode(&sim.identity(&sim.app_token(&app).await, "x").await), 48006);
}

#[tokio::test]
async fn two_templates_in_one_corp_are_two_apps() {
    let sim = Sim::start().await;
    let corp = sim.corp().await;
    let (first, second) = (sim.template().await, sim.template().await);
    let (first, second) = (sim.install(&first, &corp).await, sim.install(&second, &corp).await);
    assert_eq!(first.corp_id, second.corp_id);
    assert_ne!(first.agent_id, second.agent_id);
    assert_ne!(first.permanent_code, second.permanent_code);
    assert_ne!(sim.app_token(&first).await, sim.app_token(&second).await);
    sim.app(&first, "cancel", json!({ "push": false })).await;
    assert_eq!(errcode(&sim.gettoken(&second.corp_id, &second.permanent_code).await), 0);
}
