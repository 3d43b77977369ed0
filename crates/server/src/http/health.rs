//! `GET /healthz`: the process answers. `GET /readyz`: it can do its work.

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use app_catalog::SharedCatalog;
use clock::SharedClock;
use error_chain::ErrorChain;
use login_type::CallError;
use serde_json::{Value, json};
use storage::Database;

use super::management::Operator;
use crate::{
    shared_probe::SharedProbe,
    supervision::Pulse,
    tickets::{TicketAge, Tickets},
    writability::Writability,
};

/// Everything that readiness depends on.
pub(crate) struct Health {
    pub(crate) database: Database,
    pub(crate) writability: Arc<Writability>,
    pub(crate) catalog: SharedCatalog,
    pub(crate) tickets: Tickets,
    /// Whether callback records are worked on.
    pub(crate) worker: Pulse,
    pub(crate) clock: SharedClock,
    pub(crate) probe: SharedProbe<Stored>,
}

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
/// the apps: the version before it serves on. The database's answer counts for a second, however many ask.
pub(super) async fn readyz(_: Operator, health: Data<Health>) -> HttpResponse {
    let stored = health.probe.of(&*health.clock, || health.look()).await;
    let working = health.worker.beats();
    let ready = matches!(stored, Stored::Well(_)) && working;
    let answer = json!({
        "status": if ready { "ready" } else { "unready" },
        "database": stored.as_str(),
        "callbackWorker": if working { "ok" } else { "restarting" },
        "suiteTickets": stored.tickets().iter().map(shown).collect::<Vec<_>>(),
        "alerts": health.alerts(stored.tickets()),
    });
    if ready { HttpResponse::Ok().json(answer) } else { HttpResponse::ServiceUnavailable().json(answer) }
}

impl Health {
    /// How the database is; the log has what is wrong with it.
    async fn look(&self) -> Stored {
        let tickets = match self.ticket_ages().await {
            Ok(tickets) => tickets.into(),
            Err(error) => {
                tracing::error!(error = %error.chain(), "not ready: the database does not answer");
                return Stored::Unreachable;
            }
        };
        if self.writability.takes_changes().await { Stored::Well(tickets) } else { Stored::Unwritable(tickets) }
    }

    async fn ticket_ages(&self) -> Result<Vec<TicketAge>, CallError> {
        self.database.ping().await.map_err(CallError::unavailable)?;
        self.tickets.ages().await
    }

    /// The things that somebody should look after; anybody may read them, so the log has the details.
    fn alerts(&self, tickets: &[TicketAge]) -> Vec<Value> {
        let missing = tickets.iter().filter(|ticket| ticket.is_missing()).map(|ticket| {
            let minutes = ticket.waited.as_secs() / 60;
            let message = format!("no suite_ticket has come for {minutes} minutes");
            json!({ "alert": "suiteTicketMissing", "suiteId": ticket.suite, "message": message })
        });
        let refused = self.catalog.is_edit_refused().then(|| {
            let message = "the newest edit of the apps is broken, see the log; the version before it serves on";
            json!({ "alert": "appsEditRefused", "message": message })
        });
        missing.chain(refused).collect()
    }
}

fn shown(ticket: &TicketAge) -> Value {
    json!({ "suiteId": ticket.suite, "ageSeconds": ticket.age.map(|age| age.as_secs()) })
}
