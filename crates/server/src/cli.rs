//! The command line: `wecom-login <command>`.

mod admin;
mod audit;
mod callback;
mod company;
mod crypto;
mod doctor;
mod element;
mod first_steps;
mod host;
mod key;
mod lock;
mod migrate;
mod operator;
mod output;
mod password;
mod serve;
mod session;
mod token;
mod user;

use std::{future::Future, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::Context;
use app_catalog::{Catalog, SecretFiles};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use self::doctor::RunningServer;
use crate::{
    application,
    clock_and_entropy::ClockAndEntropy,
    composition::Composition,
    config::{self, Config},
    core_services::{CoreServices, Schema},
    environment::ProcessEnvironment,
    metrics::Metrics,
    program,
};

/// Self-hosted login for WeCom customized apps (企业微信服务商代开发).
///
/// Configuration: built-in defaults, then --config, then the environment (`WECOM_LOGIN__<SECTION>__<KEY>`). Relative paths
/// in the file count from its folder.
///
/// Exit codes: 0 success, 1 failure, 2 wrong call; those of `doctor` are its own. Only `serve` and `migrate` change the database's schema.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// Configuration file (TOML); else the one that `WECOM_LOGIN_CONFIG` names, `./wecom-login.toml`,
    /// `/etc/wecom-login/wecom-login.toml`.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server until SIGTERM or Ctrl-C; brings the database's schema up to date first.
    Serve,
    /// Brings the database's schema up to date (`serve` does it too).
    Migrate(migrate::Args),
    /// Checks the apps and lists their elements; writes, changes or removes an instance; no database is needed.
    #[command(subcommand)]
    Element(element::Command),
    /// Lists, shows and retries callback records.
    #[command(subcommand)]
    Callback(callback::Command),
    /// Lists the audit trail.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Lists and shows the companies whose members log in.
    #[command(subcommand)]
    Company(company::Command),
    /// Gives companies a login host of their own, and has hosts serve the files that prove whose they are.
    #[command(subcommand)]
    Host(host::Command),
    /// Lists users, keeps them out and lets them in again.
    #[command(subcommand)]
    User(user::Command),
    /// Lists and ends sessions.
    #[command(subcommand)]
    Session(session::Command),
    /// Makes, lists and revokes administrators' tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Rotates the keys that sign access tokens; seals what is stored anew under another key.
    #[command(subcommand)]
    Key(key::Command),
    /// Makes hashes for users who log in by name and password.
    #[command(subcommand)]
    Password(password::Command),
    /// Invites administrators of the console by one-time links, and lists them.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Checks configuration, database, keys, WeCom and companies, and says what to do next; changes nothing.
    ///
    /// Exit codes: 0 all is well, 1 there are warnings, 2 there are errors (or the call was wrong).
    Doctor(doctor::Args),
    /// Verifies, decrypts and encrypts callbacks by hand: no configuration is read.
    #[command(subcommand)]
    Crypto(crypto::Command),
}

/// Runs the command line with the process's arguments; help and hints call it by the name of the program's file; exit code 0 is success, 1 a failure, 2 a wrong call.
pub fn run(composition: &Composition) -> ExitCode {
    program::note_name();
    let called = Cli::command().name(program::name()).try_get_matches();
    let cli = match called.and_then(|called| Cli::from_arg_matches(&called)) {
        Ok(cli) => cli,
        // Help and version are results, which may not be readable either.
        Err(help) if !help.use_stderr() => return output::text(&help.render().to_string()),
        Err(wrong_call) => wrong_call.exit(),
    };
    let file = config::locate(cli.config);
    let file = file.as_deref();
    let Some(command) = cli.command else { return first_steps::show(file) };
    let result = match command {
        Command::Crypto(command) => return crypto::run(&command),
        Command::Doctor(args) => {
            let examined = wait_for(async { Ok(Box::pin(doctor::run(file, &args, composition)).await) });
            return examined.unwrap_or_else(|error| output::failure(&error));
        }
        // Brings a runtime of its own along.
        Command::Serve => return serve::run(file, composition),
        Command::Migrate(args) => wait_for(migrate::run(file, &args)),
        Command::Element(command) => wait_for(element::run(file, command, composition)),
        Command::Callback(command) => wait_for(callback::run(file, command, composition)),
        Command::Audit(command) => wait_for(audit::run(file, &command, composition)),
        Command::Company(command) => wait_for(company::run(file, command, composition)),
        Command::Host(command) => wait_for(host::run(file, command, composition)),
        Command::User(command) => wait_for(user::run(file, command, composition)),
        Command::Session(command) => wait_for(session::run(file, command, composition)),
        Command::Token(command) => wait_for(token::run(file, command, composition)),
        Command::Admin(command) => wait_for(admin::run(file, command)),
        Command::Key(command) => wait_for(key::run(file, &command)),
        Command::Password(command) => password::run(&command),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::failed_with(file, &error),
    }
}

/// Runs a command that waits for files and the database.
fn wait_for<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("the runtime cannot start")?.block_on(command)
}

/// Opens database and accounts for a command that is not the server and leaves the schema alone.
async fn open(config: &Config) -> anyhow::Result<CoreServices> {
    let public_url = application::public_url(config, config.server.listen);
    Ok(CoreServices::open(config, &public_url, ClockAndEntropy::default(), Schema::Required).await?)
}

/// The apps as a server would serve them now.
fn catalog(config: &Config, composition: &Composition, services: &CoreServices) -> anyhow::Result<Catalog> {
    let metrics = Arc::new(Metrics::new());
    let CoreServices { database, accounts, clock_and_entropy } = services;
    let built_in = composition.built_in(config, database, accounts, clock_and_entropy, &metrics)?;
    let environment = ProcessEnvironment::of(&config.apps);
    Ok(Catalog::load(&built_in, &config.apps.dir, &environment, &SecretFiles::default())?)
}
