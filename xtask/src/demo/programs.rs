//! `Programs`: the two binaries, built by cargo.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process;

/// The two binaries.
pub(crate) struct Programs {
    /// `wecom-login`
    pub(crate) server: PathBuf,
    /// `wecom-simulator`
    pub(crate) simulator: PathBuf,
}

impl Programs {
    /// Builds both and learns from cargo where they are.
    ///
    /// # Errors
    /// When the build fails.
    pub(crate) fn build(root: &Path) -> Result<Self> {
        let (server, simulator) = ("wecom-login", "wecom-simulator");
        let mut command = process::cargo(root);
        command.args(["build", "--bin", server, "--bin", simulator]);
        command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
        println!("building {server} and {simulator}");
        let output = command.output().context("cannot start cargo")?;
        if !output.status.success() {
            bail!("the build failed");
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let built = |name: &str| {
            let found = messages.lines().find_map(|line| executable(line, name));
            found.with_context(|| format!("cargo built no {name}"))
        };
        Ok(Self { server: built(server)?, simulator: built(simulator)? })
    }

    /// A command line of the server.
    pub(crate) fn server(&self, environment: &[(String, String)], arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.server);
        command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn executable(message: &str, name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message.get("target")?.get("name")?.as_str()? != name {
        return None;
    }
    message.get("executable")?.as_str().map(PathBuf::from)
}
