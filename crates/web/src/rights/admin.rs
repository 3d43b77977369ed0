//! `Admin`: an administrator of the whole server asks, by a bearer token that may at least look.

use accounts::Asked;
use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    dev::Payload,
    error::InternalError,
    http::{StatusCode, header},
    web::Data,
};
use element_model::AdminScope;
use futures::future::LocalBoxFuture;
use login_type::{CallError, Caller, ErrorKind};

use super::gate::{Gate, bearer};
use crate::{errcode, request_context::RequestContext, retry_after};

/// An administrator of the whole server asks, by a bearer token that may at least look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// The token's name.
    pub name: String,
}

/// The sentence that refuses somebody who is no administrator; a handler that knows another way in leaves its own with
/// the request.
#[derive(Clone, Copy, Debug)]
pub struct AdminNeeded(pub &'static str);

impl Default for AdminNeeded {
    fn default() -> Self {
        Self("this needs an administrator's token: Authorization: Bearer wlp_…")
    }
}

impl Admin {
    async fn of(request: &HttpRequest, gate: &Gate, needed: &str) -> Result<Self, CallError> {
        let client = RequestContext::of(request).client;
        let Some(bearer) = bearer(request.headers()) else {
            return Err(CallError::new(ErrorKind::LoginRequired, needed));
        };
        let asked = Asked { app: None, scope: AdminScope::Read };
        match gate.recognise(client, bearer, asked).await? {
            Caller::Administrator { name } => Ok(Self { name }),
            _ => Err(CallError::new(ErrorKind::AdminRequired, needed)),
        }
    }

    /// The refusal of somebody who is none, in plain text.
    fn refusal(error: &CallError) -> HttpResponse {
        let status = errcode::status(error.kind());
        let mut answer = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let mut answer = answer.content_type("text/plain; charset=utf-8").body(error.to_string());
        retry_after::set_for(&mut answer, error.kind());
        answer
    }
}

impl FromRequest for Admin {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let gate = Data::<Gate>::extract(&request).await?;
            let AdminNeeded(needed) = request.extensions().get().copied().unwrap_or_default();
            let admin = Self::of(&request, &gate, needed).await;
            admin.map_err(|error| {
                let answer = Self::refusal(&error);
                InternalError::from_response(error, answer).into()
            })
        })
    }
}
