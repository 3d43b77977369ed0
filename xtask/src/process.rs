//! Child processes: started by us, ended by their id, never left behind.

use std::{
    fs::{self, File, OpenOptions},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    databases,
    interrupt::{self, wait_for},
};

/// How long a process may take to end by itself after it was asked to.
const GRACE: Duration = Duration::from_secs(20);

/// How long a program may take until it listens, on a machine under load.
const START: Duration = Duration::from_mins(1);

/// How long a command that this tool waits for may take.
const PATIENCE: Duration = Duration::from_hours(4);

/// `cargo`, the one that runs this tool.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    // Variables that `cargo run` set for this package: build scripts that watch these variables would run anew.
    let about_us = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(about_us)) {
        command.env_remove(name);
    }
    // Each part says itself which database its tests run on.
    command.env_remove(databases::TEST_VARIABLE);
    command
}

/// Runs a command to its end; its output goes where ours goes.
///
/// # Errors
/// When it cannot be started, fails, or somebody wants to stop.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    let child = command.spawn().with_context(|| format!("cannot start `{name}`"))?;
    let mut process = Process { name: name.clone(), child, end_by: Signal::Terminate };
    let status = wait_for(&name, PATIENCE, || process.ended())?;
    if !status.success() {
        bail!("`{name}` ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end; its output goes to the log file.
///
/// # Errors
/// As [`run`], with the end of the log.
pub(crate) fn run_into(command: &mut Command, log: &Path) -> Result<()> {
    let output = append(log)?;
    let done = run(command.stdout(output.try_clone()?).stderr(output));
    done.map_err(|error| anyhow!("{error:#}:\n{}", tail(log, 12)))
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The signal that asks a process to end.
#[derive(Clone, Copy)]
pub(crate) enum Signal {
    /// SIGTERM, which most programs take as it is meant.
    Terminate,
    /// SIGINT.
    Interrupt,
}

impl Signal {
    /// As `kill` takes it.
    fn name(self) -> &'static str {
        match self {
            Self::Terminate => "TERM",
            Self::Interrupt => "INT",
        }
    }
}

/// A running child process; it is ended when this value goes, whatever the reason.
pub(crate) struct Process {
    name: String,
    child: Child,
    end_by: Signal,
}

impl Process {
    /// Starts a program whose output goes to a log file, and waits until `ready` has an answer to what this start
    /// has written there.
    ///
    /// # Errors
    /// When it ends instead, with the end of its log, or `ready` has no answer within a minute.
    pub(crate) fn start<T>(
        name: &str,
        command: &mut Command,
        end_by: Signal,
        log: &Path,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let output = append(log)?;
        let before = output.metadata()?.len();
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        // In a group of its own, so that Ctrl-C reaches this tool alone, which ends the child in order.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let mut process = Self { name: name.to_owned(), child, end_by };
        let answer = wait_for(&format!("{name} listens"), START, || {
            let text = fs::read(log)?.split_off(usize::try_from(before)?);
            if let Some(answer) = ready(&String::from_utf8_lossy(&text)) {
                return Ok(Some(answer));
            }
            match process.ended()? {
                Some(status) => bail!("{name} ended with {status}:\n{}", tail(log, 12)),
                None => Ok(None),
            }
        })?;
        Ok((process, answer))
    }

    /// The child's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    ///
    /// # Errors
    /// When the system does not say.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("cannot ask after {}", self.name))
    }

    /// Asks it to end, and ends it by force when it does not within 20 s.
    ///
    /// # Errors
    /// When it had to be ended by force.
    pub(crate) fn end(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.ended()? {
            return Ok(status);
        }
        self.ask_to_end()?;
        let in_time = self.wait(GRACE)?;
        if let Some(status) = in_time {
            return Ok(status);
        }
        self.child.kill().with_context(|| format!("cannot end {}", self.name))?;
        self.child.wait()?;
        bail!("{} did not end within {} s after SIG{}", self.name, GRACE.as_secs(), self.end_by.name())
    }

    /// Waits without minding Ctrl-C: this is the way out.
    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let pause = Duration::from_millis(20);
        let mut left = limit;
        while left > Duration::ZERO {
            if let Some(status) = self.ended()? {
                return Ok(Some(status));
            }
            std::thread::sleep(pause);
            left = left.saturating_sub(pause);
        }
        self.ended()
    }

    fn ask_to_end(&mut self) -> Result<()> {
        if cfg!(unix) {
            // The child was not waited for yet, so the id is still its own.
            let mut kill = Command::new("kill");
            kill.args(["-s", self.end_by.name(), &self.id().to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
            kill.status().context("cannot run `kill`")?;
        } else {
            self.child.kill().with_context(|| format!("cannot end {}", self.name))?;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("warning: {error:#}");
        }
    }
}

fn append(log: &Path) -> Result<File> {
    let file = OpenOptions::new().create(true).append(true).open(log);
    file.with_context(|| format!("cannot write {}", log.display()))
}

/// The last lines of a log file.
pub(crate) fn tail(log: &Path, count: usize) -> String {
    let text = String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Runs a program until it ends, or somebody wants to stop: then it is asked to end in order.
///
/// # Errors
/// When it cannot be started, or had to be ended by force.
pub(crate) fn run_until_interrupted(name: &str, command: &mut Command) -> Result<ExitStatus> {
    let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
    let mut process = Process { name: name.to_owned(), child, end_by: Signal::Terminate };
    while !interrupt::requested() {
        if let Some(status) = process.ended()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    process.end()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_gone_when_its_value_goes() {
        let child = Command::new("sleep").arg("600").spawn().unwrap();
        let id = child.id().to_string();
        let lives = || Command::new("kill").args(["-0", &id]).stderr(Stdio::null()).status().unwrap().success();
        let process = Process { name: "sleep".to_owned(), child, end_by: Signal::Terminate };
        assert!(lives());
        drop(process);
        assert!(!lives());
    }

    #[test]
    fn a_program_is_ready_by_what_this_start_has_written() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        fs::write(&log, "ready 1\n").unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo warming up; echo ready 2; exec sleep 600"]);
        let ready = |text: &str| text.lines().find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        let (_process, answer) = Process::start("sh", &mut command, Signal::Terminate, &log, ready).unwrap();
        assert_eq!(answer, "2");
    }

    #[test]
    fn a_program_that_ends_instead_shows_the_end_of_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no port for me >&2; exit 3"]);
        let started = Process::start("sh", &mut command, Signal::Terminate, &folder.path().join("log"), |_| None::<()>);
        let error = started.err().unwrap();
        assert!(error.to_string().contains("no port for me"), "{error}");
    }
}
