//! `cargo xtask fuzz`: runs the fuzz targets, as `fuzz/README.md` describes them, and keeps what they learnt.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::process;

const TARGETS: &[&str] = &["open", "envelope"];

/// How long each target runs where nothing else is asked for.
const SHORT: Duration = Duration::from_secs(20);

/// How long the targets run.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Minutes for all targets together, after which fuzz/corpus is made anew of the least inputs that reach as much; 60
    /// before a release [default: 20 seconds each, and the corpus stays]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    minutes: Option<u32>,
}

/// Runs each target for 20 s.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_shortly(root: &Path) -> Result<()> {
    run(root, &Arguments { minutes: None })
}

/// Runs each target for its share of the time.
///
/// # Errors
/// When a target finds a fault, or cannot be built.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let folder = root.join("fuzz");
    let host = host()?;
    let targets = u32::try_from(TARGETS.len()).unwrap_or(1);
    let each = arguments.minutes.map_or(SHORT, |minutes| Duration::from_mins(minutes.into()) / targets);
    for target in TARGETS {
        let fuzz = Target { folder: &folder, host: &host, name: target };
        fuzz.run(each)?;
        println!("{target}: no fault in {} s", each.as_secs());
        if arguments.minutes.is_some() {
            fuzz.keep()?;
        }
    }
    Ok(())
}

/// A fuzz target and its inputs: `found` in this run and those before it on this machine, `kept` in git by a longer
/// run, `written` by hand.
struct Target<'a> {
    folder: &'a Path,
    host: &'a str,
    name: &'a str,
}

impl Target<'_> {
    fn run(&self, time: Duration) -> Result<()> {
        let mut command = self.command()?;
        command.arg(format!("-max_total_time={}", time.as_secs()));
        command.args(["-max_len=4096", "-print_final_stats=1", "-verbosity=0", "-artifact_prefix=artifacts/"]);
        process::run(command.args([self.found(), self.kept(), self.written()]))
    }

    /// Makes the kept inputs anew: as few as reach all the code that the found, the kept and the written ones reach, however
    /// often they run through it.
    fn keep(&self) -> Result<()> {
        let least = format!("target/least/{}", self.name);
        let (least_folder, kept) = (self.folder.join(&least), self.folder.join(self.kept()));
        if least_folder.exists() {
            fs::remove_dir_all(&least_folder)?;
        }
        fs::create_dir_all(&least_folder)?;
        let mut command = self.command()?;
        command
            .args(["-set_cover_merge=1", "-use_counters=0", "-max_len=4096", "-verbosity=0", &least])
            .stderr(Stdio::null());
        process::run(command.args([self.found(), self.kept(), self.written()]))?;
        fs::remove_dir_all(&kept)?;
        fs::rename(&least_folder, &kept)?;
        println!("{}: {} inputs kept in fuzz/{}", self.name, fs::read_dir(&kept)?.count(), self.kept());
        Ok(())
    }

    fn command(&self) -> Result<Command> {
        fs::create_dir_all(self.folder.join("artifacts"))?;
        for inputs in [self.found(), self.kept()] {
            fs::create_dir_all(self.folder.join(inputs))?;
        }
        let mut command = process::cargo(self.folder);
        // In the environment they would replace the instrumentation that the folder's own configuration asks for.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        command.args(["run", "--quiet", "--release", "--target", self.host, "--bin", self.name, "--"]);
        Ok(command)
    }

    fn found(&self) -> String {
        format!("target/found/{}", self.name)
    }

    fn kept(&self) -> String {
        format!("corpus/{}", self.name)
    }

    fn written(&self) -> String {
        format!("seeds/{}", self.name)
    }
}

/// Instrumentation is for the target alone, and only a named target keeps it from build scripts.
fn host() -> Result<String> {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).output().context("cannot start rustc")?;
    ensure!(output.status.success(), "rustc does not say what machine this is");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
