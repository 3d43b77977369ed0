//! `wecom-login password`: hashes for the users of `auths.loginTypes.PasswordType`.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, bail};
use clap::Subcommand;

use super::output;
use crate::clock_and_entropy::ClockAndEntropy;

/// More than this is no password.
const MOST_BYTES: u64 = 4096;

/// Commands for passwords.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints the hash of a password that is read from standard input, for a line `name:hash` of the users of `PasswordType`.
    Hash,
}

/// Runs one.
pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Hash => output::line(password_login::hash(&password()?, &*ClockAndEntropy::default().entropy)?),
    }
}

/// The first line of standard input.
fn password() -> anyhow::Result<String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        output::aside("Type the password, then Enter and Ctrl-D; it is shown as you type.");
    }
    let mut text = String::new();
    stdin.lock().take(MOST_BYTES).read_to_string(&mut text).context("standard input is no text")?;
    let mut lines = text.lines();
    let password = lines.next().unwrap_or_default();
    if lines.any(|line| !line.is_empty()) {
        bail!("a password is a single line");
    }
    Ok(password.to_owned())
}
