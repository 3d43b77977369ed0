//! The right to call: whitelist, lock-out, methods, the form of errors.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode, text};

#[tokio::test]
async fn an_address_off_the_whitelist_gets_60020_which_names_it() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.control("PATCH", "provider", json!({ "ipWhitelist": ["10.0.0.1"] })).await;
    let refused = sim.gettoken(&app.corp_id, &app.permanent_code).await;
    assert_eq!(errcode(&refused), 60020);
    assert!(text(&refused, "errmsg").contains("from ip: 127.0.0.1"), "{refused}");
    sim.control("PATCH", "provider", json!({ "ipWhitelist": ["10.0.0.1", "127.0.0.1"] })).await;
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), 0);
}

#[tokio::test]
async fn too_many_wrong_secrets_lock_the_address_out_for_an_hour() {
    let sim = Sim::start().await;
    let (stale, healthy) = (sim.installed().await, sim.installed().await);
    sim.switch(json!({ "wrongSecretLimit": 3 })).await;
    for _ in 0..3 {
        assert_eq!(errcode(&sim.gettoken(&stale.corp_id, "stale").await), 40001);
    }
    assert_eq!(errcode(&sim.gettoken(&healthy.corp_id, &healthy.permanent_code).await), 45009);
    sim.advance(3600).await;
    assert_eq!(errcode(&sim.gettoken(&healthy.corp_id, &healthy.permanent_code).await), 0);
}

#[tokio::test]
async fn wrong_secrets_that_are_an_hour_old_do_not_count() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.switch(json!({ "wrongSecretLimit": 3 })).await;
    for seconds in [0, 0, 3600, 0] {
        sim.advance(seconds).await;
        assert_eq!(errcode(&sim.gettoken(&app.corp_id, "stale").await), 40001);
    }
    assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), 0);
}

#[tokio::test]
async fn gettoken_tells_wrong_corps_from_wrong_secrets() {
    let sim = Sim::start().await;
    let (app, other) = (sim.installed().await, sim.installed().await);
    for (corp_id, secret, code) in [
        ("wpUnknown", app.permanent_code.as_str(), 40013),
        (&app.corp_id.to_uppercase(), &app.permanent_code, 40013),
        (&app.corp_id, "wrong", 40001),
        (&app.corp_id, &other.permanent_code, 40091),
        ("", &app.permanent_code, 41002),
        (&app.corp_id, "", 41004),
    ] {
        assert_eq!(errcode(&sim.gettoken(corp_id, secret).await), code, "{corp_id} {secret}");
    }
}

#[tokio::test]
async fn the_method_and_the_body_must_be_right() {
    let sim = Sim::start().await;
    assert_eq!(errcode(&sim.get("service/get_suite_token", &[]).await), 40063);
    assert_eq!(errcode(&sim.post("gettoken", &[], json!({})).await), 43001);
    let broken = sim.http.post(sim.url("/cgi-bin/service/get_suite_token")).body("{").send().await.unwrap();
    assert_eq!(errcode(&broken.json().await.unwrap()), 47001);
    let unknown = sim.http.get(sim.url("/cgi-bin/nothing")).send().await.unwrap();
    assert_eq!(unknown.status().as_u16(), 404);
}

#[tokio::test]
async fn errors_have_status_200_and_the_text_of_wecom() {
    let sim = Sim::start().await;
    let response = sim.http.get(sim.url("/cgi-bin/gettoken?corpid=x&corpsecret=y")).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let answer: Value = response.json().await.unwrap();
    let errmsg = text(&answer, "errmsg");
    assert!(errmsg.starts_with("invalid corpid, hint: ["), "{errmsg}");
    let tail = "], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=40013";
    assert!(errmsg.ends_with(tail), "{errmsg}");
}
