//! The program has the command line of `wecom-login`, with one more login type.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const APP: &[(&str, &str)] = &[
    ("app.json", r#"{"appId": "acme.portal", "title": "Portal"}"#),
    ("auths/Invitation/e.json", r#"{"title": "Invitation", "type": "auths.loginTypes.OneTimeLinkType"}"#),
    ("auths/Invitation/Invitation.json", r#"{"corpId": "guests", "signingKey": "{{INVITATION_KEY}}"}"#),
];

/// The apps of [`APP`], and the program over them.
fn program(root: &Path, arguments: &[&str]) -> Output {
    for (path, content) in APP {
        let path = root.join("apps/acme.portal").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_custom-login-type"));
    command.env("WECOM_LOGIN__APPS__DIR", root.join("apps")).env("INVITATION_KEY", "k".repeat(32));
    command.env("WECOM_LOGIN__DATABASE__URL", format!("sqlite://{}/d.sqlite", root.display()));
    command.env("WECOM_LOGIN__WECOM__API_URL", "http://127.0.0.1:9").current_dir(root);
    command.args(arguments).output().unwrap()
}

#[test]
fn help_and_hints_call_the_program_by_its_own_name() {
    let root = tempfile::tempdir().unwrap();
    let help = String::from_utf8(program(root.path(), &["--help"]).stdout).unwrap();
    assert!(help.contains("Usage: custom-login-type"), "{help}");
    let steps = String::from_utf8(program(root.path(), &[]).stderr).unwrap();
    assert!(steps.contains("\n  custom-login-type element check ") && !steps.contains("wecom-login serve"), "{steps}");
    let diagnosis = String::from_utf8(program(root.path(), &["doctor"]).stdout).unwrap();
    assert!(
        diagnosis.contains("custom-login-type migrate") && !diagnosis.contains("wecom-login migrate"),
        "{diagnosis}"
    );
}

#[test]
fn doctor_asks_nothing_of_wecom_and_tells_of_no_suite_where_no_login_is_wecoms() {
    let root = tempfile::tempdir().unwrap();
    let diagnosis = String::from_utf8(program(root.path(), &["doctor", "--json"]).stdout).unwrap();
    assert!(diagnosis.contains("apps 1, instances 1"), "{diagnosis}");
    for word in ["\"check\":\"WeCom\"", "\"check\":\"clock\"", "suite", "ticket"] {
        assert!(!diagnosis.contains(word), "{word}: {diagnosis}");
    }
}

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
