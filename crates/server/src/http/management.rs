//! The right to see how the server is: `/metrics`, `/readyz`, `/docs`, `/openapi.json`.
//!
//! With `server.management_listen` they are served there, to all who reach it, and nowhere else. Without it they answer
//! programs on the same machine, which ask for `localhost`, a loopback address or the host of `server.public_url`, and
//! administrators.

use std::net::SocketAddr;

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::InternalError,
    middleware::Next,
    web::Data,
};
use futures::future::LocalBoxFuture;
use web::{
    RequestContext,
    rights::{Admin, AdminNeeded},
};

use crate::pages;

/// The paths that the management listener serves; of these, `/healthz` is open everywhere.
const SERVED: [&str; 5] = ["/healthz", "/metrics", "/readyz", "/docs", "/openapi.json"];

const NEEDED: AdminNeeded = AdminNeeded(
    "this needs an administrator's token (Authorization: Bearer wlp_…), or a request from the server's own machine that no \
     proxy forwarded, to localhost or the host of server.public_url; server.management_listen gives it an address of its own",
);

/// Where the management listener is, if there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Management(pub(crate) Option<SocketAddr>);

/// The right to see how the server is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operator(());

/// Keeps the management listener to its own: nobody logs in there.
pub(crate) async fn separate(
    management: Data<Management>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let path = request.path().strip_suffix('/').unwrap_or(request.path());
    if management.is_where(request.request()) && !SERVED.contains(&path) {
        return Ok(request.into_response(pages::not_found().await).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

impl Management {
    fn is_where(self, request: &HttpRequest) -> bool {
        self.0 == Some(request.app_config().local_addr())
    }
}

impl FromRequest for Operator {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let management = Data::<Management>::extract(&request).await?;
            if management.0.is_some() {
                let is_here = management.is_where(&request);
                return if is_here { Ok(Self(())) } else { Err(not_here().await) };
            }
            if RequestContext::of(&request).is_local {
                return Ok(Self(()));
            }
            request.extensions_mut().insert(NEEDED);
            Admin::extract(&request).await.map(|_| Self(()))
        })
    }
}

/// The answer beside the management listener: there is no such page.
async fn not_here() -> Error {
    InternalError::from_response("only the management listener has it", pages::not_found().await).into()
}
