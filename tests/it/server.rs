//! The server as its operator sees it: health, metrics, restart.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{AUTH_SVC, SERVICE, World};

#[tokio::test]
async fn health_readiness_and_metrics_tell_how_it_is() {
    let world = World::start().await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    assert_eq!(get("/healthz").await.status(), StatusCode::OK);
    let ready: Value = get("/readyz").await.json().await.unwrap();
    assert_eq!(ready["database"], "ok");
    assert_eq!(ready["suiteTickets"][0]["suiteId"], world.suite.id.as_str());
    assert_eq!(ready["suiteTickets"][0]["fresh"], true);
    let metrics = get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("wecom_login_suite_ticket_age_seconds{"), "{metrics}");
    assert!(metrics.contains("wecom_login_rpc_calls_total{"), "{metrics}");
}

#[tokio::test]
async fn after_a_restart_everything_still_holds_and_nothing_is_fetched_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.admin(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    let login = world.log_in(&corp, 0).await.ok();
    let world = world.restart().await;
    let answer = world.call_as(login["token"].as_str(), AUTH_SVC, "getCurrUser", json!({})).await;
    // The address is the issuer, and a test's address is another after a restart; the session itself lives on.
    answer.refused(20006);
    let fresh = world.call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.ok();
    world.call_as(fresh["token"].as_str(), AUTH_SVC, "getCurrUser", json!({})).await.ok();
    world.call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" })).await.ok();
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls("gettoken").await, 1);
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
}
