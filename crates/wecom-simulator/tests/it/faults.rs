//! Planted faults of the APIs.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode};

#[tokio::test]
async fn an_errcode_hits_the_next_calls_of_one_api() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.control("POST", "faults", json!({ "api": "gettoken", "errcode": -1, "times": 2 })).await;
    assert_eq!(errcode(&sim.auth_info(&app).await), 0);
    for code in [-1, -1, 0] {
        assert_eq!(errcode(&sim.gettoken(&app.corp_id, &app.permanent_code).await), code);
    }
    let calls = sim.control("GET", "calls", Value::Null).await;
    let subject = format!("{}/{}", app.suite_id, app.corp_id);
    assert_eq!(calls["gettoken"], json!({ "count": 3, "ok": 1, "errors": { "-1": 2 }, "subjects": { subject: 1 } }));
}

#[tokio::test]
async fn a_connection_is_dropped_before_or_after_the_work() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    for (wish, used) in [(json!(true), false), (json!("before"), false), (json!("after"), true)] {
        let scan = sim.authorise(&app.suite_id, &app.corp_id).await;
        sim.control("POST", "faults", json!({ "api": "v2/get_permanent_code", "dropConnection": wish })).await;
        let request = sim.http.post(sim.url("/cgi-bin/service/v2/get_permanent_code"));
        let request = request.query(&[("suite_access_token", &app.suite_token)]);
        let answer = match request.json(&json!({ "auth_code": scan["authCode"] })).send().await {
            Ok(response) => response.bytes().await.map(drop),
            Err(error) => Err(error),
        };
        assert!(answer.is_err());
        let code = if used { 40078 } else { 0 };
        assert_eq!(errcode(&sim.exchange(&app.suite_token, &scan["authCode"]).await), code, "{wish}");
    }
}

#[tokio::test]
async fn answers_can_be_half_html_or_another_status() {
    let sim = Sim::start().await;
    for (fault, status, is_html) in [
        (json!({ "halfJson": true }), 200, false),
        (json!({ "html": true }), 200, true),
        (json!({ "status": 502 }), 502, true),
        (json!({ "delayMs": 1 }), 200, false),
    ] {
        sim.control("POST", "faults", fault.clone()).await;
        let response = sim.http.get(sim.url("/cgi-bin/gettoken")).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{fault}");
        let body = response.text().await.unwrap();
        assert_eq!(body.starts_with("<html>"), is_html, "{fault}");
        let is_json = serde_json::from_str::<Value>(&body).is_ok();
        assert_eq!(is_json, fault.get("delayMs").is_some(), "{fault}");
    }
}

#[tokio::test]
async fn fields_of_an_answer_can_be_otherwise_or_missing() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let odd = json!({ "fields": { "errcode": "0", "auth_info": null } });
    sim.control("POST", "faults", odd).await;
    let answer = sim.auth_info(&app).await;
    assert_eq!((&answer["errcode"], answer.get("auth_info")), (&json!("0"), None), "{answer}");
    assert_eq!(answer["auth_corp_info"], sim.auth_info(&app).await["auth_corp_info"], "the rest is as ever");
}

#[tokio::test]
async fn faults_can_be_forgotten() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.control("POST", "faults", json!({ "errcode": -1, "times": 100 })).await;
    assert_eq!(errcode(&sim.auth_info(&app).await), -1);
    sim.control("DELETE", "faults", Value::Null).await;
    assert_eq!(errcode(&sim.auth_info(&app).await), 0);
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let sim = Sim::start().await;
    for fault in [
        json!({}),
        json!({ "api": "nothing", "errcode": 1 }),
        json!({ "errcode": 1, "times": 0 }),
        json!({ "errcode": 1, "html": true }),
        json!({ "push": "late" }),
        json!({ "errcod": 1 }),
    ] {
        assert_eq!(sim.try_control("POST", "faults", fault.clone()).await.0, 400, "{fault}");
    }
}
