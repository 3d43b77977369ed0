//! `LoginTypeContext`: everything that the server makes login types of.

use std::{fmt, sync::Arc, time::Duration};

use clock::{SharedClock, SharedEntropy};
use qywx_inner::QywxInnerType;
use qywx_proxy::QywxProxyType;
use secrecy::SecretString;
use storage::Database;
use wecom_client::{ApiClient, Endpoints, Observer, Timeouts, TokenStore};
use wecom_tokens::DatabaseTokens;

use crate::{build_error::BuildError, clock_and_entropy::ClockAndEntropy, config::Config, metrics::Metrics};

/// Length of the name that a process gives itself.
const INSTANCE_LEN: usize = 12;

/// Everything that the server makes login types of, beside what each call lends them.
///
/// Making one must not wait and must not touch anything: commands such as `element check` make them too, where there may
/// be no database. A connection is opened when a call first needs it.
pub struct LoginTypeContext<'a> {
    config: &'a Config,
    database: &'a Database,
    clock_and_entropy: &'a ClockAndEntropy,
    metrics: &'a Arc<Metrics>,
    api: ApiClient,
    tokens: Arc<dyn TokenStore>,
}

impl<'a> LoginTypeContext<'a> {
    pub(crate) fn new(
        config: &'a Config,
        database: &'a Database,
        clock_and_entropy: &'a ClockAndEntropy,
        metrics: &'a Arc<Metrics>,
    ) -> Result<Self, BuildError> {
        let endpoints = Endpoints {
            api_url: config.wecom.api_url.clone(),
            open_url: config.wecom.open_url.clone(),
            login_url: config.wecom.login_url.clone(),
        };
        let timeouts = Timeouts {
            connect: Duration::from_secs(config.wecom.connect_timeout_seconds),
            request: Duration::from_secs(config.wecom.request_timeout_seconds),
        };
        let api = ApiClient::through(config.wecom.proxy_url.as_ref(), endpoints, timeouts)
            .map_err(BuildError::WecomClient)?;
        let api = api.with_user_agent(&user_agent(config, clock_and_entropy));
        let tokens = Arc::new(DatabaseTokens::new(database.wecom(), &*clock_and_entropy.entropy));
        Ok(Self { config, database, clock_and_entropy, metrics, api, tokens })
    }

    /// The official `auths.loginTypes.QywxProxyType`, for a login type that wraps it.
    pub fn qywx_proxy(&self) -> QywxProxyType {
        QywxProxyType::new(self.database.wecom(), self.api.clone(), Arc::clone(&self.tokens), self.clock())
            .with_reconcile(self.config.reconcile.manner())
            .with_observer(self.observer())
    }

    /// The official `auths.loginTypes.QywxInnerType`, for a login type that wraps it.
    pub fn qywx_inner(&self) -> QywxInnerType {
        QywxInnerType::new(self.api.clone(), Arc::clone(&self.tokens), self.clock()).with_observer(self.observer())
    }

    /// The URL of the server's database, where a login type may keep tables of its own; their names begin with its own.
    pub fn database_url(&self) -> &SecretString {
        &self.config.database.url
    }

    /// The time.
    pub fn clock(&self) -> SharedClock {
        Arc::clone(&self.clock_and_entropy.clock)
    }

    /// Randomness.
    pub fn entropy(&self) -> SharedEntropy {
        Arc::clone(&self.clock_and_entropy.entropy)
    }

    fn observer(&self) -> Arc<dyn Observer> {
        Arc::clone(self.metrics) as Arc<dyn Observer>
    }
}

/// The name of this process among all, for WeCom, a proxy on the way, and people who compare their logs with ours.
fn user_agent(config: &Config, clock_and_entropy: &ClockAndEntropy) -> String {
    let instance =
        config.server.instance.clone().unwrap_or_else(|| clock_and_entropy.entropy.alphanumeric(INSTANCE_LEN));
    tracing::info!(instance, "WeCom sees this name in User-Agent");
    format!("wecom-login/{} (instance {instance})", env!("CARGO_PKG_VERSION"))
}

impl fmt::Debug for LoginTypeContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginTypeContext").finish_non_exhaustive()
    }
}
