//! Instances that are not created, and callers who may not create them.

use std::{fs, os::unix::fs::symlink};

use serde_json::{Value, json};
use tests::{Answer, ErrorKind, INSTANCE, World};

use super::{SVC, TYPE, a_world, all_below, app, creation, new_template};

const FUNCTIONS: [&str; 3] = ["createInstance", "updateInstance", "removeInstance"];

#[tokio::test]
async fn only_administrators_change_instances() {
    let world = a_world().await;
    let before = all_below(&app(&world.folder));
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let (_, config) = new_template(&world).await;
    for function in FUNCTIONS {
        let args = creation("auths.Second", &config);
        world.nobody().call(SVC, function, args.clone()).await.refused(ErrorKind::LoginRequired);
        world.member(&login).call(SVC, function, args).await.refused(ErrorKind::AdminRequired);
        let get = format!("{}/api/acme/portal/{SVC}/{function}?fullName=auths.QywxProxyTemp", world.server.url);
        let got = Answer::read(world.http.get(get).bearer_auth("wlp_x_y").send().await.unwrap()).await;
        assert!(!got.is_ok());
    }
    assert_eq!(all_below(&app(&world.folder)), before);
}

async fn refusal(world: &World, change: impl FnOnce(&mut Value)) -> Answer {
    let (_, config) = new_template(world).await;
    let mut args = creation("auths.Second", &config);
    change(&mut args);
    world.administrator().call(SVC, "createInstance", args).await
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_or_means_something_else_is_refused() {
    let world = a_world().await;
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), app(&world.folder).join("linked")).unwrap();
    fs::create_dir_all(app(&world.folder).join("auths/Taken")).unwrap();
    fs::write(app(&world.folder).join("auths/Taken/notes.txt"), "mine").unwrap();
    let before = all_below(world.folder.path());
    let long = format!("auths.{}", "x".repeat(200));
    let deep = vec!["a"; 17].join(".");
    let cases = [
        ("../outside", "cannot be part of the full name"),
        ("auths...Second", "cannot be part of the full name"),
        ("/etc/Second", "cannot be part of the full name"),
        ("auths.frontend.Second", "do not count"),
        ("commons.Second", "no elements at commons.Second"),
        ("linked.Second", "linked is not a folder, or is a link to one"),
        ("auths.Taken", "holds other files"),
        ("auths.QywxProxyTemp", "exists already"),
        ("auths.loginTypes.services.AuthSvc", "another kind of element"),
        (TYPE, "another kind of element"),
        ("auths.e", "cannot be called `e`"),
        (&long, "too long"),
        (&deep, "too long"),
    ];
    for (name, words) in cases {
        let message = refusal(&world, |args| args["fullName"] = json!(name)).await.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains(words), "{name}: {message}");
    }
    assert_eq!(all_below(world.folder.path()), before);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_type_that_is_none_and_a_configuration_that_will_not_do_are_refused() {
    let world = a_world().await;
    let before = all_below(&app(&world.folder));
    for (name, words) in [
        ("auths.loginTypes.QywxProxyTyp", "did you mean `auths.loginTypes.QywxProxyType`?"),
        ("auths.loginTypes.Meta", "is not a Type but an element of the layer Meta"),
        ("auths.QywxProxyTemp", "is not a Type but an element of the layer instance"),
        ("services.NormalType", "has no code in this server: use one of auths.loginTypes.OidcType, auths."),
        ("", "a name is missing"),
    ] {
        let message = refusal(&world, |args| args["type"] = json!(name)).await.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains(words), "{name}: {message}");
    }
    let message = refusal(&world, |args| args["config"] = json!({})).await.refused(ErrorKind::MissingArgument);
    assert!(message.contains("Second.json: authConfig.suiteId: is missing"), "{message}");
    let message = refusal(&world, |args| args["config"]["authConfig"]["token"] = json!("******"))
        .await
        .refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("authConfig.token: is the mask"), "{message}");
    let message = refusal(&world, |args| args["config"] = json!("text")).await.refused(ErrorKind::WrongType);
    assert!(message.contains("config"), "{message}");
    let same_suite = json!(world.suite.id);
    let message = refusal(&world, |args| args["config"]["authConfig"]["suiteId"] = same_suite)
        .await
        .refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("both configure suite"), "{message}");
    assert_eq!(all_below(&app(&world.folder)), before);
    world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
}
