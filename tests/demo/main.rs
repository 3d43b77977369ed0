//! `demo`: a local WeCom and the server with companies that have authorised, for `cargo xtask demo`.
#![expect(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod app;
mod browser;
mod fields;
mod html;
mod journey;
mod jwt;
mod relying_party;
mod report;
mod scene;
mod signals;

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Parser, ValueEnum};

use self::{report::Report, scene::Scene};

/// Starts a local WeCom and the server on free ports of this machine, with a fresh SQLite file.
#[derive(Debug, Parser)]
struct Arguments {
    mode: Mode,
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
    let Arguments { mode } = Arguments::parse();
    report::keep_panics();
    match run(mode).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mode: Mode) -> Result<()> {
    match mode {
        Mode::Stay => stay().await,
        Mode::Check => unless_interrupted(check()).await?,
        Mode::Serve => Box::pin(Scene::serve()).await,
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
