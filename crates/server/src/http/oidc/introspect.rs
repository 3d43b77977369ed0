//! `POST {issuer}/oidc/introspect`: whether a token is good (RFC 7662).

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{answer, from_client::FromClient, served_issuer::Oidc};

/// Answers a client that proves itself.
pub(super) async fn introspect(request: HttpRequest, client: FromClient, oidc: Data<Oidc>) -> HttpResponse {
    let answered = oidc.provider.introspect(oidc.at(&client.served), client.request()).await;
    answer::to_client(&request, &oidc, "introspect", answered)
}
