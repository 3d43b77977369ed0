//! `cargo xtask demo`: the program `demo` of the tests, with the server that it starts.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{process, programs};

/// The steps once everything runs.
#[derive(Clone, Copy)]
pub(crate) enum Mode {
    /// Print the links and run until Ctrl-C.
    Stay,
    /// Walk the whole journey without a person.
    Check,
    /// Tell a tool where the server listens, and run until it is asked to end.
    Serve,
}

impl Mode {
    /// As the program takes it.
    fn name(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Check => "check",
            Self::Serve => "serve",
        }
    }
}

/// The program, ready to be started; the server, which it starts, is built with it.
///
/// # Errors
/// When one of them cannot be built.
pub(crate) fn program(root: &Path, mode: Mode) -> Result<Command> {
    let mut command = Command::new(programs::build(root, "demo", &["wecom-login"])?);
    command.arg(mode.name());
    Ok(command)
}

/// Builds both, and runs the demo to its end or until Ctrl-C.
///
/// # Errors
/// When a program cannot be built or started, or a step of the journey fails.
pub(crate) fn run(root: &Path, mode: Mode) -> Result<()> {
    let status = process::run_until_interrupted("the demo", &mut program(root, mode)?)?;
    if !status.success() {
        bail!("the demo does not work");
    }
    Ok(())
}
