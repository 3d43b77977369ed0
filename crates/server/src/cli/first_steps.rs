//! `wecom-login` without a command: what somebody does first.

use std::{path::Path, process::ExitCode};

use super::output;
use crate::{
    config::{PLACES, VARIABLE},
    program,
};

/// A call without a command is a wrong one.
const WRONG_CALL: u8 = 2;

/// The beginning of a command in the steps below.
const CALL: &str = "wecom-login ";

/// The first steps, in this order; each line is a command that can be copied.
const STEPS: &str = "\
First steps:
  (umask 077; openssl rand -base64 32 > k1.key)   a sealing key
  cp config/example.toml wecom-login.toml         a configuration; give it your server.public_url
  cp -r config/apps apps                          an app, with one login to fill in
  wecom-login element check                       what is wrong with them, or what there is
  wecom-login migrate                             the database
  wecom-login token create --name operator        an administrator's token
  wecom-login serve                               the server
  wecom-login doctor                              what is missing for a login, and what to do next

All commands: wecom-login --help";

/// Tells them, and which configuration would be read.
pub(super) fn show(file: Option<&Path>) -> ExitCode {
    let found = file.map_or_else(
        || format!("none; it is looked for at --config, ${VARIABLE}, {}", PLACES.join(", ")),
        |file| file.display().to_string(),
    );
    let program = program::name();
    let steps = STEPS.replace(CALL, &format!("{program} "));
    output::aside(format!("{program} needs a command. Configuration file: {found}\n\n{steps}"));
    ExitCode::from(WRONG_CALL)
}
