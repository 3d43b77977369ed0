//! `wecom-login migrate`

use std::path::Path;

use secrecy::ExposeSecret;
use serde_json::json;

use super::output;
use crate::config::Config;

/// Arguments of `migrate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Brings the schema up to date.
pub(super) async fn run(file: Option<&Path>, args: &Args) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    config.database.create_file()?;
    let applied = migrations::up(config.database.url.expose_secret()).await?;
    if args.json {
        return output::json(&json!({ "applied": applied }));
    }
    output::line(format!("schema is up to date; steps applied now: {}", applied.len()))?;
    for step in applied {
        output::line(format!("  {step}"))?;
    }
    Ok(())
}
