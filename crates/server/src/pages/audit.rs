//! The facts that the audit trail keeps of an action on a page.

use accounts::AuditContext;
use actix_web::HttpRequest;
use web::RequestContext;

/// The context of an action that a request asks for, reached in this way.
pub(super) fn context(request: &HttpRequest, way: &'static str) -> AuditContext {
    let RequestContext { id, client, .. } = RequestContext::of(request);
    AuditContext { request_id: Some(id), client, way: Some(way), ..AuditContext::default() }
}
