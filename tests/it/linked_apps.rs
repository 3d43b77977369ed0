//! Apps whose folders and secrets are links and files elsewhere, as Kubernetes mounts them.

use std::{fs, os::unix::fs::symlink, time::Duration};

use serde_json::{Value, json};
use tests::{World, config};

use crate::reload::is_served;

/// How often the server looks at the folder.
const LOOK: Duration = Duration::from_secs(5);
const TYPE: &str = "auths.loginTypes.QywxProxyType";

async fn a_world() -> World {
    World::start_with(|folder| _ = folder.set("limits.exempt_addresses", "[\"127.0.0.1\"]")).await
}

async fn alerts(world: &World) -> Value {
    let ready = world.http.get(format!("{}/readyz", world.server.url)).send().await.unwrap();
    ready.json::<Value>().await.unwrap()["alerts"].clone()
}

async fn is_active(world: &World, instance: &str) -> bool {
    world.nobody().call(instance, "getLoginConfig", json!({})).await.0["data"]["isActive"] == true
}

/// A version of a mounted volume: a folder whose name begins with a dot.
fn version(world: &World, name: &str, config: &Value) {
    let folder = format!("acme.portal/{name}/more/Second");
    world.folder.write(&format!("{folder}/e.json"), &json!({ "title": "Second", "type": TYPE }));
    world.folder.write(&format!("{folder}/Second.json"), config);
}

#[tokio::test]
async fn an_instance_behind_a_linked_folder_is_served_and_its_changes_are_taken_over() {
    let world = a_world().await;
    let app = world.folder.path().join("apps/acme.portal");
    let other = world.sim.template().await;
    let mut config = config(&other, &world.sim.provider_corp_id().await);
    version(&world, "..2026_01", &config);
    // A folder of the same kind directly in `apps.dir` is no app.
    world.folder.write_text(".hidden/app.json", "{");
    symlink("..2026_01", app.join("..data")).unwrap();
    symlink("..data/more", app.join("more")).unwrap();
    symlink(&app, app.join("more/Second/round")).unwrap();
    world.in_time(LOOK, "it is served", async || is_served(&world, "more/Second").await).await;
    assert_eq!(alerts(&world).await, json!([]));

    config["isActive"] = json!(false);
    version(&world, "..2026_02", &config);
    symlink("..2026_02", app.join("..data_tmp")).unwrap();
    fs::rename(app.join("..data_tmp"), app.join("..data")).unwrap();
    world.in_time(LOOK, "the new version serves", async || !is_active(&world, "more/Second").await).await;
    fs::write(app.join("..2026_02/more/Second/Second.json"), "{").unwrap();
    world.in_time(LOOK, "a broken edit is seen", async || alerts(&world).await[0]["alert"] == "appsEditRefused").await;
}

#[tokio::test]
async fn a_secret_that_changes_in_its_file_is_taken_over_without_a_change_of_the_apps() {
    let world = a_world().await;
    let other = world.sim.template().await;
    let mut config = config(&other, &world.sim.provider_corp_id().await);
    let secret = tempfile::tempdir().unwrap();
    let file = secret.path().join("key");
    let key = config["authConfig"]["encodingAESKey"].as_str().unwrap().to_owned();
    let auth = config["authConfig"].as_object_mut().unwrap();
    auth.remove("encodingAESKey");
    auth.insert("encodingAESKey_file".to_owned(), json!(file));
    world.folder.instance("auths.Second", &config);
    // It names a file that is not there yet.
    world.in_time(LOOK, "the edit is refused", async || alerts(&world).await[0]["alert"] == "appsEditRefused").await;
    fs::write(&file, format!("{key}\n")).unwrap();
    world.in_time(LOOK, "it is served", async || is_served(&world, "auths/Second").await).await;
    assert_eq!(alerts(&world).await, json!([]));
    fs::write(&file, "short").unwrap();
    world.in_time(LOOK, "the change is refused", async || alerts(&world).await[0]["alert"] == "appsEditRefused").await;
    assert!(is_served(&world, "auths/Second").await, "the version before serves on");
    fs::write(&file, &key).unwrap();
    world.in_time(LOOK, "all is well again", async || alerts(&world).await == json!([])).await;
}
