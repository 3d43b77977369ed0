//! The callback worker's way to the login types, and the metrics' and the audit trail's way to the worker.

use std::sync::Arc;

use accounts::Occasion;
use actix_web::web::Data;
use async_trait::async_trait;
use callback_records::{Observer, Outcome, Work};
use login_type::{CallbackRecord, WorkError, Worked};
use serde_json::json;
use storage::{Added, NewAuditEvent};

use crate::{audit, records::event_label, state::AppState};

/// Hands a record to the login type that it names.
struct CatalogWork(Data<AppState>);

#[async_trait]
impl Work for CatalogWork {
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        let request_id = record.request_id.clone();
        let host = self.0.host_on(Occasion { request_id, record_id: Some(record.id), ..Occasion::default() });
        let worked = self.0.catalog().login_types.work(login_type, record, &host).await?;
        if worked.is_change {
            audit::note(&self.0.database, change(&self.0, record, &worked)).await;
        }
        Ok(worked)
    }
}

/// What the audit trail has of a change of a company's authorisation.
fn change(state: &AppState, record: &CallbackRecord, worked: &Worked) -> NewAuditEvent {
    let corp = worked.corp_id.as_ref().or(record.corp_id.as_ref()).map_or("-", String::as_str);
    NewAuditEvent {
        at: state.clock().now(),
        actor: format!("callback record {}", record.id),
        action: record.event_type.clone(),
        target: format!("{}/{corp}", record.realm),
        detail: json!({ "requestId": record.request_id, "eventTime": record.event_time.as_secs() }),
    }
}

/// The work of a server, for its worker.
pub(crate) fn work(state: &Data<AppState>) -> Arc<dyn Work> {
    Arc::new(CatalogWork(state.clone()))
}

/// Counts how each try ended, and what came in crowds.
pub(crate) struct Counter(pub(crate) Data<AppState>);

impl Observer for Counter {
    fn sorted_in(&self, event_type: &str, added: Added) {
        let result = match added {
            Added::New(_) => "new",
            Added::Repeat(_) => "repeat",
        };
        self.0.metrics.callback_received(event_label(&self.0.catalog().login_types, event_type), result);
    }

    fn ended(&self, event_type: &str, outcome: Outcome) {
        self.0.metrics.callback_worked(event_label(&self.0.catalog().login_types, event_type), outcome.as_str());
    }
}
