//! Several servers over one database: WeCom is asked for each token once, and what one server hears counts at all.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use tests::{AUTH_SVC, Corp, ErrorKind, SERVICE, TestServer, World, captured_logs, wecom_refused};

/// Has companies authorise, each told to another server, and waits until all is done.
async fn authorise_all(world: &World, servers: &[&TestServer], number: usize) -> Vec<Corp> {
    let mut corps = Vec::new();
    for n in 0..number {
        world.push_to(servers[n % servers.len()]).await;
        let corp = world.sim.corp(&format!("企业{n}"), &["张三", "李四", "王五"]).await;
        world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
        corps.push(corp);
    }
    world.while_time_passes(world.settled()).await;
    corps
}

#[tokio::test]
async fn fifty_cold_companies_at_three_servers_cost_fifty_app_tokens_and_one_suite_token() {
    let world = World::start().await;
    let (second, third) = (world.serve_again().await, world.serve_again().await);
    let servers = [&world.server, &second, &third];
    let corps = authorise_all(&world, &servers, 50).await;
    let logins = corps.iter().flat_map(|corp| (0..3).map(move |at| (corp, at)));
    let logins = logins.map(async |(corp, at)| world.log_in_at(servers[at], corp, at).await);
    for login in world.while_time_passes(join_all(logins)).await {
        login.ok();
    }
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 150);
    assert_eq!(world.sim.calls("gettoken").await, 50);
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
}

#[tokio::test]
async fn a_revoked_token_is_fetched_again_once_for_all_servers_also_twice_in_a_row() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let second = world.serve_again().await;
    let servers = [&world.server, &second];
    let everywhere = async || {
        let logins = (0..10).map(async |n| world.log_in_at(servers[n % 2], &corp, n % 3).await);
        for login in world.while_time_passes(join_all(logins)).await {
            login.ok();
        }
    };
    everywhere().await;
    // Twice within a minute: a token that was just fetched may die as well.
    for fetches in 2..4 {
        world.sim.revoke_app_tokens().await;
        everywhere().await;
        assert_eq!(world.sim.calls("gettoken").await, fetches);
    }
}

#[tokio::test]
async fn a_stale_permanent_code_is_sent_once_whichever_server_members_log_in_at() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let second = world.serve_again().await;
    let servers = [&world.server, &second];
    world.sim.app(&world.suite, &corp, "reset-secret", json!({ "push": false })).await;
    for _ in 0..2 {
        let logins = (0..20).map(async |n| world.log_in_at(servers[n % 2], &corp, n % 3).await);
        for login in world.while_time_passes(join_all(logins)).await {
            let message = login.refused(wecom_refused(40001));
            assert!(message.contains("重新获取 secret"), "{message}");
        }
    }
    world.advance(Duration::from_hours(3)).await;
    world.log_in_at(&second, &corp, 0).await.refused(wecom_refused(40001));
    assert_eq!(world.sim.calls("gettoken").await, 1);
    let alerts = captured_logs();
    let alerts = alerts.lines().filter(|line| line.contains("ERROR") && line.contains("permanent code"));
    assert_eq!(alerts.count(), 1, "the alarm is raised once");

    world.sim.push_ticket(&world.suite).await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.while_time_passes(world.settled()).await;
    for server in servers {
        world.log_in_at(server, &corp, 0).await.ok();
    }
    assert_eq!(world.sim.calls("gettoken").await, 2);
}

#[tokio::test]
async fn a_company_that_switched_its_app_on_again_gets_in_at_each_server_within_a_minute() {
    let world = World::start().await;
    world.sim.call(reqwest::Method::PATCH, "switches", json!({ "disabledGettoken": "refused" })).await;
    let corp = world.authorised_corp().await;
    let second = world.serve_again().await;
    // Nothing is told, so that a server finds out by being refused.
    world.sim.app(&world.suite, &corp, "disable", json!({ "push": false })).await;
    world.log_in_at(&second, &corp, 0).await.refused(wecom_refused(40001));
    world.log_in(&corp, 0).await.refused(wecom_refused(40001));
    world.sim.app(&world.suite, &corp, "enable", json!({})).await;
    world.while_time_passes(world.settled()).await;
    world.log_in(&corp, 0).await.ok();
    // It may still think of the refusal, but must not make the others think so again.
    world.log_in_at(&second, &corp, 1).await;
    world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_mins(1)).await;
    world.log_in_at(&second, &corp, 1).await.ok();
}

#[tokio::test]
async fn a_company_that_cancelled_is_out_at_every_server_though_each_has_its_token_in_memory() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let second = world.serve_again().await;
    world.log_in(&corp, 0).await.ok();
    world.log_in_at(&second, &corp, 1).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    let args = json!({ "corpId": corp.id, "code": code });
    world.nobody().at(&second).call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::CorpNotAuthorised);
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 2, "WeCom was not even asked");
}

#[tokio::test]
async fn a_company_whose_cancellation_never_arrived_is_out_everywhere_at_its_next_login() {
    let world = World::start().await;
    let switches = json!({ "cancelledGettoken": 40084, "tokensAfterCancel": "die" });
    world.sim.call(reqwest::Method::PATCH, "switches", switches).await;
    let corp = world.authorised_corp().await;
    let second = world.serve_again().await;
    let inside = world.log_in(&corp, 0).await.ok();
    world.log_in_at(&second, &corp, 1).await.ok();
    let codes = [
        world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await,
        world.sim.oauth_code(&world.suite, &corp, &corp.members[2]).await,
    ];
    world.sim.app(&world.suite, &corp, "cancel", json!({ "push": false })).await;
    for code in codes {
        let args = json!({ "corpId": corp.id, "code": code });
        world.nobody().at(&second).call(SERVICE, "loginByWorkbench", args).await.refused(wecom_refused(40084));
    }
    world.member(&inside).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world
        .nobody()
        .call(SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": "any" }))
        .await
        .refused(wecom_refused(40084));
    assert_eq!(world.sim.refusals("gettoken", 40084).await, 1);
}
