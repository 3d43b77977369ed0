//! Python programs that check things, in an environment below `target` that nothing else uses.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{packages, process};

/// The packages to install, each in the version that the checks were written for.
const REQUIREMENTS: &[&str] = &["schemathesis==4.32.5", "kubernetes-validate==1.37.0"];

/// The advice where there is none.
pub(crate) const CURE: &str = "Python 3.10 or newer with venv and pip is missing, or the registry is not reached";

/// An environment in which the requirements are installed.
pub(crate) struct Python(PathBuf);

impl Python {
    /// Makes the environment where it is missing or of other versions; `None` where that cannot be done.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub(crate) fn prepare(root: &Path) -> Result<Option<Self>> {
        let folder = root.join("target/python");
        let (stamp, wanted) = (folder.join("requirements.txt"), REQUIREMENTS.join("\n"));
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(Some(Self(folder)));
        }
        if !packages::starts("python3") || !make(&folder) {
            return Ok(None);
        }
        fs::write(stamp, wanted)?;
        Ok(Some(Self(folder)))
    }

    /// A program of the environment.
    pub(crate) fn program(&self, name: &str) -> Command {
        Command::new(self.0.join("bin").join(name))
    }
}

/// Whether the environment could be made; what went wrong is on the terminal.
fn make(folder: &Path) -> bool {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(REQUIREMENTS);
    process::run(&mut venv).is_ok() && process::run(&mut pip).is_ok()
}
