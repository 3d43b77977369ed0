//! `Records`: commits callback records and wakes the worker.

use std::sync::Arc;

use async_trait::async_trait;
use clock::SharedClock;
use login_type::{Added, CallError, CallbackRecords, ErrorKind, InitialState, NewCallbackRecord};
use secrecy::SecretString;
use storage::{Access, Database, Requeue};
use tokio::sync::Notify;

/// The callback records of a database; its clones wake the same worker.
#[derive(Clone, Debug)]
pub struct Records {
    pub(crate) database: Database,
    pub(crate) clock: SharedClock,
    pub(crate) news: Arc<Notify>,
}

impl Records {
    /// The records of `database`.
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock, news: Arc::new(Notify::new()) }
    }
}

#[async_trait]
impl CallbackRecords for Records {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let new = storage::NewCallbackRecord {
            login_type: record.login_type.to_owned(),
            app: record.instance.app.to_string(),
            instance: record.instance.element.to_string(),
            realm: record.realm,
            corp_id: record.corp_id,
            event_type: record.event_type,
            event_time: record.event_time,
            received_at: self.clock.now(),
            dedup_key: record.dedup_key,
            payload: SecretString::from(record.payload.expose_secret()),
            initial: match record.initial {
                InitialState::Pending => storage::InitialState::Pending,
                InitialState::Succeeded => storage::InitialState::Succeeded,
            },
        };
        match self.database.callback_records().add(new).await.map_err(CallError::unavailable)? {
            storage::Added::New(id) => {
                self.news.notify_one();
                Ok(Added::New(id))
            }
            storage::Added::Repeat(id) => Ok(Added::Repeat(id)),
        }
    }

    async fn retry(&self, id: i64) -> Result<(), CallError> {
        let requeued = self.database.callback_records().requeue(id, self.clock.now()).await;
        match requeued.map_err(CallError::unavailable)? {
            Requeue::Queued => {
                self.news.notify_one();
                Ok(())
            }
            Requeue::Running => {
                Err(CallError::new(ErrorKind::RecordBusy, format!("callback record {id} is being worked on right now")))
            }
            Requeue::Unknown => {
                Err(CallError::new(ErrorKind::UnknownRecord, format!("there is no callback record {id}")))
            }
        }
    }

    async fn hasten(&self, realm: &str) -> Result<(), CallError> {
        self.database.callback_records().hasten(realm, self.clock.now()).await.map_err(CallError::unavailable)?;
        self.news.notify_one();
        Ok(())
    }
}
