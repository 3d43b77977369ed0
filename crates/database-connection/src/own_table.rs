//! `OwnTable`: a table that a part of the program keeps for itself, beside the server's own.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, Schema};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

use crate::{ConnectError, DatabaseUrl, MissingFile, Options, UrlError};

/// How long a call waits for a connection, and a statement for a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// A table that a part of the program keeps for itself, beside the server's own; opened, and made where it is missing, when
/// it is first needed. Clones share its two connections.
#[derive(Clone)]
pub struct OwnTable<E> {
    url: SecretString,
    entity: E,
    opened: Arc<OnceCell<DatabaseConnection>>,
}

/// Why a table could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OwnTableError {
    /// The address of the database is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The database could not be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The table could not be made.
    #[error("the table could not be made")]
    Make(#[from] DbErr),
}

impl<E: EntityTrait> OwnTable<E> {
    /// The table in the database at `url`; nothing is opened yet.
    pub fn new(url: &SecretString, entity: E) -> Self {
        Self { url: url.clone(), entity, opened: Arc::default() }
    }

    /// The connection to the database, in which the table is.
    ///
    /// # Errors
    /// When the database cannot be opened or the table not be made; the next call tries again.
    pub async fn open(&self) -> Result<&DatabaseConnection, OwnTableError> {
        self.opened.get_or_try_init(|| self.connect()).await
    }

    async fn connect(&self) -> Result<DatabaseConnection, OwnTableError> {
        let options = Options {
            max_connections: 2,
            acquire_timeout: PATIENCE,
            patience: PATIENCE,
            missing_file: MissingFile::Refused,
        };
        let database = self.url.expose_secret().parse::<DatabaseUrl>()?.connect(&options).await?;
        let mut table = Schema::new(database.get_database_backend()).create_table_from_entity(self.entity);
        // PostgreSQL refuses all but one of those who make it at the same moment; by then it is there.
        if database.execute(table.if_not_exists()).await.is_err() {
            database.execute(&table).await?;
        }
        Ok(database)
    }
}
