//! A database server that is away for a while: WeCom is refused in time, nothing is acknowledged, and all is well again by
//! itself. A SQLite file is never away; what it has instead is in `sqlite`.

use std::time::Duration;

use serde_json::json;
use tests::{Wire, World};

#[tokio::test]
async fn while_the_database_is_away_wecom_is_refused_in_time_and_afterwards_all_is_well_by_itself() {
    if std::env::var_os(test_database::VARIABLE).is_none() {
        println!("no database server to be away: this runs on PostgreSQL and MariaDB");
        return;
    }
    let mut wire = None;
    let world = World::start_with(|folder| {
        let made = Wire::to(folder.database().url());
        folder.set("database.url", &format!("{:?}", made.url()));
        wire = Some(made);
    })
    .await;
    let wire = wire.unwrap();
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
