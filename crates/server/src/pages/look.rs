//! How an app's pages look: its own name, mark and colour, as an element of the app declares them.

mod colour;
mod config;
mod elements;
mod look_type;
mod stylesheet;

use std::sync::Arc;

use actix_web::{
    Error, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use app_catalog::{Catalog, SharedCatalog};
use element_model::{App, Text};
use web::page::{Look, Provider};

pub(crate) use self::look_type::LookType;
pub(super) use self::stylesheet::stylesheet;
use self::{config::Config, look_type::OwnLook};

/// Answers with pages that look as the app of the address says; those of an app that is not served have no look.
///
/// # Errors
/// The errors of the handler.
pub(super) async fn wear(
    catalog: Data<SharedCatalog>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let look = app_of(&catalog.current(), request.request()).map(|(catalog, app)| of(&catalog, &app));
    look.unwrap_or_default().during(next.call(request)).await
}

fn app_of(catalog: &Arc<Catalog>, request: &HttpRequest) -> Option<(Arc<Catalog>, Arc<App>)> {
    let app = catalog.shared_app(request.match_info().get("org")?, request.match_info().get("app")?)?;
    Some((Arc::clone(catalog), app))
}

/// The element of an app that says how its pages look, where one is switched on.
pub(super) fn own(catalog: &Catalog, app: &App) -> Option<Arc<OwnLook>> {
    let opened = catalog.login_types.elements().of::<LookType>()?;
    let of_app = opened.instances.of_app(app.id());
    of_app.iter().map(|(_, look)| Arc::clone(look)).find(|look| look.config.is_active)
}

/// How the pages of an app look: without an element of its own as its title says.
fn of(catalog: &Catalog, app: &App) -> Look {
    let home = Some(format!("/{}/{}/login", app.id().org(), app.id().app()));
    let title = Text::new(app.title().to_owned(), app.title().to_owned());
    let Some(own) = own(catalog, app) else { return Look { name: Some(title), home, ..Look::default() } };
    let Config { name, name_in_english, logo, icon, .. } = &own.config;
    Look {
        name: both(name.as_ref(), name_in_english.as_ref()).or(Some(title)),
        logo: logo.clone(),
        icon: icon.clone(),
        style: own.colour.map(|colour| stylesheet::address(app.id(), colour)),
        provider: provider(&own.config),
        contact: both(own.config.contact.as_ref(), own.config.contact_in_english.as_ref()),
        home,
    }
}

fn provider(config: &Config) -> Option<Provider> {
    let name = config.provider_name.clone()?;
    Some(Provider { name: Text::new(name.clone(), name), url: config.provider_url.clone() })
}

/// A text in both languages; where one is not given, it is the other.
fn both(zh: Option<&String>, en: Option<&String>) -> Option<Text> {
    let (zh, en) = (zh.or(en)?, en.or(zh)?);
    Some(Text::new(zh.clone(), en.clone()))
}
