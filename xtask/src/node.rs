//! npm packages, in the versions of the lock file of their folder: those of `tests/clients/node`, and axe-core.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{packages, process};

/// The advice where there is none.
pub(crate) const CURE: &str = "Node.js 20 or newer with npm is missing";

/// The folder, with its packages installed.
pub(crate) struct Node(PathBuf);

impl Node {
    /// Installs the packages, which takes a moment where they are there already; `None` without Node.js.
    ///
    /// # Errors
    /// When npm cannot install them.
    pub(crate) fn prepare(root: &Path) -> Result<Option<Self>> {
        let folder = root.join("tests/clients/node");
        Ok(install(&folder)?.then_some(Self(folder)))
    }

    /// Node's runner of tests, for one of its files.
    pub(crate) fn test(&self, file: &str) -> Command {
        let mut command = Command::new("node");
        command.args(["--test", file]).current_dir(&self.0);
        command
    }
}

/// Installs the packages of a folder, which takes a moment where they are there already; false without Node.js.
///
/// # Errors
/// When npm cannot install them.
pub(crate) fn install(folder: &Path) -> Result<bool> {
    if !packages::starts("node") || !packages::starts("npm") {
        return Ok(false);
    }
    let mut npm = Command::new("npm");
    process::run(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))?;
    Ok(true)
}
