//! `wecom-login key rotate`

use std::path::Path;

use clap::Subcommand;
use serde_json::json;

use super::{audit, open, output};
use crate::config::Config;

/// Subcommands of `key`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a new signing key; tokens signed by the old one stay valid until they expire.
    Rotate {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: &Command) -> anyhow::Result<()> {
    let parts = open(&Config::load(file)?).await?;
    let Command::Rotate { json: as_json } = command;
    let rotation = parts.accounts.rotate_keys().await?;
    audit(&parts, "key rotate", &rotation.kid).await?;
    let signs_from = output::time(rotation.signs_from);
    if *as_json {
        return output::json(&json!({ "kid": rotation.kid, "signsFrom": signs_from }));
    }
    output::line(format!(
        "new signing key {}; running servers publish it within 30 s, and it signs from {signs_from}",
        rotation.kid
    ));
    Ok(())
}
