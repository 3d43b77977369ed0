//! `load`: measures how fast a real server takes callbacks in, for `cargo xtask bench callback`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod client;
mod events;
mod figures;
mod run;

use std::process::ExitCode;

use clap::Parser;

/// Sends signed events over kept-alive connections to a real server, and asks it for `/healthz` in between.
#[derive(Debug, Parser)]
struct Arguments {
    /// Kept-alive connections at the same time.
    #[arg(long)]
    connections: usize,
    /// Events in one turn.
    #[arg(long)]
    requests: usize,
    /// Turns that count; one before them warms up.
    #[arg(long)]
    turns: usize,
    /// The least share of `/healthz`' rate, in percent, that the run passes with.
    #[arg(long)]
    least: Option<f64>,
    /// An empty database; a SQLite file of its own when absent.
    #[arg(long, env = "WECOM_LOGIN_LOAD_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run::run(&arguments).await {
        Ok(outcome) => {
            println!("{outcome}");
            let passes = arguments.least.is_none_or(|least| outcome.percent() >= least);
            if passes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            println!("the run broke off: {error:#}");
            ExitCode::FAILURE
        }
    }
}
