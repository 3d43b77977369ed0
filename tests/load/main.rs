//! `load`: measures how fast a real server answers, for `cargo xtask bench`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod callbacks;
mod client;
mod events;
mod figures;
mod tokens;

use std::{fmt::Display, process::ExitCode};

use anyhow::Result;
use clap::{Parser, ValueEnum};

/// Sends requests over kept-alive connections to a real server, and asks it for `/healthz` in between.
#[derive(Debug, Parser)]
struct Arguments {
    /// The kind of requests.
    subject: Subject,
    /// Kept-alive connections at the same time.
    #[arg(long)]
    connections: usize,
    /// Requests in one turn.
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

/// The kind of requests.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// Signed events of WeCom.
    Callback,
    /// Requests of OpenID Connect clients.
    Tokens,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let run = match arguments.subject {
        Subject::Callback => callbacks::run(&arguments).await.map(|outcome| told(&outcome, outcome.percent())),
        Subject::Tokens => tokens::run(&arguments).await.map(|outcome| told(&outcome, outcome.percent())),
    };
    conclude(run, arguments.least)
}

fn told(outcome: &impl Display, percent: f64) -> f64 {
    println!("{outcome}");
    percent
}

fn conclude(percent: Result<f64>, least: Option<f64>) -> ExitCode {
    match percent {
        Ok(percent) if least.is_none_or(|least| percent >= least) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            println!("the run broke off: {error:#}");
            ExitCode::FAILURE
        }
    }
}
