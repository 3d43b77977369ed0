//! MariaDB: how a throw-away server is made and started.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{CONNECTIONS, Durability, Plan, programs};
use crate::{packages::Packages, process::Signal};

const PACKAGES: Packages =
    Packages { programs: "MariaDB", names: &["mariadb-server"], is_installed: || Programs::find().is_some() };

/// Where the server is, which an ordinary user's `PATH` may lack.
const FOLDERS: &[&str] = &["/usr/sbin", "/usr/local/sbin"];

/// The empty one.
const DATABASE: &str = "wecom_login";

/// The installed programs.
pub(super) struct Programs {
    install: PathBuf,
    server: PathBuf,
}

impl Programs {
    /// The installed ones; installs them where that may be done.
    ///
    /// # Errors
    /// When they are missing and cannot be installed: with the line that installs them.
    pub(super) fn require() -> Result<Self> {
        PACKAGES.require()?;
        Self::find().context("MariaDB was there a moment ago")
    }

    fn find() -> Option<Self> {
        let folders: Vec<_> = FOLDERS.iter().map(PathBuf::from).collect();
        let install = programs::find("mariadb-install-db", &folders)?;
        Some(Self { install, server: programs::find("mariadbd", &folders)? })
    }

    /// A server with all its files in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(super) fn plan(&self, folder: &Path, port: u16, durability: Durability) -> Result<Plan> {
        let files = folder.join("files");
        let first = folder.join("first.sql");
        fs::write(&first, format!("CREATE DATABASE IF NOT EXISTS {DATABASE};\n"))?;
        let mut prepare = Command::new(&self.install);
        prepare.arg("--no-defaults").arg(option("--datadir", &files));
        // The administrator without a password, since only this machine reaches it, and nobody else.
        prepare.args(["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]);
        let mut serve = Command::new(&self.server);
        serve.arg("--no-defaults").arg(option("--datadir", &files)).arg(option("--init-file", &first));
        serve.args(settings(folder, port, durability));
        Ok(Plan {
            name: "MariaDB",
            accounts: &["mysql", "nobody"],
            prepare,
            serve,
            ready: "ready for connections",
            end_by: Signal::Terminate,
            url: format!("mysql://root@127.0.0.1:{port}/{DATABASE}"),
        })
    }
}

fn option(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

fn settings(folder: &Path, port: u16, durability: Durability) -> Vec<String> {
    let mut settings = vec![
        "--bind-address=127.0.0.1".to_owned(),
        format!("--port={port}"),
        option("--socket", &folder.join("socket")),
        option("--pid-file", &folder.join("pid")),
        option("--tmpdir", folder),
        format!("--max-connections={CONNECTIONS}"),
        "--character-set-server=utf8mb4".to_owned(),
        "--skip-name-resolve".to_owned(),
    ];
    if durability == Durability::Volatile {
        let without_the_disk =
            ["--innodb-flush-log-at-trx-commit=2", "--skip-innodb-doublewrite", "--debug-no-sync=ON"];
        settings.extend(without_the_disk.map(str::to_owned));
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(folder: &Path, durability: Durability) -> (Vec<String>, String) {
        let programs = Programs { install: "/bin/mariadb-install-db".into(), server: "/bin/mariadbd".into() };
        let plan = programs.plan(folder, 4000, durability).unwrap();
        let arguments = plan.serve.get_args().map(|argument| argument.to_string_lossy().into_owned());
        (arguments.collect(), plan.url)
    }

    #[test]
    fn a_server_keeps_to_its_folder_its_port_and_this_machine() {
        let folder = tempfile::tempdir().unwrap();
        let (serve, url) = serve(folder.path(), Durability::Volatile);
        assert_eq!(serve[0], "--no-defaults", "it counts only as the first");
        let path = folder.path().display();
        for setting in ["--bind-address=127.0.0.1", "--port=4000", &format!("--socket={path}/socket")] {
            assert!(serve.iter().any(|argument| argument == setting), "{setting} in {serve:?}");
        }
        assert_eq!(url, "mysql://root@127.0.0.1:4000/wecom_login");
    }

    #[test]
    fn only_a_volatile_server_does_without_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let no_sync = |durability| serve(folder.path(), durability).0.contains(&"--debug-no-sync=ON".to_owned());
        assert!(no_sync(Durability::Volatile));
        assert!(!no_sync(Durability::Durable));
    }
}
