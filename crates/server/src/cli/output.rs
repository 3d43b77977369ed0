//! The output of commands: results to standard output, failures and asides to standard error.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use anyhow::Context;
use app_catalog::CatalogError;
use serde::Serialize;
use tabwriter::TabWriter;

use crate::{
    build_error::BuildError,
    config::{self, ConfigError},
};
pub(super) use administration::time;

/// The failure of a result that cannot be printed.
const CANNOT: &str = "the result cannot be written to standard output";

/// Stands in a list for a value that is missing.
const NONE: &str = "-";

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

/// Prints rows in aligned columns below a heading; nothing where there are no rows.
pub(super) fn table<const N: usize>(
    heading: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> anyhow::Result<()> {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    line(aligned(heading, rows)?.trim_end())
}

fn aligned<const N: usize>(heading: [&str; N], rows: impl Iterator<Item = [String; N]>) -> anyhow::Result<String> {
    let mut table = TabWriter::new(Vec::new()).padding(2);
    for row in std::iter::once(heading.map(str::to_owned)).chain(rows) {
        writeln!(table, "{}", row.map(cell).join("\t"))?;
    }
    let written = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    Ok(String::from_utf8(written)?)
}

/// A value that stays within its row and column: names come from outside, and may have line ends and escape sequences.
fn cell(value: String) -> String {
    if value.is_empty() {
        return NONE.to_owned();
    }
    if !value.contains(char::is_control) {
        return value;
    }
    value.chars().fold(String::new(), |mut shown, letter| {
        if letter.is_control() {
            shown.extend(letter.escape_debug());
        } else {
            shown.push(letter);
        }
        shown
    })
}

/// A value of a list that may be missing.
pub(super) fn or_none(value: Option<impl ToString>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| value.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_heading_and_its_columns_begin_below_it_however_wide_the_values_are() {
        let rows = [["1", "测试企业", "authorised"], ["20", "", "cancelled"]].map(|row| row.map(str::to_owned));
        let shown = aligned(["ID", "NAME", "STATUS"], rows.into_iter()).unwrap();
        // Chinese letters are two columns wide.
        assert_eq!(shown, "ID  NAME      STATUS\n1   测试企业  authorised\n20  -         cancelled\n");
    }

    #[test]
    fn a_value_forges_neither_a_row_nor_a_column_nor_a_colour() {
        let rows = [["x\ny\tz".to_owned(), "\u{1b}[31mred".to_owned()]];
        let shown = aligned(["A", "B"], rows.into_iter()).unwrap();
        assert_eq!(shown, "A        B\nx\\ny\\tz  \\u{1b}[31mred\n");
    }
}
