//! Who may see how the server is: `/metrics`, `/readyz`, `/docs`, `/openapi.json`.
//!
//! With `server.management_listen` they are served there, to all who reach it, and nowhere else. Without it they answer
//! programs on the same machine, which ask for `localhost`, a loopback address or the host of `server.public_url`, and
//! administrators.

use accounts::{Asked, BearerError};
use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
    web::Data,
};
use element_model::AdminScope;
use login_type::Caller;

use web::{errcode, limits::rate::TooMany, retry_after};

use super::{caller, request_context::RequestContext};
use crate::{pages, state::AppState};

/// What the management listener serves; of these, `/healthz` is open everywhere.
const SERVED: [&str; 5] = ["/healthz", "/metrics", "/readyz", "/docs", "/openapi.json"];

const NEEDED: &str = "this needs an administrator's token (Authorization: Bearer wlp_…), or a request from the server's own \
                      machine that no proxy forwarded, to localhost or the host of server.public_url; \
                      server.management_listen gives it an address of its own";

/// Keeps the management listener to its own: nobody logs in there.
pub(crate) async fn separate(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let path = request.path().strip_suffix('/').unwrap_or(request.path());
    if is_at_management(&request, &state) && !SERVED.contains(&path) {
        return Ok(request.into_response(pages::not_found().await).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Lets those in who may see how the server is.
pub(super) async fn guard(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match refusal(&request, &state).await {
        None => Ok(next.call(request).await?.map_into_left_body()),
        Some(answer) => Ok(request.into_response(answer).map_into_right_body()),
    }
}

fn is_at_management(request: &ServiceRequest, state: &AppState) -> bool {
    state.management_address == Some(request.app_config().local_addr())
}

async fn refusal(request: &ServiceRequest, state: &AppState) -> Option<HttpResponse> {
    if state.management_address.is_some() {
        let elsewhere = !is_at_management(request, state);
        return if elsewhere { Some(pages::not_found().await) } else { None };
    }
    let context = RequestContext::of(request.request());
    if context.is_local {
        return None;
    }
    let Some(bearer) = caller::bearer(request.headers()) else { return Some(refuse(StatusCode::UNAUTHORIZED, NEEDED)) };
    let asked = Asked { app: None, scope: AdminScope::Read };
    match caller::recognise(state, context.client, bearer, asked).await {
        Ok(Caller::Administrator { .. }) => None,
        Ok(_) => Some(refuse(StatusCode::FORBIDDEN, NEEDED)),
        Err(caller::Unrecognised::TooMany(too_many)) => Some(too_often(too_many)),
        Err(caller::Unrecognised::Bearer(BearerError::Unknown(error) | BearerError::Refused(error))) => {
            Some(refuse(errcode::status(error.kind()), &error.to_string()))
        }
    }
}

fn too_often(too_many: TooMany) -> HttpResponse {
    let mut answer = refuse(StatusCode::TOO_MANY_REQUESTS, &login_type::CallError::from(too_many).to_string());
    retry_after::set(&mut answer, too_many.retry_after);
    answer
}

fn refuse(status: StatusCode, message: &str) -> HttpResponse {
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    answer.content_type("text/plain; charset=utf-8").body(message.to_owned())
}
