//! A backup that was taken while the server runs, and what a server makes of it.

use serde_json::json;
use tests::{AUTH_SVC, SERVICE, World};

#[tokio::test]
async fn a_backup_taken_while_running_restores_with_companies_sessions_and_records() {
    // The issuer of the tokens is the same wherever the server listens.
    let public_url = "\"https://login.example.com\"";
    let mut world = World::start_with(|folder| _ = folder.set("server.public_url", public_url)).await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let before = world.records().await.len();

    // Members log in and companies authorise all the while.
    let busy = async {
        for member in [1, 2, 0, 1] {
            world.log_in(&corp, member).await.ok();
            world.authorised_corp().await;
        }
    };
    let (copy, ()) = tokio::join!(world.folder.database().copy(), busy);

    world.folder.set("database.url", &format!("{:?}", copy.url()));
    let restored = world.serve_again().await;
    let who = world.member(&login).at(&restored).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(who["userId"], login["userId"]);
    let refresh = json!({ "refreshToken": login["refreshToken"] });
    world.nobody().at(&restored).call(AUTH_SVC, "refreshToken", refresh).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let again = world.nobody().at(&restored).call(SERVICE, "loginByWorkbench", args).await.ok();
    assert_eq!(again["userId"], login["userId"], "the member is the same user as before");
    assert!(world.records().await.len() >= before, "the records are there");
    restored.stop().await;
}
