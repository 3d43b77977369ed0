//! Exit codes and messages of wrong calls.

use crate::{stderr, stdout, wecom_login};

#[test]
fn help_names_every_command() {
    let output = wecom_login(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    for command in ["serve", "migrate", "doctor", "element", "callback", "token", "key", "crypto"] {
        assert!(stdout(&output).contains(command), "{command} is missing");
    }
}

#[test]
fn without_a_command_the_first_steps_are_told() {
    let output = wecom_login(&[]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    let said = stderr(&output);
    for step in ["openssl rand -base64 32", "wecom-login.toml", "element check", "token create", "serve", "--help"] {
        assert!(said.contains(step), "{step}: {said}");
    }
}

#[test]
fn a_configuration_that_is_no_toml_does_not_show_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.toml");
    std::fs::write(&file, "[encryption]\nactive = \"k1\"\nkeys.k1 = \"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=\n")
        .unwrap();
    let output = wecom_login(&["--config", file.to_str().unwrap(), "serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("c.toml") && said.contains("line 3, column "), "{said}");
    assert!(!said.contains("QUJDREVG"), "{said}");
}

#[test]
fn a_wrong_call_exits_with_2_and_a_failure_with_1() {
    assert_eq!(wecom_login(&["srve"]).status.code(), Some(2));
    let missing = wecom_login(&["crypto", "verify", "--aes-key", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("--msg-signature"));
    let unread = wecom_login(&["serve", "--config", "/nonexistent/wecom-login.toml"]);
    assert_eq!(unread.status.code(), Some(1));
    assert!(stderr(&unread).contains("/nonexistent/wecom-login.toml"), "{}", stderr(&unread));
}

#[test]
fn a_new_database_is_for_its_owner_alone_and_a_keys_id_has_no_case() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("data/d.sqlite");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wecom-login"));
        command.env("WECOM_LOGIN__DATABASE__URL", format!("sqlite://{}", file.display()));
        command.env("WECOM_LOGIN__ENCRYPTION__ACTIVE", "Main");
        command.env("WECOM_LOGIN__ENCRYPTION__KEYS__Main", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");
        command.args(arguments).output().unwrap()
    };
    let migrated = run(&["migrate"]);
    assert_eq!(migrated.status.code(), Some(0), "{}", stderr(&migrated));
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let created = run(&["token", "create", "--name", "operator"]);
    assert!(stdout(&created).starts_with("wlp_"), "{}", stderr(&created));
}

#[test]
fn a_proxy_that_cannot_be_one_is_refused_by_its_field_and_not_shown() {
    for wrong in ["socks5://agent:sesame@proxy", "http://agent:ses/ame@proxy", "sesame"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wecom-login"));
        let refused = command.arg("serve").env("WECOM_LOGIN__WECOM__PROXY_URL", wrong).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let said = stderr(&refused);
        assert!(said.contains("wecom.proxy_url") && said.contains("http://host:port"), "{said}");
        assert!(!said.contains("ses"), "{said}");
    }
}
