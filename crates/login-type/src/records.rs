//! Callback records: how a login type commits what it was told and is asked to do it later.

use std::time::Duration;

use async_trait::async_trait;
use clock::Timestamp;

use crate::{CallError, InstanceName, SecretText};

/// Keeps callback records and has them worked on.
#[async_trait]
pub trait CallbackRecords: Send + Sync {
    /// Commits a record; when this returns, the record outlives a crash. A repeat of a record that is known under the
    /// same realm and `dedup_key` changes nothing.
    ///
    /// # Errors
    /// When the record is not committed: the sender must be told so, that it sends again.
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError>;

    /// Queues a record again, at once, whatever became of it.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownRecord`](crate::ErrorKind::UnknownRecord), or
    /// [`ErrorKind::RecordBusy`](crate::ErrorKind::RecordBusy) while it is being worked on.
    async fn retry(&self, id: i64) -> Result<(), CallError>;

    /// Makes the waiting records of a realm due now, because what they waited for has come.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn hasten(&self, realm: &str) -> Result<(), CallError>;
}

/// A callback that is to be committed.
#[derive(Clone, Debug)]
pub struct NewCallbackRecord {
    /// Full name of the login type that will do the work.
    pub login_type: &'static str,
    /// The instance that received it.
    pub instance: InstanceName,
    /// What separates one sender's records from another's: for WeCom the suite.
    pub realm: String,
    /// The company it is about, when the message says so.
    pub corp_id: Option<String>,
    /// What happened, in the sender's words.
    pub event_type: String,
    /// When it happened, by the sender's clock.
    pub event_time: Timestamp,
    /// Two messages of one realm with the same key are the same event.
    pub dedup_key: String,
    /// The message, for the worker; sealed at rest.
    pub payload: SecretText,
    /// Whether there is work left to do.
    pub initial: InitialState,
}

/// Whether a new record has work left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialState {
    /// The worker is to do it.
    Pending,
    /// It was done before the record was committed.
    Succeeded,
}

/// What became of an [`add`](CallbackRecords::add).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// A new record of this id.
    New(i64),
    /// The event was known already, as the record of this id.
    Repeat(i64),
}

/// A committed record, as the worker hands it out.
#[derive(Clone, Debug)]
pub struct CallbackRecord {
    /// Its number.
    pub id: i64,
    /// As in [`NewCallbackRecord`].
    pub realm: String,
    /// As in [`NewCallbackRecord`].
    pub event_type: String,
    /// As in [`NewCallbackRecord`].
    pub event_time: Timestamp,
    /// When it was committed.
    pub received_at: Timestamp,
    /// As in [`NewCallbackRecord`].
    pub payload: SecretText,
    /// 1 at the first try.
    pub attempt: u32,
}

/// What the worker learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    /// The company that the record turned out to be about.
    pub corp_id: Option<String>,
}

/// Why a record's work was not done; the text is for the operator and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// Worth another try.
    #[error("{message}")]
    Retry {
        /// What failed.
        message: String,
        /// How long to wait at least; without it the usual back-off.
        after: Option<Duration>,
    },
    /// No use trying again until the operator did something.
    #[error("{0}")]
    Dead(String),
}
