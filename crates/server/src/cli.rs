//! The command line: `wecom-login <command>`.

mod callback;
mod crypto;
mod element;
mod key;
mod migrate;
mod output;
mod serve;
mod token;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use storage::{Access, NewAuditEvent};

use crate::{
    application::{self, Parts},
    composition::{Composition, Surroundings},
    config::Config,
};

/// Self-hosted login for WeCom customized apps (企业微信服务商代开发).
///
/// Configuration: built-in defaults, then --config, then the environment (`WECOM_LOGIN__<SECTION>__<KEY>`).
#[derive(Debug, Parser)]
#[command(name = "wecom-login", version, about)]
struct Cli {
    /// Configuration file (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server until SIGTERM or Ctrl-C.
    Serve,
    /// Brings the database's schema up to date (`serve` does it too).
    Migrate(migrate::Args),
    /// Lists or makes elements.
    #[command(subcommand)]
    Element(element::Command),
    /// Shows and retries callback records.
    #[command(subcommand)]
    Callback(callback::Command),
    /// Makes, lists and revokes administrators' tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// The keys that sign access tokens.
    #[command(subcommand)]
    Key(key::Command),
    /// Callback encryption by hand: no configuration is read.
    #[command(subcommand)]
    Crypto(crypto::Command),
}

/// Runs the command line with the process's arguments; exit code 0 is success, 1 a failure, 2 a wrong call.
pub fn run(composition: &Composition) -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::failure(&anyhow::Error::from(error).context("the runtime cannot start")),
    };
    let result = match cli.command {
        Command::Crypto(command) => return crypto::run(&command),
        Command::Serve => serve::run(cli.config.as_deref(), composition),
        Command::Migrate(args) => runtime.block_on(migrate::run(cli.config.as_deref(), &args)),
        Command::Element(command) => runtime.block_on(element::run(cli.config.as_deref(), command, composition)),
        Command::Callback(command) => runtime.block_on(callback::run(cli.config.as_deref(), command)),
        Command::Token(command) => runtime.block_on(token::run(cli.config.as_deref(), command)),
        Command::Key(command) => runtime.block_on(key::run(cli.config.as_deref(), &command)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::failure(&error),
    }
}

/// Opens database and accounts for a command that is not the server.
async fn open(config: &Config) -> anyhow::Result<Parts> {
    let public_url = application::public_url(config, config.server.listen);
    Ok(Parts::open(config, &public_url, Surroundings::default()).await?)
}

/// Notes in the audit trail what was done here.
async fn audit(parts: &Parts, action: &str, target: &str) -> anyhow::Result<()> {
    let event = NewAuditEvent {
        at: parts.surroundings.clock.now(),
        actor: "command line".to_owned(),
        action: action.to_owned(),
        target: target.to_owned(),
        detail: serde_json::Value::Null,
    };
    parts.database.audit_events().add(event).await?;
    Ok(())
}
