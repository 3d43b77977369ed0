//! `cargo xtask demo`: a local WeCom and the server, with companies that have authorised; `--check` walks the journey.

mod app;
mod browser;
mod html;
mod http;
mod journey;
mod jwt;
mod programs;
mod report;
mod rpc;
mod scene;
mod stack;
mod wecom;

use std::path::Path;

use anyhow::{Result, bail};

pub(crate) use self::{programs::Programs, stack::Stack};
use self::{report::Report, scene::Scene};
use crate::process;

/// The steps once everything runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Print the links and run until Ctrl-C.
    Stay,
    /// Walk the whole journey without a person.
    Check,
}

/// Builds and starts everything, and ends it all again.
///
/// # Errors
/// When a program cannot be built or started, or a step of the journey fails.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<()> {
    let programs = Programs::build(root)?;
    let mut report = Report::default();
    let level = if mode == Mode::Check { "debug" } else { "info" };
    let scene = Scene::prepare(&programs, level, &mut report);
    match (mode, scene) {
        (Mode::Stay, Ok(mut scene)) => {
            scene.introduce()?;
            process::run_until_interrupted(&mut scene.services())?;
            println!("\nstopping");
            return Ok(());
        }
        (Mode::Check, Ok(mut scene)) => {
            journey::walk(&mut scene, &mut report);
            if report.failed() > 0 {
                scene.keep_files();
            }
        }
        (_, Err(error)) => report.note(&error),
    }
    println!("\n{} steps ok, {} failed", report.passed(), report.failed());
    if report.failed() > 0 {
        bail!("the demo does not work");
    }
    Ok(())
}
