//! `wecom-login admin create|list`

use std::path::Path;

use administration::{
    Role,
    console::{NewInvitation, administrators, invitations},
};
use clap::Subcommand;
use serde_json::json;

use super::{operator, output};
use crate::config::Config;

/// Subcommands of `admin`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints a link, good once and for 15 minutes, by which somebody becomes an administrator of the console; for one who
    /// is there already it renews password and authenticator.
    Create {
        /// The name that they sign in by.
        #[arg(long)]
        name: String,
        /// Their role: owner, operator or auditor.
        #[arg(long, default_value_t = Role::Owner)]
        role: Role,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists the administrators of the console.
    List {
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let (server, actor) = (operator::administration(&config).await?, operator::actor());
    match command {
        Command::Create { name, role, json: as_json } => {
            let new = NewInvitation { name, role };
            let invitation = invitations::invite(&server, &actor, &new).await?;
            let link = invitation.link.expose_secret();
            if as_json {
                let expires_at = output::time(invitation.expires_at);
                return output::only_once(json!({ "link": link, "expiresAt": expires_at }).to_string());
            }
            output::only_once(link)?;
            output::aside(format!("it is good once, until {}", output::time(invitation.expires_at)));
        }
        Command::List { json: as_json } => {
            let all = administrators::list(&server, &actor).await?;
            if !as_json {
                return output::table(HEADING, all.iter().map(row));
            }
            all.iter().try_for_each(|one| {
                output::json(&json!({
                    "id": one.id, "name": one.name, "role": one.role.as_str(), "disabled": one.disabled,
                    "createdAt": output::time(one.created_at), "signedInAt": one.signed_in_at.map(output::time),
                }))
            })?;
        }
    }
    Ok(())
}

const HEADING: [&str; 5] = ["NAME", "ROLE", "STATE", "CREATED", "SIGNED IN"];

fn row(one: &administrators::Administrator) -> [String; 5] {
    let state = if one.disabled { "kept out" } else { "let in" };
    let signed_in = one.signed_in_at.map_or_else(|| "never".to_owned(), output::time);
    [one.name.clone(), one.role.to_string(), state.to_owned(), output::time(one.created_at), signed_in]
}
