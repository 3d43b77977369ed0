//! The output of commands: results to standard output, failures and asides to standard error.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::Context;
use app_catalog::CatalogError;
use serde::Serialize;

use crate::{
    build_error::BuildError,
    config::{self, ConfigError},
};
pub(super) use administration::time;

/// The failure of a result that cannot be printed.
const CANNOT: &str = "the result cannot be written to standard output";

/// Prints a line; a reader that went away (`| head`) has what it wanted.
///
/// # Errors
/// When the line cannot be written: the disk that it goes to is full.
pub(super) fn line(text: impl AsRef<str>) -> anyhow::Result<()> {
    match write(text.as_ref()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context(CANNOT),
        _ => Ok(()),
    }
}

/// Prints a line that cannot be had again, such as a token's only showing.
///
/// # Errors
/// When nobody reads it.
pub(super) fn only_once(text: impl AsRef<str>) -> anyhow::Result<()> {
    write(text.as_ref()).context(CANNOT)
}

fn write(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// Prints a text as it is; the exit code says whether that worked.
pub(super) fn text(text: &str) -> ExitCode {
    match line(text.trim_end()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error),
    }
}

/// Prints a value as one line of JSON.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string(value)?)
}

/// Prints a line that is no part of the result, to standard error.
pub(super) fn aside(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
}

/// Prints a failure with its causes; exit code 1.
pub(super) fn failure(error: &anyhow::Error) -> ExitCode {
    let _ = writeln!(io::stderr().lock(), "error: {error:#}");
    ExitCode::FAILURE
}

/// As [`failure`], of a command with this configuration file: where there is none, that may be what is wrong.
pub(super) fn failed_with(file: Option<&Path>, error: &anyhow::Error) -> ExitCode {
    let of_build = || matches!(error.downcast_ref(), Some(BuildError::Config(_) | BuildError::Catalog(_)));
    if file.is_none() && (error.is::<ConfigError>() || error.is::<CatalogError>() || of_build()) {
        let (variable, places) = (config::VARIABLE, config::PLACES.join(", "));
        let _ = writeln!(
            io::stderr().lock(),
            "no configuration file was found: name one by --config or {variable}, or make {places}"
        );
    }
    failure(error)
}
