//! `Surface`: everything that the server answers, with the parts that the handlers take.

use accounts::LocalAccounts;
use actix_web::web::{Data, ServiceConfig};
use app_catalog::SharedCatalog;
use console::ConsoleServices;
use web::Kit;

use crate::{
    http::{self, health::Health, management::Management, metrics::Gauges, oidc::Oidc, rpc::Functions},
    pages::{self, Logins},
    verification_files::VerificationFiles,
};

/// Everything that the server answers, with the parts that the handlers take, each by itself.
#[derive(Clone)]
pub(crate) struct Surface {
    pub(crate) kit: Kit,
    pub(crate) management: Data<Management>,
    pub(crate) catalog: Data<SharedCatalog>,
    pub(crate) accounts: Data<LocalAccounts>,
    pub(crate) functions: Data<Functions>,
    pub(crate) logins: Data<Logins>,
    pub(crate) oidc: Data<Oidc>,
    pub(crate) files: Data<VerificationFiles>,
    pub(crate) console: Data<ConsoleServices>,
    pub(crate) health: Data<Health>,
    pub(crate) gauges: Data<Gauges>,
}

impl Surface {
    /// Adds the routes, and lets handlers and middlewares take the parts.
    pub(crate) fn configure(&self, config: &mut ServiceConfig) {
        config
            .configure(|config| self.kit.configure(config))
            .app_data(self.management.clone())
            .app_data(self.catalog.clone())
            .app_data(self.accounts.clone())
            .app_data(self.functions.clone())
            .app_data(self.logins.clone())
            .app_data(self.oidc.clone())
            .app_data(self.files.clone())
            .app_data(self.console.clone())
            .app_data(self.health.clone())
            .app_data(self.gauges.clone())
            .configure(http::configure)
            // Before the apps' pages, whose addresses begin with anything.
            .configure(console::configure)
            .configure(pages::configure);
    }
}
