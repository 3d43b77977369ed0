//! `wecom-login token create|list|revoke`

use std::{path::Path, time::Duration};

use anyhow::bail;
use clap::Subcommand;
use serde_json::json;

use super::{audit, open, output};
use crate::config::Config;

/// Subcommands of `token`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a personal access token of an administrator; it is shown once.
    Create {
        /// Who or what it is for.
        #[arg(long)]
        name: String,
        /// Days after which it expires; without, never.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        expires_in_days: Option<u32>,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists the tokens, never their secrets.
    List {
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Revokes a token at once.
    Revoke {
        /// The token's id: the middle part of `wlp_<id>_<secret>`.
        id: String,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command) -> anyhow::Result<()> {
    let parts = open(&Config::load(file)?).await?;
    match command {
        Command::Create { name, expires_in_days, json: as_json } => {
            let now = parts.surroundings.clock.now();
            let expires_at = expires_in_days.map(|days| now + Duration::from_secs(u64::from(days) * 86_400));
            let token = parts.accounts.create_token(&name, expires_at).await?;
            audit(&parts, "token create", &name).await?;
            if as_json {
                return output::json(&json!({ "token": token.expose_secret(), "name": name }));
            }
            output::line(token.expose_secret());
        }
        Command::List { json: as_json } => {
            let tokens = parts.accounts.tokens().await?;
            let now = parts.surroundings.clock.now();
            for token in tokens {
                let is_over = token.expires_at.is_some_and(|expires_at| expires_at <= now);
                let state = match token.revoked_at {
                    Some(_) => "revoked",
                    None if is_over => "expired",
                    None => "valid",
                };
                if as_json {
                    output::json(&json!({
                        "id": token.id, "name": token.name, "state": state,
                        "createdAt": output::time(token.created_at),
                        "expiresAt": token.expires_at.map(output::time),
                        "lastUsedAt": token.last_used_at.map(output::time),
                    }))?;
                } else {
                    output::line(format!("{}  {state}  {}  {}", token.id, output::time(token.created_at), token.name));
                }
            }
        }
        Command::Revoke { id } => {
            if !parts.accounts.revoke_token(&id).await? {
                bail!("there is no valid token with the id {id}");
            }
            audit(&parts, "token revoke", &id).await?;
            output::line(format!("revoked {id}"));
        }
    }
    Ok(())
}
