//! `Oidc`: the provider as handlers take it; `ServedIssuer`: the issuer that a path names, with its clients.

use std::sync::Arc;

use accounts::BrowserSession;
use actix_web::HttpRequest;
use app_catalog::{Catalog, SharedCatalog};
use element_model::App;
use login_type::Host;
use oidc::{
    At, Issuer, Provider,
    clients::{ClientType, Directory},
};
use web::{RequestContext, cookies::CookieKit, limits::rate::RateLimits};

use crate::metrics::Metrics;

/// Everything that the endpoints of OpenID Connect work with.
pub(crate) struct Oidc {
    pub(crate) provider: Provider,
    pub(crate) catalog: SharedCatalog,
    pub(crate) host: Host,
    pub(crate) cookies: Arc<CookieKit>,
    pub(crate) rate: Arc<RateLimits>,
    pub(crate) metrics: Arc<Metrics>,
}

/// The issuer that a path names, as it was when the request came.
pub(crate) struct ServedIssuer {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) issuer: Issuer,
    clients: Directory,
    /// The network that the request came from, if it is counted.
    network: Option<String>,
}

impl Oidc {
    /// The issuer of `/{org}/{app}/…`; `None` where there is no such app.
    pub(crate) fn issuer(&self, request: &HttpRequest) -> Option<ServedIssuer> {
        let (org, app) = (request.match_info().get("org")?, request.match_info().get("app")?);
        let catalog = self.catalog.current();
        let id = catalog.app(org, app)?.id().clone();
        let clients = directory(&catalog, &id);
        let network = self.rate.network(RequestContext::of(request).client).map(|network| network.to_string());
        Some(ServedIssuer { issuer: self.provider.issuer(&id), clients, catalog, network })
    }

    /// The place of a request, for the provider.
    pub(crate) fn at<'a>(&'a self, served: &'a ServedIssuer) -> At<'a> {
        At { issuer: &served.issuer, clients: &served.clients, host: &self.host, network: served.network.as_deref() }
    }
}

impl ServedIssuer {
    /// The app.
    pub(crate) fn app(&self) -> Option<&App> {
        self.catalog.apps.iter().find(|app| app.id() == self.issuer.app())
    }

    /// Its clients.
    pub(crate) fn clients(&self) -> &Directory {
        &self.clients
    }

    /// The path of a page of the app: `login`.
    pub(crate) fn path(&self, page: &str) -> String {
        let app = self.issuer.app();
        format!("/{}/{}/{page}", app.org(), app.app())
    }
}

/// The clients of an app.
pub(crate) fn directory(catalog: &Catalog, app: &element_model::AppId) -> Directory {
    let opened = catalog.login_types.elements().of::<ClientType>();
    opened.map_or_else(Directory::default, |opened| Directory::new(&opened.instances, app))
}

/// The session of a browser, where it has one.
pub(crate) fn session(signed_in: Option<&web::rights::SignedIn>) -> Option<&BrowserSession> {
    signed_in.map(|signed_in| &signed_in.session)
}
