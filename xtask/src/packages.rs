//! Programs from the system's packages: installed where that may be done, otherwise named in one line to type.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{account, process};

/// How long each step of the installation may take, in seconds.
const LIMIT: &str = "900";

/// Programs that some part of this tool needs.
pub(crate) struct Packages {
    /// The programs' names for people.
    pub(crate) programs: &'static str,
    /// Debian's names of the packages.
    pub(crate) names: &'static [&'static str],
    /// Whether the programs are there.
    pub(crate) is_installed: fn() -> bool,
}

impl Packages {
    /// Installs the packages if their programs are not there.
    ///
    /// # Errors
    /// When they are missing and cannot be installed: with the line that installs them.
    pub(crate) fn require(&self) -> Result<()> {
        if (self.is_installed)() {
            return Ok(());
        }
        let (programs, by_hand) = (self.programs, self.by_hand());
        if !may_install() {
            bail!("missing: {programs}; as root on Debian: {by_hand}");
        }
        println!("missing: {programs}; now: {by_hand}");
        let install = [&["install", "-y", "-qq"], self.names].concat();
        apt_get(&["update", "-qq"]).and_then(|()| apt_get(&install)).with_context(|| format!("by hand: {by_hand}"))?;
        if !(self.is_installed)() {
            bail!("still missing or not able to start: {programs}; installed: {}", self.names.join(", "));
        }
        Ok(())
    }

    fn by_hand(&self) -> String {
        format!("apt-get update && apt-get install -y {}", self.names.join(" "))
    }
}

/// Whether the program is there and says its version.
pub(crate) fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether this is Debian, or one of its kind, and we are root.
fn may_install() -> bool {
    Path::new("/etc/debian_version").exists() && account::is_root()
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("timeout");
    command.args([LIMIT, "apt-get"]).args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(command.stdin(Stdio::null()).stdout(Stdio::null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_type_names_every_package() {
        let packages = Packages { programs: "Two", names: &["one", "other"], is_installed: || false };
        assert_eq!(packages.by_hand(), "apt-get update && apt-get install -y one other");
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let packages = Packages { programs: "None", names: &["no-such-package"], is_installed: || true };
        assert!(packages.require().is_ok());
    }
}
