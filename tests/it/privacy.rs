//! No secret that WeCom or the server issued is in a log, an answer that has no business with it, or the database.

use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, INSTANCE, SERVICE, World, captured_logs, wecom_refused};

#[tokio::test]
async fn a_full_journey_at_debug_leaves_no_secret_in_the_log_or_the_database() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    let login = world.log_in(&corp, 0).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let step = world.nobody().call(INSTANCE, "getLoginCode", json!({ "corpId": corp.id, "code": code })).await.ok();
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args.clone()).await.ok();
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::LoginCodeInvalid);
    let fresh =
        world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.ok();
    world.member(&fresh).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    world.sim.fault("auth/getuserinfo", json!({ "dropConnection": true }), 1).await;
    world.log_in(&corp, 0).await.refused(ErrorKind::UpstreamUnavailable);
    world.sim.fault("auth/getuserinfo", json!({ "errcode": 40014 }), 2).await;
    world.log_in(&corp, 0).await.refused(wecom_refused(40014));
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.settled().await;
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;

    let mut secrets = world.sim.secrets().await;
    for (kind, value) in [
        ("access token", &login["token"]),
        ("access token", &fresh["token"]),
        ("refresh token", &login["refreshToken"]),
        ("refresh token", &fresh["refreshToken"]),
        ("login code", &step["loginCode"]),
    ] {
        secrets.push((kind.to_owned(), value.as_str().unwrap().to_owned()));
    }
    assert!(secrets.len() > 10, "the simulator issued too little to prove anything");
    let log = captured_logs();
    assert!(log.contains("callback record succeeded"), "the log is empty, so it proves nothing");
    let database = world.folder.database().contents().await;
    let database = String::from_utf8_lossy(&database).into_owned();
    assert!(database.contains(&corp.id), "the database is empty, so it proves nothing");
    let metrics = world.http.get(format!("{}/metrics", world.server.url)).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("wecom_login_token_fetches_total{"), "the metrics are empty, so they prove nothing");
    let trail = world.command(&["audit", "list", "--json", "--limit", "1000"]).await;
    assert!(trail.contains("\"login\"") && trail.contains("\"cancel_auth\""), "the audit trail is empty: {trail}");
    for (kind, value) in secrets {
        assert!(!log.contains(&value), "a {kind} is in the log");
        assert!(!database.contains(&value), "a {kind} lies unsealed in the database");
        assert!(!metrics.contains(&value), "a {kind} is in the metrics");
        assert!(!trail.contains(&value), "a {kind} is in the audit trail");
    }
}
