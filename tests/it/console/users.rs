//! Users and sessions in the console.

use serde_json::json;
use tests::{AUTH_SVC, World};

use super::staff::Staff;

#[tokio::test]
async fn a_user_is_found_kept_out_and_let_in_and_a_session_is_ended() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let (alice, bob) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    let is_in = async |login| world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await.is_ok();
    let kim = Staff::new(&world, "kim", "operator").await;
    let user = alice["userId"].as_str().unwrap();
    let found = kim.get(&format!("/console/users?member={}", corp.members[0])).await.shown();
    assert!(found.contains(&format!("/console/users/{user}")) && !found.contains(&corp.members[1]), "{found}");

    let page = kim.get(&format!("/console/sessions?member={}", corp.members[1])).await;
    let session = page.between("name=\"session\" value=\"", "\"").to_owned();
    assert_eq!(kim.post("/console/sessions/end", &[("session", &session)]).await.leads_to(), "/console/sessions");
    assert!(!is_in(&bob).await && is_in(&alice).await);

    kim.post(&format!("/console/users/{user}/disable"), &[]).await.leads_to();
    assert!(!is_in(&alice).await);
    assert!(kim.get(&format!("/console/users/{user}")).await.shown().contains("■ 停用"));
    kim.post(&format!("/console/users/{user}/enable"), &[]).await.leads_to();
    assert!(world.log_in(&corp, 0).await.is_ok());
    for action in ["session end", "user disable", "user enable"] {
        assert!(kim.did(action).await, "{action}");
    }
}
