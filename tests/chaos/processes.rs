//! `Processes`: real `wecom-login serve` processes over one database and one folder of apps, killed and started again.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clock::{Clock, SystemClock};

use super::explained::Kill;
use crate::{server::AppFolder, world::binary};

/// How long a server may take to start: it may wait for another one that brings the schema up to date.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(20);

/// A server's place: the process that is in it now, and its log.
struct Place {
    process: Child,
    address: SocketAddr,
    log: PathBuf,
}

/// Server processes; they are killed with this value.
pub(crate) struct Processes {
    config: PathBuf,
    places: Vec<Place>,
    pub(crate) kills: Vec<Kill>,
}

impl Processes {
    /// Starts so many, one after the other, on free ports.
    pub(crate) async fn start(folder: &AppFolder, count: usize) -> Result<Self> {
        let config = folder.path().join("config.toml");
        fs::write(&config, folder.config_text())?;
        let mut processes = Self { config, places: Vec::new(), kills: Vec::new() };
        for number in 0..count {
            let log = folder.path().join(format!("server-{number}.log"));
            let place = processes.launch(log, "127.0.0.1:0").await?;
            processes.places.push(place);
        }
        Ok(processes)
    }

    /// Where they listen: `http://127.0.0.1:<port>`.
    pub(crate) fn origins(&self) -> Vec<String> {
        self.places.iter().map(|place| format!("http://{}", place.address)).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.places.len()
    }

    /// Kills one, as the kernel or an operator in despair does, and starts it again where it was.
    pub(crate) async fn kill(&mut self, number: usize) -> Result<()> {
        let at = now_ms();
        let place = &mut self.places[number];
        place.process.kill().context("cannot kill a server")?;
        place.process.wait()?;
        let (log, address) = (place.log.clone(), place.address.to_string());
        let again = match self.launch(log.clone(), &address).await {
            Ok(again) => again,
            // Somebody else may have the port now.
            Err(_) => self.launch(log, "127.0.0.1:0").await?,
        };
        self.places[number] = again;
        self.kills.push(Kill { at, over: now_ms() });
        Ok(())
    }

    async fn launch(&self, log: PathBuf, listen: &str) -> Result<Place> {
        let output = File::options().create(true).append(true).open(&log)?;
        let before = usize::try_from(output.metadata()?.len())?;
        let mut command = Command::new(binary());
        command.arg("--config").arg(&self.config).arg("serve").env("WECOM_LOGIN__SERVER__LISTEN", listen);
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let mut process = command.spawn().context("cannot start wecom-login")?;
        let listening = async {
            loop {
                let printed = fs::read(&log)?.split_off(before);
                if let Some(address) = address(&String::from_utf8_lossy(&printed)) {
                    return Ok(address);
                }
                if let Some(status) = process.try_wait()? {
                    bail!("a server ended with {status}:\n{}", String::from_utf8_lossy(&printed));
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        let address = tokio::time::timeout(PATIENCE, listening).await.context("a server does not start")??;
        Ok(Place { process, address, log })
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for place in &mut self.places {
            let _ = place.process.kill();
            let _ = place.process.wait();
        }
    }
}

fn now_ms() -> u64 {
    u64::try_from(SystemClock.now().as_millis()).unwrap_or(0)
}

fn address(printed: &str) -> Option<SocketAddr> {
    let (lines, _unfinished) = printed.rsplit_once('\n')?;
    lines.lines().find_map(|line| line.strip_prefix("listening on http://")?.trim().parse().ok())
}
