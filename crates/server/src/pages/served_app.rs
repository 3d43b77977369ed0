//! `ServedApp`: the app that a page's address names.

use std::sync::Arc;

use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    error::InternalError,
    web::{Data, Path},
};
use app_catalog::{Catalog, SharedCatalog};
use element_model::{App, AppId};
use futures::future::LocalBoxFuture;

/// The app that a page's address names, in the catalog as it was when the request came. Where no such app is served, the page
/// is not found.
#[derive(Clone, Debug)]
pub(super) struct ServedApp {
    pub(super) catalog: Arc<Catalog>,
    pub(super) app: Arc<App>,
}

impl ServedApp {
    /// The app's id.
    pub(super) fn id(&self) -> &AppId {
        self.app.id()
    }

    /// The path of a page of the app: `login`.
    pub(super) fn path(&self, page: &str) -> String {
        format!("/{}/{}/{page}", self.id().org(), self.id().app())
    }
}

impl FromRequest for ServedApp {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (org, app) = Path::<(String, String)>::extract(&request).await?.into_inner();
            let catalog = Data::<SharedCatalog>::extract(&request).await?.current();
            match catalog.shared_app(&org, &app) {
                Some(app) => Ok(Self { catalog, app }),
                None => Err(InternalError::from_response("no such app", super::not_found().await).into()),
            }
        })
    }
}
