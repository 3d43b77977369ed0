//! `cargo xtask test`: every test there is, part by part, each with its time.

use std::{path::Path, process::Stdio};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{browser, demo, parts::Parts, process, tidy};

/// Which of the tests run.
#[derive(Args, Default)]
pub(crate) struct Selection {
    /// Run the database tests on this engine alone
    #[arg(long, value_name = "ENGINE")]
    only: Option<Engine>,
    /// Leave this part out
    #[arg(long, value_name = "PART")]
    skip: Option<Skippable>,
}

/// A part that needs more than Rust and a C compiler.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Skippable {
    /// The pages in Chromium
    Browser,
}

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
pub(crate) fn run(root: &Path, selection: &Selection) -> Result<()> {
    let mut parts = Parts::default();
    parts.run("build", || process::run(process::cargo(root).args(["build", "--workspace", "--all-targets"])));
    if parts.failed() == 0 {
        parts.run("tests", || tests(root));
        parts.run("doc tests", || process::run(process::cargo(root).args(["test", "--doc", "--workspace", "--quiet"])));
        parts.run("tidy", || tidy::run(root));
        parts.run("demo --check", || demo::run(root, demo::Mode::Check));
        if selection.skip != Some(Skippable::Browser) {
            parts.run("browser", || browser::run(root));
        }
    }
    if let Some(Skippable::Browser) = selection.skip {
        println!("\nleft out: browser, the pages in Chromium");
    }
    if let Some(Engine::Sqlite) = selection.only {
        println!("\nonly sqlite: no other database is part of the tests yet, so nothing was left out");
    }
    parts.finish()
}

fn tests(root: &Path) -> Result<()> {
    if has_nextest(root) {
        return process::run(process::cargo(root).args(["nextest", "run", "--workspace", "--no-fail-fast"]));
    }
    println!("cargo-nextest is not there, so `cargo test` runs; `cargo install --locked cargo-nextest` installs it");
    process::run(process::cargo(root).args(["test", "--workspace", "--all-targets", "--no-fail-fast"]))
}

/// Whether `cargo nextest` is installed.
pub(crate) fn has_nextest(root: &Path) -> bool {
    let mut nextest = process::cargo(root);
    let installed = nextest.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    installed.is_ok_and(|status| status.success())
}
