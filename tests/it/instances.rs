//! Instances that administrators create, change and remove through `services.ElementSvc`.

mod changed;
mod created;
mod drafts;
mod environment;
mod handed_over;
mod refused;
mod removed;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tests::{AppFolder, Suite, World, config};

use crate::reload::{code, is_served, is_served_at};

/// The service.
const SVC: &str = "services/ElementSvc";
const TYPE: &str = "auths.loginTypes.QywxProxyType";
/// How often a server looks at the folder.
const LOOK: Duration = Duration::from_secs(5);

/// A world whose server does not count how often these tests look.
async fn a_world() -> World {
    World::start_with(|folder| _ = folder.set("limits.exempt_addresses", "[\"127.0.0.1\"]")).await
}

fn app(folder: &AppFolder) -> PathBuf {
    folder.path().join("apps/acme.portal")
}

/// Everything below a folder with its mode, and the text of files; without the lock, which says nothing.
fn all_below(folder: &Path) -> BTreeMap<PathBuf, (u32, Option<String>)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with(".wecom-login.lock") {
            continue;
        }
        let mode = fs::symlink_metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() && !path.is_symlink() {
            found.extend(all_below(&path));
        }
        let text = fs::read_to_string(&path).ok();
        found.insert(path, (mode, text));
    }
    found
}

/// The configuration for a template of its own, whose callbacks come to the world's server.
async fn new_template(world: &World) -> (Suite, Value) {
    let suite = world.sim.template().await;
    let config = config(&suite, &world.sim.provider_corp_id().await);
    (suite, config)
}

fn creation(full_name: &str, config: &Value) -> Value {
    json!({ "fullName": full_name, "type": TYPE, "title": "第二套件 Second", "config": config })
}

async fn text(world: &World, path: &str) -> String {
    world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap().text().await.unwrap()
}

async fn alerts(world: &World) -> Value {
    serde_json::from_str::<Value>(&text(world, "/readyz").await).unwrap()["alerts"].clone()
}
