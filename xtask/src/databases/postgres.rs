//! PostgreSQL: how a throw-away server is made and started.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{CONNECTIONS, Durability, Plan, programs};
use crate::{packages::Packages, process::Signal};

const PACKAGES: Packages =
    Packages { programs: "PostgreSQL", names: &["postgresql"], is_installed: || Programs::find().is_some() };

/// Where Debian has a folder for each version, none of them on the `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// May do everything; no password, since only this machine reaches it.
const ADMINISTRATOR: &str = "login";

/// The installed programs.
pub(super) struct Programs {
    initdb: PathBuf,
    postgres: PathBuf,
}

impl Programs {
    /// The installed ones; installs them where that may be done.
    ///
    /// # Errors
    /// When they are missing and cannot be installed: with the line that installs them.
    pub(super) fn require() -> Result<Self> {
        PACKAGES.require()?;
        Self::find().context("PostgreSQL was there a moment ago")
    }

    fn find() -> Option<Self> {
        let newest = programs::newest_version(Path::new(DEBIAN)).map(|version| version.join("bin"));
        let initdb = programs::find("initdb", newest.as_slice())?;
        // Of the same version.
        let postgres = initdb.canonicalize().ok()?.with_file_name("postgres");
        postgres.is_file().then_some(Self { initdb, postgres })
    }

    /// A server with all its files in `folder`.
    pub(super) fn plan(&self, folder: &Path, port: u16, durability: Durability) -> Plan {
        let files = folder.join("files");
        let mut prepare = Command::new(&self.initdb);
        prepare.arg("--pgdata").arg(&files).args(["--username", ADMINISTRATOR, "--auth", "trust"]);
        prepare.args(["--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions"]);
        let mut serve = Command::new(&self.postgres);
        serve.arg("-D").arg(&files).args(settings(folder, port, durability));
        Plan {
            name: "PostgreSQL",
            accounts: &["postgres", "nobody"],
            prepare,
            serve,
            ready: "database system is ready to accept connections",
            // The other signal waits until everybody has hung up.
            end_by: Signal::Interrupt,
            url: format!("postgres://{ADMINISTRATOR}@127.0.0.1:{port}/postgres"),
        }
    }
}

fn settings(folder: &Path, port: u16, durability: Durability) -> Vec<String> {
    let mut settings = vec![
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={}", folder.display()),
        format!("max_connections={CONNECTIONS}"),
    ];
    if durability == Durability::Volatile {
        settings.extend(["fsync=off", "full_page_writes=off"].map(str::to_owned));
    }
    settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(durability: Durability) -> Plan {
        let programs = Programs { initdb: "/bin/initdb".into(), postgres: "/bin/postgres".into() };
        programs.plan(Path::new("/folder"), 4000, durability)
    }

    fn arguments(command: &Command) -> Vec<String> {
        command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_server_keeps_to_its_folder_its_port_and_this_machine() {
        let plan = plan(Durability::Volatile);
        let serve = arguments(&plan.serve);
        assert_eq!(serve[..2], ["-D", "/folder/files"]);
        for setting in ["listen_addresses=127.0.0.1", "port=4000", "unix_socket_directories=/folder"] {
            assert!(serve.iter().any(|argument| argument == setting), "{setting} in {serve:?}");
        }
        assert!(arguments(&plan.prepare).contains(&"/folder/files".to_owned()));
        assert_eq!(plan.url, "postgres://login@127.0.0.1:4000/postgres");
    }

    #[test]
    fn only_a_volatile_server_does_without_the_disk() {
        let fsync_off = |durability| arguments(&plan(durability).serve).contains(&"fsync=off".to_owned());
        assert!(fsync_off(Durability::Volatile));
        assert!(!fsync_off(Durability::Durable));
    }
}
