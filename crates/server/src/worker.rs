//! The callback worker's way to the login types, and the metrics' and the audit trail's way to the worker.

use std::sync::Arc;

use accounts::{AuditContext, LocalAccounts};
use administration::trail;
use app_catalog::SharedCatalog;
use async_trait::async_trait;
use callback_records::{Observer, Outcome, Work};
use clock::Timestamp;
use login_type::{CallbackRecord, Host, WorkError, Worked};
use serde_json::json;
use storage::{Database, NewAuditEvent, NewOrRepeat};

use crate::{metrics::Metrics, records::event_label};

/// Hands a record to the login type that it names.
pub(crate) struct CatalogWork {
    pub(crate) catalog: SharedCatalog,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) database: Database,
}

#[async_trait]
impl Work for CatalogWork {
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError> {
        let request_id = record.request_id.clone();
        let audit = AuditContext { request_id, record_id: Some(record.id), ..AuditContext::default() };
        let host = self.host.clone().with_accounts(Arc::new(self.accounts.on(audit)));
        let worked = self.catalog.current().login_types.work(login_type, record, &host).await?;
        if worked.is_change {
            trail::note_done(&self.database, change(self.host.clock.now(), record, &worked)).await;
        }
        Ok(worked)
    }
}

/// The audit trail's account of a change of a company's authorisation.
fn change(now: Timestamp, record: &CallbackRecord, worked: &Worked) -> NewAuditEvent {
    let corp = worked.corp_id.as_ref().or(record.corp_id.as_ref()).map_or("-", String::as_str);
    NewAuditEvent {
        at: now,
        actor: format!("callback record {}", record.id),
        action: record.event_type.clone(),
        target: format!("{}/{corp}", record.realm),
        detail: json!({ "requestId": record.request_id, "eventTime": record.event_time.as_secs() }),
    }
}

/// Counts how each try ended, and the events that came in bursts.
pub(crate) struct Counter {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) catalog: SharedCatalog,
}

impl Observer for Counter {
    fn sorted_in(&self, event_type: &str, added: NewOrRepeat) {
        let result = match added {
            NewOrRepeat::New(_) => "new",
            NewOrRepeat::Repeat(_) => "repeat",
        };
        self.metrics.callback_received(event_label(&self.catalog.current().login_types, event_type), result);
    }

    fn ended(&self, event_type: &str, outcome: Outcome) {
        self.metrics.callback_worked(event_label(&self.catalog.current().login_types, event_type), outcome.as_str());
    }
}
