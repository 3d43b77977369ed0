//! `GET /{org}/{app}/login?next=…&state=…`: a login that ends at an app's registered address, with a login code that the app
//! turns into a session by `AuthSvc.loginByCode`.

use actix_web::{FromRequest as _, HttpRequest, HttpResponse, ResponseError as _, dev::Payload, web::Data};
use web::rights::{NotSignedIn, SignedIn};

use super::{oidc::progress, query::Query};
use crate::http::oidc::{Oidc, served_issuer::session};

/// Begins it: at once to the app for somebody who is logged in, else by the login page.
pub(super) async fn begin(request: &HttpRequest, query: &Query, next: &str) -> HttpResponse {
    let Ok(oidc) = Data::<Oidc>::extract(request).await else { return super::not_found().await };
    let Some(site) = oidc.issuer(request) else { return super::not_found().await };
    let signed_in = match SignedIn::from_request(request, &mut Payload::None).await {
        Ok(signed_in) => Some(signed_in),
        Err(NotSignedIn::Nobody) => None,
        Err(error) => return error.error_response(),
    };
    let hint = query.get("corpId").or_else(|| query.get("code"));
    let addressee = (next, query.get("state"));
    let begun = oidc.provider.hand_over(oidc.at(&site), addressee, hint, session(signed_in.as_ref())).await;
    progress::show(request, &oidc, &site, begun)
}
