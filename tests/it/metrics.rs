//! `/metrics` as Prometheus reads it: what is counted, under which names, and that nobody can make it grow.

use std::collections::BTreeSet;

use reqwest::header;
use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, INSTANCE, SERVICE, World, wecom_refused};

async fn metrics(world: &World) -> String {
    let answer = world.http.get(format!("{}/metrics", world.server.url)).send().await.unwrap();
    assert!(answer.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("application/openmetrics-text"));
    answer.text().await.unwrap()
}

/// The value of a sample: its name, with what its labels hold in any order.
fn sample(metrics: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let fits = |line: &&str| {
        let (sample, _) = line.split_once(' ').unwrap_or_default();
        let bare = sample.split('{').next().unwrap_or_default();
        bare == format!("wecom_login_{name}") && labels.iter().all(|label| sample.contains(label))
    };
    metrics.lines().find(fits).map(|line| line.rsplit_once(' ').unwrap().1.parse().unwrap())
}

async fn pushed(world: &World, body: serde_json::Value) {
    world.sim.post(&format!("templates/{}/push", world.suite.id), body).await;
}

#[tokio::test]
async fn every_name_says_whose_it_is_and_in_what_unit() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    let text = metrics(&world).await;
    assert!(text.ends_with("# EOF\n"));
    let mut names = BTreeSet::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').unwrap();
        assert!(name.starts_with("wecom_login_"), "{name}");
        assert!(!name.contains("_total") && !name.contains("_ms"), "{name}");
        assert!(kind != "histogram" || name.ends_with("_seconds"), "{name}");
        assert!(text.contains(&format!("# HELP {name} ")), "{name}");
        assert!(names.insert(name), "{name} is there twice");
    }
    assert!(names.len() >= 15, "{names:?}");
    assert_eq!(sample(&text, "build_info", &["version=\"0."]), Some(1.0));
    assert_eq!(sample(&text, "database_up", &[]), Some(1.0));
}

#[tokio::test]
async fn each_alert_of_the_samples_asks_for_a_name_and_labels_that_the_server_shows() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    pushed(&world, json!({ "infoType": "cancel_auth", "fields": { "AuthCorpId": corp.id }, "wrongSignature": true }))
        .await;
    world
        .nobody()
        .call(SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": "a-code-of-nobody" }))
        .await
        .refused(wecom_refused(40029));
    let shown = metrics(&world).await;
    let rules = include_str!("../../deploy/prometheus/alerts.yml");
    for at in rules.match_indices("wecom_login_").map(|(at, _)| at) {
        let name = rules[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
        assert!(shown.lines().any(|line| line.split(['{', ' ']).next() == Some(name)), "{name}");
    }
    for (name, label) in [
        ("callbacks_refused_total", "reason="),
        ("callback_records", "state=\"dead\""),
        ("wecom_api_calls_total", "result=\"ok\""),
        ("wecom_api_calls_total", "api=\"gettoken\""),
        ("suite_ticket_missing", "suite="),
    ] {
        assert!(sample(&shown, name, &[label]).is_some(), "{name} {label}");
    }
}

#[tokio::test]
async fn callbacks_are_counted_by_event_and_by_what_became_of_them() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    for event in ["invented_one", "invented_two"] {
        pushed(&world, json!({ "infoType": event, "fields": { "AuthCorpId": corp.id } })).await;
    }
    pushed(&world, json!({ "infoType": "cancel_auth", "fields": { "AuthCorpId": corp.id }, "wrongSignature": true }))
        .await;
    pushed(&world, json!({ "infoType": "cancel_auth", "fields": { "AuthCorpId": corp.id }, "wrongReceiveId": true }))
        .await;
    pushed(&world, json!({ "infoType": "create_auth", "fields": {} })).await;
    world.settled().await;
    let text = metrics(&world).await;
    let received = |event: &str, result: &str| {
        sample(&text, "callbacks_received_total", &[&format!("event=\"{event}\""), &format!("result=\"{result}\"")])
    };
    assert_eq!(received("suite_ticket", "new"), Some(1.0), "{text}");
    assert!(received("create_auth", "new") >= Some(1.0), "{text}");
    assert_eq!(received("other", "new"), Some(2.0), "what WeCom thinks up is counted together: {text}");
    assert!(!text.contains("invented_one"));
    assert!(sample(&text, "callbacks_refused_total", &["reason=\"forged\""]) >= Some(2.0), "{text}");
    let tries = |event: &str, result: &str| {
        sample(&text, "callback_tries_total", &[&format!("event=\"{event}\""), &format!("result=\"{result}\"")])
    };
    assert_eq!(tries("create_auth", "succeeded"), Some(1.0), "{text}");
    assert_eq!(tries("create_auth", "dead"), Some(1.0), "an event without its AuthCode: {text}");
    assert_eq!(tries("other", "succeeded"), Some(2.0), "{text}");
    assert_eq!(sample(&text, "callback_records", &["state=\"dead\""]), Some(1.0), "{text}");
    assert_eq!(sample(&text, "callback_records", &["state=\"pending\""]), Some(0.0), "{text}");
    assert_eq!(sample(&text, "callback_oldest_due_seconds", &[]), Some(0.0), "{text}");
    assert_eq!(sample(&text, "callback_records", &["state=\"succeeded\""]), None, "there is no end of them");
}

#[tokio::test]
async fn a_repeat_is_counted_as_one() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let at = world.sim.get("clock").await["now"].take();
    for _ in 0..2 {
        let fields = json!({ "AuthCorpId": corp.id });
        pushed(&world, json!({ "infoType": "change_contact", "fields": fields, "timestamp": at })).await;
    }
    world.settled().await;
    let text = metrics(&world).await;
    let repeats = sample(&text, "callbacks_received_total", &["event=\"change_contact\"", "result=\"repeat\""]);
    assert_eq!(repeats, Some(1.0), "{text}");
}

#[tokio::test]
async fn wecoms_answers_and_the_tokens_that_were_fetched_are_counted() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    world.sim.fault("auth/getuserinfo", json!({ "errcode": 987_654 }), 1).await;
    world.log_in(&corp, 0).await.refused(wecom_refused(987_654));
    world.sim.fault("auth/getuserinfo", json!({ "errcode": 45009 }), 1).await;
    world.log_in(&corp, 0).await.refused(wecom_refused(45009));
    let text = metrics(&world).await;
    for kind in ["suite", "app"] {
        let fetches = sample(&text, "token_fetches_total", &[&format!("kind=\"{kind}\""), "result=\"ok\""]);
        assert_eq!(fetches, Some(1.0), "{kind}: {text}");
    }
    let api = "api=\"auth/getuserinfo\"";
    assert_eq!(sample(&text, "wecom_api_calls_total", &[api, "result=\"ok\""]), Some(1.0), "{text}");
    assert_eq!(sample(&text, "wecom_api_calls_total", &[api, "result=\"errcode\""]), Some(2.0), "{text}");
    assert_eq!(sample(&text, "wecom_api_errcodes_total", &[api, "errcode=\"45009\""]), Some(1.0), "{text}");
    assert_eq!(sample(&text, "wecom_api_errcodes_total", &[api, "errcode=\"other\""]), Some(1.0), "{text}");
    assert_eq!(sample(&text, "wecom_api_call_duration_seconds_count", &[api]), Some(3.0), "{text}");
    assert!(!text.contains("987654"), "{text}");
}

#[tokio::test]
async fn logins_are_counted_by_way_and_result() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    let outsider = world.sim.outsider_code(&world.suite, &corp).await;
    world
        .nobody()
        .call(SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": outsider }))
        .await
        .refused(ErrorKind::LoginRefused);
    world.sim.fault("auth/getuserinfo", json!({ "dropConnection": true }), 1).await;
    world.log_in(&corp, 0).await.refused(ErrorKind::UpstreamUnavailable);
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let step = world.nobody().call(INSTANCE, "getLoginCode", json!({ "corpId": corp.id, "code": code })).await.ok();
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok();
    let text = metrics(&world).await;
    for (way, result) in [("workbench", "ok"), ("workbench", "refused"), ("workbench", "failed"), ("login_code", "ok")]
    {
        let logins = sample(&text, "logins_total", &[&format!("way=\"{way}\""), &format!("result=\"{result}\"")]);
        assert_eq!(logins, Some(1.0), "{way}, {result}: {text}");
    }
}

#[tokio::test]
async fn requests_are_timed_by_route_and_refusals_counted_by_limit() {
    let world = World::start_with(|folder| {
        folder.set("limits.requests_per_minute_per_address", "2");
    })
    .await;
    for path in ["/acme/portal/login", "/other/place/login", "/no/such/page/at-all", "/healthz", "/acme/portal/login"] {
        world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    }
    let text = metrics(&world).await;
    let count = |route: &str, status: &str| {
        let labels = [&*format!("route=\"{route}\""), &*format!("status=\"{status}\"")];
        sample(&text, "http_request_duration_seconds_count", &labels)
    };
    assert_eq!(count("/healthz", "2xx"), Some(1.0), "{text}");
    assert_eq!(count("/{org}/{app}/login", "2xx"), Some(1.0), "{text}");
    assert_eq!(count("/{org}/{app}/login", "4xx"), Some(2.0), "{text}");
    assert_eq!(count("other", "4xx"), Some(1.0), "{text}");
    assert!(!text.contains("at-all") && !text.contains("place"), "{text}");
    assert_eq!(sample(&text, "rate_limited_requests_total", &["limit=\"address\""]), Some(1.0), "{text}");
    assert!(sample(&text, "http_connections", &[]) >= Some(1.0), "{text}");
}

#[tokio::test]
async fn metrics_are_told_also_when_the_database_is_gone() {
    let world = World::start().await;
    migrations::down(world.folder.database().url()).await.unwrap();
    let text = metrics(&world).await;
    assert_eq!(sample(&text, "database_up", &[]), Some(0.0), "{text}");
}
