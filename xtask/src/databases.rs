//! `Server`: a throw-away database server in a temporary folder, on a free port, from the installed programs.

mod mariadb;
mod postgres;
mod programs;

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{
    account::Account,
    engine::Engine,
    ports,
    process::{self, Process, Signal},
};

/// Tells tests on which server they make their databases; without it they make SQLite files.
pub(crate) const TEST_VARIABLE: &str = "WECOM_LOGIN_TEST_DATABASE_URL";

/// How many connections a server takes: many tests and processes at once.
const CONNECTIONS: &str = "300";

/// Whether the pooler is installed that tests put in front of PostgreSQL.
pub(crate) fn has_pooler() -> bool {
    programs::find("pgbouncer", &["/usr/sbin".into()]).is_some()
}

/// The durability of a server that is thrown away.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It outlives the server's process, but not the machine: nothing is flushed to the disk. For tests.
    Volatile,
    /// It outlives the machine, as in production. For measurements, and for runs that kill.
    Durable,
}

/// A running database server, reached from this machine alone. It ends with this value, and its files go.
pub(crate) struct Server {
    url: String,
    // Goes before the folder that it works in.
    process: Option<Process>,
    folder: TempDir,
}

impl Server {
    /// Starts a server of its own and waits until it answers; installs its programs first where that may be done.
    /// On SQLite it is a folder for one file, and how durable that is its user decides.
    ///
    /// # Errors
    /// When its programs are missing and cannot be installed: with the line that installs them. When it does not
    /// start: with the end of its log.
    pub(crate) fn start(engine: Engine, durability: Durability) -> Result<Self> {
        match engine {
            Engine::Sqlite => Self::file(),
            Engine::Postgres => {
                let programs = postgres::Programs::require()?;
                ports::on_free_port(|port| Self::launch(|folder| Ok(programs.plan(folder, port, durability))))
            }
            Engine::Mariadb => {
                let programs = mariadb::Programs::require()?;
                ports::on_free_port(|port| Self::launch(|folder| programs.plan(folder, port, durability)))
            }
        }
    }

    /// An empty database, as `database.url` takes it, of an account that may do everything: create others, too.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Ends it now and removes its files.
    ///
    /// # Errors
    /// When it did not end in order, or its files stay.
    pub(crate) fn end(mut self) -> Result<()> {
        if let Some(process) = &mut self.process {
            let status = process.end()?;
            ensure!(status.success(), "the database server ended with {status}");
        }
        self.folder.close().context("the database server's files stay")
    }

    fn file() -> Result<Self> {
        let folder = temporary()?;
        let url = format!("sqlite://{}", folder.path().join("wecom-login.sqlite").display());
        Ok(Self { url, process: None, folder })
    }

    fn launch(plan: impl FnOnce(&Path) -> Result<Plan>) -> Result<Self> {
        let folder = temporary()?;
        let mut plan = plan(folder.path())?;
        let account = Account::without_rights(plan.accounts)?;
        account.own(folder.path())?;
        for command in [&mut plan.prepare, &mut plan.serve] {
            // Not our own folder, which the account may not be allowed to enter.
            command.current_dir(folder.path()).stdin(Stdio::null());
            account.run(command);
        }
        let log = folder.path().join("server.log");
        process::run_into(&mut plan.prepare, &log)?;
        let ready = |text: &str| text.contains(plan.ready).then_some(());
        let (process, ()) = Process::start(plan.name, &mut plan.serve, plan.end_by, &log, ready)?;
        Ok(Self { url: plan.url, process: Some(process), folder })
    }
}

/// How a server of one engine is made and started.
struct Plan {
    /// Its name for people.
    name: &'static str,
    /// The system's users it may run as when we are root, the best first.
    accounts: &'static [&'static str],
    /// Makes its files.
    prepare: Command,
    /// Runs it in the foreground.
    serve: Command,
    /// The line of its log once it answers.
    ready: &'static str,
    /// The signal that ends it without waiting for connected clients.
    end_by: Signal,
    /// Where it answers.
    url: String,
}

fn temporary() -> Result<TempDir> {
    tempfile::Builder::new().prefix("wecom-login-database-").tempdir().context("no temporary folder")
}
