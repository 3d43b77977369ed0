//! `cargo xtask chaos`: kills servers at any moment while companies come and go, and compares them with WeCom at the end.

use std::{
    hash::{BuildHasher, RandomState},
    path::Path,
};

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    databases::{Durability, Server},
    engine::Engine,
    process,
};

/// Tells the run which database it is on; no argument, so that nobody sees it in the list of processes.
const DATABASE_VARIABLE: &str = "WECOM_LOGIN_CHAOS_DATABASE_URL";

/// The options of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Chooses everything that is left to chance [default: another one each time]
    #[arg(long)]
    seed: Option<u64>,
    /// Events that WeCom has to tell, at least
    #[arg(long, default_value_t = 2000)]
    events: usize,
    /// Companies
    #[arg(long, default_value_t = 100)]
    corps: usize,
    /// Times that a server is killed
    #[arg(long, default_value_t = 20)]
    kills: usize,
    /// Servers at the same time [default: 1 on sqlite, 2 elsewhere]
    #[arg(long)]
    processes: Option<usize>,
    /// The database that they share
    #[arg(long, value_name = "ENGINE", default_value = "sqlite")]
    database: Engine,
}

impl Arguments {
    fn processes(&self) -> Result<usize> {
        match (self.database, self.processes) {
            (_, Some(0)) => bail!("--processes: at least 1"),
            (Engine::Sqlite, Some(2..)) => bail!("--processes: a SQLite file is for one server"),
            (Engine::Sqlite, _) => Ok(1),
            (Engine::Postgres | Engine::Mariadb, wanted) => Ok(wanted.unwrap_or(2)),
        }
    }
}

/// Builds the programs, starts the database and lets it happen.
///
/// # Errors
/// When something cannot be built or started, or the servers do not hold at the end what WeCom holds.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let processes = arguments.processes()?;
    let seed = arguments.seed.unwrap_or_else(random);
    process::run(process::cargo(root).args(["build", "--bin", "wecom-login", "--bin", "chaos"]))?;
    println!("{} events on {}; repeat with --seed {seed}", arguments.events, arguments.database.name());
    // Durable, because what was committed has to be there after a kill.
    let server = Server::start(arguments.database, Durability::Durable)?;
    let mut command = process::cargo(root);
    command.args(["run", "--quiet", "--bin", "chaos", "--"]).env(DATABASE_VARIABLE, server.url());
    let numbers = [
        ("--seed", seed.to_string()),
        ("--events", arguments.events.to_string()),
        ("--corps", arguments.corps.to_string()),
        ("--kills", arguments.kills.to_string()),
        ("--processes", processes.to_string()),
    ];
    command.args(numbers.iter().flat_map(|(name, number)| [*name, number]));
    process::run(&mut command)?;
    server.end()
}

/// A number of the standard library's own randomness, which is enough for a seed.
fn random() -> u64 {
    RandomState::new().hash_one(()) % u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_for(database: Engine, processes: Option<usize>) -> Result<usize> {
        Arguments { seed: None, events: 1, corps: 1, kills: 0, processes, database }.processes()
    }

    #[test]
    fn a_sqlite_file_is_for_one_server_and_other_databases_for_several() {
        assert_eq!(asked_for(Engine::Sqlite, None).unwrap(), 1);
        assert_eq!(asked_for(Engine::Postgres, None).unwrap(), 2);
        assert_eq!(asked_for(Engine::Mariadb, Some(3)).unwrap(), 3);
        assert!(asked_for(Engine::Sqlite, Some(2)).is_err());
        assert!(asked_for(Engine::Postgres, Some(0)).is_err());
    }
}
