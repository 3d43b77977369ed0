//! `cargo xtask new-login-type` writes a crate that keeps the rules, compiles and passes its test.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::tree::SmallTree;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn new(root: &Path, name: &str, options: &[&str]) -> Output {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(["new-login-type", name, "--root"]).arg(root).args(options).output().unwrap()
}

/// A workspace of nothing but its manifest, with this one's crates by their full paths.
fn empty_workspace() -> tempfile::TempDir {
    let (root, ours) = (tempfile::tempdir().unwrap(), workspace());
    let manifest = fs::read_to_string(ours.join("Cargo.toml")).unwrap();
    let members = manifest.lines().find(|line| line.starts_with("members = ")).unwrap().to_owned();
    let manifest = manifest.replace(&members, "members = [\"crates/*\"]");
    let manifest = manifest.replace("path = \"", &format!("path = \"{}/", ours.display()));
    fs::write(root.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(ours.join("Cargo.lock"), root.path().join("Cargo.lock")).unwrap();
    root
}

/// Runs cargo on a crate that was written, with warnings refused; `target` is kept between runs.
#[track_caller]
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", workspace().join("target/new-login-type")).env("RUSTFLAGS", "-D warnings");
    let done = cargo.output().unwrap();
    let (printed, complaint) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{printed}\n{complaint}");
    printed
}

#[test]
fn a_new_login_type_compiles_and_passes_its_test() {
    let cases = [
        ("demo-link", &[] as &[&str], "auths.loginTypes.DemoLinkType", 1),
        ("demo-door", &["--oauth"], "auths.loginTypes.DemoDoorType", 2),
    ];
    for (name, options, content, passed) in cases {
        let root = empty_workspace();
        let made = new(root.path(), name, options);
        let said = String::from_utf8(made.stdout).unwrap();
        assert!(made.status.success() && said.contains(content), "{said}");
        let printed = cargo(root.path(), &["test", "--offline", "--package", name]);
        assert!(printed.contains(&format!("test result: ok. {passed} passed")), "{printed}");
    }
}

/// Has a program of its own written, and answers its folder.
#[track_caller]
fn standalone(folder: &Path, name: &str, kind: &str, content: &str) -> PathBuf {
    let program = folder.join(name);
    let made = new(&workspace(), name, &[kind, "--standalone", program.to_str().unwrap()]);
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && said.contains(content), "{said}");
    program
}

#[test]
fn a_program_of_its_own_has_its_lock_file_and_profiles_and_compiles_outside_the_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let door = standalone(folder.path(), "demo-door", "--oauth", "auths.loginTypes.DemoDoorType");
    let manifest = fs::read_to_string(door.join("Cargo.toml")).unwrap();
    for part in ["\nserver = { path = \"/", "[workspace]\n", "[profile.release]\n", "[workspace.lints.clippy]\n"] {
        assert!(manifest.contains(part), "{part}: {manifest}");
    }
    assert!(!manifest.contains("sea-orm"), "what it does not use is left out: {manifest}");
    let main = fs::read_to_string(door.join("program/src/main.rs")).unwrap();
    assert!(main.contains("with_login_type(|_| demo_door::DemoDoorType)"), "{main}");
    let rule = standalone(folder.path(), "only-demo", "--rule", "the rule OnlyDemo");
    for program in [&door, &rule] {
        // The lock file fits as it is.
        cargo(program, &["check", "--offline", "--locked", "--workspace", "--all-targets"]);
    }

    let again = new(&workspace(), "demo-door", &["--standalone", rule.to_str().unwrap()]);
    let complaint = String::from_utf8(again.stderr).unwrap();
    assert!(!again.status.success() && complaint.contains("is not empty; nothing was changed"), "{complaint}");
}

#[test]
fn the_login_type_of_a_program_of_its_own_is_tested_without_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let door = standalone(folder.path(), "demo-door", "--oauth", "auths.loginTypes.DemoDoorType");
    let printed = cargo(&door, &["tree", "--offline", "--locked", "--edges", "all", "--prefix", "none"]);
    let built: Vec<_> = printed.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(built.contains(&"login-type"), "{printed}");
    for absent in ["server", "storage", "actix-web", "sea-orm", "clap"] {
        assert!(!built.contains(&absent), "{absent}: {printed}");
    }
    let rule = standalone(folder.path(), "only-demo", "--rule", "the rule OnlyDemo");
    let printed = cargo(&rule, &["tree", "--offline", "--locked", "--edges", "all", "--prefix", "none"]);
    assert!(printed.contains("qywx-proxy") && !printed.contains("actix-web"), "{printed}");
    let printed = cargo(&door, &["test", "--offline", "--locked"]);
    assert!(printed.contains("test result: ok. 2 passed"), "{printed}");
}

#[test]
fn a_new_login_type_keeps_the_rules_and_is_written_in_the_houses_format() {
    for options in [&[] as &[&str], &["--oauth"], &["--rule"]] {
        let tree = SmallTree::new();
        tree.append("Cargo.toml", "[workspace.dependencies]\n# Ours.\nclock = { path = \"crates/clock\" }\n");
        assert!(new(tree.path(), "demo-link", options).status.success());
        let (clean, printed) = tree.tidy();
        assert!(clean, "{printed}");
        let manifest = fs::read_to_string(tree.path().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("# Ours.\ndemo-link = { path = \"crates/demo-link\""), "{manifest}");

        let mut rustfmt = Command::new("rustfmt");
        rustfmt.arg("--check").arg("--config-path").arg(workspace().join("rustfmt.toml")).args(["--edition", "2024"]);
        let files = ["src/lib.rs", "tests/it/main.rs"].map(|file| tree.path().join("crates/demo-link").join(file));
        let checked = rustfmt.args(files).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8(checked.stdout).unwrap());
    }
}

#[test]
fn a_name_that_is_taken_or_will_not_do_changes_nothing() {
    let tree = SmallTree::new();
    tree.append(
        "Cargo.toml",
        "[workspace.dependencies]\n# Ours.\nclock = { path = \"crates/clock\" }\nserde = \"1\"\n",
    );
    let before = fs::read_to_string(tree.path().join("Cargo.toml")).unwrap();
    for (name, said) in [("clock", "exists already"), ("serde", "name of a dependency"), ("Demo", "small letters")] {
        let refused = new(tree.path(), name, &[]);
        let complaint = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && complaint.contains(said), "{name}: {complaint}");
    }
    let folder = tree.path().join("standalone");
    let refused = new(tree.path(), "serde", &["--standalone", folder.to_str().unwrap()]);
    assert!(!refused.status.success() && !folder.exists());
    assert_eq!(fs::read_to_string(tree.path().join("Cargo.toml")).unwrap(), before);
    assert!(!tree.path().join("crates/serde").exists());
}
