//! Drafts: out of service until they are finished.

use serde_json::{Value, json};
use tests::{ErrorKind, World};

use super::{SVC, TYPE, a_world, new_template};

#[tokio::test]
async fn a_draft_is_out_of_service_keeps_no_server_from_starting_and_serves_once_it_lacks_nothing() {
    let world = World::start_with(|folder| {
        folder.write("acme.portal/auths/Second/e.json", &json!({ "title": "Second", "type": TYPE, "draft": true }));
        let lacking = json!({ "authConfig": { "suiteId": "{{NOBODY_HAS_IT}}", "token_file": "nowhere" } });
        folder.write("acme.portal/auths/Second/Second.json", &lacking);
    })
    .await;
    let message =
        world.nobody().call("auths/Second", "getLoginConfig", json!({})).await.refused(ErrorKind::UnknownElement);
    assert!(message.contains("auths.Second is a draft"), "{message}");
    assert_eq!(
        world.administrator().call(SVC, "describe", json!({ "fullName": "auths.Second" })).await.ok()["draft"],
        true
    );

    let (_, config) = new_template(&world).await;
    let update = async |config: Value| {
        world.administrator().call(SVC, "updateInstance", json!({ "fullName": "auths.Second", "config": config })).await
    };
    let auth = config["authConfig"].as_object().unwrap();
    for key in ["suiteId", "token", "suiteSecret"] {
        let answer = update(json!({ "authConfig": { key: auth[key] } })).await.ok();
        assert_eq!((&answer["draft"], &answer["properties"]), (&json!(true), &json!(null)));
        assert!(answer["lacks"].to_string().contains("Second.json"), "{answer}");
        world.nobody().call("auths/Second", "getLoginConfig", json!({})).await.refused(ErrorKind::UnknownElement);
    }
    let message =
        update(json!({ "authConfig": { "encodingAESKey": "short" } })).await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("authConfig.encodingAESKey"), "{message}");
    let answer = update(json!({ "authConfig": { "encodingAESKey": auth["encodingAESKey"] } })).await.ok();
    assert_eq!((&answer["draft"], &answer["lacks"]), (&json!(false), &json!([])), "{answer}");
    assert_eq!(world.nobody().call("auths/Second", "getLoginConfig", json!({})).await.ok()["suiteId"], auth["suiteId"]);
    assert!(world.folder.read("acme.portal/auths/Second/e.json").get("draft").is_none());
}

#[tokio::test]
async fn the_audit_trail_has_whom_and_which_keys_a_change_touched_and_no_secret() {
    let world = a_world().await;
    let (_, config) = new_template(&world).await;
    let last = async || -> Value {
        serde_json::from_str(&world.command(&["audit", "list", "--json", "--limit", "1"]).await).unwrap()
    };
    world.administrator().call(SVC, "createInstance", super::creation("auths.Second", &config)).await.ok();
    let created = last().await["detail"].clone();
    assert_eq!(created["fullName"], "auths.Second");
    assert!(created["changed"].as_array().unwrap().contains(&json!("authConfig.suiteSecret")), "{created}");

    let change = json!({ "authConfig": { "suiteSecret": "n3w-s3cret", "token": "******" }, "isActive": false });
    let args = json!({ "fullName": "auths.Second", "title": "New", "config": change });
    world.administrator().call(SVC, "updateInstance", args).await.ok();
    let updated = last().await;
    assert_eq!((&updated["actor"], &updated["action"]), (&json!("tests"), &json!("updateInstance")));
    assert_eq!((&updated["detail"]["fullName"], &updated["detail"]["type"]), (&json!("auths.Second"), &json!(TYPE)));
    assert_eq!(updated["detail"]["changed"], json!(["title", "authConfig.suiteSecret", "isActive"]));

    world.administrator().call(SVC, "removeInstance", json!({ "fullName": "auths.Second" })).await.ok();
    let removed = last().await["detail"].clone();
    assert_eq!((&removed["fullName"], &removed["type"]), (&json!("auths.Second"), &json!(TYPE)));
    let trail = world.command(&["audit", "list", "--json"]).await;
    let secret = config["authConfig"]["suiteSecret"].as_str().unwrap();
    assert!(!trail.contains("n3w-s3cret") && !trail.contains(secret), "{trail}");
}
