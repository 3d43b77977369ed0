//! OAuth codes and the identities behind them.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode, text};

#[tokio::test]
async fn a_code_gives_one_identity_once() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0] })).await;
    let answer = sim.identity(&token, &code).await;
    assert_eq!(answer, json!({ "errcode": 0, "errmsg": "ok", "userid": app.members[0] }));
    assert_eq!(errcode(&sim.identity(&token, &code).await), 40029);
    sim.switch(json!({ "usedOauthCode": 42022 })).await;
    assert_eq!(errcode(&sim.identity(&token, &code).await), 42022);
    assert_eq!(errcode(&sim.identity(&token, "unknown").await), 40029);
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0] })).await;
    sim.advance(300).await;
    assert_eq!(errcode(&sim.identity(&token, &code).await), 40029);
    sim.switch(json!({ "expiredOauthCode": 42003 })).await;
    assert_eq!(errcode(&sim.identity(&token, &code).await), 42003);
}

#[tokio::test]
async fn another_apps_token_gets_50001_and_leaves_the_code_unused() {
    let sim = Sim::start().await;
    let (first, second) = (sim.installed().await, sim.installed().await);
    let code = sim.oauth_code(&first, json!({ "userid": first.members[0] })).await;
    assert_eq!(errcode(&sim.identity(&sim.app_token(&second).await, &code).await), 50001);
    assert_eq!(errcode(&sim.identity(&sim.app_token(&first).await, &code).await), 0);
}

#[tokio::test]
async fn an_outsider_has_errcode_0_an_openid_and_no_userid() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let code = sim.oauth_code(&app, json!({ "openid": "oSomebody" })).await;
    let answer = sim.identity(&sim.app_token(&app).await, &code).await;
    assert_eq!(answer, json!({ "errcode": 0, "errmsg": "ok", "openid": "oSomebody" }));
}

#[tokio::test]
async fn a_member_out_of_range_has_a_userid_and_no_user_ticket() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.app(&app, "visible-range", json!({ "userids": [app.members[0]], "push": false })).await;
    let token = sim.app_token(&app).await;
    for (member, has_ticket) in [(&app.members[0], true), (&app.members[1], false)] {
        let code = sim.oauth_code(&app, json!({ "userid": member, "privateInfo": true })).await;
        let answer = sim.identity(&token, &code).await;
        assert_eq!((answer["userid"].as_str(), answer.get("user_ticket").is_some()), (Some(&**member), has_ticket));
    }
}

#[tokio::test]
async fn a_user_ticket_opens_the_granted_fields_for_half_an_hour() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0], "privateInfo": true })).await;
    let ticket = text(&sim.identity(&token, &code).await, "user_ticket");
    let detail = async |ticket: &str| {
        sim.post("auth/getuserdetail", &[("access_token", &token)], json!({ "user_ticket": ticket })).await
    };
    assert_eq!(detail(&ticket).await.get("mobile"), None);
    sim.app(&app, "permissions", json!({ "names": ["contact:sensitive:mobile"] })).await;
    assert_eq!(detail(&ticket).await["mobile"], "13800000000");
    assert_eq!(errcode(&detail("").await), 84090);
    assert_eq!(errcode(&detail("wrong").await), 84015);
    sim.advance(1800).await;
    assert_eq!(errcode(&detail(&ticket).await), 84014);
}

#[tokio::test]
async fn the_codes_of_a_member_who_leaves_die() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0] })).await;
    sim.control("DELETE", &format!("corps/{}/members/{}", app.corp_id, app.members[0]), Value::Null).await;
    assert_eq!(errcode(&sim.identity(&sim.app_token(&app).await, &code).await), 40029);
}
