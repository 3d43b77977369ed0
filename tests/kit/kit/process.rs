//! `Process`: a real `wecom-login serve`, with its own clock and port; it is killed with its value.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;

use crate::server::AppFolder;

/// How long a server may take to start, and to end: it may wait for another one that brings the schema up to date.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A server that goes on when a file may not grow any more, as one does on a full disk.
const IGNORING_FULL_FILES: &str = "trap '' XFSZ; exec \"$@\"";

/// A running server.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
    name: Option<String>,
}

impl Process {
    /// Starts one over the folder that listens on this address and waits until it does; what it prints is added to
    /// `log`.
    ///
    /// # Errors
    /// Its output, when it ended instead.
    pub async fn start(folder: &AppFolder, listen: &str, log: &str) -> Result<Self, String> {
        Self::launch(folder.program(), listen, &folder.path().join(log), None).await
    }

    /// As [`start`](Self::start), on a free port, under a name that WeCom sees.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_as(name: &str, folder: &AppFolder, log: &str) -> Result<Self, String> {
        Self::launch(folder.program(), "127.0.0.1:0", &folder.path().join(log), Some(name.to_owned())).await
    }

    async fn launch(program: Command, listen: &str, log: &Path, name: Option<String>) -> Result<Self, String> {
        let output = File::options().create(true).append(true).open(log).unwrap();
        let before = usize::try_from(output.metadata().unwrap().len()).unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", IGNORING_FULL_FILES, "sh"])
            .arg(program.get_program())
            .args(program.get_args())
            .arg("serve");
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("WECOM_LOGIN__SERVER__LISTEN", listen).stdin(Stdio::null());
        command.envs(name.iter().map(|name| ("WECOM_LOGIN__SERVER__INSTANCE", name)));
        let mut child = command.stdout(output.try_clone().unwrap()).stderr(output).spawn().unwrap();
        let listening = async {
            loop {
                let printed = fs::read(log).unwrap().split_off(before);
                let printed = String::from_utf8_lossy(&printed);
                if let Some(address) = address(&printed) {
                    return Ok(address);
                }
                if let Some(status) = child.try_wait().unwrap() {
                    return Err(format!("the server ended with {status}:\n{printed}"));
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let address = tokio::time::timeout(PATIENCE, listening).await.expect("the server starts in time")?;
        Ok(Self { child, address, log: log.to_owned(), name })
    }

    /// Where it listens: `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All that it, and those before it, printed.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()).into_owned()
    }

    /// The name that it was started under.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// Kills it, as the kernel or an operator in despair does, and starts the next one where it was.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn replace(&mut self, folder: &AppFolder) -> Result<(), String> {
        let name = self.name.clone();
        self.kill();
        self.succeed(name, folder).await
    }

    /// Kills it; it is gone when this returns.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts the next one where it was, under this name.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn succeed(&mut self, name: Option<String>, folder: &AppFolder) -> Result<(), String> {
        let next = match Self::launch(folder.program(), &self.address.to_string(), &self.log, name.clone()).await {
            Ok(next) => next,
            // Somebody else may have the port now.
            Err(_) => Self::launch(folder.program(), "127.0.0.1:0", &self.log, name).await?,
        };
        *self = next;
        Ok(())
    }

    /// Sends SIGTERM.
    pub fn ask_to_end(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits until it has ended, however long that takes.
    pub async fn end(&mut self) -> ExitStatus {
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until it has ended by itself, for at most `limit`; `None` when it has not.
    pub async fn ended(&mut self, limit: Duration) -> Option<ExitStatus> {
        tokio::time::timeout(limit, self.end()).await.ok()
    }

    /// From now on none of its files may grow beyond `bytes`, as on a full disk; with `None` they may again.
    pub fn limit_files(&self, bytes: Option<u64>) {
        prlimit(Some(self.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(printed: &str) -> Option<SocketAddr> {
    let (lines, _unfinished) = printed.rsplit_once('\n')?;
    let url = |line: &str| line.strip_prefix("listening on ").map(str::to_owned).or_else(|| url_in_json(line));
    lines.lines().find_map(|line| url(line)?.trim().strip_prefix("http://")?.parse().ok())
}

/// The address in a log line of JSON that says where the server listens.
fn url_in_json(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = &line["fields"];
    fields["url"].as_str().filter(|_| fields["message"] == "listening").map(str::to_owned)
}
