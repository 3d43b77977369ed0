//! The configuration file: where it is looked for, and what its mistakes say.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::{
    folder::{Folder, KEY},
    stderr, stdout,
};

/// Runs a command that reads the configuration, in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wecom-login"));
    command.args(arguments).current_dir(folder).env_remove("WECOM_LOGIN_CONFIG");
    command
}

fn check_in(folder: &Path) -> Output {
    run_in(folder, &["element", "check"]).output().unwrap()
}

/// The output of `element check` for a configuration that will not do.
fn complaint(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wecom-login.toml"), text).unwrap();
    let output = check_in(folder.path());
    assert_eq!(output.status.code(), Some(1), "{text}: {}", stdout(&output));
    stderr(&output)
}

#[test]
fn the_file_is_found_by_its_place_and_its_relative_paths_count_from_its_folder() {
    let folder = Folder::new();
    folder.write("k1.key", &format!("\u{feff} {KEY} \r\n"));
    let text = "\u{feff}apps.dir = 'apps'\ndatabase.url = 'sqlite://data/own.sqlite'\n\
                encryption = { active = 'k1', keys.k1_file = 'k1.key' }\n";
    folder.write("wecom-login.toml", text);
    let elsewhere = tempfile::tempdir().unwrap();
    let none = check_in(elsewhere.path());
    assert!(stderr(&none).contains("apps.dir: cannot read apps"), "{}", stderr(&none));

    let here = check_in(&folder.path(""));
    assert!(stdout(&here).contains("acme.portal:auths.Mine"), "{}", stderr(&here));
    let named = run_in(elsewhere.path(), &["migrate"])
        .env("WECOM_LOGIN_CONFIG", folder.path("wecom-login.toml"))
        .output()
        .unwrap();
    assert_eq!(named.status.code(), Some(0), "{}", stderr(&named));
    assert!(folder.path("data/own.sqlite").exists());
    let given = run_in(elsewhere.path(), &["token", "create", "--name", "x", "--config"])
        .arg(folder.path("wecom-login.toml"))
        .env("WECOM_LOGIN_CONFIG", "/nowhere.toml")
        .output()
        .unwrap();
    assert!(stdout(&given).starts_with("wlp_"), "--config comes first: {}", stderr(&given));
    let missing = run_in(elsewhere.path(), &["migrate"]).env("WECOM_LOGIN_CONFIG", "/nowhere.toml").output().unwrap();
    assert!(stderr(&missing).contains("WECOM_LOGIN_CONFIG: cannot read /nowhere.toml"), "{}", stderr(&missing));
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn a_port_alone_or_localhost_is_listened_on_and_any_other_form_is_shown() {
    let folder = Folder::new();
    for listen in ["0", "localhost:0", "127.0.0.1:0"] {
        let mut server = folder.command(&["serve"]);
        server.env("WECOM_LOGIN__SERVER__LISTEN", listen).stdout(std::process::Stdio::piped());
        let mut server = server.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.take().unwrap()), &mut line).unwrap();
        let _ = server.kill();
        let _ = server.wait();
        assert!(line.starts_with("listening on http://127.0.0.1:"), "{listen}: {line}");
    }
    assert!(!complaint("server.listen = 8090\n").contains("server.listen"), "a number does too");
    for wrong in ["':8090'", "'login.example.com:8090'", "'127.0.0.1'", "'70000'", "[8090]"] {
        let said = complaint(&format!("server.listen = {wrong}\n"));
        assert!(said.contains("server.listen: expected an IP address with a port: 127.0.0.1:8080"), "{wrong}: {said}");
    }
}

#[test]
fn an_unknown_key_is_answered_with_the_one_that_may_be_meant() {
    for (text, words) in [
        ("server.lisen = '8080'\n", "server.lisen: there is no such key; did you mean `server.listen`?"),
        ("listen = '8080'\n", "listen: there is no such key; did you mean `server.listen`?"),
        ("[sever]\nlisten = '8080'\n", "sever: there is no such key; did you mean `server`?"),
        ("server.body_limit = 1\n", "server.body_limit"),
        ("log.dir = 'apps'\n", "did you mean `apps.dir`?"),
        ("server.quite_another = 1\n", "server.quite_another: unknown field `quite_another`, expected one of `listen`"),
    ] {
        let said = complaint(text);
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[test]
fn a_key_file_is_named_by_the_path_that_was_tried_unless_it_is_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let create = |keys: &str| {
        let file = folder.path().join("wecom-login.toml");
        fs::write(&file, format!("encryption = {{ active = 'k1', keys = {keys} }}\n")).unwrap();
        let mut create = run_in(elsewhere.path(), &["token", "create", "--name", "x", "--config"]);
        stderr(&create.arg(file).output().unwrap())
    };
    let tried =
        format!("encryption.keys.k1_file: cannot be read: {}: No such file", folder.path().join("k1.key").display());
    let said = create("{ k1_file = 'k1.key' }");
    assert!(said.contains(&tried), "{said}");
    for pasted in [KEY, "4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b4f8d1c3b"] {
        let said = create(&format!("{{ k1_file = '{pasted}' }}"));
        assert!(said.contains("encryption.keys.k1_file") && said.contains("looks like the secret itself"), "{said}");
        assert!(!said.contains(&pasted[..12]), "{said}");
    }
}

#[test]
fn a_key_that_is_given_beside_its_file_is_refused_with_the_two_settings_of_which_one_has_to_go() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wecom-login.toml");
    let keys = format!("{{ k1 = '{KEY}', k1_file = 'k1.key' }}");
    fs::write(&file, format!("encryption = {{ active = 'k1', keys = {keys} }}\n")).unwrap();
    let mut create = run_in(folder.path(), &["token", "create", "--name", "x", "--config"]);
    let said = stderr(&create.arg(file).output().unwrap());
    for words in ["encryption.keys.k1_file: is given, and so is encryption.keys.k1", "Remove encryption.keys.k1 to"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains(&KEY[..12]), "{said}");
}

#[test]
fn a_sealing_key_may_have_blanks_and_line_ends_around_it() {
    for key in [format!(" {KEY}\n"), format!("\u{feff}{KEY}\r\n"), format!("{}\n{}", &KEY[..20], &KEY[20..])] {
        let folder = Folder::new();
        assert_eq!(folder.run(&["migrate"]).status.code(), Some(0));
        let mut create = folder.command(&["token", "create", "--name", "x"]);
        let created = create.env("WECOM_LOGIN__ENCRYPTION__KEYS__K", &key).output().unwrap();
        assert!(stdout(&created).starts_with("wlp_"), "{key:?}: {}", stderr(&created));
    }
}

#[test]
fn where_no_configuration_is_found_every_command_says_so_and_leaves_nothing_behind() {
    let empty = tempfile::tempdir().unwrap();
    for command in [&["serve"][..], &["company", "list"], &["token", "list"]] {
        let output = run_in(empty.path(), command).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let said = stderr(&output);
        assert!(said.contains("no configuration file was found") && said.contains("wecom-login.toml"), "{said}");
    }
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}
