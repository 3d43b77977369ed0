//! Chaos: servers are killed at any moment while companies authorise, change, reset, cancel and come back, and WeCom's
//! pushes arrive twice and in any order. At the end the servers hold what WeCom holds.

#[path = "company.rs"]
mod company;
#[path = "explained.rs"]
mod explained;
#[path = "moments.rs"]
mod moments;
#[path = "plan.rs"]
mod plan;
#[path = "processes.rs"]
mod processes;
#[path = "storm.rs"]
mod storm;
#[path = "verdict.rs"]
mod verdict;
#[path = "wecom.rs"]
mod wecom;

use std::{fmt, path::PathBuf};

use anyhow::Result;
use serde_json::Value;

use self::storm::Storm;
pub use self::{moments::Moments, plan::Extent, verdict::Verdict};

/// How a run went.
#[derive(Debug)]
pub struct Report {
    /// The options of the run.
    pub extent: Extent,
    /// Servers at the same time.
    pub processes: usize,
    /// Kills.
    pub kills: usize,
    /// Of the simulator's mail bag: letters, acknowledged, deliveries.
    pub mail: Value,
    /// Companies whose permanent code was lost with a killed server, after WeCom had given it and before it was committed.
    pub needed_a_reset: usize,
    /// How long a kill could cost a permanent code.
    pub moments: Moments,
    /// Logins that succeeded while all that went on.
    pub logins: usize,
    /// The problems.
    pub verdict: Verdict,
    /// Where configuration and logs are kept when something is.
    pub files: Option<PathBuf>,
}

/// Lets it all happen, over the database at this URL, which has to be empty, or over a SQLite file of its own.
///
/// # Errors
/// When the run itself breaks off; what is found wrong is in the report.
pub async fn run(extent: Extent, processes: usize, database_url: Option<&str>) -> Result<Report> {
    let mut storm = Storm::brew(extent, processes, database_url).await?;
    storm.rage().await?;
    storm.settle().await?;
    // A code that WeCom gives once and a kill takes away comes back only through the provider console; then all has to
    // be well.
    let lacking = verdict::need_a_reset(&storm).await?;
    if !lacking.is_empty() {
        storm.reset_secrets(&lacking).await?;
    }
    let verdict = verdict::reach(&storm).await?;
    let files = (!verdict.is_right()).then(|| storm.folder.keep());
    let mail = storm.sim.get("mail").await;
    let (kills, logins) = (storm.processes.kills.len(), storm.sessions.len());
    let moments = storm.processes.moments();
    Ok(Report { extent, processes, kills, mail, needed_a_reset: lacking.len(), moments, logins, verdict, files })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { extent, processes, kills, mail, needed_a_reset, moments, logins, verdict, files } = self;
        writeln!(f, "seed {}: {} companies, {processes} servers, {kills} kills", extent.seed, extent.corps)?;
        writeln!(
            f,
            "{} events in {} deliveries, {} records, {logins} logins meanwhile",
            mail["letters"], mail["deliveries"], verdict.records
        )?;
        for (reason, count) in &verdict.dead {
            writeln!(f, "{count} records are dead, as they have to be: {reason}")?;
        }
        writeln!(
            f,
            "explained by a kill: {} permanent codes lost between WeCom's answer and the commit ({needed_a_reset} \
             companies still needed 重新获取 secret at the end), {} tokens fetched again",
            verdict.codes_lost, verdict.tokens_fetched_again
        )?;
        let on_the_way = verdict.codes_lost.saturating_sub(moments.cut_short);
        writeln!(f, "{moments}: so at least {on_the_way} were lost before a server had read WeCom's answer")?;
        for wrong in verdict.lost.iter().chain(&verdict.twice).chain(&verdict.refetched).take(40) {
            writeln!(f, "WRONG: {wrong}")?;
        }
        if let Some(files) = files {
            writeln!(f, "the files are kept: {}", files.display())?;
        }
        write!(
            f,
            "lost = {}, done twice = {}, token fetches per key = {}",
            verdict.lost.len(),
            verdict.twice.len(),
            verdict.fetches_per_key
        )
    }
}
