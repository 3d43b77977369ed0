//! The `wecom-login` binary.

use std::process::ExitCode;

/// Under a burst of callbacks the system's allocator took a sixth of the server's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run(&server::Composition::official())
}
