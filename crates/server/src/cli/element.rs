//! `wecom-login element check|new|set|remove`

mod audit;
mod change;
mod check;

use std::{path::Path, sync::Arc};

use app_catalog::BuiltIn;
use clap::Subcommand;

use crate::{
    application, clock_and_entropy::ClockAndEntropy, composition::Composition, config::Config,
    core_services::CoreServices, metrics::Metrics,
};

/// Subcommands of `element`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Reads every app and shows its problems, or lists its elements: each below its type, with the app that it
    /// comes from and those that it overrides; touches no database.
    Check {
        /// Prints JSON: a line an element, then a line a login.
        #[arg(long)]
        json: bool,
    },
    /// Writes an instance as a draft: its folder with `e.json` and `<Name>.json`, ready to be filled in.
    New(change::New),
    /// Changes an instance: its title, or the given keys of its configuration; puts a draft into service. All apps are
    /// checked first:
    /// problems that the change would bring refuse it, older ones are shown. Noted in the audit trail; where no
    /// database can be reached, the change is made and the command says that it is not noted.
    Set(change::Set),
    /// Removes an instance with its folder. All apps are checked first, as by `set`.
    Remove(change::Remove),
}

/// Runs a subcommand.
pub(super) async fn run(file: Option<&Path>, command: Command, composition: &Composition) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    match command {
        Command::Check { json } => check::run(&config, composition, json).await,
        Command::New(new) => new.run(&config, composition).await,
        Command::Set(set) => set.run(&config, composition).await,
        Command::Remove(remove) => remove.run(&config, composition).await,
    }
}

/// The code that elements may have, over no database, and the clock and randomness that they were given.
async fn open(config: &Config, composition: &Composition) -> anyhow::Result<(ClockAndEntropy, BuiltIn)> {
    let public_url = application::public_url(config, config.server.listen);
    let services = CoreServices::detached(config, &public_url, ClockAndEntropy::default()).await?;
    let metrics = Arc::new(Metrics::new());
    let built_in =
        composition.built_in(config, &services.database, &services.accounts, &services.clock_and_entropy, &metrics)?;
    Ok((services.clock_and_entropy, built_in))
}
