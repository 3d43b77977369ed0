//! The command line as a person and a script use it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod configuration;
mod crypto;
mod database;
mod element;
mod folder;
mod key;
mod log;
mod output;
mod serve;
mod usage;

use std::process::{Command, Output};

/// Runs `wecom-login` with nothing of this process's configuration.
fn wecom_login(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wecom-login")).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
