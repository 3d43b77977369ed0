//! Creating an instance.

use std::fs;

use serde_json::{Value, json};
use tests::{ErrorKind, SERVICE, World, captured_logs, config};

use super::{LOOK, SVC, TYPE, a_world, all_below, app, code, creation, is_served, is_served_at, new_template, text};

/// The last event of the audit trail.
async fn last_event(world: &World) -> Value {
    serde_json::from_str(&world.command(&["audit", "list", "--json", "--limit", "1"]).await).unwrap()
}

#[tokio::test]
async fn an_instance_that_is_created_serves_a_company_at_once_without_a_restart() {
    let world = a_world().await;
    let (other, config) = new_template(&world).await;
    let answer = world.administrator().call(SVC, "createInstance", creation("auths.more.Second", &config)).await.ok();
    assert_eq!((&answer["fullName"], &answer["type"]), (&json!("auths.more.Second"), &json!(TYPE)));
    assert_eq!(answer["properties"]["authConfig"]["suiteSecret"], "******");
    assert!(is_served(&world, "auths/more/Second").await, "before any time has passed");

    let event = last_event(&world).await;
    assert_eq!((&event["actor"], &event["action"]), (&json!("tests"), &json!("createInstance")));
    assert_eq!((&event["detail"]["fullName"], &event["detail"]["type"]), (&json!("auths.more.Second"), &json!(TYPE)));
    let secret = other.secret.as_str();
    assert!(!answer.to_string().contains(secret) && !event.to_string().contains(secret));
    assert!(!captured_logs().contains(secret), "a secret is in the log");

    world.connect(&other).await;
    let corp = world.sim.corp("新企业", &["赵六"]).await;
    world.authorise(&other, &corp).await;
    world.nobody().call(SERVICE, "loginByWorkbench", code(&world, &other, &corp).await).await.ok();
}

#[tokio::test]
async fn it_is_written_as_the_documented_folder_with_its_secrets_for_the_owner_alone() {
    let world = a_world().await;
    let (_, config) = new_template(&world).await;
    // The leftovers of a process that died while it wrote.
    world.folder.write("acme.portal/auths/.wecom-login-old-Second/e.json", &json!({}));
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    let definition = world.folder.read("acme.portal/auths/Second/e.json");
    assert_eq!(definition, json!({ "title": "第二套件 Second", "type": TYPE }));
    assert_eq!(world.folder.read("acme.portal/auths/Second/Second.json"), config);
    let auths = app(&world.folder).join("auths");
    let below = all_below(&auths);
    assert_eq!(below[&auths.join("Second/Second.json")].0, 0o600);
    assert_eq!(below[&auths.join("Second/e.json")].0, 0o644);
    let names: Vec<_> = below.keys().map(|path| path.strip_prefix(&auths).unwrap().to_str().unwrap()).collect();
    let wanted = ["QywxProxyTemp", "QywxProxyTemp/QywxProxyTemp.json", "QywxProxyTemp/e.json"];
    assert_eq!(names[..3], wanted);
    assert_eq!(names[3..], ["Second", "Second/Second.json", "Second/e.json"], "and nothing is left over");
}

#[tokio::test]
async fn a_change_of_its_own_is_not_taken_over_a_second_time() {
    let world = a_world().await;
    let second_server = world.serve_again().await;
    let (_, config) = new_template(&world).await;
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    // When the other server has taken it over, this one has looked too.
    let there = async || is_served_at(&world, &second_server, "auths/Second").await;
    world.in_time(LOOK, "it is served there too", there).await;
    world.folder.instance("auths.Third", &config);
    world.in_time(LOOK, "the folder was looked at", async || is_served(&world, "auths/Third").await).await;
    assert!(text(&world, "/metrics").await.contains("wecom_login_apps_edits_total{result=\"served\"} 2"));
    second_server.stop().await;
}

#[tokio::test]
async fn a_secret_may_be_given_by_name_and_stays_a_name_on_the_disk() {
    let world = World::start_with(|folder| {
        let variables = json!({ "appId": "acme.portal", "variables": { "second_token": "t0ken" } });
        folder.write("acme.portal/app.json", &variables);
    })
    .await;
    let (_, mut config) = new_template(&world).await;
    config["authConfig"]["token"] = json!("{{second_token}}");
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    let written = world.folder.read("acme.portal/auths/Second/Second.json");
    assert_eq!(written["authConfig"]["token"], "{{second_token}}");
}

#[tokio::test]
async fn an_inherited_instance_is_changed_by_one_of_its_name_that_takes_its_place() {
    let world = a_world_with_a_parent().await;
    let args = json!({ "fullName": "auths.Shared", "title": "Mine" });
    let message = world.administrator().call(SVC, "updateInstance", args).await.refused(ErrorKind::UnknownElement);
    assert!(message.contains("inherited from app acme.base"), "{message}");
    let message = world
        .administrator()
        .call(SVC, "removeInstance", json!({ "fullName": "auths.Shared" }))
        .await
        .refused(ErrorKind::UnknownElement);
    assert!(message.contains("inherited from app acme.base"), "{message}");

    let own = config(&world.suite, &world.sim.provider_corp_id().await);
    world.administrator().call(SVC, "createInstance", creation("auths.Shared", &own)).await.ok();
    let title = async || world.nobody().call("auths/Shared", "getLoginConfig", json!({})).await.ok()["title"].clone();
    assert_eq!(title().await, "第二套件 Second");
    world.administrator().call(SVC, "removeInstance", json!({ "fullName": "auths.Shared" })).await.ok();
    assert_eq!(title().await, "Parent's");
}

async fn a_world_with_a_parent() -> World {
    World::start_with(|folder| {
        folder.write("acme.base/app.json", &json!({ "appId": "acme.base" }));
        folder.write("acme.base/auths/Shared/e.json", &json!({ "title": "Parent's", "type": TYPE }));
        let same = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        folder.write("acme.base/auths/Shared/Shared.json", &same);
        let child = json!({ "appId": "acme.portal", "extends": [{ "appId": "acme.base" }] });
        folder.write("acme.portal/app.json", &child);
    })
    .await
}

#[tokio::test]
async fn every_server_that_shares_the_folder_serves_it_within_two_looks() {
    let world = a_world().await;
    let second_server = world.serve_again().await;
    let (_, config) = new_template(&world).await;
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    assert!(!is_served_at(&world, &second_server, "auths/Second").await, "it has not looked yet");
    let there = async || is_served_at(&world, &second_server, "auths/Second").await;
    world.in_time(LOOK, "it is served there too", there).await;
    world.administrator().call(SVC, "removeInstance", json!({ "fullName": "auths.Second" })).await.ok();
    world.in_time(LOOK, "it is gone there too", async || !there().await).await;
    second_server.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_said_and_nothing_changes() {
    let world = a_world().await;
    let (_, config) = new_template(&world).await;
    // Nobody can make a folder in a file, not even root.
    fs::write(app(&world.folder).join("auths/more"), "").unwrap();
    let message = world
        .administrator()
        .call(SVC, "createInstance", creation("auths.more.Second", &config))
        .await
        .refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("more is not a folder"), "{message}");
    assert!(!is_served(&world, "auths/more/Second").await);
}
