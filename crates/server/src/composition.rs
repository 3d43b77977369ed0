//! `Composition`: which login types and services a server is made of.

use std::{fmt, sync::Arc, time::Duration};

use accounts::{AuthSvc, LocalAccounts};
use clock::{OsEntropy, SharedClock, SharedEntropy, SystemClock};
use login_type::{LoginType, Registry};
use qywx_inner::QywxInnerType;
use qywx_proxy::{QywxProxyType, Reconcile};
use storage::Database;
use wecom_client::{ApiClient, Endpoints, Observer, Timeouts, TokenStore};
use wecom_tokens::DatabaseTokens;

use crate::{application::BuildError, config::Config, metrics::Metrics};

/// What a server asks its surroundings for; tests pass their own.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
}

impl Default for Surroundings {
    /// The machine's own clock and randomness.
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Arc::new(OsEntropy) }
    }
}

type Step = Arc<dyn Fn(Registry) -> Registry + Send + Sync>;

/// Which login types a server is made of: the official ones, and those that are added.
#[derive(Clone, Default)]
pub struct Composition {
    added: Vec<Step>,
}

impl Composition {
    /// The official login types alone.
    pub fn official() -> Self {
        Self::default()
    }

    /// Adds a login type; one of the same name takes the place of the official one.
    #[must_use]
    pub fn with_login_type<T: LoginType>(mut self, make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        self.added.push(Arc::new(move |registry| registry.with_login_type(make())));
        self
    }

    /// The registry for a server with this configuration and database.
    pub(crate) fn registry(
        &self,
        config: &Config,
        database: &Database,
        accounts: &LocalAccounts,
        surroundings: &Surroundings,
        metrics: &Arc<Metrics>,
    ) -> Result<Registry, BuildError> {
        let endpoints = Endpoints {
            api_url: config.wecom.api_url.clone(),
            open_url: config.wecom.open_url.clone(),
            login_url: config.wecom.login_url.clone(),
        };
        let timeouts = Timeouts {
            connect: Duration::from_secs(config.wecom.connect_timeout_seconds),
            request: Duration::from_secs(config.wecom.request_timeout_seconds),
        };
        let reconcile = Reconcile {
            period: Duration::from_secs(config.reconcile.period_seconds),
            calls_per_second: u32::try_from(config.reconcile.calls_per_second).unwrap_or(u32::MAX),
        };
        let api = ApiClient::new(endpoints, timeouts).map_err(BuildError::WecomClient)?;
        let clock = Arc::clone(&surroundings.clock);
        let observer = Arc::clone(metrics) as Arc<dyn Observer>;
        let tokens: Arc<dyn TokenStore> = Arc::new(DatabaseTokens::new(database.clone(), &*surroundings.entropy));
        let qywx_inner = QywxInnerType::new(api.clone(), Arc::clone(&tokens), Arc::clone(&clock));
        let qywx_proxy = QywxProxyType::new(database.clone(), api, tokens, clock);
        let official = Registry::new()
            .with_service(AuthSvc::new(accounts.clone()))
            .with_login_type(qywx_inner.with_observer(Arc::clone(&observer)))
            .with_login_type(qywx_proxy.with_reconcile(reconcile).with_observer(observer));
        Ok(self.added.iter().fold(official, |registry, add| add(registry)))
    }
}

impl fmt::Debug for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composition").field("added", &self.added.len()).finish()
    }
}
