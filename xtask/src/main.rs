//! The workspace's own commands: `cargo xtask demo | test | chaos | mutants | bench | clients | screenshots | fuzz | ci | tidy | public-api | new-login-type`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod account;
mod bench;
mod browser;
mod chaos;
mod ci;
mod clients;
mod databases;
mod demo;
mod deny;
mod deploy;
mod engine;
mod fuzz;
mod interrupt;
mod left_out;
mod mutants;
mod new_login_type;
mod node;
mod packages;
mod parts;
mod ports;
mod process;
mod programs;
mod public_api;
mod published;
mod python;
mod schema;
mod stopwatch;
mod test;
mod tidy;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The workspace's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a local WeCom and the server with companies that have authorised, until Ctrl-C
    Demo {
        /// Walk the whole journey without a person and end with exit code 0 or 1
        #[arg(long)]
        check: bool,
    },
    /// Check format and lints and run every test, part by part
    Test(test::Selection),
    /// Kill servers at any moment while companies come and go, and compare them with WeCom at the end
    Chaos(chaos::Arguments),
    /// Change the code in small ways, one at a time, and see whether a test notices (cargo-mutants)
    Mutants(mutants::Arguments),
    /// Measure the optimised server, on databases that keep what they were told
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Check what must hold before a change goes in: `test`, then dependencies, deployment, packages, fuzzing
    Ci(ci::Selection),
    /// Try clients of OpenID Connect that nobody here wrote, with the configuration of their recipes
    Clients(clients::Selection),
    /// Keep a picture of each page in both languages, both themes and three widths, in target/screenshots
    Screenshots,
    /// Fuzz the callback crypto, for long before a release
    Fuzz(fuzz::Arguments),
    /// Check the rules of ARCHITECTURE.md that no compiler holds
    Tidy {
        /// The workspace to check [default: this one]
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Write down what each crate for others shows, in its public-api.txt, which `ci` compares
    PublicApi {
        /// Compare only, and name each line that differs
        #[arg(long)]
        check: bool,
        /// The workspace to write in [default: this one]
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Write a crate with a login type of your own, and a test that passes
    NewLoginType(new_login_type::Arguments),
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    match interrupt::listen().and_then(|()| run(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let root = workspace();
    match command {
        Command::Demo { check: true } => demo::run(&root, demo::Mode::Check),
        Command::Demo { check: false } => demo::run(&root, demo::Mode::Stay),
        Command::Test(selection) => test::run(&root, &selection),
        Command::Chaos(arguments) => chaos::run(&root, &arguments),
        Command::Mutants(arguments) => mutants::run(&root, &arguments),
        Command::Bench(bench) => bench::run(&root, &bench),
        Command::Ci(selection) => ci::run(&root, &selection),
        Command::Clients(selection) => clients::run(&root, &selection),
        Command::Screenshots => browser::screenshots(&root),
        Command::Fuzz(arguments) => fuzz::run(&root, &arguments),
        Command::Tidy { root: other } => tidy::run(&other.unwrap_or(root)),
        Command::PublicApi { check: true, root: other } => public_api::check(&other.unwrap_or(root)),
        Command::PublicApi { check: false, root: other } => public_api::renew(&other.unwrap_or(root)),
        Command::NewLoginType(arguments) => new_login_type::run(&root, &arguments),
    }
}

/// The folder of the workspace this tool was built in.
fn workspace() -> PathBuf {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    own.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}
