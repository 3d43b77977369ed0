//! Elements that an app lays over the official ones, derives from them or wraps in code; apps that extend apps.

mod access;
mod by_an_app;
mod by_code;
mod origins;

use serde_json::{Value, json};
use tests::AppFolder;

/// `acme.root` ← `acme.middle` ← `acme.leaf`.
fn three_apps(folder: &AppFolder) {
    for (app, parent) in [("root", None), ("middle", Some("root")), ("leaf", Some("middle"))] {
        let extends: Vec<Value> = parent.iter().map(|it| json!({ "appId": format!("acme.{it}") })).collect();
        let id = format!("acme.{app}");
        let manifest = json!({ "appId": id, "name": app, "title": app, "version": "1.0.0", "extends": extends });
        folder.write(&format!("{id}/app.json"), &manifest);
    }
}
