//! `Visitor`: the browser that asks for a page of an issuer, and who is signed in there.

use accounts::BrowserSession;
use actix_web::{Error, FromRequest, HttpRequest, ResponseError as _, dev::Payload, error::InternalError, web::Data};
use futures::future::LocalBoxFuture;
use oidc::At;
use web::rights::{NotSignedIn, SignedIn};

use crate::{
    http::oidc::{Oidc, served_issuer::ServedIssuer},
    pages::not_found,
};

/// The issuer whose page is asked for. Where there is none, the answer is the page that says so.
pub(super) struct PageIssuer {
    pub(super) oidc: Data<Oidc>,
    pub(super) served: ServedIssuer,
}

/// A browser at a page of an issuer. Where the sessions cannot be read, the answer is the page that says so.
pub(super) struct Visitor {
    pub(super) oidc: Data<Oidc>,
    pub(super) served: ServedIssuer,
    /// The session of its user in the app, if somebody is signed in.
    pub(super) session: Option<BrowserSession>,
}

impl PageIssuer {
    async fn of(request: &HttpRequest) -> Result<Self, Error> {
        let oidc = Data::<Oidc>::extract(request).await?;
        match oidc.issuer(request) {
            Some(served) => Ok(Self { oidc, served }),
            None => Err(InternalError::from_response("no such issuer", not_found().await).into()),
        }
    }

    pub(super) fn at(&self) -> At<'_> {
        self.oidc.at(&self.served)
    }
}

impl Visitor {
    async fn of(request: &HttpRequest) -> Result<Self, Error> {
        let PageIssuer { oidc, served } = PageIssuer::of(request).await?;
        let session = match SignedIn::extract(request).await {
            Ok(signed_in) => Some(signed_in.session),
            Err(NotSignedIn::Nobody) => None,
            Err(error) => {
                let answer = error.error_response();
                return Err(InternalError::from_response("the sessions cannot be read", answer).into());
            }
        };
        Ok(Self { oidc, served, session })
    }

    pub(super) fn at(&self) -> At<'_> {
        self.oidc.at(&self.served)
    }
}

impl FromRequest for PageIssuer {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}
