//! `Composition`: which login types and services a server is made of.

use std::{fmt, sync::Arc};

use accounts::{AuthSvc, LocalAccounts};
use app_catalog::BuiltIn;
use element_type::{ElementType, HostOf};
use login_type::{Host, LoginType, Registry};
use oidc::clients::ClientType;
use oidc_login::OidcType;
use password_login::PasswordType;
use storage::Database;

use crate::{
    build_error::BuildError, clock_and_entropy::ClockAndEntropy, config::Config, login_type_context::LoginTypeContext,
    metrics::Metrics, pages::LookType, services::SERVICES,
};

type Step = Arc<dyn Fn(Registry, &LoginTypeContext<'_>) -> Registry + Send + Sync>;

/// The login types that a server is made of: the official ones, and those that are added.
#[derive(Clone, Default)]
pub struct Composition {
    added: Vec<Step>,
}

impl Composition {
    /// The official login types alone.
    pub fn official() -> Self {
        Self::default()
    }

    /// Adds a login type; one of the same name takes the place of the official one, which it may hold and call through to.
    #[must_use]
    pub fn with_login_type<T: LoginType>(
        mut self,
        make: impl Fn(&LoginTypeContext<'_>) -> T + Send + Sync + 'static,
    ) -> Self {
        self.added.push(Arc::new(move |registry, context| registry.with_login_type(make(context))));
        self
    }

    /// Adds a Type whose instances are no logins, such as a client or a subscription; one of the same name takes the place
    /// of another.
    #[must_use]
    pub fn with_element_type<T: ElementType>(
        mut self,
        make: impl Fn(&LoginTypeContext<'_>) -> T + Send + Sync + 'static,
    ) -> Self
    where
        Host: AsRef<HostOf<T>>,
    {
        self.added.push(Arc::new(move |registry, context| registry.with_type(make(context))));
        self
    }

    /// The code that elements may have in a server with this configuration and database.
    pub(crate) fn built_in(
        &self,
        config: &Config,
        database: &Database,
        accounts: &LocalAccounts,
        clock_and_entropy: &ClockAndEntropy,
        metrics: &Arc<Metrics>,
    ) -> Result<BuiltIn, BuildError> {
        let context = LoginTypeContext::new(config, database, clock_and_entropy, metrics)?;
        let official = Registry::new()
            .with_service(AuthSvc::new(accounts.clone()))
            .with_type(ClientType)
            .with_type(LookType)
            .with_login_type(OidcType)
            .with_login_type(PasswordType::new(context.database_url()))
            .with_login_type(context.qywx_inner())
            .with_login_type(context.qywx_proxy());
        let registry = self.added.iter().fold(official, |registry, add| add(registry, &context));
        Ok(BuiltIn { registry, services: SERVICES })
    }
}

impl fmt::Debug for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Composition").field("added", &self.added.len()).finish()
    }
}
