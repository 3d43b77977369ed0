//! `wecom-login doctor`: on a healthy server all is well, and each planted fault is named with what to do next.

use std::{fs, time::Duration};

use clock::{Clock, ManualClock, SystemClock};
use reqwest::Method;
use serde_json::json;
use storage::Engine;
use tests::{AppFolder, Diagnosis, Sim, Suite, TestServer, World, config, wecom_refused};

/// 32 bytes that never sealed anything.
const ANOTHER_KEY: &str = "\"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXpBQkNERUY=\"";

const NOBODY: &str = "http://127.0.0.1:9";

/// A configured folder over a WeCom that was told nothing yet.
async fn unconnected() -> (Sim, Suite, AppFolder) {
    let sim = Sim::start().await;
    let suite = sim.template().await;
    let folder = AppFolder::new(&sim.url).await;
    folder.instance("auths.QywxProxyTemp", &config(&suite, &sim.provider_corp_id().await));
    (sim, suite, folder)
}

/// A diagnosis with a server that got a ticket so many minutes ago, by every clock.
async fn with_ticket_of(minutes: u64) -> (Sim, Suite, AppFolder, TestServer) {
    let (sim, suite, folder) = unconnected().await;
    let clock = ManualClock::new(SystemClock.now() - Duration::from_mins(minutes));
    let server = folder.serve(&clock).await.unwrap();
    sim.post("clock", json!({ "set": clock.now().as_secs() })).await;
    let url = format!("{}/api/acme/portal/auths/QywxProxyTemp/notify", server.url);
    sim.set_callback_url(&suite, &url).await;
    sim.push_ticket(&suite).await;
    sim.advance(minutes * 60).await;
    (sim, suite, folder, server)
}

#[tokio::test]
async fn a_healthy_server_is_found_to_be_so() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    let diagnosis = Diagnosis::of(&world.folder).await;
    diagnosis.all_is_well();
    let checks = [
        "configuration",
        "public URL",
        "encryption keys",
        "database",
        "schema",
        "database clock",
        "sealed rows",
        "callback records",
        "elements",
        "WeCom",
        "clock",
        "suite_ticket",
        "IP whitelist",
        "suite secret",
        "administrators' tokens",
        "companies",
        "app events",
        "trusted domain",
        "redirect URI",
    ];
    for check in checks {
        diagnosis.says("ok", check, &[]);
    }
    let (exit_code, text) = Diagnosis::text(&world.folder).await;
    assert_eq!(exit_code, 0);
    assert!(text.ends_with(&format!("ok {}, warnings 0, errors 0\n", checks.len())), "{text}");
    for (kind, secret) in world.sim.secrets().await {
        assert!(!text.contains(&secret) && !diagnosis.printed.contains(&secret), "a {kind} is in {text}");
    }
}

#[tokio::test]
async fn it_asks_wecom_once_a_suite_and_keeps_nothing_of_the_answer() {
    let world = World::start().await;
    Diagnosis::of(&world.folder).await.all_is_well();
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
    let corp = world.authorised_corp().await;
    assert_eq!(world.sim.calls("get_suite_token").await, 2, "the server fetches its own token");
    world.log_in(&corp, 0).await.ok();
    let before = world.sim.calls("gettoken").await;
    Diagnosis::of(&world.folder).await.all_is_well();
    assert_eq!(world.sim.calls("get_suite_token").await, 3, "the token that is kept would hide a wrong secret");
    assert_eq!(world.sim.calls("gettoken").await, before, "companies are not asked for");
    world.sim.call(Method::PATCH, "provider", json!({ "ipWhitelist": ["10.0.0.1"] })).await;
    world.sim.fault("get_suite_token", json!({ "errcode": -1 }), 1).await;
    Diagnosis::of(&world.folder).await.says("warning", "suite secret", &["-1", "try again"]);
    assert_eq!(world.sim.calls("get_suite_token").await, 4, "nothing is sent twice");
}

#[tokio::test]
async fn rows_that_do_not_open_are_named_by_table_and_key() {
    let mut world = World::start().await;
    world.authorised_corp().await;
    world.folder.set("encryption.keys.k1", ANOTHER_KEY);
    let wrong = Diagnosis::of(&world.folder).await;
    for column in ["suite_ticket.ticket", "corp_auth.permanent_code", "signing_key.private_key"] {
        wrong.says("error", "sealed rows", &[column, "another key k1", ": 1"]);
    }
    wrong.says("error", "sealed rows", &["callback_record.payload", "k1"]);
    wrong.says("ok", "suite_ticket", &["0 min ago"]).says("ok", "companies", &["1 authorised"]);
    wrong.says("warning", "suite secret", &["suite_ticket.ticket", "not checked"]);

    world.folder.set("encryption.active", "\"k2\"").set("encryption.keys.k2", ANOTHER_KEY);
    world.folder.unset("encryption.keys.k1");
    let missing = Diagnosis::of(&world.folder).await;
    missing.says("error", "sealed rows", &["suite_ticket.ticket", "put encryption.keys.k1 back"]);

    world.folder.set("encryption.active", "\"k3\"");
    let no_ring = Diagnosis::of(&world.folder).await;
    no_ring.says("error", "encryption keys", &["encryption.active", "k3"]);
    no_ring.says("warning", "sealed rows", &["not checked"]).says("ok", "companies", &["1 authorised"]);
}

#[tokio::test]
async fn a_database_that_is_out_of_reach_missing_or_behind_is_told_apart() {
    let (_sim, _, mut folder) = unconnected().await;
    folder.set("database.url", "\"postgres://operator:sesame@127.0.0.1:9/login\"");
    let away = Diagnosis::of(&folder).await;
    away.says("error", "database", &["out of reach", "database.url"]);
    away.says("ok", "WeCom", &[]).says("ok", "elements", &[]);
    away.says("warning", "ticket, secret, companies", &["need the database"]);
    assert!(!away.printed.contains("sesame"), "{}", away.printed);

    let file = folder.path().join("own.sqlite");
    folder.set("database.url", &format!("\"sqlite://{}\"", file.display()));
    Diagnosis::of(&folder).await.says("error", "database", &["out of reach", "wecom-login migrate"]);
    assert!(!file.exists(), "doctor makes nothing");

    fs::write(&file, "").unwrap();
    let behind = Diagnosis::of(&folder).await;
    behind.says("error", "schema", &["steps are missing", "m0001_wecom", "wecom-login migrate"]).says(
        "ok",
        "WeCom",
        &[],
    );
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_named_by_its_unknown_step() {
    let (_sim, _, mut folder) = unconnected().await;
    let file = folder.path().join("own.sqlite");
    folder.set("database.url", &format!("\"sqlite://{}\"", file.display()));
    folder.serve(&ManualClock::new(SystemClock.now())).await.unwrap().stop().await;
    // A step's name is in the file as it is.
    let mut bytes = fs::read(&file).unwrap();
    let (known, unknown) = (b"m0001_wecom", b"m9999_wecom");
    for at in 0..bytes.len() - known.len() {
        if bytes[at..].starts_with(known) {
            bytes[at..at + known.len()].copy_from_slice(unknown);
        }
    }
    fs::write(&file, bytes).unwrap();
    Diagnosis::of(&folder).await.says("error", "schema", &["m9999_wecom", "newer"]).says("ok", "WeCom", &[]);
}

#[tokio::test]
async fn a_wecom_that_is_not_there_is_told_from_something_else_in_its_place() {
    let mut world = World::start().await;
    world.folder.set("wecom.api_url", &format!("{NOBODY:?}"));
    let away = Diagnosis::of(&world.folder).await;
    away.says("error", "WeCom", &["127.0.0.1:9", "refused", "wecom.api_url"]);
    away.says("warning", "suite secret", &["not checked"]).says("ok", "suite_ticket", &[]);
    away.says("ok", "clock", &[]);
    let elsewhere = format!("{:?}", world.server.url);
    world.folder.set("wecom.api_url", &elsewhere);
    Diagnosis::of(&world.folder).await.says("error", "WeCom", &["something else than WeCom", "404"]);
}

#[tokio::test]
async fn an_address_that_wecom_refuses_is_named_with_the_place_to_add_it() {
    let world = World::start().await;
    world.sim.call(Method::PATCH, "provider", json!({ "ipWhitelist": ["10.0.0.1"] })).await;
    let refused = Diagnosis::of(&world.folder).await;
    refused.says("error", "IP whitelist", &["127.0.0.1", "provider info → basic info → IP whitelist"]);
    refused.says("ok", "WeCom", &[]).says("warning", "suite secret", &["not checked"]);
    assert_eq!(refused.complaints(), ["IP whitelist", "suite secret"]);
}

#[tokio::test]
async fn a_wrong_secret_is_found_though_a_good_token_is_kept() {
    let world = World::start().await;
    world.authorised_corp().await;
    let template = format!("templates/{}", world.suite.id);
    world.sim.call(Method::PATCH, &template, json!({ "suiteSecret": "another" })).await;
    let wrong = Diagnosis::of(&world.folder).await;
    wrong.says("error", "suite secret", &[&world.suite.id, "40080", "authConfig.suiteSecret", "auths.QywxProxyTemp"]);

    world.sim.post("faults", json!({ "api": "get_suite_token", "errcode": 40085 })).await;
    let ticket = Diagnosis::of(&world.folder).await;
    ticket.says("error", "suite secret", &["suite_ticket", "40085", "encodingAESKey"]);
    world.sim.post("faults", json!({ "api": "get_suite_token", "errcode": 45009 })).await;
    Diagnosis::of(&world.folder).await.says("error", "suite secret", &["45009", "wait"]);
}

#[tokio::test]
async fn a_wrong_provider_secret_is_found_where_one_is_configured() {
    let (sim, suite, folder, server) = with_ticket_of(0).await;
    let provider = sim.get("provider").await;
    let mut values = config(&suite, &sim.provider_corp_id().await);
    values["authConfig"]["providerSecret"] = provider["secret"].clone();
    folder.instance("auths.QywxProxyTemp", &values);
    Diagnosis::of(&folder).await.says("ok", "provider secret", &[]).all_is_well();
    values["authConfig"]["providerSecret"] = json!("another");
    folder.instance("auths.QywxProxyTemp", &values);
    Diagnosis::of(&folder).await.says("error", "provider secret", &["40001", "authConfig.providerSecret"]);
    sim.fault("get_provider_token", json!({ "errcode": 60020 }), 1).await;
    Diagnosis::of(&folder).await.says("error", "IP whitelist", &["127.0.0.1"]);
    server.stop().await;
}

#[tokio::test]
async fn a_ticket_that_is_missing_late_or_expired_is_told_apart() {
    let (_sim, _, folder) = unconnected().await;
    folder.serve(&ManualClock::new(SystemClock.now())).await.unwrap().stop().await;
    let none = Diagnosis::of(&folder).await;
    none.says("error", "suite_ticket", &["none has come", "QywxProxyAuthService/notify", "/api/acme/portal/auths/"]);
    none.says("warning", "suite secret", &["suite_ticket"]);
    for (minutes, severity) in [(3, "ok"), (25, "warning"), (31, "error")] {
        let (_sim, _, folder, server) = with_ticket_of(minutes).await;
        let late = Diagnosis::of(&folder).await;
        late.says(severity, "suite_ticket", &[&format!("{minutes} min ago")]);
        let secret = if severity == "error" { "warning" } else { "ok" };
        late.says(secret, "suite secret", &[]);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_found_by_wecoms_answer() {
    let world = World::start().await;
    for (seconds, severity) in [(120, "warning"), (300, "error")] {
        world.sim.post("clock", json!({ "advanceSeconds": seconds })).await;
        let skewed = Diagnosis::of(&world.folder).await;
        skewed.says(severity, "clock", &["behind WeCom's", "NTP"]);
        assert_eq!(skewed.complaints(), ["clock"]);
    }
    world.sim.post("clock", json!({ "advanceSeconds": -1020 })).await;
    Diagnosis::of(&world.folder).await.says("error", "clock", &["ahead of WeCom's"]);
}

#[tokio::test]
async fn a_database_server_whose_clock_goes_otherwise_is_found() {
    let mut world = World::start().await;
    let database = world.folder.database();
    if database.engine() != Engine::Postgres {
        println!("no other clock to be had: this runs on PostgreSQL");
        return;
    }
    let (_, schema) = database.url().split_once("[search_path]=").unwrap();
    let url = database.url().replace(schema, &format!("{schema},pg_catalog"));
    for (seconds, severity, side) in [(10, "warning", "behind"), (-60, "error", "ahead of")] {
        let planted = format!("SELECT pg_catalog.now() + interval ''{seconds} s''");
        let function = "CREATE OR REPLACE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS";
        world.folder.database().execute(&format!("{function} '{planted}'")).await;
        world.folder.set("database.url", &format!("{url:?}"));
        let apart = Diagnosis::of(&world.folder).await;
        apart.says(severity, "database clock", &[side, "the database server's", "NTP"]);
        assert_eq!(apart.complaints(), ["database clock"]);
    }
}

#[tokio::test]
async fn without_an_answer_the_newest_ticket_tells_of_the_clock() {
    let (sim, suite, mut folder) = unconnected().await;
    let clock = ManualClock::new(SystemClock.now());
    let server = folder.serve(&clock).await.unwrap();
    sim.advance(200).await;
    let url = format!("{}/api/acme/portal/auths/QywxProxyTemp/notify", server.url);
    sim.set_callback_url(&suite, &url).await;
    sim.push_ticket(&suite).await;
    folder.set("wecom.api_url", &format!("{NOBODY:?}"));
    Diagnosis::of(&folder).await.says("warning", "clock", &["behind WeCom's"]);
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_the_elements_is_named_and_the_rest_is_checked_all_the_same() {
    let world = World::start().await;
    let apps = &world.folder;
    apps.write_text("acme.portal/auths/Broken/e.json", "{ \"title\": ");
    let broken = Diagnosis::of(apps).await;
    broken.says("error", "elements", &["auths/Broken/e.json", "element check"]);
    broken.says("ok", "sealed rows", &[]).says("ok", "WeCom", &[]).says("warning", "instances", &["not checked"]);
    apps.write("acme.portal/auths/Broken/e.json", &json!({ "title": "x", "type": "auths.loginTypes.QywxProxyType" }));
    let mut values = config(&world.suite, "wwProvider");
    values["authConfig"]["token"] = json!("{{NO_SUCH_NAME}}");
    apps.write("acme.portal/auths/Broken/Broken.json", &values);
    let unnamed = Diagnosis::of(apps).await;
    unnamed.says("error", "elements", &["Broken.json", "authConfig.token", "NO_SUCH_NAME"]);
}

#[tokio::test]
async fn a_configuration_that_cannot_be_read_stops_everything_else() {
    let mut folder = AppFolder::new(NOBODY).await;
    folder.set("server.listen_on", "\"x\"");
    let unknown = Diagnosis::of(&folder).await;
    unknown.says("error", "configuration", &["server", "listen_on"]);
    assert_eq!((unknown.findings.len(), unknown.exit_code), (1, 2));
}

#[tokio::test]
async fn the_address_that_wecom_sees_is_named() {
    let world = World::start().await;
    Diagnosis::of(&world.folder).await.says("ok", "WeCom", &["it sees this server at 127.0.0.1"]);
}

#[tokio::test]
async fn a_public_url_without_https_is_an_error() {
    let mut world = World::start().await;
    world.folder.set("server.public_url", "\"http://login.example.com\"");
    let open = Diagnosis::of(&world.folder).await;
    open.says("error", "public URL", &["http://login.example.com is not https", "server.public_url"]);
    assert_eq!(open.complaints(), ["public URL"]);
    world.folder.set("server.public_url", "\"https://login.example.com:8443\"");
    let unnamed = Diagnosis::of(&world.folder).await;
    unnamed.says("warning", "trusted proxies", &["https", "server.trusted_proxies"]);
    world.folder.set("server.trusted_proxies", "[\"10.0.0.1\"]");
    let secure = Diagnosis::of(&world.folder).await;
    secure.says("ok", "trusted domain", &["see that login.example.com:8443", "50001"]).all_is_well();
}

#[tokio::test]
async fn companies_that_need_somebody_are_named() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({ "push": false })).await;
    world.log_in(&corp, 0).await.refused(wecom_refused(40001));
    let stale = Diagnosis::of(&world.folder).await;
    stale.says("error", "company", &[&corp.id, "测试企业", "40001", "重新获取 secret"]);

    let mut values = config(&world.suite, &world.sim.provider_corp_id().await);
    values["corpId"] = json!("wpNobody");
    world.folder.instance("auths.ForOne", &values);
    let awaited = Diagnosis::of(&world.folder).await;
    awaited.says("warning", "company", &["wpNobody", "acme.portal:auths.ForOne", "has not authorised"]);

    values["corpId"] = json!(corp.id);
    world.folder.instance("auths.ForOne", &values);
    let there = Diagnosis::of(&world.folder).await;
    assert!(!there.printed.contains("has not authorised"), "{}", there.printed);
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    let left = Diagnosis::of(&world.folder).await;
    left.says("warning", "company", &[&corp.id, "acme.portal:auths.ForOne", "has not authorised"]);

    let unfinished = world.sim.corp("未完成企业", &["张三"]).await;
    world.sim.fault("v2/get_auth_info", json!({ "errcode": 48001 }), 100).await;
    world.authorise(&world.suite, &unfinished).await;
    let waits = Diagnosis::of(&world.folder).await;
    waits.says("warning", "company", &[&unfinished.id, "agentid", "callback list --corp"]);
    waits.says("warning", "callback record", &["create_auth", "48001"]);
}

#[tokio::test]
async fn companies_are_counted_by_how_they_stand_and_ten_of_those_without_an_app_event_are_named() {
    let world = World::start().await;
    let mut corps = Vec::new();
    for number in 0..13 {
        let corp = world.sim.corp(&format!("企业{number}"), &["张三"]).await;
        world.authorise(&world.suite, &corp).await;
        corps.push(corp);
    }
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corps[0], "disable", json!({})).await;
    world.sim.app(&world.suite, &corps[1], "cancel", json!({})).await;
    world.settled().await;
    let counted = Diagnosis::of(&world.folder).await;
    counted.says("ok", "companies", &["11 authorised, 1 switched the app off, 1 cancelled"]);
    assert!(!counted.printed.contains("0 refused"), "{}", counted.printed);
    counted.says("ok", "app events", &["and 1 more"]);
}

#[tokio::test]
async fn a_dead_record_is_named_with_its_reason() {
    let world = World::start().await;
    let push = json!({ "infoType": "create_auth", "fields": { "AuthCode": "x".repeat(80) } });
    world.sim.post(&format!("templates/{}/push", world.suite.id), push).await;
    world.until("the record is dead", async || world.records().await[0]["state"] == "dead").await;
    let dead = Diagnosis::of(&world.folder).await;
    dead.says("warning", "callback record", &["create_auth", "dead", "wecom-login callback retry"]);
    assert_eq!((dead.complaints(), dead.exit_code), (vec!["callback record"], 1));
}
