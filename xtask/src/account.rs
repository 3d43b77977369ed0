//! `Account`: whom of this machine a program runs as, because database servers refuse to be root.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

/// The account that a program runs as.
#[derive(Clone, Copy)]
pub(crate) enum Account {
    /// The account that runs this tool.
    Ours,
    /// Somebody without rights.
    Other {
        /// The user's number.
        user: u32,
        /// The number of the user's group.
        group: u32,
    },
}

impl Account {
    /// Ours, unless we are root: then the first of `names` that this machine knows.
    ///
    /// # Errors
    /// When we are root and this machine knows none of them.
    pub(crate) fn without_rights(names: &[&str]) -> Result<Self> {
        if !is_root() {
            return Ok(Self::Ours);
        }
        let known = names.iter().find_map(|name| Some(Self::Other { user: id("-u", name)?, group: id("-g", name)? }));
        known.with_context(|| format!("as root this needs another user to run as: {}", names.join(" or ")))
    }

    /// Hands the folder and the files in it over.
    ///
    /// # Errors
    /// When the system refuses.
    pub(crate) fn own(self, folder: &Path) -> Result<()> {
        #[cfg(unix)]
        if let Self::Other { user, group } = self {
            let mut paths = vec![folder.to_owned()];
            for file in std::fs::read_dir(folder)? {
                paths.push(file?.path());
            }
            for path in paths {
                let done = std::os::unix::fs::chown(&path, Some(user), Some(group));
                done.with_context(|| format!("cannot hand {} over to user {user}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Has the command run as this account, without further groups.
    pub(crate) fn run(self, command: &mut Command) {
        #[cfg(unix)]
        if let Self::Other { user, group } = self {
            std::os::unix::process::CommandExt::gid(command, group);
            std::os::unix::process::CommandExt::uid(command, user);
        }
    }
}

/// Whether we may do anything on this machine.
pub(crate) fn is_root() -> bool {
    ask(&["-u"]) == Some(0)
}

fn id(which: &str, name: &str) -> Option<u32> {
    ask(&[which, name])
}

fn ask(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}
