//! `cargo xtask mutants`: changes the code in small ways, one at a time, and sees whether a test notices.

use std::{fs, path::Path, process::Stdio};

use anyhow::{Result, bail, ensure};
use clap::Args;

use crate::process;

/// The crates whose tests are tried, and the packages whose tests have to notice.
const CRATES: &[(&str, &[&str])] = &[
    ("wecom-callback-crypto", &["wecom-callback-crypto"]),
    ("wecom-client", &["wecom-client"]),
    ("accounts", &["accounts", "tests"]),
    ("callback-records", &["callback-records", "tests"]),
    ("qywx-proxy", &["qywx-proxy", "tests"]),
    ("qywx-login", &["qywx-login", "tests"]),
    ("oidc", &["oidc", "tests"]),
    ("oidc-login", &["oidc-login", "tests"]),
    ("password-login", &["password-login", "tests"]),
    ("web", &["web", "tests"]),
];

/// The mutants that are tried.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The crates, of those that decide who is let in [default: all of them; a wrong name lists them]
    crates: Vec<String>,
    /// Try one part of so many alone, such as 1/10: all of them take hours
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Try only what has this in its name, such as a file or a function (a regular expression)
    #[arg(long, value_name = "REGEX")]
    only: Option<String>,
    /// List what would be tried
    #[arg(long)]
    list: bool,
}

/// Tries each crate; what survives is below `target/mutants`.
///
/// # Errors
/// When a change goes unnoticed, a crate is not among them, or cargo-mutants is missing.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let mut version = process::cargo(root);
    let installed = version.args(["mutants", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(installed.success(), "cargo-mutants is missing: `cargo install --locked cargo-mutants` installs it");
    let known: Vec<_> = CRATES.iter().map(|(name, _)| *name).collect();
    if let Some(other) = arguments.crates.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("{other} is none of {}", known.join(", "));
    }
    let asked = |name: &str| arguments.crates.is_empty() || arguments.crates.iter().any(|asked| asked == name);
    let mut survivors = Vec::new();
    for (name, tests) in CRATES.iter().filter(|(name, _)| asked(name)) {
        fs::create_dir_all(root.join(output(name)))?;
        if process::run(process::cargo(root).args(command_line(name, tests, arguments))).is_err() {
            survivors.push(*name);
        }
    }
    ensure!(survivors.is_empty(), "no test noticed some changes of {}, see target/mutants", survivors.join(", "));
    Ok(())
}

/// Where a crate's outcomes are written, in the workspace.
fn output(name: &str) -> String {
    format!("target/mutants/{name}")
}

fn command_line(name: &str, tests: &[&str], arguments: &Arguments) -> Vec<String> {
    let output = output(name);
    // Debug output is for people; other tests hold that it shows no secret.
    let mut words = vec!["mutants", "--package", name, "--output", &output, "--exclude-re", "impl .*Debug"];
    words.extend(tests.iter().flat_map(|package| ["--test-package", package]));
    words.extend(arguments.shard.iter().flat_map(|shard| ["--shard", shard.as_str()]));
    words.extend(arguments.only.iter().flat_map(|only| ["--re", only.as_str()]));
    words.extend(arguments.list.then_some("--list"));
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_of_the_whole_program_stand_for_a_crate_whose_own_are_few() {
        let arguments = Arguments { crates: Vec::new(), shard: Some("1/10".to_owned()), only: None, list: false };
        let (name, tests) = CRATES[2];
        let line = command_line(name, tests, &arguments).join(" ");
        assert!(line.starts_with("mutants --package accounts --output target/mutants/accounts "), "{line}");
        assert!(line.ends_with(" --test-package accounts --test-package tests --shard 1/10"), "{line}");
    }
}
