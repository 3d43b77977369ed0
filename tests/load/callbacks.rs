//! A run of callbacks: a real server, rounds of `/healthz` and of events, and a look into the database at the end.

use std::{fmt, net::SocketAddr, time::Duration};

use anyhow::{Context, Error, Result, ensure};
use storage::{Access, CallbackStateName, Database};
use tests::{AppFolder, Process};

use crate::{
    Arguments,
    client::{self, Turn},
    events::{self, Events},
    figures::Figures,
};

/// How long the server may take to do the work of one turn's events.
const WORK_LIMIT: Duration = Duration::from_mins(10);
/// A turn of `/healthz` has so many times the requests of one of events, so that both take about as long.
const QUICKER: usize = 8;
const PAUSE: Duration = Duration::from_millis(100);

/// The results of a run.
pub(crate) struct Outcome {
    healthz: Figures,
    callbacks: Figures,
    records: u64,
    done_meanwhile: u64,
}

impl Outcome {
    /// The rate of callbacks in percent of that of `/healthz`.
    pub(crate) fn percent(&self) -> f64 {
        self.callbacks.rate() / self.healthz.rate() * 100.0
    }
}

/// Measures; every callback has to be answered `success`, and to be a record at the end.
///
/// # Errors
/// When an answer is another one, or a record is missing.
pub(crate) async fn run(arguments: &Arguments) -> Result<Outcome> {
    // Nobody is asked: the events' companies have not authorised.
    let mut folder = AppFolder::new("http://127.0.0.1:9").await;
    folder.unset("server.workers").set("log.level", "\"warn\"");
    folder.instance("auths.QywxProxyTemp", &events::instance());
    if let Some(url) = &arguments.database_url {
        folder.set("database.url", &format!("{url:?}"));
    }
    let server = Process::start(&folder, "127.0.0.1:0", "server.log").await.map_err(Error::msg)?;
    let address = server.url().trim_start_matches("http://").parse()?;
    let database = folder.open_database().await;
    let mut bench = Bench { address, arguments, database, events: Events::new()?, records: 0, done_meanwhile: 0 };
    bench.turn().await.with_context(|| server.log())?;
    bench.done_meanwhile = 0;
    let (mut healthz, mut callbacks) = (Vec::new(), Vec::new());
    for _ in 0..arguments.turns {
        let (asked, told) = bench.turn().await.with_context(|| server.log())?;
        healthz.push(asked);
        callbacks.push(told);
    }
    let (healthz, callbacks) = (Figures::of(healthz), Figures::of(callbacks));
    Ok(Outcome { healthz, callbacks, records: bench.records, done_meanwhile: bench.done_meanwhile })
}

struct Bench<'a> {
    address: SocketAddr,
    arguments: &'a Arguments,
    database: Database,
    events: Events,
    records: u64,
    done_meanwhile: u64,
}

impl Bench<'_> {
    /// Requests for `/healthz`, events after them; then waits until the work is done, which is not timed.
    async fn turn(&mut self) -> Result<(Turn, Turn)> {
        let Arguments { connections, requests, .. } = *self.arguments;
        let asking = events::healthz(self.address, requests * QUICKER);
        let telling = self.events.requests(self.address, requests)?;
        let asked = client::send_all(self.address, connections, &asking, br#"{"status":"ok"}"#).await?;
        let told = client::send_all(self.address, connections, &telling, b"success").await?;
        let before = self.records;
        self.records += u64::try_from(requests)?;
        let (all, done) = self.counts().await?;
        ensure!(all == self.records, "{} events were acknowledged, {all} are in the database", self.records);
        self.done_meanwhile += done - before;
        tokio::time::timeout(WORK_LIMIT, self.settled()).await.context("the work is not done in time")??;
        Ok((asked, told))
    }

    async fn settled(&self) -> Result<()> {
        while self.counts().await?.1 < self.records {
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// How many records there are, and how many of them are done.
    async fn counts(&self) -> Result<(u64, u64)> {
        let counts = self.database.callback_records().counts().await?;
        let done = counts.iter().find(|(state, _)| *state == CallbackStateName::Succeeded);
        Ok((counts.iter().map(|(_, count)| count).sum(), done.map_or(0, |(_, count)| *count)))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "events: {}", events::KIND)?;
        writeln!(f, "server: the default configuration, but log.level = \"warn\"; the client is on the same machine")?;
        for (name, figures) in [("/healthz", &self.healthz), ("callback", &self.callbacks)] {
            writeln!(f, "{name}: {figures}")?;
        }
        writeln!(
            f,
            "{} acknowledged, each with its record; {} worked on meanwhile",
            self.records, self.done_meanwhile
        )?;
        write!(f, "callback / healthz = {:.1} %", self.percent())
    }
}
