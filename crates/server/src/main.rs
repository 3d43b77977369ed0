//! The `wecom-login` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::run(&server::Composition::official())
}
