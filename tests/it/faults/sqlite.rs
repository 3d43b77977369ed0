//! A SQLite file that cannot be written: locked by somebody else, or on a disk that is full or was made read-only, which
//! to an open file is the same: what is written is refused. Nothing is answered `success` then,
//! WeCom hears of it before it hangs up, and all is well again by itself.

use std::time::Duration;

use clock::Clock as _;
use reqwest::StatusCode;
use serde_json::{Value, json};
use storage::{CallbackStateName, Transaction};
use tests::{Answer, ErrorKind, SERVICE, World, captured_logs};

use super::site::Site;
use crate::{
    hosts::login_hosts,
    login_page::{browser, scan},
};

/// Keeps a failure from becoming a hang.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps everybody else from writing.
async fn lock(world: &World) -> Transaction {
    world.folder.open_database().await.begin().await.unwrap()
}

/// Has WeCom tell of a change, while the server's clock goes on; the outcome of the push.
async fn push_while_time_goes_on(world: &World, corp_id: &str) -> Value {
    let body = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp_id } });
    let path = format!("templates/{}/push", world.suite.id);
    let push = world.sim.post(&path, body);
    tokio::pin!(push);
    loop {
        tokio::select! {
            outcome = &mut push => return outcome["push"].clone(),
            _ = world.http.get(format!("{}/healthz", world.server.url)).send() => {
                world.clock.advance(Duration::from_millis(500));
            }
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_a_token_that_a_killed_server_was_fetching() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let killed = world.folder.serve_apart(&world.clock).await;
    world.sim.fault("gettoken", json!({ "delayMs": 60_000 }), 1).await;
    let url = format!("{}/api/acme/portal/{SERVICE}/loginByWorkbench", killed.url());
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let login = world.http.post(url).json(&json!({ "corpId": corp.id, "code": code })).send();
    let login = tokio::spawn(login);
    let is_fetching = async || world.sim.get("state").await["faults"]["api"] == json!([]);
    world.until("the token is being fetched", is_fetching).await;
    killed.kill();
    assert!(login.await.unwrap().is_err());
    let next = world.serve_again().await;
    // The clock stands still: no lease runs out.
    let login = tokio::time::timeout(PATIENCE, world.log_in_at(&next, &corp, 1)).await;
    login.expect("the login does not wait").ok();
}

#[tokio::test]
async fn while_the_file_is_locked_wecom_is_refused_in_time_and_afterwards_all_is_well_by_itself() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let before = world.records().await.len();
    // Less than the 5 s of WeCom, and of SQLite's own patience.
    world.sim.call(reqwest::Method::PATCH, "switches", json!({ "postTimeoutMs": 4000 })).await;
    let lock = lock(&world).await;
    let mut refused = Vec::new();
    for _ in 0..3 {
        let outcome = push_while_time_goes_on(&world, &corp.id).await;
        assert_eq!((&outcome["status"], &outcome["attempts"]), (&json!(503), &json!(1)), "{outcome}");
        refused.push(outcome["id"].clone());
        world.advance(Duration::from_secs(4)).await;
    }
    let healthy = world.http.get(format!("{}/readyz", world.server.url)).send().await.unwrap();
    assert_eq!(healthy.status(), 200, "it can be read, so it is worth asking");
    drop(lock);
    for push in refused {
        let again = world.sim.post(&format!("pushes/{push}/repeat"), json!({})).await;
        assert_eq!(again["body"], "success", "{again}");
    }
    let done = async || {
        world.advance(Duration::from_secs(1)).await;
        world.records().await.iter().all(|record| record["state"] == "succeeded")
    };
    world.until("all records are done", done).await;
    assert_eq!(world.records().await.len(), before + 3, "each once");
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_permanent_code_that_comes_while_the_file_is_locked_is_stored_when_it_is_free() {
    let world = World::start().await;
    let corp = world.sim.corp("锁库企业", &["张三"]).await;
    let api = "v2/get_permanent_code";
    world.sim.fault(api, json!({ "delayMs": 500 }), 1).await;
    world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
    let under_way = async || world.sim.get("state").await["faults"]["api"] == json!([]);
    world.until("the exchange is under way", under_way).await;
    let lock = lock(&world).await;
    let tried = async || captured_logs().contains("a permanent code could not be stored; trying again");
    world.until("the code came and could not be stored", tried).await;
    drop(lock);
    let stored = async || {
        world.advance(Duration::from_secs(1)).await;
        world.records().await[0]["state"] == "succeeded"
    };
    world.until("the record is done", stored).await;
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls(api).await, 1, "WeCom gives it once");
}

#[tokio::test]
async fn a_try_that_comes_while_an_earlier_one_still_stores_its_permanent_code_waits_for_it() {
    let world = World::start().await;
    let corp = world.sim.corp("久等企业", &["张三"]).await;
    let database = world.folder.database();
    database.execute("CREATE TRIGGER refuse BEFORE INSERT ON corp_auth BEGIN SELECT RAISE(FAIL, 'not now'); END").await;
    world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
    let tried = async || captured_logs().contains("a permanent code could not be stored; trying again");
    world.until("the code came and could not be stored", tried).await;
    world.advance(Duration::from_secs(61)).await;
    let again = async || {
        let record = &world.records().await[0];
        record["attempts"] == 2 && record["state"] == "running"
    };
    world.in_time(Duration::from_secs(1), "the record is tried again", again).await;
    database.execute("DROP TRIGGER refuse").await;
    let done = async || world.records().await[0]["state"] == "succeeded";
    world.in_time(Duration::from_secs(1), "the record is done", done).await;
    assert_eq!(world.sim.calls("v2/get_permanent_code").await, 1, "WeCom gives it once");
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_name_or_a_state_that_the_database_refuses_is_left_out_and_costs_no_permanent_code() {
    for refused in ["corp_name", "state"] {
        let world = World::start().await;
        let corp = world.sim.corp("企业", &["张三"]).await;
        let refuse = format!(
            "CREATE TRIGGER refuse BEFORE INSERT ON corp_auth WHEN new.{refused} IS NOT NULL \
             BEGIN SELECT RAISE(ABORT, 'this text is not taken'); END"
        );
        world.folder.database().execute(&refuse).await;
        let state = (refused == "state").then_some("a-state");
        let path = format!("templates/{}/authorize", world.suite.id);
        world.sim.post(&path, json!({ "corpId": corp.id, "state": state })).await;
        world.settled().await;
        world.log_in(&corp, 0).await.ok();
        assert_eq!(world.sim.calls("v2/get_permanent_code").await, 1);
    }
}

#[tokio::test]
async fn a_name_or_a_range_that_the_database_refuses_costs_nobody_the_agentid() {
    for refused in ["corp_name", "visible_range"] {
        let world = World::start().await;
        let corp = world.sim.corp("企业", &["张三"]).await;
        let refuse = format!(
            "CREATE TRIGGER refuse BEFORE UPDATE OF {refused} ON corp_auth WHEN new.{refused} IS NOT NULL \
             BEGIN SELECT RAISE(ABORT, 'this text is not taken'); END"
        );
        world.folder.database().execute(&refuse).await;
        world.authorise(&world.suite, &corp).await;
        world.settled().await;
        assert!(captured_logs().contains("the database refused a company's name or visible range"));
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "new" })).await.ok();
        world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "new" })).await.ok();
    }
}

#[tokio::test]
async fn a_permanent_code_that_cannot_be_stored_is_tried_thirty_times_a_second_apart_and_then_more_seldom() {
    const SOON_TRIES: u64 = 30;
    let world = World::start().await;
    let corp = world.sim.corp("企业", &["张三"]).await;
    let database = world.folder.database();
    database.execute("CREATE TRIGGER refuse BEFORE INSERT ON corp_auth BEGIN SELECT RAISE(FAIL, 'not now'); END").await;
    world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
    let tries = || captured_logs().matches("a permanent code could not be stored; trying again").count() as u64;
    world.until("the first try", async || tries() >= 1).await;
    let began = world.clock.now();
    for wanted in 2..=SOON_TRIES {
        world.in_time(Duration::from_secs(1), "the next try", async || tries() >= wanted).await;
    }
    let soon = world.clock.now().since(began);
    assert!(soon < Duration::from_secs(10 * SOON_TRIES), "{soon:?}");
    // Fifteen seconds, and no step of one second before them brings a try.
    let before = world.clock.now();
    world.in_time(Duration::from_secs(1), "a late try", async || tries() > SOON_TRIES).await;
    assert!(world.clock.now().since(before) >= Duration::from_secs(14));
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_acknowledged_and_with_room_again_everything_works() {
    let site = Site::start_with(|_| {}).await;
    let corp = site.corp(1).await;
    let before = site.counts().await;
    site.process.limit_files(Some(0));
    let refused = site.push_change(&corp).await;
    assert_eq!(refused["status"], 503, "{refused}");
    Answer(site.log_in(&corp, 0).await.unwrap()).refused(ErrorKind::Unavailable);
    let (status, told) = site.readiness().await;
    assert_eq!((status, &told["database"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unwritable")), "{told}");
    assert_eq!(site.counts().await, before);
    site.process.limit_files(None);
    let ready = async { while site.readiness().await.0 != StatusCode::OK {} };
    tokio::time::timeout(PATIENCE, ready).await.expect("it is ready again, before anybody else has written");
    let again = site.sim.post(&format!("pushes/{}/repeat", refused["id"]), json!({})).await;
    assert_eq!(again["body"], "success", "{again}");
    site.settled().await;
    assert_eq!(site.counts().await, [(CallbackStateName::Succeeded, before[0].1 + 1)]);
    Answer(site.log_in(&corp, 0).await.unwrap()).ok();
}

#[tokio::test]
async fn a_step_of_a_login_between_hosts_that_the_database_breaks_off_may_be_taken_again() {
    let (world, corp) = login_hosts::world().await;
    let member = browser("Mozilla/5.0");
    // The step's second statement is refused, and the step is taken again.
    let broken_off = async |url: &str, statement: &str| {
        let database = world.folder.database();
        database.execute(&format!("CREATE TRIGGER refuse {statement} BEGIN SELECT RAISE(ABORT, 'not now'); END")).await;
        let refused = member.get(url).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{statement}");
        database.execute("DROP TRIGGER refuse").await;
        login_hosts::location(&member.get(url).send().await.unwrap())
    };
    let begin = format!("{}/acme/portal/login?corpId={}", world.server.url, corp.id);
    let relay = broken_off(&begin, "BEFORE INSERT ON login_relay").await;
    let wecom = broken_off(&relay, "BEFORE UPDATE ON login_attempt").await;
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    let home = broken_off(&back, "BEFORE INSERT ON login_relay").await;
    assert_eq!(broken_off(&home, "BEFORE DELETE ON login_attempt").await, "/acme/portal/me");
}
