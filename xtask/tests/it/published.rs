//! The description that a crate for others must have.

use crate::tree::SmallTree;

const MANIFEST: &str = r#"[package]
name = "element-model"
description = "Pens"
license = "Free"
repository = "https://example.org/pens"
rust-version = "1.95"
keywords = ["pen"]
categories = ["writing"]
[package.metadata.docs.rs]
all-features = true
rustdoc-args = ["--cfg", "docsrs"]
"#;

const LIBRARY: &str = "//! Pens.\n\n#![cfg_attr(docsrs, feature(doc_cfg))]\n";

/// A workspace with one crate for others.
fn tree() -> SmallTree {
    let tree = SmallTree::new();
    tree.write("crates/element-model/src/lib.rs", LIBRARY);
    tree.write("crates/element-model/Cargo.toml", MANIFEST);
    tree.write("crates/element-model/README.md", "# Pens\nThe minimal supported Rust version is 1.95.\n");
    write_texts(&tree, "crates/element-model");
    tree
}

/// The texts that a crate for others has besides its README.
const TEXTS: [&str; 4] = ["README.zh-CN.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

fn write_texts(tree: &SmallTree, folder: &str) {
    for text in TEXTS {
        tree.write(&format!("{folder}/{text}"), "Free.\n");
    }
}

#[track_caller]
fn expect_only(tree: &SmallTree, expected: &str) {
    let (clean, printed) = tree.tidy();
    let lines: Vec<_> = printed.lines().collect();
    assert!(!clean && lines.len() == 1 && lines[0].starts_with(expected), "expected {expected}…, found:\n{printed}");
}

#[test]
fn a_crate_for_others_says_what_it_is() {
    let manifest = "crates/element-model/Cargo.toml";
    for line in MANIFEST.lines().filter(|line| line.contains(" = ") && !line.starts_with("name")) {
        let tree = tree();
        tree.write(manifest, &MANIFEST.replace(line, ""));
        let key = line.split(' ').next().unwrap();
        let (clean, printed) = tree.tidy();
        assert!(
            !clean && printed.starts_with(&format!("{manifest}:1: published: ")) && printed.contains(key),
            "{printed}"
        );
    }
    for text in TEXTS {
        let tree = tree();
        tree.remove(&format!("crates/element-model/{text}"));
        expect_only(&tree, &format!("{manifest}:1: published: element-model is for others: it needs a {text}"));
    }
}

#[test]
fn a_crate_for_others_is_documented_with_all_its_features() {
    let told = "crates/element-model/Cargo.toml:1: published: element-model is for others: it needs `[package.metadata";
    let without_label = tree();
    without_label.write("crates/element-model/src/lib.rs", "//! Pens.\n");
    expect_only(&without_label, told);
    let without_features = tree();
    without_features.write("crates/element-model/Cargo.toml", &MANIFEST.replace("all-features = true", ""));
    expect_only(&without_features, told);
}

#[test]
fn a_readme_that_names_another_rust_than_the_manifest_is_found() {
    let tree = tree();
    tree.write("crates/element-model/README.md", "# Pens\nThe minimal supported Rust version is 1.9.\n");
    expect_only(
        &tree,
        "crates/element-model/README.md:1: published: must say: The minimal supported Rust version is 1.95.",
    );
}

#[test]
fn a_crate_for_others_stands_on_crates_for_others() {
    let tree = tree();
    let manifest = MANIFEST.replace("element-model", "login-type");
    tree.write("crates/login-type/Cargo.toml", &format!("{manifest}\n[dependencies]\nclock.workspace = true\n"));
    tree.write("crates/login-type/README.md", "The minimal supported Rust version is 1.95, as above.\n");
    tree.write("crates/login-type/src/lib.rs", LIBRARY);
    write_texts(&tree, "crates/login-type");
    expect_only(
        &tree,
        "crates/login-type/Cargo.toml:14: published: login-type is for others and may not stand on clock",
    );
}

#[test]
fn a_page_of_wecoms_documentation_that_stands_without_its_address_is_found() {
    let tree = tree();
    let ink = "/// An ink (96441), not dry (45009).\npub struct Ink;\n/// A pen ([96441](https://example.org/96441)).\npub struct Pen;\n";
    tree.write("crates/element-model/src/lib.rs", &format!("{LIBRARY}{ink}"));
    expect_only(&tree, "crates/element-model/src/lib.rs:4: page: page 96441 stands without its address");
}
