//! The operator of a command, and the tools that it works with.

use std::env;

use administration::{Actor, Administration, console::Lasting};
use callback_records::Records;
use passwords::Hasher;

use super::open;
use crate::{application, config::Config, core_services::CoreServices};

/// The caller's name, as `sudo` tells it to a command.
const BEHIND_SUDO: &str = "SUDO_USER";

/// The server as commands administrate it.
pub(super) async fn administration(config: &Config) -> anyhow::Result<Administration> {
    Ok(administration_of(config, &open(config).await?))
}

/// The server that these are the services of.
pub(super) fn administration_of(config: &Config, services: &CoreServices) -> Administration {
    let (database, clock) = (services.database.clone(), services.clock_and_entropy.clock.clone());
    let records = Records::new(database.clone(), clock.clone());
    let public_url = application::public_url(config, config.server.listen);
    Administration {
        database,
        accounts: services.accounts.clone(),
        records,
        clock,
        entropy: services.clock_and_entropy.entropy.clone(),
        hasher: Hasher::default(),
        lasting: Lasting::default(),
        public_url,
    }
}

/// The operator of this command, as the operating system tells.
pub(super) fn actor() -> Actor {
    let own = whoami::username().ok();
    let os_user = match env::var(BEHIND_SUDO) {
        Ok(behind) if !behind.is_empty() => {
            Some(own.map_or_else(|| behind.clone(), |own| format!("{behind} as {own}")))
        }
        _ => own,
    };
    Actor::CommandLine { os_user }
}
