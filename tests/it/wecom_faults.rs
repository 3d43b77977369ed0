//! The fate of logins and callback records when WeCom refuses, is busy, is cut off or does not answer: what the member
//! is told, what the operator sees, and how often WeCom is asked.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Corp, ErrorKind, World, captured_logs, wecom_refused};

const EXCHANGE: &str = "v2/get_permanent_code";
const AUTH_INFO: &str = "v2/get_auth_info";

/// A world in which whoever does not answer is not waited for long.
async fn world() -> World {
    World::start_with(|folder| {
        folder.set("wecom.request_timeout_seconds", "1");
    })
    .await
}

async fn log_in(world: &World, corp: &Corp) -> Answer {
    world.while_time_passes(world.log_in(corp, 0)).await
}

/// Nothing of how the server works is told to whoever wants in.
fn assert_fit_for_a_member(message: &str) {
    for internal in [
        "http://",
        "https://",
        "token=",
        "corpsecret",
        "sqlite",
        "sql",
        "/cgi-bin/",
        "hint:",
        "panicked",
        "127.0.0.1",
        "from ip",
    ] {
        assert!(!message.contains(internal), "{internal} in {message}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_said_and_asked_for_no_more_often_than_helps() {
    let world = world().await;
    // The fault, the member's message, and the number of calls to WeCom for one login.
    let cases = [
        (json!({ "errcode": -1 }), wecom_refused(-1), "try again in a moment", 4),
        (json!({ "errcode": 45033 }), wecom_refused(45033), "wait", 4),
        (json!({ "errcode": 45009 }), wecom_refused(45009), "wait", 1),
        (
            json!({ "errcode": 60020 }),
            wecom_refused(60020),
            "errcode 60020; add this server's address to the IP whitelist",
            1,
        ),
        (json!({ "errcode": 99_999 }), wecom_refused(99_999), "look the code up", 1),
        (json!({ "dropConnection": true }), ErrorKind::UpstreamUnavailable, "try again", 4),
        (json!({ "delayMs": 1500 }), ErrorKind::UpstreamUnavailable, "no answer in time", 1),
        (json!({ "halfJson": true }), ErrorKind::UpstreamUnavailable, "try again", 1),
        (json!({ "html": true }), ErrorKind::UpstreamUnavailable, "try again", 1),
        (json!({ "status": 502 }), ErrorKind::UpstreamUnavailable, "try again", 1),
    ];
    for (fault, refusal, says, calls) in cases {
        let corp = world.authorised_corp().await;
        let before = world.sim.calls("gettoken").await;
        world.sim.fault("gettoken", fault.clone(), 10).await;
        let message = log_in(&world, &corp).await.refused(refusal);
        assert!(message.contains(says), "{fault}: {message}");
        assert_fit_for_a_member(&message);
        world.until("all calls are counted", async || world.sim.calls("gettoken").await >= before + calls).await;
        assert_eq!(world.sim.calls("gettoken").await, before + calls, "{fault}");
        world.sim.clear_faults().await;
        world.clock.advance(Duration::from_mins(1));
        log_in(&world, &corp).await.ok();
    }
}

#[tokio::test]
async fn a_login_survives_when_wecom_is_busy_for_a_moment() {
    let world = world().await;
    for fault in [json!({ "errcode": -1 }), json!({ "errcode": 45033 }), json!({ "dropConnection": true })] {
        let corp = world.authorised_corp().await;
        world.sim.fault("gettoken", fault, 2).await;
        log_in(&world, &corp).await.ok();
    }
    assert_eq!(world.sim.calls("gettoken").await, 9);
}

#[tokio::test]
async fn a_code_is_sent_once_whatever_becomes_of_it() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    log_in(&world, &corp).await.ok();
    let cases = [
        (json!({ "errcode": -1 }), wecom_refused(-1)),
        (json!({ "errcode": 45009 }), wecom_refused(45009)),
        (json!({ "errcode": 45033 }), wecom_refused(45033)),
        (json!({ "errcode": 50001 }), wecom_refused(50001)),
        (json!({ "errcode": 60020 }), wecom_refused(60020)),
        (json!({ "dropConnection": "before" }), ErrorKind::UpstreamUnavailable),
        (json!({ "dropConnection": "after" }), ErrorKind::UpstreamUnavailable),
        (json!({ "delayMs": 1500 }), ErrorKind::UpstreamUnavailable),
        (json!({ "halfJson": true }), ErrorKind::UpstreamUnavailable),
        (json!({ "html": true }), ErrorKind::UpstreamUnavailable),
    ];
    for (fault, refusal) in cases {
        let before = world.sim.calls("auth/getuserinfo").await;
        world.sim.fault("auth/getuserinfo", fault.clone(), 10).await;
        assert_fit_for_a_member(&log_in(&world, &corp).await.refused(refusal));
        world.until("the call is counted", async || world.sim.calls("auth/getuserinfo").await > before).await;
        assert_eq!(world.sim.calls("auth/getuserinfo").await, before + 1, "{fault}");
        world.sim.clear_faults().await;
        log_in(&world, &corp).await.ok();
    }
    assert_eq!(world.sim.calls("gettoken").await, 1, "none of these is the token's fault");
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_a_call_and_never_in_a_loop() {
    for errcode in [40014, 42001] {
        let world = world().await;
        let corp = world.authorised_corp().await;
        world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 1).await;
        log_in(&world, &corp).await.ok();
        assert_eq!(world.sim.calls("auth/getuserinfo").await, 2);
        assert_eq!(world.sim.calls("gettoken").await, 2);
        world.clock.advance(Duration::from_secs(10));
        world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 100).await;
        for logins in 1..6 {
            let message = log_in(&world, &corp).await.refused(wecom_refused(errcode));
            assert!(message.contains("try again"), "{message}");
            // The first one has it replaced in vain; the others see that this is no use.
            assert_eq!(world.sim.calls("auth/getuserinfo").await, 3 + logins);
            assert_eq!(world.sim.calls("gettoken").await, 3);
        }
        world.sim.clear_faults().await;
        log_in(&world, &corp).await.ok();
    }
}

#[tokio::test]
async fn a_limit_that_was_reached_is_left_alone_for_a_minute() {
    let world = world().await;
    let corp = world.authorised_corp().await;
    world.sim.fault("gettoken", json!({ "errcode": 45009 }), 100).await;
    let logins = join_all((0..20).map(async |n| world.log_in(&corp, n % 3).await));
    for login in world.while_time_passes(logins).await {
        login.refused(wecom_refused(45009));
    }
    log_in(&world, &corp).await.refused(wecom_refused(45009));
    assert_eq!(world.sim.calls("gettoken").await, 1);
    world.clock.advance(Duration::from_mins(1));
    log_in(&world, &corp).await.refused(wecom_refused(45009));
    assert_eq!(world.sim.calls("gettoken").await, 2);
}

#[tokio::test]
async fn one_stale_code_among_a_hundred_companies_stops_its_company_alone() {
    let world = World::start().await;
    // Far fewer wrong secrets than WeCom bears, and the address is locked out.
    world.sim.call(reqwest::Method::PATCH, "switches", json!({ "wrongSecretLimit": 5 })).await;
    let mut corps = Vec::new();
    for n in 0..100 {
        let corp = world.sim.corp(&format!("企业{n}"), &["张三", "李四", "王五"]).await;
        world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
        corps.push(corp);
    }
    world.settled().await;
    let (stale, others) = corps.split_first().unwrap();
    world.sim.app(&world.suite, stale, "reset-secret", json!({ "push": false })).await;
    for round in 0..3 {
        let refused = join_all((0..3).map(async |member| world.log_in(stale, member).await));
        let let_in = join_all(others.iter().skip(round * 33).take(33).map(async |corp| world.log_in(corp, 0).await));
        let (refused, let_in) = world.while_time_passes(async { tokio::join!(refused, let_in) }).await;
        for login in refused {
            login.refused(wecom_refused(40001));
        }
        for login in let_in {
            login.ok();
        }
        world.clock.advance(Duration::from_mins(10));
    }
    assert_eq!(world.sim.refusals("gettoken", 40001).await, 1, "it is sent once, and the address stays free");
    let log = captured_logs();
    let alerts = log.lines().filter(|line| line.contains("ERROR") && line.contains("permanent code"));
    let alerts: Vec<_> = alerts.collect();
    assert!(alerts.len() == 1 && alerts[0].contains(&stale.id), "{alerts:?}");
}

/// A company that authorises while `api` fails so, and the record of that once its first try has ended.
async fn authorise_while(world: &World, api: &str, fault: &Value, times: u32) -> (Corp, Value) {
    let corp = world.sim.corp("受阻企业", &["张三"]).await;
    world.sim.fault(api, fault.clone(), times).await;
    world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
    world.while_time_passes(world.settled()).await;
    (corp, newest(world).await)
}

async fn newest(world: &World) -> Value {
    world.records().await.into_iter().find(|record| record["eventType"] == "create_auth").unwrap()
}

#[tokio::test]
async fn a_record_whose_exchange_did_not_happen_is_tried_again_and_then_done_once() {
    let world = world().await;
    let cases = [
        (json!({ "errcode": -1 }), "errcode -1", 1),
        (json!({ "errcode": 45009 }), "errcode 45009", 1),
        (json!({ "errcode": 45033 }), "errcode 45033", 1),
        (json!({ "errcode": 60020 }), "from ip: 127.0.0.1", 1),
        (json!({ "dropConnection": "before" }), "the connection failed", 1),
        (json!({ "html": true }), "is not JSON", 1),
        (json!({ "errcode": 40082 }), "errcode 40082", 2),
        (json!({ "errcode": 42009 }), "errcode 42009", 2),
    ];
    for (fault, says, calls) in cases {
        world.clock.advance(Duration::from_secs(10));
        let before = world.sim.calls(EXCHANGE).await;
        let (corp, record) = authorise_while(&world, EXCHANGE, &fault, 10).await;
        assert_eq!(record["state"], "failed", "{fault}: {record}");
        let reason = record["lastError"].as_str().unwrap();
        assert!(reason.contains(says), "{fault}: {reason}");
        assert_eq!(world.sim.calls(EXCHANGE).await, before + calls, "{fault}");
        world.sim.clear_faults().await;
        world.clock.advance(Duration::from_secs(15));
        if fault["errcode"] == 45009 {
            assert_eq!(newest(&world).await["state"], "failed", "a limit that was reached is left alone for a minute");
            world.clock.advance(Duration::from_mins(1));
        }
        world.until("it is done", async || newest(&world).await["state"] == "succeeded").await;
        assert_eq!(world.sim.calls(EXCHANGE).await, before + calls + 1, "{fault}");
        log_in(&world, &corp).await.ok();
    }
}

#[tokio::test]
async fn a_record_whose_exchange_was_cut_off_dies_and_says_what_to_press() {
    let world = world().await;
    for fault in [json!({ "dropConnection": "after" }), json!({ "halfJson": true }), json!({ "delayMs": 1500 })] {
        let (_, record) = authorise_while(&world, EXCHANGE, &fault, 1).await;
        assert_eq!(record["state"], "failed", "{fault}: {record}");
        // Simulated WeCom has to come to its end before it can say that the code is spent.
        world
            .until("the exchange has happened", async || {
                let calls = world.sim.get("calls").await;
                calls[EXCHANGE]["ok"].as_i64() > calls[EXCHANGE]["errors"]["40078"].as_i64()
            })
            .await;
        world.clock.advance(Duration::from_secs(15));
        world.until("it is dead", async || newest(&world).await["state"] == "dead").await;
        let reason = newest(&world).await["lastError"].as_str().unwrap().to_owned();
        assert!(reason.contains("errcode 40078") && reason.contains("重新获取 secret"), "{fault}: {reason}");
    }
}

#[tokio::test]
async fn a_refused_suite_token_is_replaced_once_a_try() {
    for errcode in [40082, 42009] {
        let world = world().await;
        let (corp, record) = authorise_while(&world, EXCHANGE, &json!({ "errcode": errcode }), 1).await;
        assert_eq!(record["state"], "succeeded", "{record}");
        assert_eq!(record["attempts"], 1);
        assert_eq!(world.sim.calls("get_suite_token").await, 2);
        assert_eq!(world.sim.calls(EXCHANGE).await, 2);
        log_in(&world, &corp).await.ok();
    }
}

#[tokio::test]
async fn a_refused_ticket_waits_for_the_next_one() {
    let world = world().await;
    let (corp, record) = authorise_while(&world, "get_suite_token", &json!({ "errcode": 40085 }), 1).await;
    assert_eq!(record["state"], "failed", "{record}");
    let reason = record["lastError"].as_str().unwrap();
    assert!(reason.contains("errcode 40085") && reason.contains("suite_ticket"), "{reason}");
    world.clock.advance(Duration::from_mins(2));
    assert_eq!(newest(&world).await["state"], "failed", "time alone brings no ticket");
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
    world.sim.push_ticket(&world.suite).await;
    world.until("it is done", async || newest(&world).await["state"] == "succeeded").await;
    assert_eq!(world.sim.calls("get_suite_token").await, 2);
    log_in(&world, &corp).await.ok();
}

#[tokio::test]
async fn what_may_be_repeated_is_repeated_within_one_try_of_a_record() {
    let world = world().await;
    for fault in [json!({ "errcode": -1 }), json!({ "errcode": 45033 }), json!({ "dropConnection": true })] {
        let (corp, record) = authorise_while(&world, AUTH_INFO, &fault, 3).await;
        assert_eq!((&record["state"], &record["attempts"]), (&json!("succeeded"), &json!(1)), "{fault}");
        log_in(&world, &corp).await.ok();
    }
    assert_eq!(world.sim.calls(EXCHANGE).await, 3, "the exchanges were not repeated");
}

#[tokio::test]
async fn a_code_that_wecom_refuses_marks_its_company_and_ends_the_record() {
    for errcode in [40001, 40084] {
        let world = world().await;
        let other = world.authorised_corp().await;
        let (corp, record) = authorise_while(&world, AUTH_INFO, &json!({ "errcode": errcode }), 1).await;
        assert_eq!(record["state"], "dead", "{record}");
        let reason = record["lastError"].as_str().unwrap();
        assert!(reason.contains(&errcode.to_string()) && reason.contains("重新获取 secret"), "{reason}");
        let message = log_in(&world, &corp).await.refused(wecom_refused(errcode));
        assert!(message.contains("重新获取 secret"), "{message}");
        assert_eq!(world.sim.calls("gettoken").await, 0, "nothing more is sent with it");
        let log = captured_logs();
        assert!(log.lines().any(|line| line.contains("ERROR") && line.contains(&corp.id)), "no alert");
        log_in(&world, &other).await.ok();
        // A change of the authorisation is a reason to ask again, and the code turns out to be good.
        world.sim.app(&world.suite, &corp, "enable", json!({})).await;
        world.while_time_passes(world.settled()).await;
        log_in(&world, &corp).await.ok();
    }
}
