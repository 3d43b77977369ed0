//! Two servers share a database, and one of them is gone in the middle of its work.

use std::time::Duration;

use serde_json::json;
use tests::{ErrorKind, SERVICE, World, notify_url};

#[tokio::test]
async fn what_a_killed_server_had_in_hand_is_taken_over_when_its_lease_has_run_out() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let other = world.folder.serve_apart(&world.clock).await;
    world.sim.set_callback_url(&world.suite, &notify_url(other.url())).await;
    world.sim.fault("v2/get_auth_info", json!({ "delayMs": 60_000 }), 1).await;
    let pushed = world.sim.app(&world.suite, &corp, "disable", json!({})).await;
    assert_eq!(pushed["push"]["body"], "success", "{pushed}");
    let at_work = async || {
        let is_asked = world.sim.get("state").await["faults"]["api"] == json!([]);
        is_asked && world.records().await[0]["state"] == "running"
    };
    world.until("the other server is at work", at_work).await;
    other.kill();
    world.advance(Duration::from_secs(20)).await;
    assert_eq!(world.records().await[0]["state"], "running", "its lease holds");
    let taken_over = async || {
        world.advance(Duration::from_secs(1)).await;
        world.records().await[0]["state"] == "succeeded"
    };
    world.until("the record is taken over and done", taken_over).await;
    let record = world.records().await.remove(0);
    assert_eq!(record["attempts"], 2, "{record}");
    let shown = world.command(&["callback", "show", &record["id"].to_string()]).await;
    assert!(shown.contains("did not come back"), "{shown}");
    let args = json!({ "corpId": corp.id, "code": "whatever" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::LoginRefused);
}
