//! `FromClient`: what a client sent to an endpoint where it proves itself.

use actix_web::{
    Error, FromRequest, HttpRequest, HttpResponse, dev::Payload, error::InternalError, http::header, web::Data,
};
use futures::future::LocalBoxFuture;
use oidc::{Parameters, token::ClientRequest};
use web::{RequestContext, rights::OAuthForm};

use super::{
    answer,
    served_issuer::{Oidc, ServedIssuer},
};

/// The form and the header of a client at an endpoint where it proves itself. Of an address that presented too many wrong
/// secrets none is looked at any more.
pub(super) struct FromClient {
    pub(super) served: ServedIssuer,
    authorization: Option<String>,
    parameters: Parameters,
}

impl FromClient {
    async fn read(request: &HttpRequest, oidc: &Oidc) -> Result<Self, HttpResponse> {
        let served = oidc.issuer(request).ok_or_else(answer::no_issuer)?;
        let form = OAuthForm::extract(request).await.map_err(|error| answer::unread(&error))?;
        oidc.rate.admit_guess(RequestContext::of(request).client).map_err(answer::too_many)?;
        // A header that is no text is none that could be right.
        let authorization = request.headers().get(header::AUTHORIZATION);
        let authorization = authorization.map(|value| value.to_str().unwrap_or_default().to_owned());
        Ok(Self { served, authorization, parameters: Parameters::parse(&form.0) })
    }

    /// The request, for the provider.
    pub(super) fn request(&self) -> ClientRequest<'_> {
        ClientRequest { authorization: self.authorization.as_deref(), parameters: &self.parameters }
    }
}

impl FromRequest for FromClient {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let oidc = Data::<Oidc>::extract(&request).await?;
            let read = Self::read(&request, &oidc).await;
            read.map_err(|answer| InternalError::from_response("a client was refused", answer).into())
        })
    }
}
