//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde_json::json;
use storage::Access;

use crate::state::AppState;

/// How long a ticket is good for (97173); an older one stops logins that need a new token.
const TICKET_LIFETIME: Duration = Duration::from_mins(30);

/// Answers as soon as the process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Answers 200 when the database answers; tells the age of each suite's newest ticket.
///
/// A missing ticket does not make the server unready: it has to be reachable for one to arrive.
pub(super) async fn readyz(state: web::Data<AppState>) -> HttpResponse {
    let tickets = match state.database.ping().await {
        Ok(()) => state.database.suite_tickets().newest_received().await,
        Err(error) => Err(error),
    };
    match tickets {
        Ok(tickets) => {
            let now = state.clock().now();
            let tickets: Vec<_> = tickets
                .iter()
                .map(|(suite, received)| {
                    let age = now.since(*received);
                    json!({ "suiteId": suite, "ageSeconds": age.as_secs(), "fresh": age < TICKET_LIFETIME })
                })
                .collect();
            HttpResponse::Ok().json(json!({ "status": "ready", "database": "ok", "suiteTickets": tickets }))
        }
        Err(error) => {
            tracing::error!(error = %error, "not ready: the database does not answer");
            HttpResponse::ServiceUnavailable().json(json!({ "status": "unready", "database": "unreachable" }))
        }
    }
}
