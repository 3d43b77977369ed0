//! `cargo xtask mutants`: changes the code in small ways, one at a time, and sees whether a test notices.

use std::{fs, path::Path, process::Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::process;

/// A crate whose tests are tried.
struct Tried {
    name: &'static str,
    /// The packages whose tests have to notice.
    tests: &'static [&'static str],
    /// Whether it is tried where no crate is asked for by name.
    by_default: bool,
}

const CRATES: &[Tried] = &[
    Tried { name: "wecom-callback-crypto", tests: &["wecom-callback-crypto"], by_default: true },
    Tried { name: "wecom-client", tests: &["wecom-client"], by_default: true },
    Tried { name: "accounts", tests: &["accounts", "tests"], by_default: true },
    Tried { name: "callback-records", tests: &["callback-records", "tests"], by_default: true },
    Tried { name: "qywx-proxy", tests: &["qywx-proxy", "tests"], by_default: true },
    Tried { name: "qywx-login", tests: &["qywx-login", "tests"], by_default: false },
    Tried { name: "oidc", tests: &["oidc", "tests"], by_default: false },
    Tried { name: "oidc-login", tests: &["oidc-login", "tests"], by_default: false },
    Tried { name: "password-login", tests: &["password-login", "tests"], by_default: false },
    Tried { name: "web", tests: &["web", "tests"], by_default: false },
];

/// The mutants that are tried.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The crates [default: wecom-callback-crypto, wecom-client, accounts, callback-records, qywx-proxy; a wrong name lists
    /// them all]
    crates: Vec<String>,
    /// Try one part of so many alone, such as 0/10: a crate takes hours
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Try only what has this in its name, such as a file or a function (a regular expression)
    #[arg(long, value_name = "REGEX")]
    only: Option<String>,
    /// List what would be tried
    #[arg(long)]
    list: bool,
}

/// Tries each crate. Survivors are printed, and stay below `target/mutants/<crate>/mutants.out`.
///
/// # Errors
/// When a change goes unnoticed, the tests fail without any, a crate is not among them, or cargo-mutants is missing.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let mut version = process::cargo(root);
    let installed = version.args(["mutants", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    ensure!(installed.success(), "cargo-mutants is missing: `cargo install --locked cargo-mutants` installs it");
    let mut missed = Vec::new();
    for tried in chosen(&arguments.crates)? {
        fs::create_dir_all(root.join(output(tried)))?;
        let mut command = process::cargo(root);
        let status = process::run_until_interrupted("cargo mutants", command.args(command_line(tried, arguments)))?;
        if has_survivors(status.code()).with_context(|| format!("{} was not tried: {status}", tried.name))? {
            missed.push(format!("{}/mutants.out/missed.txt", output(tried)));
        }
    }
    ensure!(missed.is_empty(), "no test noticed the changes in {}", missed.join(", "));
    Ok(())
}

/// The crates of these names; without any, those that decide who is let in and lose nothing.
fn chosen(names: &[String]) -> Result<Vec<&'static Tried>> {
    if names.is_empty() {
        return Ok(CRATES.iter().filter(|tried| tried.by_default).collect());
    }
    let known: Vec<_> = CRATES.iter().map(|tried| tried.name).collect();
    let find = |name: &String| {
        let found = CRATES.iter().find(|tried| tried.name == name);
        found.with_context(|| format!("{name} is none of {}", known.join(", ")))
    };
    names.iter().map(find).collect()
}

/// Whether some change went unnoticed, by the status that cargo-mutants ends with.
fn has_survivors(code: Option<i32>) -> Result<bool> {
    match code {
        // 3: some change made a test wait for too long, which is noticed too.
        Some(0 | 3) => Ok(false),
        Some(2) => Ok(true),
        Some(4) => bail!("its tests fail without any change"),
        _ => bail!("cargo-mutants failed"),
    }
}

/// Where a crate's outcomes are written, in the workspace.
fn output(tried: &Tried) -> String {
    format!("target/mutants/{}", tried.name)
}

/// Changes that nobody could notice are named in `.cargo/mutants.toml`, with the reason.
fn command_line(tried: &Tried, arguments: &Arguments) -> Vec<String> {
    let output = output(tried);
    let mut words = vec!["mutants", "--package", tried.name, "--output", &output];
    // The tests of the whole program have a feature that needs a browser.
    words.extend((tried.tests == [tried.name]).then_some("--all-features"));
    words.extend(tried.tests.iter().flat_map(|package| ["--test-package", package]));
    words.extend(arguments.shard.iter().flat_map(|shard| ["--shard", shard.as_str()]));
    words.extend(arguments.only.iter().flat_map(|only| ["--re", only.as_str()]));
    words.extend(arguments.list.then_some("--list"));
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &[&str]) -> Result<Vec<&'static str>> {
        let asked: Vec<_> = asked.iter().map(|name| (*name).to_owned()).collect();
        Ok(chosen(&asked)?.iter().map(|tried| tried.name).collect())
    }

    #[test]
    fn the_tests_of_the_whole_program_stand_for_a_crate_whose_own_are_few() {
        let arguments = Arguments { crates: Vec::new(), shard: Some("1/10".to_owned()), only: None, list: false };
        let line = command_line(&CRATES[2], &arguments).join(" ");
        assert!(line.starts_with("mutants --package accounts --output target/mutants/accounts "), "{line}");
        assert!(line.ends_with(" --test-package accounts --test-package tests --shard 1/10"), "{line}");
        let line = command_line(&CRATES[0], &arguments).join(" ");
        assert!(line.contains(" --all-features --test-package wecom-callback-crypto "), "{line}");
    }

    #[test]
    fn five_crates_are_tried_unless_others_are_asked_for() {
        let five = ["wecom-callback-crypto", "wecom-client", "accounts", "callback-records", "qywx-proxy"];
        assert_eq!(names(&[]).unwrap(), five);
        assert_eq!(names(&["web", "accounts"]).unwrap(), ["web", "accounts"]);
        let error = names(&["acounts"]).unwrap_err().to_string();
        assert!(error.starts_with("acounts is none of wecom-callback-crypto, "), "{error}");
    }

    #[test]
    fn tests_that_fail_without_a_change_are_no_survivor_and_no_success() {
        assert_eq!([0, 3, 2].map(|code| has_survivors(Some(code)).unwrap()), [false, false, true]);
        assert!([Some(4), Some(1), Some(70), None].into_iter().all(|code| has_survivors(code).is_err()));
    }
}
