//! An app's folder changes the official Type, or has a Type of its own above it.

use super::three_apps;
use serde_json::{Value, json};
use tests::{AUTH_SVC, AppFolder, ErrorKind, INSTANCE, SERVICE, World};

/// The official Type as the app wants it: `getLoginCode` for those who say how they came, no `bind`, `unbind`, `notify`.
fn narrowed() -> Value {
    json!({
        "title": "我们的登录 Our login",
        "functionList": [
            { "name": "bind", "removed": true },
            { "name": "unbind", "removed": true },
            { "name": "notify", "removed": true },
            { "name": "getLoginCode", "args": [
                { "name": "corpId", "title": "Corp", "dataType": "Stext" },
                { "name": "code", "title": "Code", "dataType": "Ltext" },
                { "name": "loginType", "title": "How", "dataType": "Stext", "values": ["qr", "workbench"] },
            ] },
        ],
    })
}

#[tokio::test]
async fn an_app_lays_its_own_e_json_over_the_official_type_and_other_apps_keep_the_official_one() {
    let world = World::start_with(|folder| {
        folder.write("acme.portal/auths/loginTypes/QywxProxyType/e.json", &narrowed());
        folder.write(
            "acme.other/app.json",
            &json!({ "appId": "acme.other", "name": "other", "title": "O", "version": "1.0.0" }),
        );
        let definition = json!({ "title": "Official", "type": "auths.loginTypes.QywxProxyType" });
        folder.write("acme.other/auths/Mine/e.json", &definition);
        let same = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        folder.write("acme.other/auths/Mine/Mine.json", &same);
    })
    .await;
    let corp = world.authorised_corp().await;
    let code = async || world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;

    let unsaid = json!({ "corpId": corp.id, "code": code().await });
    let message =
        world.nobody().call(INSTANCE, "getLoginCode", unsaid.clone()).await.refused(ErrorKind::MissingArgument);
    assert!(message.contains("loginType"), "{message}");
    let said = json!({ "corpId": corp.id, "code": unsaid["code"], "loginType": "qr" });
    let login = world.nobody().call(INSTANCE, "getLoginCode", said).await.ok();
    let args = json!({ "loginCode": login["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok();

    let binding = json!({ "userId": login["userId"], "corpId": corp.id, "code": code().await });
    let message = world.administrator().call(INSTANCE, "bind", binding).await.refused(ErrorKind::UnknownFunction);
    assert!(message.contains("bind") && message.contains("getLoginCode"), "{message}");
    let unsaid = json!({ "corpId": corp.id, "code": code().await });
    world.nobody().in_app("other").call("auths/Mine", "getLoginCode", unsaid).await.ok();
    world.nobody().in_app("other").call("auths/Mine", "bind", json!({})).await.refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn no_e_json_of_an_app_opens_a_function_that_is_for_administrators() {
    let world = World::start_with(|folder| {
        let mut open = narrowed();
        open["functionList"][1] = json!({ "name": "unbind", "loginRequired": false, "adminRequired": false });
        folder.write("acme.portal/auths/loginTypes/QywxProxyType/e.json", &open);
    })
    .await;
    world
        .nobody()
        .call(INSTANCE, "unbind", json!({ "userId": "u", "corpId": "c" }))
        .await
        .refused(ErrorKind::LoginRequired);
}

/// A Type of the app derived from the official one, with another `bind`, and an instance of it.
fn derived(folder: &AppFolder, app: &str, instance: &str) {
    let definition = json!({
        "title": "员工登录 Staff",
        "type": "auths.loginTypes.QywxProxyType",
        "extendType": "self",
        "functionList": [{ "name": "bind", "title": "Not here", "loginRequired": true, "adminRequired": true }],
    });
    folder.write(&format!("{app}/auths/loginTypes/StaffType/e.json"), &definition);
    let config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    folder.write(
        &format!("{app}/auths/{instance}/e.json"),
        &json!({ "title": "Staff", "type": "auths.loginTypes.StaffType" }),
    );
    folder.write(&format!("{app}/auths/{instance}/{instance}.json"), &config);
}

#[tokio::test]
async fn an_instance_of_a_derived_type_logs_in_and_says_which_functions_it_has() {
    let world = World::start_with(|folder| derived(folder, "acme.portal", "Staff")).await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let login = world.nobody().call("auths/Staff", "getLoginCode", args).await.ok();
    let args = json!({ "loginCode": login["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok();
    assert_eq!(world.nobody().call("auths/Staff", "getLoginConfig", json!({})).await.ok()["title"], "Staff");
    // The nearest `bind` counts: it takes no arguments here.
    world
        .administrator()
        .call("auths/Staff", "bind", json!({ "corpId": "c" }))
        .await
        .refused(ErrorKind::UndeclaredArgument);
    let message = world
        .nobody()
        .call("auths/loginTypes/StaffType", "getLoginConfig", json!({}))
        .await
        .refused(ErrorKind::UnknownElement);
    assert!(message.contains("is a Type") && message.contains("auths.Staff"), "{message}");
}

#[tokio::test]
async fn over_three_levels_of_apps_the_nearest_e_json_counts_and_the_login_is_the_apps_own() {
    let world = World::start_with(|folder| {
        three_apps(folder);
        derived(folder, "acme.root", "Staff");
        let renamed = json!({ "title": "Staff of the middle", "type": "auths.loginTypes.StaffType" });
        folder.write("acme.middle/auths/Staff/e.json", &renamed);
    })
    .await;
    let corp = world.authorised_corp().await;
    for (app, title) in [("root", "Staff"), ("middle", "Staff of the middle"), ("leaf", "Staff of the middle")] {
        let config = world.nobody().in_app(app).call("auths/Staff", "getLoginConfig", json!({})).await.ok();
        assert_eq!(config["title"], title, "{app}");
        let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
        let args = json!({ "corpId": corp.id, "code": code });
        let login = world.nobody().in_app(app).call(SERVICE, "loginByWorkbench", args).await.ok();
        let me = |of| world.member(&login).in_app(of).call(AUTH_SVC, "getCurrUser", json!({}));
        me(app).await.ok();
        assert!(me("portal").await.is_refused(ErrorKind::LoginRequired), "a login to {app} is none to another app");
    }
}
