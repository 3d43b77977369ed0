//! `POST {issuer}/oidc/token`: tokens for a code, a refresh token or a client itself (RFC 6749, section 3.2).

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{answer, from_client::FromClient, served_issuer::Oidc};

/// Answers a client that proves itself.
pub(super) async fn token(request: HttpRequest, client: FromClient, oidc: Data<Oidc>) -> HttpResponse {
    let answered = oidc.provider.token(oidc.at(&client.served), client.request()).await;
    answer::to_client(&request, &oidc, "token", answered)
}
