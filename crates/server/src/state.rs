//! `AppState`: what every request handler works with.

use std::sync::Arc;

use accounts::LocalAccounts;
use clock::SharedClock;
use login_type::Host;
use storage::Database;
use url::Url;

use crate::{
    catalog::{Catalog, SharedCatalog},
    http::body::Limits,
    metrics::Metrics,
    supervision::Pulse,
    tickets::FirstSeen,
};

/// What every request handler works with.
pub(crate) struct AppState {
    catalog: SharedCatalog,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
    pub(crate) metrics: Metrics,
    pub(crate) public_url: Url,
    pub(crate) limits: Limits,
    /// Whether callback records are worked on.
    pub(crate) worker: Pulse,
    /// Since when suites without a ticket are known.
    pub(crate) suites_seen: FirstSeen,
    pub(crate) browser_session_seconds: u64,
}

impl AppState {
    #[expect(clippy::too_many_arguments, reason = "called once, where the server is put together")]
    pub(crate) fn new(
        catalog: SharedCatalog,
        host: Host,
        accounts: LocalAccounts,
        database: Database,
        metrics: Metrics,
        public_url: Url,
        limits: Limits,
        browser_session_seconds: u64,
    ) -> Self {
        let (worker, suites_seen) = (Pulse::default(), FirstSeen::default());
        Self {
            catalog,
            host,
            accounts,
            database,
            metrics,
            public_url,
            limits,
            worker,
            suites_seen,
            browser_session_seconds,
        }
    }

    /// The catalog as it stands now; a request keeps the one it began with.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        self.catalog.current()
    }

    /// Whether the newest edit of the apps' folder is broken, so that the version before it serves on.
    pub(crate) fn is_edit_refused(&self) -> bool {
        self.catalog.is_edit_refused()
    }

    pub(crate) fn clock(&self) -> &SharedClock {
        &self.host.clock
    }

    /// 32 hexadecimal digits that no other request has.
    pub(crate) fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        self.host.entropy.fill(&mut bytes);
        format!("{:032x}", u128::from_be_bytes(bytes))
    }
}
