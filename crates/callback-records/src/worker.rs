//! `Worker`: takes due records, one per company at a time, and has their work done.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use clock::SharedEntropy;
use login_type::{CallbackRecord, SecretText, WorkError, Worked};
use secrecy::ExposeSecret;
use storage::{Access, StorageError};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{Records, backoff};

/// Records that are worked on at the same time.
const LANES: usize = 8;
/// How long a claim holds; a crashed process's records are taken over after it.
const LEASE: Duration = Duration::from_secs(30);
/// How long the work of one record may take; shorter than the lease, so that nobody works on a lost one.
const WORK_LIMIT: Duration = Duration::from_secs(25);
/// How often the database is asked when nothing woke the worker.
const IDLE: Duration = Duration::from_secs(15);

/// Does the work of a record: in the server, the login type that the record names.
#[async_trait]
pub trait Work: Send + Sync {
    /// Does it; may be called again for the same record.
    ///
    /// # Errors
    /// Whether to try again, or why that is of no use.
    async fn work(&self, login_type: &str, record: &CallbackRecord) -> Result<Worked, WorkError>;
}

/// Takes due records and has their work done, until it is told to stop.
pub struct Worker {
    records: Records,
    work: Arc<dyn Work>,
    entropy: SharedEntropy,
    owner: String,
}

impl Worker {
    /// A worker over `records`; `entropy` gives it the name under which it claims and the jitter of its back-off.
    pub fn new(records: Records, work: Arc<dyn Work>, entropy: SharedEntropy) -> Self {
        let owner = entropy.alphanumeric(16);
        Self { records, work, entropy, owner }
    }

    /// Works until `stop`; then finishes what is in hand and returns.
    pub async fn run(self, stop: CancellationToken) {
        let worker = Arc::new(self);
        let mut running = JoinSet::new();
        let lanes = Lanes::default();
        while !stop.is_cancelled() {
            match worker.start_due(&mut running, &lanes).await {
                Ok(()) => {}
                Err(error) => tracing::error!(error = %error, "callback records cannot be read; trying again"),
            }
            let pause = worker.pause().await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = worker.records.news.notified() => {}
                Some(_) = running.join_next() => {}
                () = worker.records.clock.sleep(pause) => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Starts one due record for each lane that is free.
    async fn start_due(self: &Arc<Self>, running: &mut JoinSet<()>, lanes: &Lanes) -> Result<(), StorageError> {
        if running.len() >= LANES {
            return Ok(());
        }
        let due = self.records.database.callback_records().due(self.records.clock.now(), 64).await?;
        for record in due {
            // Records of one company are worked on one after the other, in the order of their events.
            let lane = match &record.corp_id {
                Some(corp) => format!("{}/{corp}", record.realm),
                None => format!("#{}", record.id),
            };
            if running.len() >= LANES {
                break;
            }
            let Some(lane) = lanes.take(lane) else { continue };
            let worker = Arc::clone(self);
            let span = tracing::info_span!("callback.record.work", record.id, event.r#type = %record.event_type);
            let task = async move {
                let _lane = lane;
                if let Err(error) = worker.work_on(record.id).await {
                    tracing::error!(error = %error, "the record's state cannot be written; its lease will run out");
                }
            };
            running.spawn(task.instrument(span));
        }
        Ok(())
    }

    async fn pause(&self) -> Duration {
        let next = self.records.database.callback_records().next_due().await.ok().flatten();
        let wait = next.map_or(IDLE, |next| next.since(self.records.clock.now()));
        // A due record whose lane is taken must not turn the loop into a spin.
        wait.clamp(Duration::from_millis(200), IDLE)
    }

    async fn work_on(&self, id: i64) -> Result<(), StorageError> {
        let (database, clock) = (&self.records.database, &self.records.clock);
        let records = database.callback_records();
        let now = clock.now();
        let Some(claimed) = records.claim(id, &self.owner, now + LEASE, now).await? else {
            return Ok(());
        };
        let attempt = u32::try_from(claimed.attempts).unwrap_or(1).max(1);
        let record = CallbackRecord {
            id,
            realm: claimed.realm,
            event_type: claimed.event_type,
            event_time: claimed.event_time,
            received_at: claimed.received_at,
            payload: SecretText::new(claimed.payload.expose_secret()),
            attempt,
        };
        let work = self.work.work(&claimed.login_type, &record);
        let outcome = tokio::time::timeout(WORK_LIMIT, work).await.unwrap_or_else(|_| {
            Err(WorkError::Retry { message: format!("took longer than {} s", WORK_LIMIT.as_secs()), after: None })
        });
        let now = clock.now();
        match outcome {
            Ok(worked) => {
                tracing::info!(attempt, "callback record succeeded");
                records.succeed(id, &self.owner, now, worked.corp_id.as_deref()).await?;
            }
            Err(WorkError::Retry { message, after }) if attempt < backoff::MAX_ATTEMPTS => {
                let wait = after.unwrap_or_default().max(backoff::after(attempt, &*self.entropy));
                tracing::warn!(attempt, reason = %message, wait_ms = u64::try_from(wait.as_millis()).unwrap_or(0), "callback record failed");
                records.fail(id, &self.owner, now, &message, now + wait).await?;
            }
            Err(WorkError::Retry { message, .. }) => {
                let reason = format!("gave up after {attempt} tries: {message}");
                tracing::error!(attempt, reason, "callback record is dead");
                records.die(id, &self.owner, now, &reason).await?;
            }
            Err(WorkError::Dead(reason)) => {
                tracing::error!(attempt, reason, "callback record is dead");
                records.die(id, &self.owner, now, &reason).await?;
            }
        }
        Ok(())
    }
}

/// The lanes that are taken: one record of each company at a time.
#[derive(Clone, Default)]
struct Lanes(Arc<Mutex<HashSet<String>>>);

impl Lanes {
    fn take(&self, name: String) -> Option<Lane> {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        free.then(|| Lane { name, lanes: self.clone() })
    }
}

/// A lane that is free again when this is dropped, however the work ended.
struct Lane {
    name: String,
    lanes: Lanes,
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.lanes.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
