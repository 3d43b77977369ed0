//! `CountedRecords`: the callback records that login types commit to, counted by event.

use std::sync::Arc;

use accounts::LocalAccounts;
use administration::{Actor, Administration};
use app_catalog::SharedCatalog;
use async_trait::async_trait;
use callback_records::Records;
use clock::Timestamp;
use element_model::AppId;
use login_type::{Added, CallError, CallbackRecords, LoginTypes, NewCallbackRecord};

use crate::metrics::{Metrics, OTHER};

/// The callback records, counted as they come.
pub(crate) struct CountedRecords {
    pub(crate) records: Records,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) catalog: SharedCatalog,
}

#[async_trait]
impl CallbackRecords for CountedRecords {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let event = event_label(&self.catalog.current().login_types, &record.event_type).to_owned();
        let added = self.records.add(record).await?;
        match added {
            Added::New(_) => self.metrics.callback_received(&event, "new"),
            Added::Repeat(_) => self.metrics.callback_received(&event, "repeat"),
            // The worker counts those when it knows.
            _ => {}
        }
        Ok(added)
    }

    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError> {
        self.records.retry(app, id).await
    }

    async fn wake_waiting(&self, login_type: &'static str, realm: &str) -> Result<(), CallError> {
        self.records.wake_waiting(login_type, realm).await
    }

    fn kept_since(&self) -> Timestamp {
        self.records.kept_since()
    }
}

/// The label that an event type is counted under: itself, or one of the others.
pub(crate) fn event_label<'a>(login_types: &LoginTypes, event_type: &'a str) -> &'a str {
    if login_types.knows_event(event_type) { event_type } else { OTHER }
}

/// The callback records as an administrator's call of a function has them.
pub(crate) struct RecordsOfCall {
    pub(crate) records: Arc<dyn CallbackRecords>,
    pub(crate) server: Administration,
    pub(crate) actor: Actor,
    /// The accounts of the call, which know whether the audit trail has something of it.
    pub(crate) accounts: LocalAccounts,
}

#[async_trait]
impl CallbackRecords for RecordsOfCall {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        self.records.add(record).await
    }

    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError> {
        administration::records::retry(&self.server, &self.actor, Some(app), id).await?;
        self.accounts.set_noted();
        Ok(())
    }

    async fn wake_waiting(&self, login_type: &'static str, realm: &str) -> Result<(), CallError> {
        self.records.wake_waiting(login_type, realm).await
    }

    fn kept_since(&self) -> Timestamp {
        self.records.kept_since()
    }
}
