//! `cargo xtask ci`: what must hold before a change goes in.

use std::path::Path;

use anyhow::Result;

use crate::{fuzz, parts::Parts, process, public_api, published, test, tidy};

/// Format, lints, rules, tests, documentation, what others take alone, and a short run of the fuzz targets.
///
/// # Errors
/// When a part failed; the others have run nevertheless.
pub(crate) fn run(root: &Path) -> Result<()> {
    let cargo = |arguments: &[&str]| process::run(process::cargo(root).args(arguments));
    let mut parts = Parts::default();
    parts.run("format", || cargo(&["fmt", "--all", "--check"]));
    parts.run("lints", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    parts.run("tidy", || tidy::run(root));
    parts.run("test", || test::run(root, &test::Selection::default()));
    parts.run("documentation", || {
        let mut command = process::cargo(root);
        command.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
        process::run(&mut command)
    });
    parts.run("public API", || public_api::check(root));
    parts.run("features", || published::test_features(root));
    parts.run("oldest Rust", || published::build_with_oldest_rust(root));
    parts.run("packages", || published::package(root));
    parts.run("fuzzing", || fuzz::run(root));
    parts.finish()
}
