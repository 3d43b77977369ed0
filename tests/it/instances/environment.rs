//! The values that an administrator may give by name, and that no function shows the process's environment or reads a
//! file.

use std::{env, fs};

use serde_json::{Value, json};
use tests::{ErrorKind, World};

use super::{SVC, a_world, all_below, app, creation, new_template, text};

/// A variable that every process has.
const THERE: &str = "PATH";

/// Refused by field, for a value that will not do.
async fn refused(world: &World, function: &str, args: Value, field: &str) {
    let message = world.administrator().call(SVC, function, args.clone()).await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.starts_with(&format!("{field}: ")), "{args}: {message}");
}

#[tokio::test]
async fn a_variable_is_taken_by_a_function_in_secret_fields_only() {
    let world = a_world().await;
    let (_, config) = new_template(&world).await;
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    let before = all_below(&app(&world.folder));
    for (change, field) in [
        (json!({ "corpId": "{{PATH}}" }), "corpId"),
        (json!({ "corpId": "ww{{ PATH }}" }), "corpId"),
        (json!({ "authConfig": { "suiteId": "{{PATH}}" } }), "authConfig.suiteId"),
        (json!({ "authConfig": { "providerCorpId": "{{PATH}}" } }), "authConfig.providerCorpId"),
        (json!({ "authConfig": "{{PATH}}" }), "authConfig"),
        (json!({ "authConfig": { "suiteSecret": ["{{PATH}}", { "a": "{{PATH}}" }] } }), "authConfig.suiteSecret.a"),
        (json!({ "nobodyKnows": [{ "it": "{{PATH}}" }] }), "nobodyKnows.it"),
        (json!({ "authConfig": { "token_file": "/etc/hostname" } }), "authConfig.token_file"),
        (json!({ "authConfig.token_file": "/etc/hostname" }), "authConfig.token_file"),
    ] {
        refused(&world, "updateInstance", json!({ "fullName": "auths.Second", "config": change }), field).await;
        let mut whole = config.clone();
        whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        refused(&world, "createInstance", creation("auths.Third", &whole), field).await;
    }
    assert_eq!(all_below(&app(&world.folder)), before);
}

#[tokio::test]
async fn no_function_shows_what_a_secret_that_was_given_by_name_stands_for() {
    let world = a_world().await;
    let value = env::var(THERE).unwrap();
    let (_, mut config) = new_template(&world).await;
    config["authConfig"]["suiteSecret"] = json!("{{PATH}}");
    let created = world.administrator().call(SVC, "createInstance", creation("auths.Second", &config)).await.ok();
    let mut shown = vec![created];
    // Of the same suite, with another secret: the refusal tells the field.
    let mut other = config.clone();
    other["authConfig"]["suiteSecret"] = json!("another");
    shown.push(json!(
        world
            .administrator()
            .call(SVC, "createInstance", creation("auths.Third", &other))
            .await
            .refused(ErrorKind::ValueNotAllowed)
    ));
    let wrong_key = json!({ "authConfig": { "encodingAESKey": "{{PATH}}" } });
    let args = json!({ "fullName": "auths.Second", "config": wrong_key });
    shown
        .push(json!(world.administrator().call(SVC, "updateInstance", args).await.refused(ErrorKind::ValueNotAllowed)));
    let args = json!({ "fullName": "auths.Second" });
    shown.push(world.administrator().call(SVC, "describe", args).await.ok());
    shown.push(world.administrator().call(SVC, "tree", json!({})).await.ok());
    shown.push(world.nobody().call("auths/Second", "getLoginConfig", json!({})).await.ok());
    shown.push(json!(text(&world, "/openapi.json").await));
    shown.push(json!(world.command(&["audit", "list", "--json"]).await));
    for answer in shown {
        assert!(!answer.to_string().contains(&value), "{answer}");
    }
}

#[tokio::test]
async fn what_the_files_say_by_name_or_by_file_stays_when_a_function_changes_the_rest() {
    let world = a_world().await;
    let (_, mut config) = new_template(&world).await;
    let secret = world.folder.path().join("secret");
    fs::write(&secret, config["authConfig"]["suiteSecret"].as_str().unwrap()).unwrap();
    config["authConfig"]["suiteSecret"] = json!(null);
    config["authConfig"]["suiteSecret_file"] = json!(secret);
    world.folder.instance("auths.Second", &config);
    let there = async || super::is_served(&world, "auths/Second").await;
    world.in_time(super::LOOK, "it is served", there).await;
    let masked = json!({ "authConfig": { "suiteSecret": "******" }, "isActive": false });
    world
        .administrator()
        .call(SVC, "updateInstance", json!({ "fullName": "auths.Second", "config": masked }))
        .await
        .ok();
    let file = "acme.portal/auths/Second/Second.json";
    assert_eq!(world.folder.read(file)["authConfig"]["suiteSecret_file"], json!(secret));
    let given = json!({ "authConfig": { "suiteSecret": "n3w" } });
    world
        .administrator()
        .call(SVC, "updateInstance", json!({ "fullName": "auths.Second", "config": given }))
        .await
        .ok();
    let auth = world.folder.read(file)["authConfig"].clone();
    assert_eq!((&auth["suiteSecret"], auth.get("suiteSecret_file")), (&json!("n3w"), None));
}
