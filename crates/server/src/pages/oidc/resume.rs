//! `GET {issuer}/oidc/resume`: back from the login to the client's request.

use actix_web::{HttpRequest, HttpResponse};

use super::{progress, visitor::Visitor};
use crate::pages::query::Query;

/// Goes on with the request that the address names.
pub(super) async fn resume(request: HttpRequest, query: Query, visitor: Visitor) -> HttpResponse {
    let ticket = query.authorization().unwrap_or_default();
    let progress = visitor.oidc.provider.resume(visitor.at(), ticket, visitor.session.as_ref()).await;
    progress::show(&request, &visitor.oidc, &visitor.served, progress)
}
