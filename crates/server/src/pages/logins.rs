//! `Logins`: everything that login pages work with.

use std::sync::Arc;

use accounts::LocalAccounts;
use actix_web::{HttpRequest, cookie::time::Duration};
use app_catalog::SharedCatalog;
use login_type::Host;
use oidc::Provider;
use storage::Database;
use web::{PublicUrl, cookies::CookieKit, limits::rate::RateLimits};

use super::audit;
use crate::{known_hosts::KnownHosts, metrics::Metrics};

/// How long a browser keeps the cookie of a login that began.
pub(super) const ATTEMPT_COOKIE: Duration = Duration::minutes(10);

/// Everything that login pages work with.
pub(crate) struct Logins {
    pub(crate) catalog: SharedCatalog,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) rate: Arc<RateLimits>,
    pub(crate) cookies: Arc<CookieKit>,
    pub(crate) public_url: PublicUrl,
    pub(crate) known_hosts: Arc<KnownHosts>,
    pub(crate) openid: Provider,
    pub(crate) browser_session_seconds: u64,
}

impl Logins {
    /// The services lent for a login that a request asks for, on behalf of this client where there is one, reached in this way.
    pub(super) fn host_for(&self, (request, client_id): (&HttpRequest, Option<&str>), way: &'static str) -> Host {
        let accounts = self.accounts.on(audit::context(request, way)).asked_by(client_id);
        self.host.clone().with_accounts(Arc::new(accounts))
    }
}
