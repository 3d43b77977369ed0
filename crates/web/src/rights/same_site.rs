//! `SameSiteForm`: what a form of this very site sent; `SameSite`: that a page of this site asks.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, ResponseError, dev::Payload, error::Error, http::StatusCode, web::Data,
};
use element_model::Text;
use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::{gate::Gate, unread_body::UnreadBody};
use crate::{
    cross_site,
    limits::body::{self, BodyError},
    page::{self, Notice},
    public_url::PublicUrl,
    texts,
};

/// The fields of a form that a page of this very site sent.
#[derive(Clone, Debug)]
pub struct SameSiteForm<T>(pub T);

/// A page of this site asks, or a program: no browser says that it is another site.
#[derive(Clone, Copy, Debug)]
pub struct SameSite(());

/// Why a form was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// A page of another site sent it.
    #[error("{}", texts::FOREIGN.en)]
    Foreign,
    /// It did not arrive.
    #[error(transparent)]
    Body(BodyError),
    /// It is no form, or another one.
    #[error("{}", texts::MALFORMED.en)]
    Malformed,
    /// Its media type is not that of a form.
    #[error("{}", texts::OTHER_KIND.en)]
    OtherKind,
}

impl FormError {
    /// The reason, for pages.
    pub fn text(&self) -> Text {
        match self {
            Self::Foreign => texts::FOREIGN.clone(),
            Self::Body(BodyError::TooLong(bytes)) => texts::TOO_LONG.with("bytes", &bytes.to_string()),
            Self::Body(_) => texts::NOT_WHOLE.clone(),
            Self::Malformed => texts::MALFORMED.clone(),
            Self::OtherKind => texts::OTHER_KIND.clone(),
        }
    }
}

impl ResponseError for FormError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Body(error) => error.status(),
            Self::Malformed | Self::OtherKind => StatusCode::BAD_REQUEST,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let answer = page::tell(self.status_code(), Notice::new(&texts::NOT_TAKEN, &self.text()), None);
        if matches!(self, Self::Malformed | Self::OtherKind) { answer } else { body::close(answer) }
    }
}

impl FromRequest for SameSite {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let public_url = Data::<PublicUrl>::extract(&request).await?;
            if cross_site::is_foreign(&request, &public_url) {
                return Err(FormError::Foreign.into());
            }
            Ok(Self(()))
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for SameSiteForm<T> {
    type Error = FormError;
    type Future = LocalBoxFuture<'static, Result<Self, FormError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            SameSite::extract(&request).await.map_err(|_| FormError::Foreign)?;
            // Without the kit nothing is read.
            let gate = Data::<Gate>::extract(&request).await.map_err(|_| FormError::Malformed)?;
            let body = UnreadBody::take(&request).open(&request, &gate).await.map_err(FormError::Body)?;
            let text = str::from_utf8(&body).map_err(|_| FormError::Malformed)?;
            let form = actix_web::web::Query::<T>::from_query(text).map_err(|_| FormError::Malformed)?;
            Ok(Self(form.into_inner()))
        })
    }
}
