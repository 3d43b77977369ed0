//! `chaos`: a run from the command line, for `cargo xtask chaos`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

use std::process::ExitCode;

use clap::Parser;
use tests::chaos::{self, Extent};

/// Kills servers at any moment while companies come and go, then compares what they hold with what WeCom holds.
#[derive(Debug, Parser)]
struct Arguments {
    /// Chooses everything that is left to chance.
    #[arg(long)]
    seed: u64,
    /// Events that WeCom has to tell, at least.
    #[arg(long)]
    events: usize,
    /// Servers at the same time.
    #[arg(long)]
    processes: usize,
    /// Companies.
    #[arg(long, default_value_t = 100)]
    corps: usize,
    /// Times that a server is killed.
    #[arg(long, default_value_t = 20)]
    kills: usize,
    /// An empty database; a SQLite file of its own when absent.
    #[arg(long, env = "WECOM_LOGIN_CHAOS_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { seed, events, processes, corps, kills, database_url } = Arguments::parse();
    let extent = Extent { seed, events, corps, kills };
    match chaos::run(extent, processes, database_url.as_deref()).await {
        Ok(report) => {
            println!("{report}");
            if report.verdict.is_right() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            println!("seed {seed}: the run broke off: {error:#}");
            ExitCode::FAILURE
        }
    }
}
