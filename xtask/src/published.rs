//! The crates that others take alone: each can be packaged, with each of its features, with the oldest Rust, without `std`
//! where that is a feature, and breaks nobody with a new version.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{left_out::left_out, process, tidy};

/// A machine without `std`.
const BARE: &str = "thumbv7em-none-eabihf";

/// Packages every crate for others, and builds each from its package and those of the others.
///
/// # Errors
/// When one cannot be packaged, or does not build from what is in its package.
pub(crate) fn package(root: &Path) -> Result<()> {
    let mut command = process::cargo(root);
    // Changes that are not committed yet are checked too.
    command.args(["package", "--quiet", "--allow-dirty"]);
    process::run(command.args(selected(&tidy::published(root)?)))
}

/// Tests every crate for others with each set of features that somebody may ask for: none, one alone, all.
///
/// # Errors
/// When a test fails, or does not compile.
pub(crate) fn test_features(root: &Path) -> Result<()> {
    for tidy::Published { name, features, .. } in tidy::published(root)?.iter().filter(|one| !one.features.is_empty()) {
        for features in sets(features) {
            println!("{name} with {}", if features.is_empty() { "no feature" } else { &features });
            let mut command = process::cargo(root);
            command.args(["test", "--quiet", "--package", name, "--no-default-features", "--features", &features]);
            process::run(&mut command)?;
        }
    }
    Ok(())
}

/// Builds the crates for others with the oldest Rust that they say they build with.
///
/// # Errors
/// When one does not build, or that Rust is not there.
pub(crate) fn build_with_oldest_rust(root: &Path) -> Result<()> {
    let published = tidy::published(root)?;
    let Some(oldest) = published.iter().map(|one| one.rust.as_str()).next() else { return Ok(()) };
    ensure!(published.iter().all(|one| one.rust == oldest), "the crates for others name different versions of Rust");
    let ours = said(&Command::new("rustc").arg("--version").output().context("cannot start rustc")?);
    if is_version(&ours, oldest) {
        println!("{ours} is the oldest: what the other parts build is built with it");
        return Ok(());
    }
    let installed = said(&Command::new("rustup").args(["toolchain", "list"]).output().context("cannot start rustup")?);
    let Some(toolchain) = installed.split_whitespace().find(|name| is_toolchain(name, oldest)) else {
        bail!(
            "this is {ours}; the oldest is missing: `rustup toolchain install {oldest} --profile minimal` installs it"
        );
    };
    for features in ["--no-default-features", "--all-features"] {
        let mut command = Command::new("rustup");
        command.current_dir(root).args([
            "run",
            toolchain,
            "cargo",
            "check",
            "--target-dir",
            "target/oldest-rust",
            features,
        ]);
        process::run(command.args(selected(&published)))?;
    }
    Ok(())
}

/// Builds each crate for others that has a feature `std` without it, for a machine that has none.
///
/// # Errors
/// When one does not build.
pub(crate) fn build_without_std(root: &Path) -> Result<()> {
    let installed = said(&Command::new("rustup").args(["target", "list", "--installed"]).output()?);
    if !installed.contains(BARE) {
        return left_out("builds without std", &format!("`rustup target add {BARE}` brings a machine that has none"));
    }
    for tidy::Published { name, .. } in
        tidy::published(root)?.iter().filter(|one| one.features.iter().any(|it| it == "std"))
    {
        let mut command = process::cargo(root);
        command.args(["check", "--package", name, "--no-default-features", "--target", BARE]);
        process::run(&mut command)?;
    }
    Ok(())
}

/// Compares each crate for others with the last release, by the rules of semantic versions.
///
/// # Errors
/// When a crate breaks more than its version number says.
pub(crate) fn check_versions(root: &Path) -> Result<()> {
    let mut describe = Command::new("git");
    describe.current_dir(root).args(["describe", "--tags", "--abbrev=0", "--match", "v*"]);
    let released = said(&describe.output().context("cannot start git")?);
    if released.is_empty() {
        println!("no release yet, there is no tag v…: nothing to compare with");
        return Ok(());
    }
    let mut version = process::cargo(root);
    let version = version.args(["semver-checks", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if !version.success() {
        return left_out("cargo semver-checks", "`cargo install --locked cargo-semver-checks` installs it");
    }
    let mut command = process::cargo(root);
    command.args(["semver-checks", "--all-features", "--baseline-rev", &released]);
    process::run(command.args(selected(&tidy::published(root)?)))
}

fn selected(published: &[tidy::Published]) -> impl Iterator<Item = &str> {
    published.iter().flat_map(|one| ["--package", one.name.as_str()])
}

/// None, each alone, all.
fn sets(features: &[String]) -> Vec<String> {
    let mut sets: Vec<_> = std::iter::once(String::new()).chain(features.iter().cloned()).collect();
    if features.len() > 1 {
        sets.push(features.join(","));
    }
    sets
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Whether `rustc 1.95.2 (…)` is a version `1.95`.
fn is_version(compiler: &str, version: &str) -> bool {
    let own = compiler.split(' ').nth(1).and_then(|own| own.strip_prefix(version));
    own.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether rustup's `1.89-x86_64-…` or `1.89.0-x86_64-…` is a version `1.89`.
fn is_toolchain(name: &str, version: &str) -> bool {
    name.strip_prefix(version).is_some_and(|rest| rest.starts_with(['-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_tried_one_by_one_and_together() {
        assert_eq!(sets(&["json".to_owned(), "xml".to_owned()]), ["", "json", "xml", "json,xml"]);
        assert_eq!(sets(&["json".to_owned()]), ["", "json"]);
    }

    #[test]
    fn a_toolchain_is_found_under_its_short_and_its_long_name() {
        assert!(is_toolchain("1.89-x86_64-unknown-linux-gnu", "1.89"));
        assert!(is_toolchain("1.89.0-x86_64-unknown-linux-gnu", "1.89"));
        assert!(!is_toolchain("1.8-x86_64-unknown-linux-gnu", "1.89") && !is_toolchain("1.890-x86", "1.89"));
    }

    #[test]
    fn a_version_is_not_the_beginning_of_another() {
        let compiler = "rustc 1.95.0 (59807616e 2026-04-14)";
        assert!(is_version(compiler, "1.95") && is_version(compiler, "1.95.0"));
        assert!(!is_version(compiler, "1.9") && !is_version(compiler, "1.96") && !is_version("", "1.95"));
    }
}
