//! `demo`: a local WeCom and the server with companies that have authorised, for `cargo xtask demo`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod app;
mod browser;
mod clients;
mod fields;
mod html;
mod journey;
mod jwt;
mod relying_party;
mod report;
mod scene;
mod signals;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Result, anyhow};
use clap::{Parser, ValueEnum};

use self::{report::Report, scene::Scene};

/// Starts a local WeCom and the server on free ports of this machine, with a fresh SQLite file.
#[derive(Debug, Parser)]
struct Arguments {
    mode: Mode,
    /// For `serve`: a JSON file with clients of OpenID Connect, each under the name of its element; with it comes a company
    #[arg(long, value_name = "FILE")]
    clients: Option<PathBuf>,
}

/// The steps once everything runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// Print the links and run until Ctrl-C.
    Stay,
    /// Walk the whole journey without a person.
    Check,
    /// For a tool: no companies and no limits; print where the server listens and a token, and run until SIGTERM.
    Serve,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { mode, clients } = Arguments::parse();
    // A tool has no report: it sees a panic on standard error.
    if mode != Mode::Serve {
        report::keep_panics();
    }
    match run(mode, clients.as_deref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mode: Mode, clients: Option<&Path>) -> Result<()> {
    match (mode, clients) {
        (Mode::Stay, None) => stay().await,
        (Mode::Check, None) => unless_interrupted(check()).await?,
        (Mode::Serve, None) => Box::pin(Scene::serve()).await,
        (Mode::Serve, Some(clients)) => Box::pin(clients::serve(clients)).await,
        (_, Some(_)) => Err(anyhow!("--clients is for `serve` alone")),
    }
}

/// Gives up when somebody asks for the end: the server goes with the scene.
async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<T> {
    tokio::select! {
        done = work => Ok(done),
        () = signals::asked_to_end() => Err(anyhow!("interrupted")),
    }
}

async fn stay() -> Result<()> {
    let mut report = Report::default();
    match unless_interrupted(Box::pin(Scene::prepare("info", &mut report))).await? {
        Ok(scene) => {
            scene.introduce()?;
            scene.stay().await
        }
        Err(error) => {
            report.note(&error);
            report.conclude()
        }
    }
}

async fn check() -> Result<()> {
    let mut report = Report::default();
    match Box::pin(Scene::prepare("debug", &mut report)).await {
        Ok(mut scene) => {
            Box::pin(journey::walk(&mut scene, &mut report)).await;
            if report.failed() > 0 {
                scene.keep_files();
            }
        }
        Err(error) => report.note(&error),
    }
    report.conclude()
}
