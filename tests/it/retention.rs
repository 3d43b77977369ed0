//! How callback records are worked on and kept, as the operator configured it.

use std::time::Duration;

use serde_json::{Value, json};
use tests::World;

fn in_state<'a>(records: &'a [Value], state: &str) -> Vec<&'a Value> {
    records.iter().filter(|record| record["state"] == state).collect()
}

#[tokio::test]
async fn records_that_succeeded_go_after_the_configured_days_and_dead_ones_stay() {
    let world = World::start_with(|folder| {
        folder.set("callbacks.keep_succeeded_days", "2");
    })
    .await;
    world.sim.fault("v2/get_permanent_code", json!({ "errcode": 40078 }), 1).await;
    world.authorised_corp().await;
    let records = world.records().await;
    assert_eq!((in_state(&records, "dead").len(), in_state(&records, "succeeded").len()), (1, 1), "{records:#?}");
    world.advance(Duration::from_hours(47)).await;
    world.advance(Duration::from_mins(10)).await;
    assert_eq!(world.records().await.len(), 2, "two days are not over");
    world.advance(Duration::from_hours(2)).await;
    let is_pruned = async || world.records().await.len() == 1;
    world.in_time(Duration::from_mins(10), "what succeeded is gone", is_pruned).await;
    assert_eq!(world.records().await[0]["state"], "dead");
}

#[tokio::test]
async fn no_more_records_are_worked_on_at_once_than_configured() {
    let world = World::start_with(|folder| {
        folder.set("callbacks.concurrency", "1");
    })
    .await;
    world.sim.fault("v2/get_permanent_code", json!({ "delayMs": 500 }), 3).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    for name in ["甲", "乙", "丙"] {
        let corp = world.sim.corp(name, &["张三"]).await;
        world.sim.post(&path, json!({ "corpId": corp.id })).await;
    }
    world
        .until("all three are done", async || {
            let records = world.records().await;
            assert!(in_state(&records, "running").len() <= 1, "{records:#?}");
            in_state(&records, "succeeded").len() == 4
        })
        .await;
}
