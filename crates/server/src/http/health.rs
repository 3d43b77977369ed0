//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work.

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};
use storage::StorageError;

use crate::{state::AppState, tickets};

/// Answers as soon as the process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Answers 200 when the database answers and callback records are worked on; tells the age of each suite's newest
/// ticket, `null` where none came yet.
///
/// A missing ticket does not make the server unready: it has to be reachable for one to arrive.
pub(super) async fn readyz(state: web::Data<AppState>) -> HttpResponse {
    let tickets = tickets(&state).await;
    if let Err(error) = &tickets {
        tracing::error!(error = %error, "not ready: the database does not answer");
    }
    let working = state.worker.beats();
    let ready = tickets.is_ok() && working;
    let answer = json!({
        "status": if ready { "ready" } else { "unready" },
        "database": if tickets.is_ok() { "ok" } else { "unreachable" },
        "callbackWorker": if working { "ok" } else { "restarting" },
        "suiteTickets": tickets.unwrap_or_default(),
    });
    if ready { HttpResponse::Ok().json(answer) } else { HttpResponse::ServiceUnavailable().json(answer) }
}

async fn tickets(state: &AppState) -> Result<Vec<Value>, StorageError> {
    state.database.ping().await?;
    let ages = tickets::ages(state).await?.into_iter();
    Ok(ages.map(|one| json!({ "suiteId": one.suite, "ageSeconds": one.age.map(|age| age.as_secs()) })).collect())
}
