//! `wecom-login element new` and `check`.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{folder::Folder, stderr, stdout, wecom_login};

#[test]
fn a_new_instance_is_written_once_with_its_secrets_for_the_owner_alone() {
    let app = tempfile::tempdir().unwrap();
    let dir = app.path().to_str().unwrap();
    let new = || wecom_login(&["element", "new", "auths.Mine", "--app-dir", dir]);
    assert!(stderr(&new()).contains("app.json"), "without an app.json it is no app");
    fs::write(app.path().join("app.json"), r#"{"appId": "acme.portal"}"#).unwrap();
    let made = new();
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    assert!(stdout(&made).contains("element check"));
    let config = app.path().join("auths/Mine/Mine.json");
    assert_eq!(fs::metadata(&config).unwrap().permissions().mode() & 0o777, 0o600);
    let again = new();
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("nothing was changed"));
}

#[test]
fn check_names_what_is_wrong_and_what_is_there() {
    let root = tempfile::tempdir().unwrap();
    let app = root.path().join("apps/acme.portal");
    fs::create_dir_all(app.join("auths/Mine")).unwrap();
    fs::write(app.join("app.json"), r#"{"appId": "acme.portal", "title": "P"}"#).unwrap();
    let definition = r#"{"title": "登录", "type": "auths.loginTypes.QywxProxyType"}"#;
    fs::write(app.join("auths/Mine/e.json"), definition).unwrap();
    let file = root.path().join("c.toml");
    // Neither a database nor its keys are needed to look at instances.
    let text =
        format!("database.url = \"sqlite://{0}/none/d.sqlite\"\napps.dir = \"{0}/apps\"\n", root.path().display());
    fs::write(&file, text).unwrap();
    let check = || wecom_login(&["--config", file.to_str().unwrap(), "element", "check", "--json"]);
    let config = |token: &str| {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        format!(
            r#"{{"authConfig": {{"suiteId": "dk1", "suiteSecret": "s3cret", "encodingAESKey": "{key}", "token": "{token}"}}}}"#
        )
    };
    fs::write(app.join("auths/Mine/Mine.json"), config("")).unwrap();
    let wrong = check();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(stderr(&wrong).contains("authConfig.token") && stderr(&wrong).contains("Mine.json"), "{}", stderr(&wrong));
    fs::write(app.join("auths/Mine/Mine.json"), config("t0ken")).unwrap();
    let right = check();
    assert_eq!(right.status.code(), Some(0), "{}", stderr(&right));
    assert!(stdout(&right).contains(r#""instance":"auths.Mine""#), "{}", stdout(&right));
    assert!(stdout(&right).contains("******") && !stdout(&right).contains("s3cret"), "secrets are masked");
    assert!(!root.path().join("none").exists(), "no database is made");
}

#[test]
fn check_names_both_files_where_a_protected_element_is_overridden() {
    let folder = Folder::new();
    let kept = r#"{"title": "Kept", "type": "auths.loginTypes.Meta", "accessModifier": "protected"}"#;
    folder.write("apps/acme.portal/auths/Kept/e.json", kept);
    let manifest = r#"{"appId": "acme.child", "title": "C", "extends": [{"appId": "acme.portal"}]}"#;
    folder.write("apps/acme.child/app.json", manifest);
    let tree = folder.run(&["element", "check"]);
    assert_eq!(tree.status.code(), Some(0), "{}", stderr(&tree));
    let inherited =
        "    auths.Kept  Type of auths.loginTypes.Meta  protected  from acme.portal (acme.portal/auths/Kept/e.json)";
    assert_eq!(stdout(&tree).lines().filter(|line| *line == inherited).count(), 2, "{}", stdout(&tree));
    folder.write("apps/acme.child/auths/Kept/e.json", r#"{"title": "Mine", "type": "auths.loginTypes.Meta"}"#);
    let refused = folder.run(&["element", "check"]);
    assert_eq!((refused.status.code(), stdout(&refused).as_str()), (Some(1), ""));
    let complaint = stderr(&refused);
    let cause = "acme.child/auths/Kept/e.json: cannot override auths.Kept, which is protected in app acme.portal";
    assert!(complaint.contains(cause) && complaint.contains("acme.portal/auths/Kept/e.json)"), "{complaint}");
}
