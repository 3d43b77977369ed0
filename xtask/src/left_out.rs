//! The parts that a run leaves out because a program is missing: one line, and on a machine that only checks an error.

use anyhow::{Result, bail};

/// Set by GitHub Actions, GitLab and others: nobody reads the lines of such a run, so nothing may be left out in silence.
const UNATTENDED: &str = "CI";

/// Notes that `what` was left out, with what brings it.
///
/// # Errors
/// Where the variable `CI` is set.
pub(crate) fn left_out(what: &str, cure: &str) -> Result<()> {
    if std::env::var_os(UNATTENDED).is_some_and(|value| !value.is_empty() && value != "false") {
        bail!("cannot run: {what}; {cure}");
    }
    println!("left out: {what}; {cure}");
    Ok(())
}
