//! The program has the command line of `wecom-login`, with one more login type.

use std::{fs, process::Command};

const APP: &[(&str, &str)] = &[
    ("app.json", r#"{"appId": "acme.portal", "title": "Portal"}"#),
    ("auths/Invitation/e.json", r#"{"title": "Invitation", "type": "auths.loginTypes.OneTimeLinkType"}"#),
    ("auths/Invitation/Invitation.json", r#"{"corpId": "guests", "signingKey": "{{INVITATION_KEY}}"}"#),
];

#[test]
fn element_check_lists_an_instance_of_the_added_type_and_touches_no_database() {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in APP {
        let path = root.path().join("apps/acme.portal").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let check = |key: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_custom-login-type"));
        command.env("WECOM_LOGIN__APPS__DIR", root.path().join("apps")).env("INVITATION_KEY", key);
        command.env("WECOM_LOGIN__DATABASE__URL", format!("sqlite://{}/none/d.sqlite", root.path().display()));
        command.args(["element", "check"]).output().unwrap()
    };
    let right = check("0123456789abcdef0123456789abcdef");
    let (said, wrong) = (String::from_utf8(right.stdout).unwrap(), check("short"));
    let listed = "ok  acme.portal:auths.Invitation  auths.loginTypes.OneTimeLinkType  active";
    assert!(said.lines().any(|line| line == listed), "{said}");
    assert!(said.contains("from the built-in app  code custom_login_type::"), "the type is told with its code: {said}");
    assert!(!root.path().join("none").exists());
    let complaint = String::from_utf8(wrong.stderr).unwrap();
    assert!(complaint.contains("Invitation.json: signingKey: is too short"), "{complaint}");
    assert!(wrong.status.code() == Some(1), "{:?}", wrong.status);
}
