//! Callback records in the console: found, read, tried again.

use tests::World;

use super::staff::Staff;

/// A record that died, because its event had no code; answers its number.
async fn dead(world: &World) -> String {
    let before = world.records().await.len();
    let time = world.sender().now().parse::<usize>().unwrap() + before;
    let message = format!(
        "<xml><SuiteId>{}</SuiteId><InfoType>create_auth</InfoType><TimeStamp>{time}</TimeStamp><State>s3cret</State></xml>",
        world.suite.id
    );
    world.sender().post(&world.suite.id, &world.suite.id, &message).await;
    world
        .until("the record is dead", async || {
            let records = world.records().await;
            records.len() > before && records[0]["state"] == "dead"
        })
        .await;
    world.records().await[0]["id"].to_string()
}

#[tokio::test]
async fn a_dead_record_is_found_by_its_state_read_without_secrets_and_tried_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let id = dead(&world).await;
    let kim = Staff::new(&world, "kim", "operator").await;
    let list = kim.get("/console/records?state=dead").await.shown();
    assert!(list.contains(&format!("href=\"/console/records/{id}\"")), "{list}");
    assert!(list.contains("state=dead\" aria-current"), "the chip is on: {list}");
    let record = kim.get(&format!("/console/records/{id}")).await.shown();
    assert!(record.contains("■ 已放弃") && record.contains("第 1 次"), "{record}");
    assert!(record.contains("InfoType") && !record.contains("s3cret"), "{record}");
    let all = kim.get(&format!("/console/records?corp={}", corp.id)).await.shown();
    assert!(all.contains("测试企业") && !all.contains(&format!("/console/records/{id}\"")), "{all}");

    let path = format!("/console/records/{id}/retry");
    assert_eq!(kim.post(&path, &[]).await.leads_to(), format!("/console/records/{id}"));
    assert!(kim.did("callback retry").await);
    world.settled().await;
    assert!(kim.get(&format!("/console/records/{id}")).await.shown().contains("第 2 次"));
}

#[tokio::test]
async fn a_selection_and_all_that_failed_since_a_moment_are_tried_again_and_the_task_outlives_its_page() {
    let world = World::start().await;
    world.authorised_corp().await;
    let ids = [dead(&world).await, dead(&world).await, dead(&world).await];
    let kim = Staff::new(&world, "kim", "operator").await;
    kim.post("/console/records/retry", &[("id", &ids[0]), ("id", &ids[1])]).await.leads_to();
    world.settled().await;
    let once = kim.trail().await.iter().filter(|(action, _)| action == "callback retry").count();
    assert_eq!(once, 2);

    assert!(kim.get("/console/records/retry-all?hours=1").await.shown().contains("共 3 条"));
    assert_eq!(kim.post("/console/records/retry-all", &[("hours", "1")]).await.leads_to(), "/console/records");
    let ended = async || kim.get("/console/records").await.shown().contains("已结束：已排队 3，未成 0");
    world.until("the task ends", ended).await;
    let all = kim.trail().await.iter().filter(|(action, _)| action == "callback retry").count();
    assert_eq!(all, 5);
}
