//! What commands print: results to standard output, failures and asides to standard error.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde::Serialize;

pub(super) use crate::moment::shown as time;

/// Prints a line; a reader that went away (`| head`) is no failure.
pub(super) fn line(text: impl AsRef<str>) {
    let _ = writeln!(io::stdout().lock(), "{}", text.as_ref());
}

/// Prints a value as one line of JSON.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(serde_json::to_string(value)?);
    Ok(())
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
