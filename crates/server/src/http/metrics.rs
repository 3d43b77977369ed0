//! `GET /metrics`: Prometheus' text format.

use actix_web::{HttpResponse, web};

use crate::{state::AppState, tickets};

/// The counters as they stand, and the tickets' ages as they are now.
pub(super) async fn metrics(state: web::Data<AppState>) -> HttpResponse {
    match tickets::ages(&state).await {
        Ok(tickets) => state.metrics.tickets(&tickets),
        Err(error) => tracing::warn!(error = %error, "the tickets' ages cannot be read"),
    }
    state.metrics.apps_edit_refused(state.is_edit_refused());
    match state.metrics.encode() {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
