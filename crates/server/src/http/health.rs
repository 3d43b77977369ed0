//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use storage::StorageError;

use crate::{
    state::AppState,
    tickets::{self, TicketAge},
};

/// Answers as soon as the process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Answers 200 when the database answers and callback records are worked on; tells the age of each suite's newest
/// ticket, `null` where none came yet, and under `alerts` what somebody should look after.
///
/// A missing ticket does not make the server unready: it has to be reachable for one to arrive. Nor does a broken edit of
/// the apps: the version before it serves on. What the database says counts for a second, however many ask.
pub(super) async fn readyz(state: web::Data<AppState>) -> HttpResponse {
    let tickets = state.readiness.of(&**state.clock(), || look(&state)).await;
    let working = state.worker.beats();
    let ready = tickets.is_some() && working;
    let answer = json!({
        "status": if ready { "ready" } else { "unready" },
        "database": if tickets.is_some() { "ok" } else { "unreachable" },
        "callbackWorker": if working { "ok" } else { "restarting" },
        "suiteTickets": tickets.iter().flat_map(|tickets| &**tickets).map(shown).collect::<Vec<_>>(),
        "alerts": alerts(&state, tickets.as_deref().unwrap_or_default()),
    });
    if ready { HttpResponse::Ok().json(answer) } else { HttpResponse::ServiceUnavailable().json(answer) }
}

/// The age of each suite's newest ticket; `None` where the database does not answer, and the log has why.
async fn look(state: &AppState) -> Option<Arc<[TicketAge]>> {
    let tickets = tickets(state).await;
    let tickets =
        tickets.inspect_err(|error| tracing::error!(error = %error, "not ready: the database does not answer"));
    tickets.ok().map(Arc::from)
}

async fn tickets(state: &AppState) -> Result<Vec<TicketAge>, StorageError> {
    state.database.ping().await?;
    tickets::ages(state).await
}

fn shown(ticket: &TicketAge) -> Value {
    json!({ "suiteId": ticket.suite, "ageSeconds": ticket.age.map(|age| age.as_secs()) })
}

/// What somebody should look after; anybody may read it, so the log has the details.
fn alerts(state: &AppState, tickets: &[TicketAge]) -> Vec<Value> {
    let missing = tickets.iter().filter(|ticket| ticket.is_missing()).map(|ticket| {
        let minutes = ticket.waited.as_secs() / 60;
        let message = format!("no suite_ticket has come for {minutes} minutes");
        json!({ "alert": "suiteTicketMissing", "suiteId": ticket.suite, "message": message })
    });
    let refused = state.is_edit_refused().then(|| {
        let message = "the newest edit of the apps is broken, see the log; the version before it serves on";
        json!({ "alert": "appsEditRefused", "message": message })
    });
    missing.chain(refused).collect()
}
