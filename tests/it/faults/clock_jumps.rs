//! The machine's clock is set, forwards or backwards, while WeCom's goes on as ever.

use std::time::Duration;

use clock::Clock;
use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, INSTANCE, SERVICE, World};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn a_clock_that_jumps_a_day_ahead_ends_what_has_ended_and_nothing_else() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code, "loginType": "qr" });
    let login_code = world.nobody().call(INSTANCE, "getLoginCode", args).await.ok()["loginCode"].clone();
    let login = world.log_in(&corp, 1).await.ok();
    world.clock.set(world.clock.now() + DAY);
    let args = json!({ "loginCode": login_code, "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::LoginCodeInvalid);
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let refreshed =
        world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.ok();
    world.member(&refreshed).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    // The ticket is a day old here, whatever WeCom thinks of it; the next one comes by itself.
    world.sim.advance(5).await;
    world.sim.app(&world.suite, &corp, "disable", json!({})).await;
    world.sim.push_ticket(&world.suite).await;
    let done = async || world.records().await.iter().all(|record| record["state"] == "succeeded");
    world.until("all records are done", done).await;
    let args = json!({ "corpId": corp.id, "code": "whatever" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::LoginRefused);
}

#[tokio::test]
async fn a_clock_that_jumps_half_a_day_back_keeps_nobody_out_and_lets_nobody_in() {
    let world = World::start().await;
    let (corp, other) = (world.authorised_corp().await, world.authorised_corp().await);
    let back_soon = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &back_soon, "cancel", json!({})).await;
    world.settled().await;
    world.advance(Duration::from_secs(5)).await;
    world.clock.set(world.clock.now() - DAY / 2);
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    world.log_in(&corp, 1).await.ok();
    world.sim.app(&world.suite, &corp, "disable", json!({})).await;
    world.sim.app(&world.suite, &other, "visible-range", json!({ "userids": [other.members[0]] })).await;
    world.settled().await;
    let args = json!({ "corpId": corp.id, "code": "whatever" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::LoginRefused);
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world.log_in(&other, 0).await.ok();
    world.authorise(&world.suite, &back_soon).await;
    world.log_in(&back_soon, 0).await.ok();
    assert!(world.records().await.iter().all(|record| record["state"] == "succeeded"));
}
