//! The audit trail in the console.

use tests::World;

use super::staff::Staff;

#[tokio::test]
async fn the_trail_is_filtered_paged_and_exported_as_csv_and_json() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].as_str().unwrap().to_owned();
    let kim = Staff::new(&world, "kim", "auditor").await;
    let logins = kim.get("/console/audit?action=login").await.shown();
    assert!(logins.contains(&format!("user {user}")) && !logins.contains("<code>create_auth</code>"), "{logins}");
    let nothing = kim.get("/console/audit?actor=somebody").await.shown();
    assert!(nothing.contains("没有符合条件的条目"), "{nothing}");
    let in_future = kim.get("/console/audit?since=2999-01-01").await.shown();
    assert!(in_future.contains("没有符合条件的条目"), "{in_future}");
    let csv = kim.get("/console/audit/export?format=csv&action=login").await.shown();
    assert!(csv.starts_with("id,time,actor,action,target,detail\r\n") && csv.matches("\r\n").count() == 2, "{csv}");
    let json = kim.get("/console/audit/export?format=json&action=login").await.shown();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json.as_array().unwrap().len(), &json[0]["action"]), (1, &serde_json::json!("login")));

    for number in 0..60 {
        world.command(&["token", "create", "--name", &format!("t{number}")]).await;
    }
    let first = kim.get("/console/audit?action=token+create").await;
    let next = first.between("rel=\"next\"", ">").to_owned() + first.between("<p class=\"pages\">", "</p>");
    let next = next.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let second = kim.get(&next).await.shown();
    assert_eq!(second.matches("<code>token create</code>").count(), 60 + 1 - 50, "{next}");
}
