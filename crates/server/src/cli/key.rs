//! `wecom-login key rotate|reseal`

use std::{collections::BTreeMap, path::Path, time::Duration};

use accounts::FirstUse;
use administration::{Administration, keys};
use anyhow::bail;
use clap::Subcommand;
use serde_json::{Value, json};
use storage::{Access, Resealed, SealedColumn};

use super::{operator, output};
use crate::{config::Config, program};

/// How long it is looked at afterwards which keys are still in use.
const WALK: Duration = Duration::from_mins(10);

/// Subcommands of `key`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes new signing keys, of access tokens and of ID tokens; they sign once they were published for
    /// `login.key_publication_hours`, and tokens signed by the old ones stay valid until they expire.
    Rotate {
        /// Has the new keys sign in half a minute: for old ones that became known to others. Apps that do not look for a
        /// key that they lack refuse logins for up to 15 minutes.
        #[arg(long)]
        now: bool,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Seals every secret in the database anew under `encryption.active`, and says which keys are still in use: the others
    /// can go from `encryption.keys`. Servers may run meanwhile, once they have the new key as the active one; broken off,
    /// it goes on where it was.
    Reseal {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: &Command) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let server = operator::administration(&config).await?;
    match command {
        Command::Rotate { now: true, json } => rotate(&server, FirstUse::Hurried, *json).await,
        Command::Rotate { now: false, json } => rotate(&server, FirstUse::Announced, *json).await,
        Command::Reseal { json } => reseal(&config, &server, *json).await,
    }
}

async fn rotate(server: &Administration, first_use: FirstUse, as_json: bool) -> anyhow::Result<()> {
    let rotation = keys::rotate(server, &operator::actor(), first_use).await?;
    let signs_from = output::time(rotation.signs_from);
    if as_json {
        return output::json(&json!({ "kid": rotation.kid, "kids": rotation.kids, "signsFrom": signs_from }));
    }
    output::line(format!(
        "new signing key {}; running servers publish it within 30 s, and it signs from {signs_from}",
        rotation.kids.join(", ")
    ))
}

async fn reseal(config: &Config, server: &Administration, as_json: bool) -> anyhow::Result<()> {
    let active = config.encryption.active.as_deref().unwrap_or_default().to_ascii_lowercase();
    let outcomes = keys::reseal(server, &operator::actor(), &active).await?;
    let columns = server.database.sealed_rows().examine(WALK).await?;
    let in_use = keys_in_use(&columns);
    let is_whole = columns.iter().all(|column| column.is_complete);
    let unused: Vec<_> = config.encryption.ids().filter(|id| *id != active && !in_use.contains_key(id)).collect();
    // Values that were not looked at may still need them.
    let unused = if is_whole { unused } else { Vec::new() };
    let closed: u64 = outcomes.iter().map(|outcome| outcome.closed).sum();
    if as_json {
        let columns: Vec<_> = outcomes.iter().map(as_value).collect();
        output::json(&json!({ "active": active, "columns": columns, "inUse": in_use, "unused": unused }))?;
    } else {
        print(&outcomes, &in_use, &unused)?;
    }
    if closed > 0 {
        bail!(
            "{closed} rows do not open, so that they stay under their keys: {} doctor says which keys they need",
            program::name()
        );
    }
    if !is_whole {
        bail!("the search for keys in use did not finish within {WALK:?}: run it again");
    }
    Ok(())
}

/// How many rows each key seals, those that do not open among them.
fn keys_in_use(columns: &[SealedColumn]) -> BTreeMap<String, u64> {
    let mut keys = BTreeMap::new();
    for column in columns {
        let closed = column.closed.iter().map(|((key, _), rows)| (key, rows));
        for (key, rows) in column.open.iter().chain(closed) {
            *keys.entry(key.clone()).or_default() += rows;
        }
    }
    keys
}

fn as_value(outcome: &Resealed) -> Value {
    let Resealed { table, column, resealed, closed, .. } = outcome;
    json!({ "table": table, "column": column, "resealed": resealed, "closed": closed })
}

fn print(outcomes: &[Resealed], in_use: &BTreeMap<String, u64>, unused: &[String]) -> anyhow::Result<()> {
    const NEXT: &str = "once every server has the new active key (kill -HUP), run this again; then it can go";
    for Resealed { table, column, resealed, closed, .. } in outcomes {
        output::line(format!("{table}.{column}: sealed anew {resealed}, do not open {closed}"))?;
    }
    for (key, rows) in in_use {
        output::line(format!("key {key} is in use: rows {rows}"))?;
    }
    unused.iter().try_for_each(|key| output::line(format!("key {key} seals nothing now: {NEXT}")))
}
