//! `wecom-login token create|list|revoke`

use std::{path::Path, time::Duration};

use accounts::{NewToken, Rights, TOKEN_LIFETIME, TokenEntry};
use administration::{Actor, Administration, tokens};
use anyhow::{Context, bail};
use app_catalog::Catalog;
use clap::Subcommand;
use clock::Timestamp;
use element_model::{AdminScope, AppId};
use serde_json::json;

use super::{open, operator, output};
use crate::{composition::Composition, config::Config, program};

/// Subcommands of `token`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes a personal access token of an administrator; it is shown once.
    Create {
        /// Its owner or purpose.
        #[arg(long)]
        name: String,
        /// Days after which it expires; 90 unless it is said.
        #[arg(long, visible_alias = "expires-in-days", value_name = "DAYS", conflicts_with = "never",
            value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: Option<u32>,
        /// It never expires.
        #[arg(long)]
        never: bool,
        /// The one app that it is good for, `org.app`; without, all of them, users and tokens too.
        #[arg(long, value_name = "APP")]
        app: Option<AppId>,
        /// Its scopes: read, edit, login (who may be logged in); without, everything.
        #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
        scope: Vec<AdminScope>,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
    /// Lists the tokens, never their secrets.
    List {
        /// Prints one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Revokes a token at once.
    Revoke {
        /// The token's id, the middle part of `wlp_<id>_<secret>`; the whole token will do.
        id: String,
    },
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let services = open(&config).await?;
    let (server, actor) = (operator::administration_of(&config, &services), operator::actor());
    let now = server.clock.now();
    match command {
        Command::Create { name, days, never, app, scope, json: as_json } => {
            if let Some(app) = &app {
                refuse_unknown(app, &super::catalog(&config, composition, &services)?)?;
            }
            let lifetime = days.map_or(TOKEN_LIFETIME, |days| Duration::from_hours(u64::from(days) * 24));
            let expires_at = (!never).then(|| now + lifetime);
            let everything = Rights::default();
            let scopes = if scope.is_empty() { everything.scopes } else { scope.into_iter().collect() };
            let new = NewToken::new(name.trim(), expires_at).with_rights(Rights { app, scopes });
            let created = tokens::create(&server, &actor, &new).await?;
            let text = if as_json {
                json!({
                    "token": created.token.expose_secret(), "name": new.name, "expiresAt": expires_at.map(output::time),
                    "app": new.rights.app, "scopes": tokens::scopes(&new.rights),
                })
                .to_string()
            } else {
                created.token.expose_secret().to_owned()
            };
            if let Err(error) = output::only_once(text) {
                return Err(withdraw(&server, &actor, &created.id, error).await);
            }
            if as_json {
                return Ok(());
            }
            match expires_at {
                Some(expires_at) => output::aside(format!("it expires at {}", output::time(expires_at))),
                None => output::aside("it never expires"),
            }
        }
        Command::List { json: as_json } => {
            let tokens = tokens::list(&server, &actor).await?;
            if !as_json {
                return output::table(HEADING, tokens.iter().map(|token| row(token, now)));
            }
            tokens.iter().try_for_each(|token| output::json(&tokens::describe(token, now)))?;
        }
        Command::Revoke { id } => {
            if !tokens::revoke(&server, &actor, &id).await? {
                bail!("there is no valid token of this id: see {} token list", program::name());
            }
            output::line("revoked")?;
        }
    }
    Ok(())
}

const HEADING: [&str; 7] = ["ID", "STATE", "CREATED", "EXPIRES", "APP", "SCOPES", "NAME"];

fn row(token: &TokenEntry, now: Timestamp) -> [String; 7] {
    let until = token.expires_at.map_or_else(|| "never".to_owned(), output::time);
    let app = token.rights.app.as_ref().map_or_else(|| "all apps".to_owned(), ToString::to_string);
    let (created, scopes) = (output::time(token.created_at), token.rights.words().replace(' ', ","));
    [token.id.clone(), token.state(now).to_string(), created, until, app, scopes, token.name.clone()]
}

/// A token for an app that is not there would be good for nothing.
fn refuse_unknown(app: &AppId, catalog: &Catalog) -> anyhow::Result<()> {
    if catalog.apps.app(app).is_some() {
        return Ok(());
    }
    let known: Vec<_> = catalog.served().map(|app| app.id().to_string()).collect();
    bail!("--app: there is no app {app}: the apps are {}", known.join(", "))
}

/// Revokes a token that nobody saw: it could be used by nobody, and would stay valid for as long as it lasts.
async fn withdraw(server: &Administration, actor: &Actor, id: &str, unseen: anyhow::Error) -> anyhow::Error {
    let revoked = tokens::revoke(server, actor, id).await;
    match revoked.context("the new token could not be shown, nor revoked: see token list") {
        Ok(_) => unseen.context("the new token could not be shown and is revoked again"),
        Err(error) => error,
    }
}
