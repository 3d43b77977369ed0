//! Programs of the workspace, built by cargo.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process;

/// Builds a program, and those that it starts; learns from cargo where it is.
///
/// # Errors
/// When the build fails.
pub(crate) fn build(root: &Path, name: &str, others: &[&str]) -> Result<PathBuf> {
    let mut command = process::cargo(root);
    let names = || others.iter().copied().chain([name]);
    command.arg("build").args(names().flat_map(|name| ["--bin", name]));
    command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    println!("building {}", names().collect::<Vec<_>>().join(" and "));
    let output = command.output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the build failed");
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let found = messages.lines().find_map(|line| executable(line, name));
    found.with_context(|| format!("cargo built no {name}"))
}

fn executable(message: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message.get("target")?.get("name")?.as_str()? != name {
        return None;
    }
    message.get("executable")?.as_str().map(PathBuf::from)
}
