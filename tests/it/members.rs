//! Members who leave, or change, without that an event tells of it: a customized app sends its events to a callback address
//! of its own, and not every company has it set.

use std::time::Duration;

use clock::{Clock, SystemClock};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, Corp, Diagnosis, ErrorKind, World};

const ASKED: &str = "user/get";
const HOUR: Duration = Duration::from_hours(1);

/// A world whose access tokens live for a day, so that what they are told is told by the session.
async fn world(recheck_seconds: u64, period_seconds: u64) -> World {
    World::start_with(|folder| {
        folder.set("login.access_token_seconds", "86400").set("login.recheck_seconds", &recheck_seconds.to_string());
        // It stays the issuer of the tokens when the server starts anew elsewhere.
        folder.set("server.public_url", "\"http://login.test\"");
        folder.set("reconcile.period_seconds", &period_seconds.to_string());
    })
    .await
}

async fn untold(world: &World, method: Method, corp: &Corp, member: usize, mut change: Value) {
    change["push"] = json!(false);
    world.sim.call(method, &format!("corps/{}/members/{}", corp.id, corp.members[member]), change).await;
}

/// The answer to this login's bearer who asks for the current user.
async fn told(world: &World, login: &Value) -> Answer {
    world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await
}

async fn is_in(world: &World, login: &Value) -> bool {
    told(world, login).await.is_ok()
}

#[tokio::test]
async fn a_deleted_member_of_whom_no_event_told_gets_no_new_tokens_an_hour_later() {
    let world = world(3600, 21600).await;
    let corp = world.authorised_corp().await;
    let (out, stays) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    untold(&world, Method::DELETE, &corp, 0, json!({})).await;
    world.advance(Duration::from_secs(3599)).await;
    assert!(is_in(&world, &out).await, "WeCom's word counts for an hour");
    world.advance(Duration::from_secs(1)).await;
    let refresh = async |login: &Value| {
        world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await
    };
    refresh(&out).await.refused(ErrorKind::RefreshTokenInvalid);
    assert!(!is_in(&world, &out).await);
    refresh(&stays).await.ok();
    assert!(is_in(&world, &stays).await);
}

#[tokio::test]
async fn what_wecom_says_of_a_member_ends_the_sessions_or_nothing() {
    let world = world(3600, 2_592_000).await;
    let corp = world.authorised_corp().await;
    for (errcode, ends) in
        [(60111, true), (60121, true), (60011, true), (60021, true), (40003, false), (48002, false), (50003, false)]
    {
        let login = world.log_in(&corp, 0).await.ok();
        world.advance(HOUR).await;
        world.sim.fault(ASKED, json!({ "errcode": errcode }), 1).await;
        assert_eq!(is_in(&world, &login).await, !ends, "errcode {errcode}");
        world.advance(Duration::from_mins(2)).await;
    }
    for (status, ends) in [(2, true), (5, true), (4, false), (1, false)] {
        let login = world.log_in(&corp, 0).await.ok();
        world.advance(HOUR).await;
        untold(&world, Method::PATCH, &corp, 0, json!({ "status": status })).await;
        assert_eq!(is_in(&world, &login).await, !ends, "status {status}");
        untold(&world, Method::PATCH, &corp, 0, json!({ "status": 1 })).await;
        world.advance(Duration::from_mins(2)).await;
    }
}

#[tokio::test]
async fn a_wecom_that_is_out_of_reach_ends_nothing_and_is_asked_again_a_minute_later() {
    let world = world(3600, 2_592_000).await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    untold(&world, Method::DELETE, &corp, 0, json!({})).await;
    world.advance(HOUR).await;
    world.sim.fault(ASKED, json!({ "dropConnection": true }), 1000).await;
    // The client tries again by the server's clock.
    let refreshed = world
        .while_time_passes(world.nobody().call(
            AUTH_SVC,
            "refreshToken",
            json!({ "refreshToken": login["refreshToken"] }),
        ))
        .await
        .ok();
    assert!(world.while_time_passes(is_in(&world, &refreshed)).await);
    world.sim.clear_faults().await;
    world.in_time(Duration::from_mins(1), "the member is out", async || !is_in(&world, &refreshed).await).await;
}

#[tokio::test]
async fn of_all_who_come_at_once_to_two_processes_one_asks_about_the_member() {
    let world = World::start_with(|folder| {
        // Both are the issuer of the tokens.
        folder.set("server.public_url", "\"http://login.test\"").set("login.access_token_seconds", "86400");
        folder.set("reconcile.period_seconds", "2592000");
    })
    .await;
    let second = world.serve_again().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let call = async |server| world.member(&login).at(server).call(AUTH_SVC, "getCurrUser", json!({})).await.is_ok();
    let servers = [&world.server, &second];
    for is_member in [true, false] {
        if !is_member {
            untold(&world, Method::DELETE, &corp, 0, json!({})).await;
        }
        world.advance(HOUR).await;
        let before = world.sim.calls(ASKED).await;
        world.sim.fault(ASKED, json!({ "delayMs": 300 }), 1).await;
        let calls = join_all((0..20).map(|n| call(servers[n % 2])));
        let answers = world.while_time_passes(calls).await;
        assert_eq!(answers.iter().filter(|is_in| **is_in).count(), if is_member { 20 } else { 0 });
        assert_eq!(world.sim.calls(ASKED).await - before, 1);
    }
    second.stop().await;
}

#[tokio::test]
async fn the_walk_finds_members_who_were_deleted_or_disabled_and_do_not_come_back() {
    let world = world(86400, 300).await;
    let corp = world.authorised_corp().await;
    let logins = [world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok()];
    let stays = world.log_in(&corp, 2).await.ok();
    untold(&world, Method::DELETE, &corp, 0, json!({})).await;
    untold(&world, Method::PATCH, &corp, 1, json!({ "status": 2 })).await;
    let began = world.clock.now();
    let all_out = async || !is_in(&world, &logins[0]).await && !is_in(&world, &logins[1]).await;
    world.in_time(Duration::from_mins(1), "both are out", all_out).await;
    assert!(world.clock.now().since(began) <= Duration::from_mins(15));
    assert!(is_in(&world, &stays).await);
}

#[tokio::test]
async fn a_period_that_was_lowered_holds_for_companies_and_members_within_two_of_it() {
    let mut world = world(2_592_000, 86400).await;
    let (left, cancelled) = (world.authorised_corp().await, world.sim.corp("第二家", &["乙"]).await);
    world.authorise(&world.suite, &cancelled).await;
    let logins = [world.log_in(&left, 0).await.ok(), world.log_in(&cancelled, 0).await.ok()];
    let stays = world.log_in(&left, 1).await.ok();
    untold(&world, Method::DELETE, &left, 0, json!({})).await;
    world.sim.app(&world.suite, &cancelled, "cancel", json!({ "push": false })).await;
    world.folder.set("reconcile.period_seconds", "300");
    let world = world.restart().await;
    let began = world.clock.now();
    let all_out = async || !is_in(&world, &logins[0]).await && !is_in(&world, &logins[1]).await;
    world.in_time(Duration::from_mins(1), "both are out", all_out).await;
    // Two periods, and what a loaded machine takes for it.
    assert!(world.clock.now().since(began) <= Duration::from_mins(15));
    assert!(is_in(&world, &stays).await);
}

#[tokio::test]
async fn a_lowered_time_for_asking_again_holds_for_those_who_logged_in_before_within_two_of_it() {
    let mut world = world(2_592_000, 2_592_000).await;
    let corp = world.authorised_corp().await;
    let (out, stays) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    untold(&world, Method::DELETE, &corp, 0, json!({})).await;
    world.advance(HOUR).await;
    assert!(is_in(&world, &out).await, "WeCom's word counts for a month");
    // The shortest there is.
    world.folder.set("login.recheck_seconds", "1");
    let world = world.restart().await;
    world.advance(Duration::from_secs(2)).await;
    assert!(!is_in(&world, &out).await);
    world
        .nobody()
        .call(AUTH_SVC, "refreshToken", json!({ "refreshToken": out["refreshToken"] }))
        .await
        .refused(ErrorKind::RefreshTokenInvalid);
    assert!(is_in(&world, &stays).await);
}

#[tokio::test]
async fn the_walk_spreads_its_questions_about_members_over_the_period() {
    const STEP: Duration = Duration::from_secs(15);
    const PAUSE: Duration = Duration::from_mins(1);
    let world = world(2_592_000, 300).await;
    let corp = world.authorised_corp().await;
    let members = 3;
    for member in 0..members {
        world.log_in(&corp, member).await.ok();
    }
    let asked = async || world.sim.calls(ASKED).await;
    let (began, before) = (world.clock.now(), asked().await);
    world.in_time(STEP, "the first is asked about", async || asked().await > before).await;
    let first = world.clock.now();
    assert!(first.since(began) >= Duration::from_mins(4), "nobody before their time");
    let all = before + u64::try_from(members).unwrap();
    world.in_time(STEP, "all are asked about", async || asked().await >= all).await;
    assert!(world.clock.now().since(first) >= PAUSE, "not all at once");
}

#[tokio::test]
async fn a_name_that_changed_is_known_after_the_next_question_and_after_the_event_at_once() {
    let world = world(3600, 2_592_000).await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "permissions", json!({ "names": ["contact:sensitive:user_name"] })).await;
    let login = world.log_in(&corp, 0).await.ok();
    assert_eq!(login["userInfo"]["name"], "张三");
    untold(&world, Method::PATCH, &corp, 0, json!({ "name": "张四" })).await;
    world.advance(HOUR).await;
    assert_eq!(told(&world, &login).await.ok()["name"], "张四");

    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    world.advance(Duration::from_secs(5)).await;
    let path = format!("corps/{}/members/{}", corp.id, corp.members[0]);
    world.sim.call(Method::PATCH, &path, json!({ "name": "张五" })).await;
    world.settled().await;
    assert_eq!(told(&world, &login).await.ok()["name"], "张五");
}

#[tokio::test]
async fn companies_whose_app_never_sent_an_event_are_named_by_doctor_and_metrics_until_it_does() {
    let world = World::start().await;
    let two_hours = 7200;
    world.sim.post("clock", json!({ "advanceSeconds": -two_hours })).await;
    let corp = world.authorised_corp().await;
    world.sim.post("clock", json!({ "advanceSeconds": two_hours })).await;
    let silent = Diagnosis::of(&world.folder).await;
    silent.says("warning", "app events", &[&corp.id, "测试企业", "QywxProxyAuthService/notify", "provider console"]);
    assert_eq!(silent.complaints(), ["app events"]);
    let metrics = async || {
        // Asked of the database once a second.
        world.advance(Duration::from_secs(1)).await;
        world.http.get(format!("{}/metrics", world.server.url)).send().await.unwrap().text().await.unwrap()
    };
    let named = format!("wecom_login_corp_app_events_missing{{suite=\"{}\",corp=\"{}\"}} 1", world.suite.id, corp.id);
    assert!(metrics().await.contains(&named));

    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    let event = json!({ "event": "enter_agent", "from": corp.members[0], "fields": {} });
    world.sim.app(&world.suite, &corp, "event", event).await;
    world.settled().await;
    Diagnosis::of(&world.folder).await.says("ok", "app events", &[]).all_is_well();
    assert!(!metrics().await.contains("wecom_login_corp_app_events_missing{"));
    assert!(world.clock.now().since(SystemClock.now()) < HOUR);
}
