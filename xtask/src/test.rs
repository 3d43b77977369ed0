//! `cargo xtask test`: every test there is, part by part, each with its time.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::{demo, parts::Parts, process, tidy};

/// A database that the tests can run on.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// One file; nothing to install
    Sqlite,
}

/// Builds, then runs all parts.
///
/// # Errors
/// When a part failed; the others have run nevertheless.
pub(crate) fn run(root: &Path, only: Option<Engine>) -> Result<()> {
    let mut parts = Parts::default();
    parts.run("build", || process::run(process::cargo(root).args(["build", "--workspace", "--all-targets"])));
    if parts.failed() == 0 {
        parts.run("tests", || tests(root));
        parts.run("doc tests", || process::run(process::cargo(root).args(["test", "--doc", "--workspace", "--quiet"])));
        parts.run("tidy", || tidy::run(root));
        parts.run("demo --check", || demo::run(root, demo::Mode::Check));
        if root.join("tests/browser").exists() {
            parts.run("browser", || browser(root));
        }
    }
    if let Some(Engine::Sqlite) = only {
        println!("\nonly sqlite: no other database is part of the tests yet, so nothing was left out");
    }
    parts.finish()
}

fn tests(root: &Path) -> Result<()> {
    let mut nextest = process::cargo(root);
    let installed = nextest.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if installed.is_ok_and(|status| status.success()) {
        return process::run(process::cargo(root).args(["nextest", "run", "--workspace", "--no-fail-fast"]));
    }
    println!("cargo-nextest is not there, so `cargo test` runs; `cargo install --locked cargo-nextest` installs it");
    process::run(process::cargo(root).args(["test", "--workspace", "--all-targets", "--no-fail-fast"]))
}

/// What only a real browser can show.
fn browser(root: &Path) -> Result<()> {
    let script = root.join("tests/browser/run");
    if !script.exists() {
        bail!("tests/browser has no `run` to start it with");
    }
    process::run(Command::new(script).current_dir(root))
}
