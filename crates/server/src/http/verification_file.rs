//! `GET` and `HEAD /WW_verify_….txt`: a file at a host's root by which WeCom believes whose the host is.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use error_chain::ErrorChain;
use web::{
    RequestContext, errcode,
    page::{self, Notice},
};

use super::texts;
use crate::{pages, verification_files::VerificationFiles};

/// Where the files are.
pub(super) const PATH: &str = "/{name:WW_verify_[A-Za-z0-9]+\\.txt}";

/// Serves the file of the host that is asked, as it is.
pub(super) async fn verification_file(
    request: HttpRequest,
    name: Path<String>,
    files: Data<VerificationFiles>,
) -> HttpResponse {
    let host = RequestContext::of(&request).host;
    match files.lookup(host.as_deref(), &name).await {
        Ok(Some(content)) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .body(content),
        Ok(None) => pages::not_found().await,
        Err(error) => {
            tracing::error!(error = %error.chain(), "a verification file cannot be read");
            let status = errcode::status(error.kind());
            let status = if status.is_client_error() { StatusCode::SERVICE_UNAVAILABLE } else { status };
            page::tell(status, Notice::new(&texts::NOT_NOW, &texts::TRY_AGAIN), None)
        }
    }
}
