//! What commands print: results to standard output, failures and asides to standard error.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clock::Timestamp;
use serde::Serialize;

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

/// A moment for a person: RFC 3339 in UTC, or the bare seconds for one that the calendar does not reach.
pub(super) fn time(at: Timestamp) -> String {
    const YEAR_10000: i64 = 253_402_300_800;
    if !(0..YEAR_10000).contains(&at.as_secs()) {
        return format!("{} s", at.as_secs());
    }
    humantime::format_rfc3339_seconds(at.to_system_time()).to_string()
}
