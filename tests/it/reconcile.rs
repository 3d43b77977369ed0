//! Events that WeCom did not deliver: the walk over the companies finds what they would have told.

use std::time::Duration;

use clock::Clock;
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, Corp, ErrorKind, SERVICE, World, captured_logs, wecom_refused};

/// How often each company is asked about in these tests; access tokens live far longer.
const PERIOD: Duration = Duration::from_mins(5);
const ASKED: &str = "v2/get_auth_info";

async fn world() -> World {
    World::start_with(|folder| {
        folder.set("reconcile.period_seconds", "300").set("login.access_token_seconds", "86400");
    })
    .await
}

/// Does something to an app that WeCom tells nobody.
async fn untold(world: &World, corp: &Corp, action: &str, mut body: Value) {
    body["push"] = json!(false);
    world.sim.app(&world.suite, corp, action, body).await;
}

async fn is_in(world: &World, login: &Value) -> bool {
    world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await.is_ok()
}

/// Lets time pass until the walk has found something.
async fn walked(world: &World, what: &str, holds: impl AsyncFn() -> bool) {
    world.advance(PERIOD).await;
    world.in_time(Duration::from_secs(30), what, holds).await;
}

/// The kind that a login with a code that nobody gave out is refused with, where WeCom was asked.
const NO_SUCH_CODE: ErrorKind = wecom_refused(40029);

/// The answer to a login with a code that nobody gave out.
async fn refusal(world: &World, corp: &Corp) -> Answer {
    let args = json!({ "corpId": corp.id, "code": "no-such-code" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await
}

/// How often WeCom refused to tell about a company.
async fn refusals(world: &World) -> i64 {
    world.sim.get("calls").await[ASKED]["errors"]["40084"].as_i64().unwrap_or(0)
}

/// Lets hours pass, and a ticket come.
async fn pass(world: &World, hours: u64) {
    world.advance(Duration::from_hours(hours)).await;
    world.sim.push_ticket(&world.suite).await;
}

#[tokio::test]
async fn a_missed_cancel_auth_ends_the_sessions_until_the_next_authorisation() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    untold(&world, &corp, "cancel", json!({})).await;
    assert!(is_in(&world, &login).await);
    walked(&world, "the sessions are ended", async || !is_in(&world, &login).await).await;
    world
        .nobody()
        .call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] }))
        .await
        .refused(ErrorKind::RefreshTokenInvalid);
    // The walk over companies hears 40084, that over members 40001; the first of the two has marked the permanent code.
    let told = refusal(&world, &corp).await;
    let marked = [40001, 40084].into_iter().any(|errcode| told.is_refused(wecom_refused(errcode)));
    assert!(marked, "{told:?}");
    world.advance(Duration::from_secs(5)).await;
    world.authorise(&world.suite, &corp).await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_missed_change_auth_that_switches_the_app_off_or_on_is_found() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    untold(&world, &corp, "disable", json!({})).await;
    walked(&world, "the sessions are ended", async || !is_in(&world, &login).await).await;
    refusal(&world, &corp).await.refused(ErrorKind::LoginRefused);
    untold(&world, &corp, "enable", json!({})).await;
    walked(&world, "logins reach WeCom again", async || refusal(&world, &corp).await.is_refused(NO_SUCH_CODE)).await;
}

#[tokio::test]
async fn members_who_are_not_in_the_visible_range_any_more_are_logged_out_and_the_others_stay() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    let (out, stays) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    untold(&world, &corp, "visible-range", json!({ "userids": [corp.members[1]] })).await;
    walked(&world, "the member is out", async || !is_in(&world, &out).await).await;
    assert!(is_in(&world, &stays).await);
    untold(&world, &corp, "visible-range", json!({})).await;
    let asked = world.sim.calls(ASKED).await;
    walked(&world, "the company is asked about", async || world.sim.calls(ASKED).await > asked).await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_member_whom_a_department_or_a_tag_may_let_in_is_not_logged_out_for_want_of_a_name() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let named = [&corp.members[1]];
    let ranges = [
        json!({ "userids": named, "departments": [2] }),
        json!({ "userids": named, "tags": [7] }),
        json!({ "departments": [2] }),
    ];
    for range in ranges {
        untold(&world, &corp, "visible-range", range.clone()).await;
        // The second time that the company is asked about, the first has had its consequences.
        for _ in 0..2 {
            let asked = world.sim.calls(ASKED).await;
            walked(&world, "the company is asked about", async || world.sim.calls(ASKED).await > asked).await;
        }
        assert!(is_in(&world, &login).await, "{range}");
    }
}

#[tokio::test]
async fn a_stale_code_is_tried_once_a_day_and_keeps_nobody_else_out() {
    let world = world().await;
    let (stale, fine) = (world.authorised_corp().await, world.sim.corp("其他企业", &["甲"]).await);
    world.authorise(&world.suite, &fine).await;
    untold(&world, &stale, "reset-secret", json!({})).await;
    let is_dealt_with = async || captured_logs().contains("the company cannot be asked about");
    walked(&world, "the stale code is found", is_dealt_with).await;
    for hours in [1, 21, 1] {
        pass(&world, hours).await;
        let asked = world.sim.calls(ASKED).await;
        walked(&world, "the other company is asked about", async || world.sim.calls(ASKED).await > asked).await;
        assert_eq!(refusals(&world).await, 1, "a dead code must not be sent again: it would lock out the IP");
        world.log_in(&fine, 0).await.ok();
    }
    pass(&world, 2).await;
    world.in_time(Duration::from_mins(1), "it is asked about again", async || refusals(&world).await == 2).await;
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &stale, "reset-secret", json!({})).await;
    world.settled().await;
    world.log_in(&stale, 0).await.ok();
}

#[tokio::test]
async fn a_company_whose_agentid_could_not_be_read_gets_it_ten_minutes_later() {
    let world = World::start().await;
    // The first time that the walk asks, too.
    world.sim.fault(ASKED, json!({ "errcode": 40063 }), 2).await;
    let corp = world.authorised_corp().await;
    let record = world.records().await.remove(0);
    assert_eq!(record["state"], "dead", "{record}");
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "new" })).await.ok();
    let config = async || world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "new" })).await;
    config().await.refused(ErrorKind::UpstreamUnavailable);
    world.in_time(Duration::from_mins(1), "the agentid is known", async || config().await.is_ok()).await;
}

#[tokio::test]
async fn a_company_asked_about_in_vain_is_asked_again_soon_if_that_may_pass_and_else_in_its_turn() {
    // Within the lifetime of a token: who lacks one is asked about in vain for that alone.
    let world = World::start_with(|folder| {
        folder.set("reconcile.period_seconds", "3600");
    })
    .await;
    let (mistaken, busy) = (world.authorised_corp().await, world.sim.corp("其他企业", &["甲"]).await);
    world.advance(Duration::from_secs(5)).await;
    world.authorise(&world.suite, &busy).await;
    world.settled().await;
    for corp in [&mistaken, &busy] {
        untold(&world, corp, "disable", json!({})).await;
    }
    world.sim.fault(ASKED, json!({ "errcode": 40063 }), 1).await;
    world.sim.fault(ASKED, json!({ "html": true }), 1).await;
    let is_known = async |corp: &Corp| refusal(&world, corp).await.is_refused(ErrorKind::LoginRefused);
    world.advance(Duration::from_hours(1)).await;
    world.in_time(Duration::from_mins(1), "it is asked about again", async || is_known(&busy).await).await;
    assert!(!is_known(&mistaken).await, "its turn comes an hour later");
    pass(&world, 1).await;
    world.in_time(Duration::from_mins(1), "its turn has come", async || is_known(&mistaken).await).await;
}

#[tokio::test]
async fn who_reached_a_limit_of_wecoms_asks_about_no_company_for_ten_minutes() {
    let world = world().await;
    let corps = [world.authorised_corp().await, world.sim.corp("其他企业", &["甲"]).await];
    world.authorise(&world.suite, &corps[1]).await;
    world.settled().await;
    let slowed = async || world.sim.refusals(ASKED, 45009).await == 1;
    world.sim.fault(ASKED, json!({ "errcode": 45009 }), 1).await;
    let asked = world.sim.calls(ASKED).await;
    walked(&world, "the limit is reached", slowed).await;
    let began = world.clock.now();
    let goes_on = async || world.sim.calls(ASKED).await > asked + 1;
    world.in_time(Duration::from_secs(30), "the walk goes on", goes_on).await;
    assert!(world.clock.now().since(began) >= Duration::from_mins(9), "{:?}", world.clock.now().since(began));
}

#[tokio::test]
async fn of_two_processes_one_asks_about_a_company_in_its_turn() {
    let world = world().await;
    let second = world.serve_again().await;
    let corps = [world.authorised_corp().await, world.sim.corp("第二家", &["乙"]).await];
    world.authorise(&world.suite, &corps[1]).await;
    let (before, began) = (world.sim.calls(ASKED).await, world.clock.now());
    for turn in 1..=5 {
        walked(&world, "both are asked about", async || world.sim.calls(ASKED).await >= before + 2 * turn).await;
    }
    let periods = world.clock.now().since(began).as_secs() / PERIOD.as_secs();
    let asked = world.sim.calls(ASKED).await - before;
    assert!(asked <= 2 * (periods + 1), "{asked} questions in {periods} periods");
    second.stop().await;
}

#[tokio::test]
async fn what_the_walk_finds_costs_nobody_a_token() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    for _ in 0..4 {
        let asked = world.sim.calls(ASKED).await;
        walked(&world, "the company is asked about", async || world.sim.calls(ASKED).await > asked).await;
    }
    world.log_in(&corp, 1).await.ok();
    assert_eq!(world.sim.calls("gettoken").await, 1);
}
