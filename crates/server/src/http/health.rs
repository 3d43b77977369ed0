//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{HttpResponse, web::Data};
use error_chain::ErrorChain;
use serde_json::{Value, json};
use storage::StorageError;

use crate::{
    state::AppState,
    tickets::{self, TicketAge},
};

/// How long a change may take before whoever asks is answered without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the database is, and the age of each suite's newest ticket, where that could be read.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// It answers.
    Well(Arc<[TicketAge]>),
    /// It answers but takes no changes: it is full or read-only.
    Unwritable(Arc<[TicketAge]>),
    /// It does not answer.
    Unreachable,
}

impl Stored {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Well(_) => "ok",
            Self::Unwritable(_) => "unwritable",
            Self::Unreachable => "unreachable",
        }
    }

    fn tickets(&self) -> &[TicketAge] {
        match self {
            Self::Well(tickets) | Self::Unwritable(tickets) => tickets,
            Self::Unreachable => &[],
        }
    }
}

/// Answers as soon as the process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// Answers 200 when the database answers, takes changes, and callback records are worked on; tells the age of each suite's
/// newest ticket, `null` where none came yet, and under `alerts` what somebody should look after.
///
/// A missing ticket does not make the server unready: it has to be reachable for one to arrive. Nor does a broken edit of
/// the apps: the version before it serves on. What the database says counts for a second, however many ask.
pub(super) async fn readyz(state: Data<AppState>) -> HttpResponse {
    let stored = state.stored.of(&**state.clock(), || look(&state)).await;
    let working = state.worker.beats();
    let ready = matches!(stored, Stored::Well(_)) && working;
    let answer = json!({
        "status": if ready { "ready" } else { "unready" },
        "database": stored.as_str(),
        "callbackWorker": if working { "ok" } else { "restarting" },
        "suiteTickets": stored.tickets().iter().map(shown).collect::<Vec<_>>(),
        "alerts": alerts(&state, stored.tickets()),
    });
    if ready { HttpResponse::Ok().json(answer) } else { HttpResponse::ServiceUnavailable().json(answer) }
}

/// How the database is; the log has what is wrong with it.
async fn look(state: &AppState) -> Stored {
    let tickets = match tickets(state).await {
        Ok(tickets) => tickets.into(),
        Err(error) => {
            tracing::error!(error = %error.chain(), "not ready: the database does not answer");
            return Stored::Unreachable;
        }
    };
    if takes_changes(state).await { Stored::Well(tickets) } else { Stored::Unwritable(tickets) }
}

async fn tickets(state: &AppState) -> Result<Vec<TicketAge>, StorageError> {
    state.database.ping().await?;
    tickets::ages(state).await
}

/// Whether the database takes changes, as far as is known. It is tried only after a call failed: nobody makes the server
/// write by asking. Where others write and this has to wait, it takes theirs.
async fn takes_changes(state: &AppState) -> bool {
    if !state.is_in_doubt.load(Ordering::Relaxed) {
        return true;
    }
    let tried = tokio::select! {
        tried = state.database.try_to_write() => tried,
        () = state.clock().sleep(PATIENCE) => return true,
    };
    match tried {
        Ok(()) => state.is_in_doubt.store(false, Ordering::Relaxed),
        Err(error @ StorageError::Unwritable(_)) => {
            tracing::error!(error = %error.chain(), "not ready");
            return false;
        }
        Err(error) => tracing::warn!(error = %error.chain(), "whether the database takes changes could not be seen"),
    }
    true
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
