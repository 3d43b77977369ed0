//! `cargo xtask bench`: measures what the optimised server can do, on a database that keeps what it was told.

use std::path::Path;

use anyhow::{Result, ensure};
use clap::{Args, Subcommand};

use crate::{
    databases::{Durability, Server},
    engine::Engine,
    process,
};

/// Tells the run which database it is on; no argument, so that nobody sees it in the list of processes.
const DATABASE_VARIABLE: &str = "WECOM_LOGIN_LOAD_DATABASE_URL";

/// The profile of what is measured: see `Cargo.toml`.
const PROFILE: &str = "bench-fast";

/// The subject of the measurement.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// How many callbacks a second are committed and answered, beside `/healthz` of the same server
    Callback(Arguments),
    /// How many answers a second the token, UserInfo and introspection endpoints give, beside `/healthz`
    Tokens(Arguments),
}

impl Bench {
    /// The name that the program `load` knows it by, and the options.
    fn parts(&self) -> (&'static str, &Arguments) {
        match self {
            Self::Callback(arguments) => ("callback", arguments),
            Self::Tokens(arguments) => ("tokens", arguments),
        }
    }
}

/// The options of the command.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Kept-alive connections at the same time
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Requests of a kind in one turn
    #[arg(long, default_value_t = 8000)]
    requests: usize,
    /// Turns of each kind; the middle rate of each kind counts
    #[arg(long, default_value_t = 9)]
    turns: usize,
    /// Fails below this share of the rate of `/healthz`, in percent
    #[arg(long, value_name = "PERCENT")]
    least: Option<f64>,
    /// The only database to measure on [default: sqlite, then postgres]
    #[arg(long, value_name = "ENGINE")]
    database: Option<Engine>,
}

impl Arguments {
    fn databases(&self) -> Vec<Engine> {
        self.database.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |one| vec![one])
    }
}

/// Builds the programs and measures on each database.
///
/// # Errors
/// When something cannot be built or started, an acknowledged callback has no record, or less is reached than was asked
/// for.
pub(crate) fn run(root: &Path, bench: &Bench) -> Result<()> {
    let (subject, arguments) = bench.parts();
    ensure!(arguments.connections > 0, "--connections: at least 1");
    ensure!(arguments.requests > 0, "--requests: at least 1");
    ensure!(arguments.turns > 0, "--turns: at least 1");
    let programs = ["--bin", "wecom-login", "--bin", "load"];
    process::run(process::cargo(root).args(["build", "--profile", PROFILE]).args(programs))?;
    arguments.databases().into_iter().try_for_each(|database| measure(root, subject, arguments, database))
}

fn measure(root: &Path, subject: &str, arguments: &Arguments, database: Engine) -> Result<()> {
    println!("\n{}, {} connections kept alive", how_durable(database), arguments.connections);
    let server = Server::start(database, Durability::Durable)?;
    let mut command = process::cargo(root);
    command.args(["run", "--quiet", "--profile", PROFILE, "--bin", "load", "--", subject]);
    command.env(DATABASE_VARIABLE, server.url());
    let numbers =
        [("--connections", arguments.connections), ("--requests", arguments.requests), ("--turns", arguments.turns)];
    command.args(numbers.iter().flat_map(|(name, number)| [(*name).to_owned(), number.to_string()]));
    command.args(arguments.least.iter().flat_map(|least| ["--least".to_owned(), least.to_string()]));
    process::run(&mut command)?;
    server.end()
}

/// The database, and what it does before it says that something is committed.
fn how_durable(database: Engine) -> String {
    let durable = match database {
        Engine::Sqlite => "synchronous = FULL",
        Engine::Postgres => "fsync and synchronous_commit on",
        Engine::Mariadb => "flushed at each commit",
    };
    format!("{}: {durable}", database.name())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        bench: Bench,
    }

    fn databases(line: &[&str]) -> Vec<Engine> {
        Line::parse_from(line).bench.parts().1.databases()
    }

    #[test]
    fn it_measures_on_both_databases_unless_one_is_named() {
        assert_eq!(databases(&["bench", "callback"]), [Engine::Sqlite, Engine::Postgres]);
        assert_eq!(databases(&["bench", "callback", "--database", "mariadb"]), [Engine::Mariadb]);
    }
}
