//! The public items of a crate for others are written down, and a change of them is named.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

const MANIFEST: &str = r#"[package]
name = "pens"
version = "0.1.0"
edition = "2024"
"#;

const LIB: &str = "//! Pens.\n\n/// Writes.\npub fn write(on: &str) {}\n\npub(crate) fn blot() {}\n";

/// A workspace with one crate for others, whose public items are written down.
fn workspace() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, content: &str| fs::write(folder.path().join(path), content).unwrap();
    fs::create_dir_all(folder.path().join("crates/pens/src")).unwrap();
    write("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n");
    write("crates/pens/Cargo.toml", MANIFEST);
    write("crates/pens/src/lib.rs", LIB);
    assert!(public_api(folder.path(), &[]).0);
    folder
}

/// Whether the command succeeds, and what it prints.
fn public_api(root: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["public-api", "--root"]).arg(root).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_changed_public_item_is_named_until_it_is_written_down() {
    let workspace = workspace();
    let root = workspace.path();
    let written = fs::read_to_string(root.join("crates/pens/public-api.txt")).unwrap();
    assert!(written.contains("pub fn pens::write(on: &str)") && !written.contains("blot"), "{written}");
    assert_eq!(public_api(root, &["--check"]), (true, String::new()));

    fs::write(root.join("crates/pens/src/lib.rs"), LIB.replace("on: &str", "on: &str, with: u8")).unwrap();
    let expected = "crates/pens/public-api.txt: - pub fn pens::write(on: &str)\n\
                    crates/pens/public-api.txt: + pub fn pens::write(on: &str, with: u8)\n";
    assert_eq!(public_api(root, &["--check"]), (false, expected.to_owned()));

    assert!(public_api(root, &[]).0);
    assert_eq!(public_api(root, &["--check"]), (true, String::new()));
}
