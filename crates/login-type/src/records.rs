//! Callback records: how a login type commits what it was told and is asked to do it later.

use std::time::Duration;

use async_trait::async_trait;
use clock::Timestamp;
use element_model::AppId;

use crate::{CallError, InstanceName, SecretText};

/// Keeps callback records and has them worked on.
#[async_trait]
pub trait CallbackRecords: Send + Sync {
    /// Commits a record; when this returns, the record outlives a crash. A repeat of a record that is known under the
    /// same login type, realm and `dedup_key` adds nothing; what it means for that one its [`OnRepeat`] says.
    ///
    /// # Errors
    /// When the record is not committed: the sender must be told so, that it sends again.
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError>;

    /// Queues a record of an app again, at once, whatever became of it; one that is being worked on, as soon as that try
    /// ended.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownRecord`](crate::ErrorKind::UnknownRecord), also for a record of another app, or when the database
    /// is out of reach.
    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError>;

    /// Makes those records of a login type's realm due now that ended in [`WorkError::Waiting`], or are about to:
    /// what they wait for has come.
    ///
    /// # Errors
    /// When the database is out of reach.
    async fn wake_waiting(&self, login_type: &'static str, realm: &str) -> Result<(), CallError>;

    /// From when on a repeat is recognised: the records of earlier events may have been removed. An older event is
    /// answered as received and not recorded, or somebody who captured it could have it done once more.
    fn kept_since(&self) -> Timestamp;
}

/// A callback that is to be committed.
#[derive(Clone, Debug)]
pub struct NewCallbackRecord {
    /// Full name of the login type that will do the work, the instance's own: a record in another's name is refused.
    pub login_type: &'static str,
    /// The instance that received it.
    pub instance: InstanceName,
    /// Separates one sender's records from another's, within the login type.
    pub realm: String,
    /// The company it is about, when the message says so.
    pub corp_id: Option<String>,
    /// The event, in the sender's words.
    pub event_type: String,
    /// When it happened, by the sender's clock.
    pub event_time: Timestamp,
    /// Two messages of one login type and realm with the same key are the same event.
    pub dedup_key: String,
    /// The message, for the worker; sealed at rest.
    pub payload: SecretText,
    /// Whether there is work left to do.
    pub initial: InitialState,
    /// The consequence for the record that is there, if this is its repeat.
    pub on_repeat: OnRepeat,
    /// The id of the request that brought it, for whoever looks for it in the log.
    pub request_id: Option<String>,
}

/// Whether a new record has work left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialState {
    /// The worker is to do it.
    Pending,
    /// It was done before the record was committed.
    Succeeded,
}

/// The consequence of an event's repeat for the record of its first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRepeat {
    /// Nothing: the event happened once and was told twice.
    #[default]
    LeftAlone,
    /// It is worked on once more from now on, because its event may have happened again: one that is done or dead is
    /// queued again; one that is being worked on, as soon as that try ended; one that waits for a try will have it anyway.
    WorkedAgain,
}

/// The outcome of an [`add`](CallbackRecords::add).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Added {
    /// A new record of this id.
    New(i64),
    /// The event was known already, as the record of this id.
    Repeat(i64),
    /// It came in a burst: it is committed together with others, and will be a new record or a repeat when there is time
    /// to look.
    Later,
}

/// A committed record, as the worker hands it out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallbackRecord {
    /// Its number.
    pub id: i64,
    /// As in [`NewCallbackRecord`].
    pub realm: String,
    /// The company it is about, as it was committed or learnt by an earlier try.
    pub corp_id: Option<String>,
    /// As in [`NewCallbackRecord`].
    pub event_type: String,
    /// As in [`NewCallbackRecord`].
    pub event_time: Timestamp,
    /// When it was committed.
    pub received_at: Timestamp,
    /// As in [`NewCallbackRecord`].
    pub payload: SecretText,
    /// 1 at the first try; tries that ended in [`WorkError::Waiting`] are not counted.
    pub attempt: u32,
    /// As in [`NewCallbackRecord`].
    pub request_id: Option<String>,
}

impl CallbackRecord {
    /// A record of this number and realm, received at the moment of its event and tried for the first time, of whose
    /// company nothing is known.
    pub fn new(
        id: i64,
        realm: impl Into<String>,
        event_type: impl Into<String>,
        event_time: Timestamp,
        payload: SecretText,
    ) -> Self {
        Self {
            id,
            realm: realm.into(),
            corp_id: None,
            event_type: event_type.into(),
            event_time,
            received_at: event_time,
            payload,
            attempt: 1,
            request_id: None,
        }
    }
}

/// The worker's finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Worked {
    /// The company that the record turned out to be about.
    pub corp_id: Option<String>,
    /// Whether it changed what the company authorised: noted in the audit trail under the event's name.
    pub is_change: bool,
}

impl Worked {
    /// The record turned out to be about this company.
    pub fn about(corp_id: impl Into<String>) -> Self {
        Self { corp_id: Some(corp_id.into()), ..Self::default() }
    }

    /// This finding of a change of what the company authorised.
    #[must_use]
    pub fn as_change(self) -> Self {
        Self { is_change: true, ..self }
    }
}

/// Why a record's work was not done; the text is for the operator and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorkError {
    /// Worth another try.
    #[non_exhaustive]
    #[error("{message}")]
    Retry {
        /// The failed step.
        message: String,
        /// How long to wait at least; without it the usual back-off.
        after: Option<Duration>,
    },
    /// Worth another try once something has come that [`CallbackRecords::wake_waiting`] announces; without that, seldom. Such
    /// a try does not count towards giving the record up.
    #[non_exhaustive]
    #[error("{message}")]
    Waiting {
        /// The missing thing.
        message: String,
    },
    /// No use trying again until the operator did something.
    #[error("{0}")]
    Dead(String),
}

impl WorkError {
    /// Worth another try, after the usual back-off.
    pub fn retry(message: impl Into<String>) -> Self {
        Self::Retry { message: message.into(), after: None }
    }

    /// Worth another try, after this long at least.
    pub fn retry_after(message: impl Into<String>, after: Duration) -> Self {
        Self::Retry { message: message.into(), after: Some(after) }
    }

    /// Worth another try once [`CallbackRecords::wake_waiting`] was called.
    pub fn waiting(message: impl Into<String>) -> Self {
        Self::Waiting { message: message.into() }
    }

    /// No use trying again.
    pub fn dead(message: impl Into<String>) -> Self {
        Self::Dead(message.into())
    }
}
