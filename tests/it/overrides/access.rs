//! `private` is seen by its own app alone; `protected` is inherited and cannot be overridden.

use clock::{Clock, ManualClock, SystemClock};
use serde_json::json;
use tests::{AppFolder, ErrorKind, World};

use super::three_apps;

const TYPE: &str = "auths.loginTypes.QywxProxyType";

fn instance(folder: &AppFolder, app: &str, name: &str, access: &str) {
    let definition = json!({ "title": format!("{name} of {app}"), "type": TYPE, "accessModifier": access });
    folder.write(&format!("acme.{app}/auths/{name}/e.json"), &definition);
    let config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    folder.write(&format!("acme.{app}/auths/{name}/{name}.json"), &config);
}

#[tokio::test]
async fn a_private_instance_is_called_in_its_own_app_alone() {
    let world = World::start_with(|folder| {
        three_apps(folder);
        instance(folder, "root", "Hidden", "private");
        instance(folder, "root", "Open", "protected");
        // A namesake of what it does not see is an element of its own.
        instance(folder, "leaf", "Hidden", "public");
    })
    .await;
    let title =
        async |app: &str, element: &str| world.nobody().in_app(app).call(element, "getLoginConfig", json!({})).await;
    assert_eq!(title("root", "auths/Hidden").await.ok()["title"], "Hidden of root");
    title("middle", "auths/Hidden").await.refused(ErrorKind::UnknownElement);
    assert_eq!(title("leaf", "auths/Hidden").await.ok()["title"], "Hidden of leaf");
    for app in ["root", "middle", "leaf"] {
        assert_eq!(title(app, "auths/Open").await.ok()["title"], "Open of root", "{app}");
    }
}

#[tokio::test]
async fn what_is_protected_cannot_be_overridden_over_three_levels() {
    let mut folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.set("server.workers", "1");
    three_apps(&folder);
    let derived = json!({ "title": "Staff", "type": TYPE, "extendType": "self", "accessModifier": "protected" });
    folder.write("acme.root/auths/loginTypes/StaffType/e.json", &derived);
    folder.write("acme.leaf/auths/loginTypes/StaffType/e.json", &json!({ "title": "Mine", "type": TYPE }));
    let started = folder.serve(&ManualClock::new(SystemClock.now())).await;
    let complaint = started.err().unwrap().to_string();
    assert!(complaint.contains("cannot override auths.loginTypes.StaffType"), "{complaint}");
    assert!(complaint.contains("acme.leaf") && complaint.contains("protected in app acme.root"), "{complaint}");
}
