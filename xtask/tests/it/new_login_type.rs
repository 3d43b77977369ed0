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

fn new(root: &Path, name: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(["new-login-type", name, "--root"]).arg(root).output().unwrap()
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

#[test]
fn a_new_login_type_compiles_and_passes_its_test() {
    let root = empty_workspace();
    let made = new(root.path(), "demo-link");
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(made.status.success() && said.contains("auths.loginTypes.DemoLinkType"), "{said}");

    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--offline", "--package", "demo-link"]).current_dir(root.path());
    cargo.env("CARGO_TARGET_DIR", workspace().join("target/new-login-type")).env("RUSTFLAGS", "-D warnings");
    let tested = cargo.output().unwrap();
    let (printed, complaint) = (String::from_utf8(tested.stdout).unwrap(), String::from_utf8(tested.stderr).unwrap());
    assert!(tested.status.success() && printed.contains("test result: ok. 1 passed"), "{printed}\n{complaint}");
}

#[test]
fn a_new_login_type_keeps_the_rules_and_is_written_in_the_houses_format() {
    let tree = SmallTree::new();
    tree.append("Cargo.toml", "[workspace.dependencies]\n# Ours.\nclock = { path = \"crates/clock\" }\n");
    assert!(new(tree.path(), "demo-link").status.success());
    let (clean, printed) = tree.tidy();
    assert!(clean, "{printed}");
    let manifest = fs::read_to_string(tree.path().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("# Ours.\ndemo-link = { path = \"crates/demo-link\""), "{manifest}");

    let mut rustfmt = Command::new("rustfmt");
    rustfmt.arg("--check").arg("--config-path").arg(workspace().join("rustfmt.toml")).args(["--edition", "2024"]);
    let checked = rustfmt.arg(tree.path().join("crates/demo-link/src/lib.rs")).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8(checked.stdout).unwrap());
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
        let refused = new(tree.path(), name);
        let complaint = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && complaint.contains(said), "{name}: {complaint}");
    }
    assert_eq!(fs::read_to_string(tree.path().join("Cargo.toml")).unwrap(), before);
    assert!(!tree.path().join("crates/serde").exists());
}
