//! `POST {issuer}/oidc/revoke`: a client gives a token back (RFC 7009).

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde_json::json;

use super::{answer, from_client::FromClient, served_issuer::Oidc};

/// Answers a client that proves itself.
pub(super) async fn revoke(request: HttpRequest, client: FromClient, oidc: Data<Oidc>) -> HttpResponse {
    let answered = oidc.provider.revoke(oidc.at(&client.served), client.request()).await;
    answer::to_client(&request, &oidc, "revoke", answered.map(|()| json!({})))
}
