//! `OAuthForm`: the form of an endpoint whose parameters prove who asks, or that others' pages may send.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Data};
use futures::future::LocalBoxFuture;

use super::{gate::Gate, same_site::FormError, unread_body::UnreadBody};

/// The media type of a form (RFC 6749, section 3.2 and appendix B).
const FORM: &str = "application/x-www-form-urlencoded";

/// The text of a form whose own parameters prove who asks, as at a token endpoint; no cookie counts for who reads it. No
/// body is an empty form; a body of another kind is refused.
#[derive(Clone)]
pub struct OAuthForm(pub String);

impl FromRequest for OAuthForm {
    type Error = FormError;
    type Future = LocalBoxFuture<'static, Result<Self, FormError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let gate = Data::<Gate>::extract(&request).await.map_err(|_| FormError::Malformed)?;
            let body = UnreadBody::take(&request).open(&request, &gate).await.map_err(FormError::Body)?;
            if !is_form(&request) && !body.is_empty() {
                return Err(FormError::OtherKind);
            }
            String::from_utf8(body.to_vec()).map(Self).map_err(|_| FormError::Malformed)
        })
    }
}

fn is_form(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case(FORM)
}
