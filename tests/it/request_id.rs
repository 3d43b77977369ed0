//! A single id for each request: in the header, the envelope, every line of the log, and the record of a callback.

use reqwest::Response;
use serde_json::{Value, json};
use tests::{INSTANCE, SERVICE, World, captured_logs};

const GIVEN: &str = "00000000-1111-2222-3333-AAAABBBBCCCC";
const TAKEN_OVER: &str = "00000000111122223333aaaabbbbcccc";

fn id_of(answer: &Response) -> String {
    answer.headers()["x-request-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_requests_id_is_in_its_header_its_envelope_and_every_line_down_to_the_call_of_wecom() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    world.sim.fault("auth/getuserinfo", json!({ "errcode": 45009 }), 1).await;
    let url = format!("{}/api/acme/portal/{SERVICE}/loginByWorkbench", world.server.url);
    let args = json!({ "corpId": corp.id, "code": code });
    let answer = world.http.post(url).json(&args).send().await.unwrap();
    let id = id_of(&answer);
    assert_eq!(answer.json::<Value>().await.unwrap()["requestId"], id.as_str());
    let log = captured_logs();
    for part in ["WeCom call failed", "45009", "answered"] {
        let line = log.lines().find(|line| line.contains(part) && line.contains(&id));
        assert!(line.is_some(), "no line with {part} and the request's id {id}: {log}");
    }
    assert!(!log.contains(&code), "the query or body is in the log");
}

#[tokio::test]
async fn pages_and_errors_have_an_id_too_and_no_two_requests_the_same() {
    let world = World::start().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/healthz", "/acme/portal/login", "/nowhere", "/api/nothing", "/healthz"] {
        let answer = world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
        let id = id_of(&answer);
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}: {id}");
        ids.insert(id);
    }
    assert_eq!(ids.len(), 5);
}

#[tokio::test]
async fn an_id_that_comes_along_is_taken_over_from_trusted_proxies_alone() {
    for (trusted, is_taken_over) in [("[]", false), ("[\"127.0.0.1\"]", true)] {
        let world = World::start_with(|folder| {
            folder.set("server.trusted_proxies", trusted);
        })
        .await;
        let url = format!("{}/api/acme/portal/{INSTANCE}/getLoginConfig", world.server.url);
        let ask = async |given: &str| id_of(&world.http.get(&url).header("X-Request-Id", given).send().await.unwrap());
        assert_eq!(ask(GIVEN).await == TAKEN_OVER, is_taken_over, "trusted: {trusted}");
        assert_eq!(ask("'; drop table").await.len(), 32);
    }
}

#[tokio::test]
async fn a_callbacks_record_keeps_the_id_of_its_request_for_whoever_works_on_it() {
    let world = World::start().await;
    world.authorised_corp().await;
    let records = world.records().await;
    let create_auth = records.iter().find(|record| record["eventType"] == "create_auth").unwrap();
    let id = create_auth["requestId"].as_str().unwrap();
    let log = captured_logs();
    for part in ["callback record succeeded", "callback.record.work"] {
        assert!(log.lines().any(|line| line.contains(part) && line.contains(id)), "{part}, {id}: {log}");
    }
    assert!(log.lines().any(|line| line.contains("http.request") && line.contains(id)), "{id}: {log}");
}
