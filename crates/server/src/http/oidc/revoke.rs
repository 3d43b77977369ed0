//! `POST {issuer}/oidc/revoke`: a client gives a token back (RFC 7009).

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{answer, from_client::FromClient, site::Oidc};

/// Answers a client that proves itself.
pub(super) async fn revoke(request: HttpRequest, client: FromClient, oidc: Data<Oidc>) -> HttpResponse {
    match oidc.provider.revoke(oidc.at(&client.site), client.request()).await {
        Ok(()) => answer::private(&serde_json::json!({})),
        Err(refused) => answer::refusal(&request, &oidc, &refused),
    }
}
