//! `GET /metrics`: Prometheus' text format.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use error_chain::ErrorChain;
use storage::{Access, StorageError};

use crate::{state::AppState, tickets};

/// How long a company may be authorised before its app is expected to send events.
const PATIENCE: Duration = Duration::from_hours(1);
/// How many companies are named at most.
const NAMED: u64 = 100;

/// The counters as they stand, and what the database said within the last second.
pub(super) async fn metrics(state: Data<AppState>) -> HttpResponse {
    let answers = state.gauges.of(&**state.clock(), || look(&state)).await;
    state.metrics.database(answers);
    state.metrics.connections(state.connections.open());
    state.metrics.apps_edit_refused(state.is_edit_refused());
    match state.metrics.encode() {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

/// Sets what the database tells; answers whether it did.
async fn look(state: &AppState) -> bool {
    let read = read(state).await;
    if let Err(error) = &read {
        tracing::warn!(error = %error.chain(), "what the metrics tell of the database cannot be read");
    }
    read.is_ok()
}

async fn read(state: &AppState) -> Result<(), StorageError> {
    state.metrics.tickets(&tickets::ages(state).await?);
    let now = state.clock().now();
    let backlog = state.database.callback_records().backlog(now).await?;
    let oldest_due = backlog.oldest_due.map_or(Duration::ZERO, |due| now.since(due));
    state.metrics.backlog(&backlog, oldest_due);
    let silent = state.database.corp_auths().without_app_events(now - PATIENCE, NAMED).await?;
    state.metrics.without_app_events(silent);
    Ok(())
}
