//! `Processes`: real servers over one database and one folder of apps, killed and started again.

use anyhow::{Error, Result};
use clock::{Clock, SystemClock};

use super::{explained::Kill, moments::Moments};
use crate::{process::Process, server::AppFolder};

/// Server processes; they are killed with this value.
pub(crate) struct Processes {
    all: Vec<Process>,
    pub(crate) kills: Vec<Kill>,
}

impl Processes {
    /// Starts so many, one after the other, on free ports.
    pub(crate) async fn start(folder: &AppFolder, count: usize) -> Result<Self> {
        let mut all = Vec::new();
        for number in 0..count {
            let log = format!("server-{number}.log");
            all.push(Process::start_as(&name(number, 0), folder, &log).await.map_err(Error::msg)?);
        }
        Ok(Self { all, kills: Vec::new() })
    }

    /// Where they listen.
    pub(crate) fn origins(&self) -> Vec<String> {
        self.all.iter().map(Process::url).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    /// How long a kill could cost a permanent code, by what all servers printed.
    pub(crate) fn moments(&self) -> Moments {
        let logs: Vec<String> = self.all.iter().map(Process::log).collect();
        Moments::read(logs.iter().map(String::as_str))
    }

    /// Kills one and starts it again.
    pub(crate) async fn kill(&mut self, number: usize, folder: &AppFolder) -> Result<()> {
        let server = &mut self.all[number];
        server.kill();
        self.kills.push(Kill { name: server.name().to_owned(), at: now_ms() });
        server.succeed(Some(name(number, self.kills.len())), folder).await.map_err(Error::msg)
    }
}

/// No two servers of a run have one name.
fn name(number: usize, kills: usize) -> String {
    format!("server-{number}-after-{kills}")
}

fn now_ms() -> u64 {
    u64::try_from(SystemClock.now().as_millis()).unwrap_or(0)
}
