//! Results that cannot be written.

use std::{
    fs::OpenOptions,
    process::{Output, Stdio},
};

use crate::{folder::Folder, stderr, stdout};

/// Runs a command whose standard output is a full disk.
fn on_a_full_disk(folder: &Folder, arguments: &[&str]) -> Output {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    folder.command(arguments).stdout(Stdio::from(full)).output().unwrap()
}

#[test]
fn every_command_whose_result_cannot_be_written_fails_and_says_so() {
    let folder = Folder::new();
    assert!(folder.run(&["migrate"]).status.success());
    let id = stdout(&folder.run(&["token", "create", "--name", "x"])).trim().split('_').nth(1).unwrap().to_owned();
    let aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let encrypt = ["crypto", "encrypt", "--token", "t", "--aes-key", aes_key, "--message", "m"];
    let commands: [&[&str]; 12] = [
        &["migrate"],
        &["migrate", "--json"],
        &["token", "list"],
        &["token", "create", "--name", "y"],
        &["token", "revoke", &id],
        &["audit", "list"],
        &["key", "rotate"],
        &["key", "reseal"],
        &["element", "check"],
        &["element", "check", "--json"],
        &encrypt,
        &["--help"],
    ];
    for command in commands {
        let output = on_a_full_disk(&folder, command);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("standard output"), "{command:?}: {}", stderr(&output));
    }
    let doctor = on_a_full_disk(&folder, &["doctor"]);
    assert!(!doctor.status.success() && stderr(&doctor).contains("standard output"), "{}", stderr(&doctor));
}

#[test]
fn a_token_that_nobody_saw_is_not_valid() {
    let folder = Folder::new();
    assert!(folder.run(&["migrate"]).status.success());
    let output = on_a_full_disk(&folder, &["token", "create", "--name", "lost", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("revoked again"), "{}", stderr(&output));
    let listed = stdout(&folder.run(&["token", "list"]));
    assert!(listed.contains("revoked") && !listed.contains("valid"), "{listed}");
}
