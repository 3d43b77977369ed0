//! `wecom-login key reseal`.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::{
    folder::{Folder, KEY},
    stderr, stdout,
};

#[test]
fn after_reseal_the_old_key_can_go_and_the_command_says_which_that_is() {
    let folder = Folder::new();
    assert!(folder.run(&["migrate"]).status.success());
    assert!(folder.run(&["key", "rotate"]).status.success());
    let with_new = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.env("WECOM_LOGIN__ENCRYPTION__ACTIVE", "New");
        command.env("WECOM_LOGIN__ENCRYPTION__KEYS__NEW", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=");
        command.output().unwrap()
    };
    let resealed = with_new(&["key", "reseal", "--json"]);
    assert!(resealed.status.success(), "{}", stderr(&resealed));
    let said: Value = serde_json::from_str(&stdout(&resealed)).unwrap();
    assert!(said["inUse"]["new"].as_u64() > Some(0) && said["inUse"].get("k").is_none(), "{said}");
    assert_eq!((said["active"].as_str(), said["unused"][0].as_str()), (Some("new"), Some("k")), "{said}");
    let trail = stdout(&folder.run(&["audit", "list", "--json", "--limit", "2"]));
    let noted: Vec<Value> = trail.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (event, step) in noted.iter().zip(["ended", "begun"]) {
        assert_eq!((&event["action"], &event["target"]), (&"key reseal".into(), &"new".into()), "{event}");
        assert_eq!(event["detail"]["step"], step, "{event}");
    }
    assert!(noted[0]["detail"]["resealed"].as_u64() > Some(0), "{trail}");
    let again = with_new(&["key", "reseal"]);
    assert!(stdout(&again).contains("sealed anew 0") && stdout(&again).contains("key k seals nothing now"));
    assert!(!stdout(&again).contains(KEY));
}

#[test]
fn doctor_warns_of_a_configuration_file_with_a_key_that_everybody_may_read() {
    let folder = Folder::new();
    let says = |mode: u32| {
        std::fs::set_permissions(folder.path("c.toml"), std::fs::Permissions::from_mode(mode)).unwrap();
        stdout(&folder.run(&["doctor"]))
    };
    let warning = "file modes (the configuration)";
    assert!(says(0o644).contains(warning) && !says(0o600).contains(warning), "{}", says(0o600));
}

#[test]
fn doctor_warns_of_each_file_of_the_apps_with_a_secret_that_everybody_may_read() {
    let folder = Folder::new();
    let (config, secret) = ("apps/acme.portal/auths/Mine/Mine.json", "apps/acme.portal/secrets/token");
    let says = |mode: u32| {
        for file in [config, secret].map(|file| folder.path(file)).iter().filter(|file| file.exists()) {
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let said = stdout(&folder.run(&["doctor"]));
        let of_files = said.lines().filter(|line| line.contains("file modes") && !line.contains("the configuration"));
        of_files.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(says(0o644).len() == 1 && says(0o644)[0].contains(config), "{:?}", says(0o644));
    assert_eq!(says(0o640), [""; 0]);

    let text = std::fs::read_to_string(folder.path(config)).unwrap();
    folder.write(secret, "t");
    folder.write(config, &text.replace(r#""token": "t""#, r#""token_file": "secrets/token""#));
    assert_eq!(says(0o604).len(), 2, "{:?}", says(0o604));
    let (key, manifest) = ("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "apps/acme.portal/app.json");
    let named = text.replace(r#""s""#, r#""{{ S }}""#).replace(r#""t""#, r#""{{S}}""#).replace(key, "{{K}}");
    folder.write(config, &named);
    folder.write(manifest, &format!(r#"{{"appId": "acme.portal", "variables": {{"S": "s", "K": "{key}"}}}}"#));
    assert!(says(0o644).len() == 1 && says(0o644)[0].contains(manifest), "{:?}", says(0o644));
    folder.write(manifest, r#"{"appId": "acme.portal"}"#);
    let mut doctor = folder.command(&["doctor"]);
    let said = stdout(&doctor.env("S", "s").env("K", key).output().unwrap());
    assert!(!said.contains("Mine.json") && !said.contains("app.json"), "they only name them: {said}");
}
