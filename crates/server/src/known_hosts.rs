//! `KnownHosts`: the login hosts of companies and instances, as the database has them or had them a second ago.

use std::sync::Arc;

use clock::SharedClock;
use login_type::CallError;
use storage::{Access as _, Database, LoginHost, StorageError};

use crate::shared_probe::SharedProbe;

/// The answer that all share who ask within a second.
type Read = Result<Arc<[LoginHost]>, Arc<StorageError>>;

/// The login hosts. Anybody may ask under any host's name: the database is asked once a second.
pub(crate) struct KnownHosts {
    pub(crate) database: Database,
    pub(crate) clock: SharedClock,
    probe: SharedProbe<Read>,
}

impl KnownHosts {
    pub(crate) fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, probe: SharedProbe::default() }
    }

    /// All of them.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub(crate) async fn all(&self) -> Result<Arc<[LoginHost]>, CallError> {
        let look = || async { self.database.login_hosts().list().await.map(Arc::from).map_err(Arc::new) };
        self.probe.of(&*self.clock, look).await.map_err(CallError::unavailable)
    }
}
