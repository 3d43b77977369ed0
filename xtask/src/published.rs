//! What those need who take a crate of ours alone: that it can be packaged, each of its features, and the oldest Rust.

use std::{
    path::Path,
    process::{Command, Output},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{process, tidy};

/// Packages every crate for others, and builds each from its package and those of the others.
///
/// # Errors
/// When one cannot be packaged, or does not build from what is in its package.
pub(crate) fn package(root: &Path) -> Result<()> {
    let mut command = process::cargo(root);
    // What is not committed yet is checked too.
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
    let Some(toolchain) = installed.split_whitespace().find(|name| name.starts_with(&format!("{oldest}."))) else {
        bail!("this is {ours}; the oldest is missing: `rustup toolchain install {oldest}.0` installs it");
    };
    let mut command = Command::new("rustup");
    command.current_dir(root).args(["run", toolchain, "cargo", "check", "--target-dir", "target/oldest-rust"]);
    process::run(command.args(selected(&published)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_tried_one_by_one_and_together() {
        assert_eq!(sets(&["json".to_owned(), "xml".to_owned()]), ["", "json", "xml", "json,xml"]);
        assert_eq!(sets(&["json".to_owned()]), ["", "json"]);
    }

    #[test]
    fn a_version_is_not_the_beginning_of_another() {
        let compiler = "rustc 1.95.0 (59807616e 2026-04-14)";
        assert!(is_version(compiler, "1.95") && is_version(compiler, "1.95.0"));
        assert!(!is_version(compiler, "1.9") && !is_version(compiler, "1.96") && !is_version("", "1.95"));
    }
}
