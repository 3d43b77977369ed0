//! `Records`: commits callback records and wakes the worker.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::{SharedClock, Timestamp};
use element_model::AppId;
use login_type::{Added, CallError, CallbackRecords, ErrorKind, InitialState, NewCallbackRecord, OnRepeat};
use secrecy::SecretString;
use storage::{Access, Database, Requeue};
use tokio::sync::Notify;

use crate::intake::Intake;

/// The callback records of a database; its clones wake the same worker.
#[derive(Clone, Debug)]
pub struct Records {
    pub(crate) database: Database,
    pub(crate) clock: SharedClock,
    pub(crate) news: Arc<Notify>,
    pub(crate) intake: Intake,
    keep: Option<Duration>,
}

impl Records {
    /// The records of `database`.
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self {
            intake: Intake::new(database.clone(), Arc::clone(&clock)),
            database,
            clock,
            news: Arc::new(Notify::new()),
            keep: None,
        }
    }

    /// Says that records are [pruned](Self::prune) after `keep`, so that a repeat is recognised for so long.
    #[must_use]
    pub fn kept_for(self, keep: Duration) -> Self {
        Self { keep: Some(keep), ..self }
    }

    /// Removes the records that succeeded longer than `keep` ago, with their attempts; answers how many. Records that
    /// failed or are dead stay.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn prune(&self, keep: Duration) -> Result<u64, CallError> {
        self.database.callback_records().prune(self.clock.now() - keep).await.map_err(CallError::unavailable)
    }

    /// Has this process's worker look for work at once.
    pub fn wake_worker(&self) {
        self.news.notify_one();
    }

    /// Queues a record of any app again, as [`retry`](CallbackRecords::retry) does those of one.
    ///
    /// # Errors
    /// As [`retry`](CallbackRecords::retry).
    pub async fn requeue(&self, id: i64) -> Result<(), CallError> {
        match self.database.callback_records().requeue(id, self.clock.now()).await.map_err(CallError::unavailable)? {
            Requeue::Queued => self.news.notify_one(),
            Requeue::Running | Requeue::Waiting => {}
            Requeue::Unknown => return Err(unknown(id)),
        }
        Ok(())
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
            is_done: record.initial == InitialState::Succeeded,
            is_worked_again: record.on_repeat == OnRepeat::WorkedAgain,
            request_id: record.request_id,
        };
        let added = self.intake.add(new).await?;
        self.news.notify_one();
        Ok(added)
    }

    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError> {
        let record = self.database.callback_records().lookup(id).await.map_err(CallError::unavailable)?;
        if record.is_none_or(|record| record.app != app.to_string()) {
            return Err(unknown(id));
        }
        self.requeue(id).await
    }

    async fn wake_waiting(&self, login_type: &'static str, realm: &str) -> Result<(), CallError> {
        let woken = self.database.callback_records().wake_waiting(login_type, realm, self.clock.now()).await;
        if woken.map_err(CallError::unavailable)? > 0 {
            self.news.notify_one();
        }
        Ok(())
    }

    fn kept_since(&self) -> Timestamp {
        self.keep.map_or(Timestamp::from_millis(i64::MIN), |keep| self.clock.now() - keep)
    }
}

fn unknown(id: i64) -> CallError {
    CallError::new(ErrorKind::UnknownRecord, format!("there is no callback record {id}"))
}
