//! Tickets that stop coming: the alert in the log, in the metrics and under `/readyz`.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{World, captured_logs};

/// The log's line when an outage begins, and the one when it is over.
const MISSING: &str = "no suite_ticket has come";
const AGAIN: &str = "suite_tickets come again";

/// How often the log says something, once the server had time to say it.
async fn logged(world: &World, what: &str) -> usize {
    alerts(world).await;
    captured_logs().matches(what).count()
}

async fn alerts(world: &World) -> Value {
    let answer = world.http.get(format!("{}/readyz", world.server.url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "it has to be reachable for a ticket to arrive");
    answer.json::<Value>().await.unwrap()["alerts"].clone()
}

async fn is_missing(world: &World, suite: &str) -> bool {
    let text = world.http.get(format!("{}/metrics", world.server.url)).send().await.unwrap().text().await.unwrap();
    let line = |value| text.contains(&format!("wecom_login_suite_ticket_missing{{suite=\"{suite}\"}} {value}"));
    assert!(line(0) || line(1), "{text}");
    line(1)
}

#[tokio::test]
async fn a_ticket_missing_for_twenty_minutes_is_told_once_and_so_is_the_next_that_comes() {
    let world = World::start().await;
    world.advance(Duration::from_mins(19)).await;
    assert_eq!(alerts(&world).await, json!([]));
    assert!(!is_missing(&world, &world.suite.id).await);
    world.advance(Duration::from_mins(1)).await;
    let alert = alerts(&world).await;
    assert_eq!((&alert[0]["alert"], &alert[0]["suiteId"]), (&json!("suiteTicketMissing"), &json!(world.suite.id)));
    assert!(is_missing(&world, &world.suite.id).await);
    let look = Duration::from_secs(30);
    world.in_time(look, "the log says so", async || logged(&world, MISSING).await > 0).await;
    for _ in 0..5 {
        world.advance(Duration::from_mins(1)).await;
        alerts(&world).await;
    }
    assert_eq!(logged(&world, MISSING).await, 1, "once an outage");
    world.sim.push_ticket(&world.suite).await;
    world.advance(Duration::from_secs(1)).await;
    assert_eq!(alerts(&world).await, json!([]));
    world.in_time(look, "the log says that it is over", async || logged(&world, AGAIN).await == 1).await;
    world.advance(Duration::from_mins(20)).await;
    world.in_time(look, "the next outage is another one", async || logged(&world, MISSING).await == 2).await;
}

#[tokio::test]
async fn a_suite_that_never_had_a_ticket_has_twenty_minutes_for_its_first_one() {
    let world = World::start_with(|folder| {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        let config =
            json!({ "authConfig": { "suiteId": "dkNew", "suiteSecret": "s", "encodingAESKey": key, "token": "t" } });
        folder.instance("auths.New", &config);
    })
    .await;
    world.until("the server has looked once", async || !is_missing(&world, "dkNew").await).await;
    world.advance(Duration::from_mins(19)).await;
    assert_eq!(alerts(&world).await, json!([]));
    world.advance(Duration::from_mins(1)).await;
    world.sim.push_ticket(&world.suite).await;
    let alert = alerts(&world).await;
    assert_eq!((&alert[0]["suiteId"], &alert[1]), (&json!("dkNew"), &Value::Null), "{alert}");
    assert!(is_missing(&world, "dkNew").await);
}
