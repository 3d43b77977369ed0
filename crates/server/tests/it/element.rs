//! `wecom-login element new`, `check`, `set` and `remove`.

use std::{
    fs,
    io::Write,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    process::{Output, Stdio},
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
    assert!(stdout(&made).contains("element set auths.Mine --finish"));
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
            json!({ "authConfig": { "suiteId": "", "suiteSecret": "", "encodingAESKey": "", "token": "" },
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
        assert_eq!(definition, json!({ "title": title, "type": of, "draft": true }));
        assert_eq!(read(format!("apps/acme.portal/auths/{name}/{name}.json")), config);
    }
    for (name, more, words) in [
        ("auths.Other", ["--type", "auths.loginTypes.QywxInerType"], "did you mean `auths.loginTypes.QywxInnerType`?"),
        ("auths.Other", ["--type", "services.NormalType"], "has no code in this server: use one of"),
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

/// `element set` of an instance, with what is to change.
fn set(folder: &Folder, instance: &str, values: &Value) -> Output {
    folder.write("values.json", &values.to_string());
    folder.run(&["element", "set", instance, "--values", folder.path("values.json").to_str().unwrap()])
}

/// The output of a command that succeeded.
fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    stdout(output)
}

/// Why a command did nothing.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", stdout(output));
    stderr(output)
}

#[test]
fn an_instance_is_filled_in_step_by_step_and_removed_beside_others_that_are_not_filled_in() {
    let folder = Folder::new();
    done(&folder.run(&["element", "new", "auths.Proxy"]));
    done(&folder.run(&["element", "new", "auths.Own", "--type", "auths.loginTypes.QywxInnerType"]));
    done(&folder.run(&["element", "new", "auths.Third"]));

    let proxy = |values: Value| set(&folder, "auths.Proxy", &json!({ "authConfig": values }));
    let said = done(&proxy(json!({ "suiteId": "dk2" })));
    let kept = "it stays a draft, out of service, until this is right:\n  ";
    assert!(said.contains(&format!("{kept}acme.portal:auths.Proxy: ")), "{said}");
    assert!(said.contains("Proxy.json: authConfig.suiteSecret: "), "{said}");
    assert!(!said.contains("Own.json: ") && !said.contains("Third.json: "), "other drafts are in nobody's way: {said}");
    for (values, field) in [
        (json!({ "suiteSecret": "s2", "suiteId": " " }), "authConfig.suiteId: "),
        (json!({ "suiteSecret": "s2", "token": "t", "encodingAESKey": "short" }), "authConfig.encodingAESKey: "),
        (json!({ "suiteSecret": null }), "authConfig.suiteSecret: is missing"),
        (json!({ "tokken": "x" }), "authConfig.tokken: "),
        (json!({ "suiteSecret": "{{NOBODY_HAS_IT}}" }), "authConfig.suiteSecret: neither app"),
    ] {
        let why = refused(&proxy(values.clone()));
        assert!(why.contains(field), "{values}: {why}");
        assert!(!why.contains("Own.json") && !why.contains("Third.json"), "it is not for those: {why}");
    }
    done(&proxy(json!({ "suiteSecret": "s2" })));
    done(&proxy(json!({ "token": "t2" })));
    let said = done(&proxy(json!({ "encodingAESKey": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" })));
    assert!(!said.contains("Proxy.json") && said.contains("take it over"), "it is filled in: {said}");
    let definition = fs::read_to_string(folder.path("apps/acme.portal/auths/Proxy/e.json")).unwrap();
    assert!(!definition.contains("draft"), "{definition}");

    done(&set(&folder, "auths.Own", &json!({ "corpSecret": "s", "agentId": 1_000_002 })));
    let said = done(&set(&folder, "auths.Own", &json!({ "corpId": "ww0123456789abcdef" })));
    assert!(!said.contains("Own.json") && said.contains("take it over"), "{said}");
    assert!(done(&folder.run(&["element", "remove", "auths.Third"])).contains("take it over"));
    done(&folder.run(&["element", "check"]));
}

#[test]
fn an_instance_that_was_right_stays_so_whatever_is_wrong_with_others() {
    let folder = Folder::new();
    let own = fs::read_to_string(folder.path("apps/acme.portal/auths/Mine/Mine.json")).unwrap();
    done(&folder.run(&["element", "new", "auths.Empty"]));
    // Wrong in ways that keep whoever reads the apps from looking at what is in other configurations.
    let definition = r#"{"title": "L", "type": "auths.loginTypes.QywxProxyType"}"#;
    for (name, config) in [("Unset", own.replace("dk1", "{{NOBODY_HAS_IT}}")), ("Broken", "{".to_owned())] {
        folder.write(&format!("apps/acme.portal/auths/{name}/e.json"), definition);
        folder.write(&format!("apps/acme.portal/auths/{name}/{name}.json"), &config);
    }
    folder.write("apps/acme.other/app.json", "{");
    let mine = |values: Value| set(&folder, "auths.Mine", &values);
    for (values, field) in [
        (json!({ "authConfig": { "token": null } }), "authConfig.token: is missing"),
        (json!({ "authConfig": { "token": "{{NOBODY_HAS_IT}}" } }), "authConfig.token: neither app"),
        (json!({ "isActive": "yes" }), "isActive: "),
    ] {
        let why = refused(&mine(values));
        assert!(why.contains(field) && !why.contains("Unset") && !why.contains("Empty"), "{why}");
    }
    assert_eq!(fs::read_to_string(folder.path("apps/acme.portal/auths/Mine/Mine.json")).unwrap(), own);

    let said = done(&mine(json!({ "isActive": false })));
    for wrong in ["acme.other/app.json: ", "Unset.json: authConfig.suiteId: ", "Broken.json: "] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    let titled = folder.run(&["element", "set", "auths.Unset", "--title", "Not yet", "--app", "acme.portal"]);
    assert!(done(&titled).contains("Unset.json: authConfig.suiteId: "));
    folder.write("apps/acme.portal/services/Ours/e.json", r#"{"title": "Ours", "type": "services.NormalType"}"#);
    for command in [&["remove", "services.Ours"][..], &["set", "services.Ours", "--title", "x"]] {
        let why = refused(&folder.run(&[&["element"], command].concat()));
        assert!(why.contains("not an instance of a Type that has code"), "{why}");
    }
    for name in ["auths.Broken", "auths.Unset", "auths.Empty"] {
        assert!(done(&folder.run(&["element", "remove", name])).contains("acme.other/app.json: "));
    }
}

#[test]
fn steps_do_not_lead_to_two_instances_that_cannot_both_be_right() {
    let folder = Folder::new();
    done(&folder.run(&["element", "new", "auths.Second"]));
    done(&folder.run(&["element", "new", "auths.Third"]));
    let second = |values: Value| set(&folder, "auths.Second", &json!({ "authConfig": values }));
    // Of the suite of `auths.Mine`, with another secret.
    done(&second(json!({ "suiteId": "dk1", "suiteSecret": "other", "token": "t" })));
    let key = json!({ "encodingAESKey": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" });
    let why = refused(&second(key.clone()));
    assert!(why.contains("both configure suite dk1") && !why.contains("Third.json"), "{why}");
    done(&second(json!({ "suiteSecret": "s" })));
    done(&second(key));
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
    assert!(stderr(&set("s3cret")).contains("not a JSON object") && !stderr(&set("s3cret")).contains("s3cret"));
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

#[test]
fn a_draft_keeps_nobody_from_anything_and_says_what_it_lacks_until_it_is_finished() {
    let folder = Folder::new();
    let finish = || folder.run(&["element", "set", "auths.Second", "--finish"]);
    assert!(refused(&folder.run(&["element", "set", "auths.Mine", "--finish"])).contains("is not a draft"));
    done(&folder.run(&["element", "new", "auths.Second"]));
    let check = done(&folder.run(&["element", "check"]));
    assert!(check.contains("draft  acme.portal:auths.Second  out of service"), "{check}");
    assert!(check.contains("lacks  acme.portal:auths.Second: ") && check.contains("authConfig.suiteId"), "{check}");
    assert!(refused(&finish()).contains("authConfig.suiteId: "));

    // Half saved by an editor.
    folder.write("apps/acme.portal/auths/Second/Second.json", "{\"authConfig\": {");
    let check = done(&folder.run(&["element", "check"]));
    assert!(check.contains("lacks  ") && check.contains("Second/Second.json: is not valid JSON"), "{check}");
    assert!(refused(&finish()).contains("Second.json"));

    // By hand, as a person does it who reads what `element new` said.
    let mine = fs::read_to_string(folder.path("apps/acme.portal/auths/Mine/Mine.json")).unwrap();
    let second = "apps/acme.portal/auths/Second/Second.json";
    folder.write(second, &mine.replace("dk1", "{{NOBODY_HAS_IT}}"));
    assert!(refused(&finish()).contains("authConfig.suiteId: neither app"));
    folder.write(second, &mine.replace("dk1", "dk2").replace("\"t\"", "\"t2\""));
    assert!(done(&folder.run(&["element", "check"])).contains("draft  acme.portal:auths.Second"));
    assert!(done(&finish()).contains("take it over"));
    let check = done(&folder.run(&["element", "check", "--json"]));
    assert!(check.contains(r#""instance":"auths.Second""#) && !check.contains(r#""draft":true"#), "{check}");
}

#[test]
fn a_secret_may_lie_in_a_file_and_is_trimmed_wherever_it_stands() {
    let folder = Folder::new();
    let file = "apps/acme.portal/auths/Mine/Mine.json";
    let config: Value = serde_json::from_str(&fs::read_to_string(folder.path(file)).unwrap()).unwrap();
    let key = config["authConfig"]["encodingAESKey"].as_str().unwrap();
    folder.write("apps/acme.portal/secrets/key", &format!("\u{feff}{key}\r\n"));
    folder.write("credentials/token", "t0ken\n");
    let mut config = config.clone();
    let auth = config["authConfig"].as_object_mut().unwrap();
    auth.remove("encodingAESKey");
    auth.remove("token");
    auth.insert("encodingAESKey_file".to_owned(), json!("secrets/key"));
    auth.insert("token_file".to_owned(), json!("{{CREDENTIALS_DIRECTORY}}/token"));
    auth.insert("suiteSecret".to_owned(), json!(" {{SECRET}} "));
    folder.write(file, &format!("\u{feff}{config}"));
    let check = |directory: &str| {
        let mut check = folder.command(&["element", "check", "--json"]);
        check.env("CREDENTIALS_DIRECTORY", folder.path(directory)).env("SECRET", "s3cret\n").output().unwrap()
    };
    assert!(done(&check("credentials")).contains(r#""instance":"auths.Mine""#));
    let missing = folder.path("nowhere/token");
    let told = format!("authConfig.token_file: cannot be read: {}: No such file", missing.display());
    assert!(refused(&check("nowhere")).contains(&told), "{}", stderr(&check("nowhere")));
    // Somebody took the secret itself for the path.
    config["authConfig"]["encodingAESKey_file"] = json!(key);
    folder.write(file, &config.to_string());
    let said = refused(&check("credentials"));
    assert!(said.contains("authConfig.encodingAESKey_file: ") && said.contains("not shown"), "{said}");
    assert!(!said.contains(key), "{said}");

    let files = json!({ "authConfig": { "encodingAESKey_file": "secrets/key", "token": "t2" } });
    done(&set(&folder, "auths.Mine", &files));
    let written: Value = serde_json::from_str(&fs::read_to_string(folder.path(file)).unwrap()).unwrap();
    assert_eq!(written["authConfig"]["token"], "t2");
    assert!(written["authConfig"].get("token_file").is_none(), "one of the two: {written}");
}

#[test]
fn only_the_variables_that_are_opened_to_apps_stand_for_something_in_them() {
    let folder = Folder::new();
    let file = "apps/acme.portal/auths/Mine/Mine.json";
    let config = fs::read_to_string(folder.path(file)).unwrap();
    folder.write(file, &config.replace("dk1", "{{SUITE_ONE}}"));
    let check = |open: &str| {
        let mut check = folder.command(&["element", "check", "--json"]);
        check.env("SUITE_ONE", "dk9").env("WECOM_LOGIN__APPS__VARIABLES", open).output().unwrap()
    };
    for open in ["*", "SUITE_*", "OTHER, SUITE_ONE"] {
        assert!(done(&check(open)).contains(r#""suiteId":"dk9""#), "{open}");
    }
    for open in ["OTHER", "SUITE_TWO,OTHER_*"] {
        let said = refused(&check(open));
        assert!(said.contains("`SUITE_ONE`: apps.variables does not open it to apps"), "{open}: {said}");
    }
    assert!(refused(&check("WECOM_LOGIN__*")).contains("apps.variables: expected names of variables"));
}

#[test]
fn check_warns_of_what_is_allowed_and_hardly_meant() {
    let folder = Folder::new();
    let config = fs::read_to_string(folder.path("apps/acme.portal/auths/Mine/Mine.json")).unwrap();
    assert!(!done(&folder.run(&["element", "check"])).contains("warning"));
    let definition = r#"{"title": "L", "type": "auths.loginTypes.QywxProxyType"}"#;
    let instance = |name: &str, config: &str| {
        folder.write(&format!("apps/acme.portal/auths/{name}/e.json"), definition);
        folder.write(&format!("apps/acme.portal/auths/{name}/{name}.json"), config);
    };
    instance("Nine", &config);
    instance("Off", &config.replacen('{', r#"{"isActive": false, "#, 1));
    instance("Ours", &config.replacen('{', r#"{"corpId": "wp1", "#, 1));
    let other = |token: &str| config.replace("\"t\"", &format!("{token:?}"));
    instance("Swapped", &other("t2").replacen('{', r#"{"corpId": "dk7", "#, 1).replace("dk1", "wp7"));
    instance("Literal", &other("t3").replace("dk1", "{SUITE_ID}").replace("\"s\"", "\"${SUITE_SECRET}\""));
    folder.write("apps/portal/app.json", r#"{"appId": "acme.other", "title": "O"}"#);
    std::os::unix::fs::symlink(folder.path("apps/acme.portal/auths"), folder.path("apps/acme.portal/again")).unwrap();
    let said = done(&folder.run(&["element", "check"]));
    let warnings: Vec<_> = said.lines().filter(|line| line.starts_with("warning")).collect();
    for words in [
        "acme.portal:auths.Nine: authConfig.suiteId: auths.Mine is for the same companies of suite dk1 and comes first",
        "auths.Swapped: authConfig.suiteId: looks like the id of a company",
        "auths.Swapped: corpId: looks like the id of a template",
        "Literal.json: authConfig.suiteId: a name in one pair of braces",
        "Literal.json: authConfig.suiteSecret: a name in one pair of braces",
        "apps/portal: the folder is called otherwise than its app, acme.other",
        "acme.portal/again: this link is not followed",
    ] {
        assert!(warnings.iter().any(|warning| warning.contains(words)), "{words}: {warnings:#?}");
    }
    assert_eq!(warnings.len(), 7, "{warnings:#?}");
    let json = done(&folder.run(&["element", "check", "--json"]));
    assert_eq!(json.matches(r#"{"warning":"#).count(), 7, "{json}");
}

#[test]
fn a_change_by_command_is_in_the_audit_trail_where_there_is_a_database() {
    let folder = Folder::new();
    let without = folder.run(&["element", "new", "auths.Second"]);
    assert!(without.status.success() && stderr(&without).contains("not in the audit trail"), "{}", stderr(&without));
    assert!(!folder.path("data").exists(), "no database is made");
    done(&folder.run(&["migrate"]));
    done(&set(&folder, "auths.Mine", &json!({ "authConfig": { "suiteSecret": "n3w-s3cret" }, "isActive": false })));
    done(&folder.run(&["element", "remove", "auths.Second"]));
    let trail = done(&folder.run(&["audit", "list", "--json"]));
    let events: Vec<Value> = trail.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 2, "{trail}");
    for (event, action, target) in [
        (&events[1], "updateInstance", "acme.portal:auths.Mine"),
        (&events[0], "removeInstance", "acme.portal:auths.Second"),
    ] {
        assert_eq!((&event["action"], &event["target"]), (&json!(action), &json!(target)));
        assert_eq!(event["actor"], "command line");
        assert!(event["detail"]["osUser"].is_string(), "{event}");
    }
    assert_eq!(events[1]["detail"]["changed"], json!(["authConfig.suiteSecret", "isActive"]));
    assert!(!trail.contains("n3w-s3cret"), "{trail}");
}
