//! `wecom-login element new`, `check`, `set` and `remove`.

use std::{
    fs,
    io::Write,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::{
    folder::{Folder, KEY},
    stderr, stdout, wecom_login,
};

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
fn what_the_server_itself_is_configured_with_is_no_variable_of_an_app() {
    let folder = Folder::new();
    let file = "apps/acme.portal/auths/Mine/Mine.json";
    let config = fs::read_to_string(folder.path(file)).unwrap();
    for own in ["WECOM_LOGIN__ENCRYPTION__KEYS__K", "wecom_login__encryption__keys__k"] {
        // Where everybody would see it.
        folder.write(file, &config.replace("dk1", &format!("{{{{{own}}}}}")));
        let check = folder.command(&["element", "check"]).env(own, KEY).output().unwrap();
        let complaint = stderr(&check);
        assert_eq!(check.status.code(), Some(1), "{}", stdout(&check));
        assert!(complaint.contains("authConfig.suiteId: neither") && complaint.contains(own), "{complaint}");
        assert!(!complaint.contains(KEY) && stdout(&check).is_empty(), "{complaint}");
    }
    folder.write(file, &config.replace("dk1", "{{WECOM_LOGIN_SUITE}}"));
    let check = folder.command(&["element", "check", "--json"]).env("WECOM_LOGIN_SUITE", "dk2").output().unwrap();
    assert!(stdout(&check).contains(r#""suiteId":"dk2""#), "{}", stderr(&check));
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

#[test]
fn a_new_instance_has_the_fields_of_its_type_to_fill_in() {
    let folder = Folder::new();
    for (name, r#type, title, config) in [
        (
            "Proxy",
            "QywxProxyType",
            "企业微信代开发登录 WeCom customized app",
            json!({ "authConfig": { "suiteId": "", "suiteSecret": "", "encodingAESKey": "", "token": "", "providerCorpId": "" },
                "isActive": true }),
        ),
        (
            "Own",
            "QywxInnerType",
            "企业微信自建应用登录 WeCom self-built app",
            json!({ "corpId": "", "agentId": "", "corpSecret": "", "isActive": true }),
        ),
    ] {
        let full_name = format!("auths.{name}");
        let of = format!("auths.loginTypes.{type}");
        let made = folder.run(&["element", "new", &full_name, "--type", &of]);
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
        let read =
            |file: String| -> Value { serde_json::from_str(&fs::read_to_string(folder.path(&file)).unwrap()).unwrap() };
        let definition = read(format!("apps/acme.portal/auths/{name}/e.json"));
        assert_eq!(definition, json!({ "title": title, "type": of }));
        assert_eq!(read(format!("apps/acme.portal/auths/{name}/{name}.json")), config);
    }
    for (name, more, words) in [
        ("auths.Other", ["--type", "auths.loginTypes.QywxInerType"], "did you mean `auths.loginTypes.QywxInnerType`?"),
        ("auths.Other", ["--type", "services.NormalType"], "is no login type; there is"),
        ("auths.Other", ["--app", "acme.other"], "--app"),
        ("auths.loginTypes.services.AuthSvc", ["--title", "x"], "another kind of element"),
        ("auths.Mine", ["--title", "x"], "exists already"),
        ("commons.Mine", ["--title", "x"], "no elements at commons.Mine"),
    ] {
        let refused = folder.run(&["element", "new", name, more[0], more[1]]);
        assert_eq!(refused.status.code(), Some(1), "{name}");
        assert!(stderr(&refused).contains(words), "{name}: {}", stderr(&refused));
    }
    assert_eq!(folder.run(&["element", "new", "../x"]).status.code(), Some(2));
    assert!(!folder.path("apps/acme.portal/auths/Other").exists() && !folder.path("apps/acme.portal/commons").exists());
}

#[test]
fn what_is_written_belongs_to_whoever_owned_what_was_there() {
    let folder = Folder::new();
    let app = folder.path("apps/acme.portal");
    for below in ["", "auths", "auths/Mine", "auths/Mine/e.json", "auths/Mine/Mine.json"] {
        // Only root can; of anybody else all is their own, and has to stay so.
        let _ = chown(app.join(below), Some(12345), Some(12346));
    }
    let owner = |below: &str| fs::metadata(app.join(below)).map(|found| (found.uid(), found.gid())).unwrap();
    folder.write("values.json", r#"{"isActive": false}"#);
    let values = folder.path("values.json");
    let set = ["element", "set", "auths.Mine", "--title", "x", "--values", values.to_str().unwrap()];
    for command in [&set[..], &["element", "new", "auths.more.Second"]] {
        let done = folder.run(command);
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    }
    for below in [
        "auths/Mine/e.json",
        "auths/Mine/Mine.json",
        "auths/more",
        "auths/more/Second",
        "auths/more/Second/e.json",
        "auths/more/Second/Second.json",
        ".wecom-login.lock",
    ] {
        assert_eq!(owner(below), owner(""), "{below}");
    }
}

#[test]
fn an_instance_is_changed_and_removed_only_where_all_is_well_with_it() {
    let folder = Folder::new();
    let file = folder.path("apps/acme.portal/auths/Mine/Mine.json");
    let config = || -> Value { serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap() };
    let set = |values: &str| {
        let mut command = folder.command(&["element", "set", "auths.Mine", "--values", "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(values.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let before = config();
    let refused = set(r#"{"authConfig": {"encodingAESKey": "s3cret-but-short"}}"#);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("authConfig.encodingAESKey"), "{}", stderr(&refused));
    assert!(stderr(&set("s3cret")).contains("no JSON object") && !stderr(&set("s3cret")).contains("s3cret"));
    assert_eq!(config(), before);
    assert_eq!(folder.run(&["element", "set", "auths.Mine"]).status.code(), Some(2), "nothing to change");

    let changed = set(r#"{"authConfig": {"suiteSecret": "******", "token": "new"}, "isActive": false}"#);
    assert_eq!(changed.status.code(), Some(0), "{}", stderr(&changed));
    let mut expected = before;
    expected["authConfig"]["token"] = json!("new");
    expected["isActive"] = json!(false);
    assert_eq!(config(), expected);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let titled = folder.run(&["element", "set", "auths.Mine", "--title", "Ours"]);
    assert_eq!(titled.status.code(), Some(0), "{}", stderr(&titled));
    assert!(fs::read_to_string(file.with_file_name("e.json")).unwrap().contains("Ours"));

    let absent = folder.run(&["element", "remove", "auths.Min"]);
    assert!(absent.status.code() == Some(1) && stderr(&absent).contains("auths.Mine"), "{}", stderr(&absent));
    let removed = folder.run(&["element", "remove", "auths.Mine", "--app", "acme.portal"]);
    assert_eq!(removed.status.code(), Some(0), "{}", stderr(&removed));
    assert!(!file.parent().unwrap().exists());
}
