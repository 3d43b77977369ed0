//! `GET /metrics`: Prometheus' text format.

use actix_web::{HttpResponse, web};
use storage::Access;

use crate::state::AppState;

/// The counters as they stand, and the tickets' ages as they are now.
pub(super) async fn metrics(state: web::Data<AppState>) -> HttpResponse {
    match state.database.suite_tickets().newest_received().await {
        Ok(tickets) => {
            for (suite, received) in tickets {
                state.metrics.ticket_age(suite.as_str(), state.clock().now().since(received).as_secs_f64());
            }
        }
        Err(error) => tracing::warn!(error = %error, "the tickets' ages cannot be read"),
    }
    match state.metrics.encode() {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
