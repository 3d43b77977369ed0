//! Changing an instance.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::{Value, json};
use tests::{Answer, ErrorKind, INSTANCE, SERVICE, TestServer, World, config};

use super::{SVC, a_world, alerts, all_below, app, creation, new_template};

const NAME: &str = "auths.QywxProxyTemp";
const FILE: &str = "acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json";
const DEFINITION: &str = "acme.portal/auths/QywxProxyTemp/e.json";

async fn update(world: &World, config: Value) -> Answer {
    world.administrator().call(SVC, "updateInstance", json!({ "fullName": NAME, "config": config })).await
}

#[tokio::test]
async fn what_is_given_changes_at_once_and_all_else_stays() {
    let world = World::start_with(|folder| {
        let kept = json!({ "title": "Old", "type": super::TYPE, "tag": "kept", "x-own": [1] });
        folder.write(DEFINITION, &kept);
        let file = folder.path().join("apps").join(FILE);
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    })
    .await;
    let before = world.folder.read(FILE);
    let answer = update(&world, json!({ "isActive": false })).await.ok();
    assert_eq!(answer["properties"]["isActive"], false);
    assert_eq!(world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok()["isActive"], false);
    let mut expected = before.clone();
    expected["isActive"] = json!(false);
    assert_eq!(world.folder.read(FILE), expected);
    let file = world.folder.path().join("apps").join(FILE);
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "whatever it was before");
    assert_eq!(world.folder.read(DEFINITION)["title"], "Old");

    let args = json!({ "fullName": NAME, "title": "New" });
    assert_eq!(world.administrator().call(SVC, "updateInstance", args).await.ok()["title"], "New");
    let definition = json!({ "title": "New", "type": super::TYPE, "tag": "kept", "x-own": [1] });
    assert_eq!(world.folder.read(DEFINITION), definition);
    assert_eq!(world.folder.read(FILE), expected);

    update(&world, json!({ "corpId": "wpSomebody" })).await.ok();
    assert_eq!(world.folder.read(FILE)["corpId"], "wpSomebody");
    update(&world, json!({ "corpId": null })).await.ok();
    assert_eq!(world.folder.read(FILE), expected, "null takes a key away");
}

#[tokio::test]
async fn what_was_masked_in_a_form_leaves_the_secrets_on_the_disk_also_those_by_name() {
    let world = World::start_with(|folder| {
        let mut own = folder.read(FILE);
        let secret = own["authConfig"]["suiteSecret"].clone();
        folder.write("acme.portal/app.json", &json!({ "appId": "acme.portal", "variables": { "its_secret": secret } }));
        own["authConfig"]["suiteSecret"] = json!("{{its_secret}}");
        folder.write(FILE, &own);
    })
    .await;
    let corp = world.authorised_corp().await;
    let before = world.folder.read(FILE);
    // As `describe` and `element check` show it, changed in one field.
    let listed = world.command(&["element", "check", "--json"]).await;
    let mut lines = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let shown = lines.find(|line| line["instance"] == NAME).unwrap();
    let mut form = shown["properties"]["authConfig"].clone();
    assert_eq!(form["token"], "******");
    form["providerSecret"] = json!("a-new-secret");
    update(&world, json!({ "authConfig": form })).await.ok();
    let mut expected = before.clone();
    expected["authConfig"]["providerSecret"] = json!("a-new-secret");
    assert_eq!(world.folder.read(FILE), expected);
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_change_that_will_not_do_is_refused_by_field_and_leaves_the_disk_alone() {
    let world = a_world().await;
    let before = all_below(&app(&world.folder));
    let cases = [
        (json!({ "authConfig": { "token": null } }), ErrorKind::MissingArgument, "authConfig.token: is missing"),
        (json!({ "authConfig": { "token": 7 } }), ErrorKind::WrongType, "authConfig.token: expected"),
        (json!({ "isActive": "yes" }), ErrorKind::WrongType, "isActive: expected"),
        (
            json!({ "authConfig": { "encodingAESKey": "short" } }),
            ErrorKind::ValueNotAllowed,
            "authConfig.encodingAESKey: ",
        ),
        (json!({ "authConfig": { "tokken": "x" } }), ErrorKind::ValueNotAllowed, "did you mean `token`?"),
        (
            json!({ "authConfig": { "token": "{{NOBODY_HAS_IT}}" } }),
            ErrorKind::ValueNotAllowed,
            "authConfig.token: neither app",
        ),
        (
            json!({ "authConfig": { "providerSecret": "******" } }),
            ErrorKind::ValueNotAllowed,
            "authConfig.providerSecret: is the mask",
        ),
    ];
    for (config, refusal, words) in cases {
        let message = update(&world, config.clone()).await.refused(refusal);
        assert!(message.contains(words), "{config}: {message}");
        assert!(!message.contains(world.folder.path().to_str().unwrap()), "no path of the machine: {message}");
    }
    world
        .administrator()
        .call(SVC, "updateInstance", json!({ "fullName": NAME }))
        .await
        .refused(ErrorKind::MissingArgument);
    let another_type = json!({ "fullName": NAME, "type": "auths.loginTypes.QywxInnerType" });
    world.administrator().call(SVC, "updateInstance", another_type).await.refused(ErrorKind::UndeclaredArgument);
    world
        .administrator()
        .call(SVC, "updateInstance", json!({ "fullName": NAME, "title": " " }))
        .await
        .refused(ErrorKind::ValueNotAllowed);
    let unknown = json!({ "fullName": "auths.QywxProxyTmp", "title": "x" });
    let message = world.administrator().call(SVC, "updateInstance", unknown).await.refused(ErrorKind::UnknownElement);
    assert!(message.contains("did you mean `auths.QywxProxyTemp`?"), "{message}");
    assert_eq!(all_below(&app(&world.folder)), before);
    assert_eq!(alerts(&world).await, json!([]), "the apps are as good as before");
}

#[tokio::test]
async fn two_administrators_at_once_both_have_their_way() {
    let world = a_world().await;
    let second_server = world.serve_again().await;
    let change = async |server: &TestServer, config: Value| {
        let args = json!({ "fullName": NAME, "config": config });
        world.administrator().at(server).call(SVC, "updateInstance", args).await.ok();
    };
    for round in 0..5 {
        let corp = json!({ "corpId": format!("wpCorp{round}") });
        let provider = json!({ "authConfig": { "providerSecret": format!("secret-{round}") } });
        let active = json!({ "isActive": round % 2 == 0 });
        let together = async {
            tokio::join!(change(&world.server, corp), change(&world.server, provider), change(&second_server, active))
        };
        world.while_time_passes(together).await;
        let now = world.folder.read(FILE);
        assert_eq!(now["corpId"], format!("wpCorp{round}"));
        assert_eq!(now["authConfig"]["providerSecret"], format!("secret-{round}"));
        assert_eq!(now["isActive"], round % 2 == 0);
    }
    second_server.stop().await;
}

#[tokio::test]
async fn a_broken_edit_by_hand_keeps_others_from_changing_and_can_be_mended_by_a_change() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let mut broken = config(&world.suite, &world.sim.provider_corp_id().await);
    let good = broken["authConfig"]["token"].clone();
    broken["authConfig"]["token"] = json!("");
    world.folder.instance(NAME, &broken);
    let (_, other) = new_template(&world).await;
    let message = world
        .administrator()
        .call(SVC, "createInstance", creation("auths.Second", &other))
        .await
        .refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("QywxProxyTemp.json: authConfig.token: "), "{message}");
    let said = world.failing_command(&["element", "check"]).await;
    assert!(said.contains("QywxProxyTemp.json: authConfig.token: "), "{said}");
    world.log_in(&corp, 0).await.ok();

    let refused = async || alerts(&world).await[0]["alert"] == "appsEditRefused";
    world.in_time(super::LOOK, "the edit is refused", refused).await;
    update(&world, json!({ "authConfig": { "token": good } })).await.ok();
    assert_eq!(alerts(&world).await, json!([]));
    world.command(&["element", "check"]).await;
    world
        .nobody()
        .call(SERVICE, "getLoginConfigByCode", json!({ "code": "none" }))
        .await
        .refused(ErrorKind::UnknownCompany);
}
