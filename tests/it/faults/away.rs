//! A database server that is away for a while: WeCom is refused in time, nothing is acknowledged, and all is well again by
//! itself. A SQLite file is never away; what it has instead is in `sqlite`.

use std::time::Duration;

use serde_json::json;
use tests::{Wire, World, captured_logs};

const NO_SERVER: &str = "no database server to be away: this runs on PostgreSQL and MariaDB";

/// A world whose database is reached by a wire, where there is a server to reach.
async fn behind_a_wire() -> Option<(World, Wire)> {
    std::env::var_os(test_database::VARIABLE)?;
    let mut wire = None;
    let world = World::start_with(|folder| {
        let made = Wire::to(folder.database().url());
        folder.set("database.url", &format!("{:?}", made.url()));
        wire = Some(made);
    })
    .await;
    Some((world, wire.unwrap()))
}

#[tokio::test]
async fn a_permanent_code_that_comes_while_the_database_is_away_is_stored_when_it_is_back() {
    let Some((world, wire)) = behind_a_wire().await else {
        println!("{NO_SERVER}");
        return;
    };
    let corp = world.sim.corp("断网企业", &["张三"]).await;
    let api = "v2/get_permanent_code";
    world.sim.fault(api, json!({ "delayMs": 500 }), 1).await;
    world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
    let under_way = async || world.sim.get("state").await["faults"]["api"] == json!([]);
    world.until("the exchange is under way", under_way).await;
    wire.cut();
    let tries = || captured_logs().matches("a permanent code could not be stored; trying again").count();
    world.until("the code came and could not be stored", async || tries() > 0).await;
    world.in_time(Duration::from_secs(5), "it is tried again and again", async || tries() > 2).await;
    world.advance(Duration::from_mins(2)).await;
    wire.mend();
    let done = async || world.records().await[0]["state"] == "succeeded";
    world.in_time(Duration::from_secs(5), "the record is done", done).await;
    assert_eq!(world.sim.calls(api).await, 1, "WeCom gives it once");
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn while_the_database_is_away_wecom_is_refused_in_time_and_afterwards_all_is_well_by_itself() {
    let Some((world, wire)) = behind_a_wire().await else {
        println!("{NO_SERVER}");
        return;
    };
    let corp = world.authorised_corp().await;
    let before = world.records().await.len();
    wire.cut();
    let mut refused = Vec::new();
    for _ in 0..3 {
        let body = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp.id } });
        let path = format!("templates/{}/push", world.suite.id);
        let pushed = world.while_time_passes(world.sim.post(&path, body)).await["push"].clone();
        assert_eq!((&pushed["status"], &pushed["attempts"]), (&json!(503), &json!(1)), "{pushed}");
        refused.push(pushed["id"].clone());
        world.advance(Duration::from_secs(4)).await;
    }
    wire.mend();
    for push in refused {
        let again = world.sim.post(&format!("pushes/{push}/repeat"), json!({})).await;
        assert_eq!(again["body"], "success", "{again}");
    }
    let done = async || world.records().await.iter().all(|record| record["state"] == "succeeded");
    world.in_time(Duration::from_secs(5), "all records are done", done).await;
    assert_eq!(world.records().await.len(), before + 3, "each once");
    world.log_in(&corp, 0).await.ok();
}
