//! A short run of every fuzz target, as `fuzz/README.md` describes it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::process;

const TARGETS: &[&str] = &["open", "envelope"];

const SECONDS_EACH: u32 = 20;

/// Runs each target for 20 s.
///
/// # Errors
/// When a target finds a fault, or cannot be built.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = root.join("fuzz");
    let host = host()?;
    fs::create_dir_all(folder.join("artifacts"))?;
    for target in TARGETS {
        let (corpus, seeds) = (format!("corpus/{target}"), format!("seeds/{target}"));
        fs::create_dir_all(folder.join(&corpus))?;
        let mut command = process::cargo(&folder);
        // In the environment they would replace the instrumentation that the folder's own configuration asks for.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        command.args(["run", "--quiet", "--release", "--target", &host, "--bin", target, "--"]);
        command.arg(format!("-max_total_time={SECONDS_EACH}"));
        command.args(["-max_len=4096", "-print_final_stats=1", "-verbosity=0", "-artifact_prefix=artifacts/"]);
        process::run(command.args([&corpus, &seeds]))?;
        println!("{target}: no fault in {SECONDS_EACH} s");
    }
    Ok(())
}

/// Instrumentation is for the target alone, and only a named target keeps it from build scripts.
fn host() -> Result<String> {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).output().context("cannot start rustc")?;
    ensure!(output.status.success(), "rustc does not say what machine this is");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
