//! `GET /metrics`: Prometheus' text format.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, web::Data};
use app_catalog::SharedCatalog;
use clock::SharedClock;
use error_chain::ErrorChain;
use login_type::CallError;
use storage::{Access, Database, StorageError};
use web::limits::connections::Connections;

use super::management::Operator;
use crate::{metrics::Metrics, shared_probe::SharedProbe, tickets::Tickets};

/// How long a company may be authorised before its app is expected to send events.
const PATIENCE: Duration = Duration::from_hours(1);
/// How many companies are named at most.
const NAMED: u64 = 100;

/// The counters, and all that is measured when somebody asks for them.
pub(crate) struct Gauges {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) database: Database,
    pub(crate) tickets: Tickets,
    pub(crate) connections: Connections,
    pub(crate) catalog: SharedCatalog,
    pub(crate) clock: SharedClock,
    /// Whether the database answered.
    pub(crate) probe: SharedProbe<bool>,
}

/// The counters as they stand, and the gauges of the database within the last second.
pub(super) async fn metrics(_: Operator, gauges: Data<Gauges>) -> HttpResponse {
    let answers = gauges.probe.of(&*gauges.clock, || gauges.look()).await;
    let metrics = &gauges.metrics;
    metrics.database(answers);
    metrics.connections(gauges.connections.open());
    metrics.apps_edit_refused(gauges.catalog.is_edit_refused());
    match metrics.encode() {
        Ok(text) => {
            HttpResponse::Ok().content_type("application/openmetrics-text; version=1.0.0; charset=utf-8").body(text)
        }
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

impl Gauges {
    /// Sets the gauges of the database; answers whether it could be read.
    async fn look(&self) -> bool {
        let read = self.read().await;
        if let Err(error) = &read {
            tracing::warn!(error = %error.chain(), "what the metrics tell of the database cannot be read");
        }
        read.is_ok()
    }

    async fn read(&self) -> Result<(), CallError> {
        self.metrics.tickets(&self.tickets.ages().await?);
        self.read_stored().await.map_err(CallError::unavailable)
    }

    async fn read_stored(&self) -> Result<(), StorageError> {
        let now = self.clock.now();
        let backlog = self.database.callback_records().backlog(now).await?;
        let oldest_due = backlog.oldest_due.map_or(Duration::ZERO, |due| now.since(due));
        self.metrics.backlog(&backlog, oldest_due);
        let silent = self.database.corp_auths().without_app_events(now - PATIENCE, NAMED).await?;
        self.metrics.without_app_events(silent);
        Ok(())
    }
}
