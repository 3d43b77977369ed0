//! `cargo deny`: what `deny.toml` allows of the dependencies' licences, sources, bans and known faults.

use std::{path::Path, process::Stdio};

use anyhow::Result;

use crate::{left_out::left_out, process};

/// Checks what needs no network, then the advisories where their database can be fetched.
///
/// # Errors
/// When a dependency is not what `deny.toml` allows.
pub(crate) fn run(root: &Path) -> Result<()> {
    let deny = |arguments: &[&str]| {
        let mut command = process::cargo(root);
        command.args(["deny", "--workspace", "--all-features"]).args(arguments);
        command
    };
    if !succeeds(deny(&["--version"]))? {
        return left_out("cargo deny", "`cargo install --locked cargo-deny` installs it");
    }
    process::run(&mut deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    if !succeeds(deny(&["fetch", "db"]))? {
        return left_out("advisories", "the database of advisories could not be fetched");
    }
    process::run(&mut deny(&["check", "--hide-inclusion-graph", "--disable-fetch", "advisories"]))
}

fn succeeds(mut command: std::process::Command) -> Result<bool> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(status.success())
}
