//! `CoreServices`: the services that the server and its commands share: database, accounts, clock and randomness.

use std::{sync::Arc, time::Duration};

use accounts::{LocalAccounts, Settings};
use base64::{Engine, engine::general_purpose::STANDARD};
use migrations::{MigrationError, StepState};
use secrecy::{ExposeSecret, SecretString};
use storage::{Database, KeyRing, Options};
use url::Url;

use crate::{
    build_error::BuildError,
    clock_and_entropy::ClockAndEntropy,
    config::{self, Config, ConfigError},
};

/// SQLite's private database: it is empty, nobody else sees it, and nothing is left of it.
const PRIVATE: &str = "sqlite://";

/// How a database's schema is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    /// It is brought up to date, and a missing database is made.
    BroughtUp,
    /// It is left alone, and has to be up to date.
    Required,
}

/// The services that the server and its commands share.
pub(crate) struct CoreServices {
    pub(crate) database: Database,
    pub(crate) accounts: LocalAccounts,
    pub(crate) clock_and_entropy: ClockAndEntropy,
}

impl CoreServices {
    /// Opens the configured database.
    pub(crate) async fn open(
        config: &Config,
        public_url: &Url,
        clock_and_entropy: ClockAndEntropy,
        schema: Schema,
    ) -> Result<Self, BuildError> {
        let keys = config.encryption.key_ring()?;
        let url = config.database.url.expose_secret();
        match schema {
            Schema::BroughtUp => {
                config.database.create_file()?;
                migrations::up(url).await?;
            }
            Schema::Required => require_schema(url).await?,
        }
        let options = Options { max_connections: config.database.max_connections, ..Default::default() };
        Self::over(url, options, keys, config, public_url, clock_and_entropy).await
    }

    /// Opens the configured database, whose schema was looked at before; without keys, what is sealed in it stays closed.
    pub(crate) async fn as_found(
        config: &Config,
        public_url: &Url,
        clock_and_entropy: ClockAndEntropy,
        keys: Option<KeyRing>,
    ) -> Result<Self, BuildError> {
        let keys = match keys {
            Some(keys) => keys,
            None => keys_for_once(&clock_and_entropy)?,
        };
        let options = Options { max_connections: config.database.max_connections, ..Default::default() };
        Self::over(config.database.url.expose_secret(), options, keys, config, public_url, clock_and_entropy).await
    }

    /// Services without data, to look at instances with: the configured database and its keys are not touched.
    pub(crate) async fn detached(
        config: &Config,
        public_url: &Url,
        clock_and_entropy: ClockAndEntropy,
    ) -> Result<Self, BuildError> {
        let keys = keys_for_once(&clock_and_entropy)?;
        Self::over(PRIVATE, Options::default(), keys, config, public_url, clock_and_entropy).await
    }

    async fn over(
        url: &str,
        options: Options,
        keys: KeyRing,
        config: &Config,
        public_url: &Url,
        clock_and_entropy: ClockAndEntropy,
    ) -> Result<Self, BuildError> {
        let (clock, entropy) = (Arc::clone(&clock_and_entropy.clock), Arc::clone(&clock_and_entropy.entropy));
        let database = Database::open(url, options, keys, Arc::clone(&clock), Arc::clone(&entropy)).await?;
        let accounts = LocalAccounts::new(database.clone(), clock, entropy, settings(&config.login, public_url));
        Ok(Self { database, accounts, clock_and_entropy })
    }
}

fn settings(login: &config::Login, public_url: &Url) -> Settings {
    let mut settings = Settings::new(public_url.as_str().trim_end_matches('/'));
    settings.access_token_lifetime = Duration::from_secs(login.access_token_seconds);
    settings.refresh_token_lifetime = Duration::from_secs(login.refresh_token_seconds);
    settings.session_lifetime = Duration::from_hours(login.session_days * 24);
    settings.browser_session_lifetime = Duration::from_secs(login.browser_session_seconds);
    settings.key_publication = Duration::from_hours(login.key_publication_hours);
    settings.recheck_period = Duration::from_secs(login.recheck_seconds);
    settings
}

/// A ring that opens nothing that is there.
fn keys_for_once(clock_and_entropy: &ClockAndEntropy) -> Result<KeyRing, ConfigError> {
    let mut key = [0; 32];
    clock_and_entropy.entropy.fill(&mut key);
    KeyRing::new("once", [("once".to_owned(), SecretString::from(STANDARD.encode(key)))])
        .map_err(|error| ConfigError::field("encryption", error.to_string()))
}

async fn require_schema(url: &str) -> Result<(), BuildError> {
    let steps = match migrations::status(url).await {
        Ok(steps) => steps,
        // Of a server that cannot be reached the advice would be wrong.
        Err(error @ MigrationError::Unavailable { .. }) if url.starts_with("sqlite:") => {
            return Err(BuildError::NotMigrated { reason: error.to_string() });
        }
        Err(error) => return Err(error.into()),
    };
    let pending = steps.iter().filter(|step| step.state == StepState::Pending).count();
    if pending > 0 {
        return Err(BuildError::NotMigrated { reason: format!("the database lacks {pending} steps of the schema") });
    }
    Ok(())
}
