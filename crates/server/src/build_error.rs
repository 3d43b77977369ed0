//! `BuildError`: why a server could not be put together.

use std::{io, net::SocketAddr};

use app_catalog::CatalogError;

use crate::{config::ConfigError, program};

/// Why a server could not be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The apps, their elements or instances; one line a problem.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The database.
    #[error("database")]
    Database(#[from] storage::StorageError),
    /// The database's schema.
    #[error("database schema")]
    Schema(#[from] migrations::MigrationError),
    /// The database is not there, or is not up to date, for a command that leaves the schema alone.
    #[error("{reason}; bring it up to date first: run {} migrate", program::name())]
    NotMigrated {
        /// The problem with it.
        reason: String,
    },
    /// An address to listen on.
    #[error("{setting}: cannot listen on {address}")]
    Listen {
        /// The configuration key.
        setting: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The WeCom client.
    #[error("wecom client")]
    WecomClient(#[source] wecom_client::Error),
    /// The signing keys.
    #[error("signing keys")]
    Accounts(#[source] accounts::AccountsError),
}
