//! `GET {issuer}/oidc/resume`: back from the login to the client's request.

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, web::Data};
use web::rights::{NotSignedIn, SignedIn};

use super::progress;
use crate::{
    http::oidc::{Oidc, site::session},
    pages::query::Query,
};

/// Goes on with the request that the address names.
pub(super) async fn resume(
    request: HttpRequest,
    query: Query,
    signed_in: Result<SignedIn, NotSignedIn>,
    oidc: Data<Oidc>,
) -> HttpResponse {
    let Some(site) = oidc.site(&request) else { return crate::pages::not_found().await };
    if let Err(error @ NotSignedIn::Unavailable(_)) = &signed_in {
        return error.error_response();
    }
    let signed_in = signed_in.ok();
    let ticket = query.authorization().unwrap_or_default();
    let progress = oidc.provider.resume(oidc.at(&site), ticket, session(signed_in.as_ref())).await;
    progress::show(&request, &oidc, &site, progress)
}
