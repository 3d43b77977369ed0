//! Instances that are added, changed and removed while the server runs.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{AUTH_SVC, Corp, ErrorKind, INSTANCE, SERVICE, Suite, TestServer, World, captured_logs, config};

/// How often the server looks at the folder.
const LOOK: Duration = Duration::from_secs(5);

/// Has the server look a few times, until something holds.
async fn soon(world: &World, what: &str, holds: impl AsyncFn() -> bool) {
    world.in_time(LOOK, what, holds).await;
}

async fn get(world: &World, path: &str) -> String {
    let answer = world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.unwrap()
}

async fn alerts(world: &World) -> Value {
    serde_json::from_str::<Value>(&get(world, "/readyz").await).unwrap()["alerts"].clone()
}

pub(crate) async fn is_served_at(world: &World, server: &TestServer, instance: &str) -> bool {
    world.nobody().at(server).call(instance, "getLoginConfig", json!({})).await.is_ok()
}

pub(crate) async fn is_served(world: &World, instance: &str) -> bool {
    is_served_at(world, &world.server, instance).await
}

pub(crate) async fn code(world: &World, suite: &Suite, corp: &Corp) -> Value {
    json!({ "corpId": corp.id, "code": world.sim.oauth_code(suite, corp, &corp.members[0]).await })
}

/// A world whose server does not count how often these tests look.
async fn a_world() -> World {
    World::start_with(|folder| _ = folder.set("limits.exempt_addresses", "[\"127.0.0.1\"]")).await
}

#[tokio::test]
async fn an_added_instance_serves_a_company_from_authorisation_to_login_in_every_process() {
    let world = a_world().await;
    let second_server = world.serve_again().await;
    let other = world.sim.template().await;
    world.folder.instance("auths.Second", &config(&other, &world.sim.provider_corp_id().await));
    soon(&world, "it is served", async || is_served(&world, "auths/Second").await).await;
    soon(&world, "it is served there too", async || is_served_at(&world, &second_server, "auths/Second").await).await;
    world.connect(&other).await;
    let corp = world.sim.corp("新企业", &["赵六"]).await;
    world.authorise(&other, &corp).await;
    world.nobody().call(SERVICE, "loginByWorkbench", code(&world, &other, &corp).await).await.ok();
    let args = code(&world, &other, &corp).await;
    world.nobody().at(&second_server).call(SERVICE, "loginByWorkbench", args).await.ok();
    let ready: Value = serde_json::from_str(&get(&world, "/readyz").await).unwrap();
    assert_eq!(ready["suiteTickets"].as_array().unwrap().len(), 2, "{ready}");
    second_server.stop().await;
}

#[tokio::test]
async fn an_instance_that_is_switched_off_refuses_logins_under_way_and_one_that_is_removed_is_gone() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let provider = world.sim.provider_corp_id().await;
    let mut second = config(&world.suite, &provider);
    world.folder.instance("auths.Second", &second);
    soon(&world, "it is served", async || is_served(&world, "auths/Second").await).await;
    let begun = async || {
        let login =
            world.nobody().call("auths/Second", "getLoginCode", code(&world, &world.suite, &corp).await).await.ok();
        json!({ "loginCode": login["loginCode"], "corpId": corp.id })
    };
    let (first, later) = (begun().await, begun().await);
    let session = world.nobody().call(AUTH_SVC, "loginByCode", begun().await).await.ok();

    second["isActive"] = json!(false);
    world.folder.instance("auths.Second", &second);
    let is_active =
        async || world.nobody().call("auths/Second", "getLoginConfig", json!({})).await.ok()["isActive"] == true;
    soon(&world, "it is switched off", async || !is_active().await).await;
    world.nobody().call(AUTH_SVC, "loginByCode", first).await.refused(ErrorKind::InstanceInactive);

    std::fs::remove_dir_all(world.folder.path().join("apps/acme.portal/auths/Second")).unwrap();
    soon(&world, "it is gone", async || !is_served(&world, "auths/Second").await).await;
    world.nobody().call(AUTH_SVC, "loginByCode", later).await.refused(ErrorKind::InstanceInactive);
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::InstanceInactive);
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_login_that_is_under_way_while_the_apps_change_is_finished() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    world.sim.fault("user/get", json!({ "delayMs": 2000 }), 1).await;
    let change = async {
        world.until("the login is under way", async || world.sim.calls("auth/getuserinfo").await == 1).await;
        let other = world.sim.template().await;
        world.folder.instance("auths.Second", &config(&other, &world.sim.provider_corp_id().await));
        soon(&world, "the change is taken over", async || is_served(&world, "auths/Second").await).await;
    };
    let (login, ()) = tokio::join!(world.log_in(&corp, 0), change);
    login.ok();
}

#[tokio::test]
async fn a_broken_edit_is_said_once_and_the_version_before_it_serves_on_until_it_is_mended() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let good = config(&world.suite, &world.sim.provider_corp_id().await);
    let mut broken = good.clone();
    broken["authConfig"]["encodingAESKey"] = json!("short");
    world.folder.instance("auths.QywxProxyTemp", &broken);
    soon(&world, "the edit is refused", async || alerts(&world).await[0]["alert"] == "appsEditRefused").await;
    world.log_in(&corp, 0).await.ok();
    for _ in 0..5 {
        world.clock.advance(LOOK);
        alerts(&world).await;
    }
    let logs = captured_logs();
    assert_eq!(logs.matches("an edit of the apps is broken").count(), 1, "once an edit");
    assert!(logs.contains("QywxProxyTemp.json") && logs.contains("encodingAESKey"), "{logs}");
    let metrics = get(&world, "/metrics").await;
    assert!(metrics.contains("wecom_login_apps_edit_refused 1"), "{metrics}");

    world.folder.instance("auths.QywxProxyTemp", &good);
    soon(&world, "all is well again", async || alerts(&world).await == json!([])).await;
    let metrics = get(&world, "/metrics").await;
    assert!(metrics.contains("wecom_login_apps_edit_refused 0"), "{metrics}");
    assert!(metrics.contains("wecom_login_apps_edits_total{result=\"refused\"} 1"), "{metrics}");
}

#[tokio::test]
async fn a_file_that_is_half_written_is_not_read_before_it_stands_still() {
    let world = a_world().await;
    let good = config(&world.suite, &world.sim.provider_corp_id().await).to_string();
    let path = "acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json";
    for end in (10..good.len()).step_by(good.len() / 10) {
        world.folder.write_text(path, &good[..end]);
        world.clock.advance(LOOK);
        for _ in 0..10 {
            assert_eq!(alerts(&world).await, json!([]));
        }
    }
    world.folder.write_text(path, &good);
    let edited = "wecom_login_apps_edits_total{result=\"served\"} 1";
    soon(&world, "the whole file is read", async || get(&world, "/metrics").await.contains(edited)).await;
    assert!(!captured_logs().contains("an edit of the apps is broken"));
    assert!(is_served(&world, INSTANCE).await);
}
