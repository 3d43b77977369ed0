//! `ListedRecord`: one committed callback and what became of it.

use std::{fmt, str::FromStr};

use clock::Timestamp;
use secrecy::SecretString;

use crate::{StorageError, engine::column::Column, entity::callback_record::Model};

pub(crate) const TABLE: &str = "callback_record";

// The columns' lengths, as the migrations have them.
const LONGEST_KEY: usize = 191;
const LONGEST_ID: usize = 128;
const LONGEST_WORD: usize = 32;

/// A callback that is to be committed.
#[derive(Clone, Debug)]
pub struct NewCallbackRecord {
    /// Full name of the login type that does the work.
    pub login_type: String,
    /// The app of the instance that received it.
    pub app: String,
    /// Full name of the instance.
    pub instance: String,
    /// The separation of one sender's records from another's: for WeCom the suite.
    pub realm: String,
    /// The company it is about, when the message says so.
    pub corp_id: Option<String>,
    /// The event, in the sender's words.
    pub event_type: String,
    /// When it happened, by the sender's clock.
    pub event_time: Timestamp,
    /// When it arrived, by ours.
    pub received_at: Timestamp,
    /// Two messages of one login type and realm with the same key are the same event.
    pub dedup_key: String,
    /// The message; sealed at rest.
    pub payload: SecretString,
    /// Whether its work was done before it was committed.
    pub is_done: bool,
    /// Whether the record that is there, if this is its repeat, is worked on once more, as
    /// [`CallbackRecords::again`](crate::CallbackRecords::again) does it; else nothing becomes of a repeat.
    pub is_worked_again: bool,
    /// The id of the request that brought it, in at most 32 characters.
    pub request_id: Option<String>,
}

impl NewCallbackRecord {
    /// Whether the tables take it on every engine: its names are as short as their columns and hold no NUL.
    pub fn fits(&self) -> bool {
        let keys = [&self.login_type, &self.app, &self.instance, &self.realm, &self.dedup_key].map(String::as_str);
        let ids = [self.corp_id.as_deref().unwrap_or_default(), &self.event_type];
        let fit = |texts: &[&str], most| texts.iter().all(|text| text.chars().count() <= most && !text.contains('\0'));
        fit(&keys, LONGEST_KEY)
            && fit(&ids, LONGEST_ID)
            && fit(&[self.request_id.as_deref().unwrap_or_default()], LONGEST_WORD)
    }
}

/// The outcome of an addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewOrRepeat {
    /// A new record of this id.
    New(i64),
    /// The event was known already, as the record of this id.
    Repeat(i64),
}

/// A record without its message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedRecord {
    /// Its number.
    pub id: i64,
    /// Full name of the login type that does the work.
    pub login_type: String,
    /// The app of the instance that received it.
    pub app: String,
    /// Full name of the instance.
    pub instance: String,
    /// As in [`NewCallbackRecord::realm`].
    pub realm: String,
    /// The company it is about, once known.
    pub corp_id: Option<String>,
    /// The event.
    pub event_type: String,
    /// When it happened, by the sender's clock.
    pub event_time: Timestamp,
    /// When it arrived, by ours.
    pub received_at: Timestamp,
    /// Where it stands.
    pub state: CallbackState,
    /// Attempts since it was queued, the running one included, without those that ended in waiting: 1 for the first.
    pub attempts: i64,
    /// The id of the request that brought it.
    pub request_id: Option<String>,
    /// All attempts, the first one first, also those before it was queued again; only a look-up fills it.
    pub history: Vec<CallbackAttempt>,
}

/// A record that somebody claimed, with its message.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClaimedRecord {
    /// The record, as the claim made it.
    pub record: ListedRecord,
    /// The lane that it shares with records that are worked on before and after it, never beside it: login type, realm and
    /// company. A record without a company has a lane of its own.
    pub lane: String,
    /// The message, or why it does not open: [`StorageError::Sealing`] or [`StorageError::Corrupt`].
    pub payload: Result<SecretString, StorageError>,
}

/// An attempt at the work of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// 1 for the first.
    pub number: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` while it goes on.
    pub finished_at: Option<Timestamp>,
    /// Why it failed; `None` when it did not.
    pub error: Option<String>,
}

/// Where a record stands, with what each stand has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackState {
    /// Waits for its first attempt.
    Pending {
        /// From when on it may be claimed.
        due_at: Timestamp,
    },
    /// Is being worked on.
    Running {
        /// By whom.
        owner: String,
        /// Until when nobody else may claim it.
        lease_until: Timestamp,
    },
    /// Is done.
    Succeeded {
        /// Since when.
        finished_at: Timestamp,
    },
    /// Waits for another attempt.
    Failed {
        /// Why the last attempt failed.
        error: String,
        /// From when on it may be claimed.
        due_at: Timestamp,
    },
    /// Was given up.
    Dead {
        /// Why, for the operator.
        reason: String,
        /// Since when.
        finished_at: Timestamp,
    },
}

/// Where a record stands, without more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallbackStateName {
    /// [`CallbackState::Pending`].
    Pending,
    /// [`CallbackState::Running`].
    Running,
    /// [`CallbackState::Succeeded`].
    Succeeded,
    /// [`CallbackState::Failed`].
    Failed,
    /// [`CallbackState::Dead`].
    Dead,
}

impl CallbackStateName {
    /// Every one, in the order of a record's life.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Running, Self::Succeeded, Self::Failed, Self::Dead];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Dead => "dead",
        }
    }
}

impl fmt::Display for CallbackStateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CallbackStateName {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|name| name.as_str() == word).ok_or_else(|| UnknownState { word: word.to_owned() })
    }
}

/// A word that names no state of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a state of a record: use pending, running, succeeded, failed or dead")]
pub struct UnknownState {
    /// The word.
    pub word: String,
}

impl CallbackState {
    /// Its name.
    pub const fn name(&self) -> CallbackStateName {
        match self {
            Self::Pending { .. } => CallbackStateName::Pending,
            Self::Running { .. } => CallbackStateName::Running,
            Self::Succeeded { .. } => CallbackStateName::Succeeded,
            Self::Failed { .. } => CallbackStateName::Failed,
            Self::Dead { .. } => CallbackStateName::Dead,
        }
    }

    /// When a worker may claim it, or may again if the one that has it does not come back; `None` when nothing is left
    /// to do.
    pub const fn due_at(&self) -> Option<Timestamp> {
        match self {
            Self::Pending { due_at } | Self::Failed { due_at, .. } | Self::Running { lease_until: due_at, .. } => {
                Some(*due_at)
            }
            Self::Succeeded { .. } | Self::Dead { .. } => None,
        }
    }

    /// Why its last attempt failed or it was given up.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Failed { error, .. } | Self::Dead { reason: error, .. } => Some(error),
            Self::Pending { .. } | Self::Running { .. } | Self::Succeeded { .. } => None,
        }
    }

    /// Reads the columns that make up a state; `None` when they do not fit together.
    fn from_row(row: &Model) -> Option<Self> {
        let due_at = row.due_at.map(Timestamp::from_millis);
        let finished_at = row.finished_at.map(Timestamp::from_millis);
        let last_error = row.last_error.clone();
        Some(match row.state.parse().ok()? {
            CallbackStateName::Pending => Self::Pending { due_at: due_at? },
            CallbackStateName::Running => Self::Running { owner: row.lease_owner.clone()?, lease_until: due_at? },
            CallbackStateName::Succeeded => Self::Succeeded { finished_at: finished_at? },
            CallbackStateName::Failed => Self::Failed { error: last_error?, due_at: due_at? },
            CallbackStateName::Dead => Self::Dead { reason: last_error?, finished_at: finished_at? },
        })
    }
}

/// The outcome of a wish for another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requeue {
    /// It waits for an attempt, from now on.
    Queued,
    /// It is being worked on right now and waits for an attempt as soon as that one ended.
    Running,
    /// It waits for an attempt as before.
    Waiting,
    /// There is no such record.
    Unknown,
}

impl fmt::Display for CallbackState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

impl TryFrom<Model> for ListedRecord {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, StorageError> {
        let state = CallbackState::from_row(&row);
        Ok(Self {
            state: state.ok_or_else(|| Column { table: TABLE, name: "state" }.corrupt())?,
            id: row.id,
            login_type: row.login_type,
            app: row.app,
            instance: row.instance,
            realm: row.realm,
            corp_id: row.corp_id,
            event_type: row.event_type,
            event_time: Timestamp::from_millis(row.event_time),
            received_at: Timestamp::from_millis(row.received_at),
            attempts: row.attempts,
            request_id: row.request_id,
            history: Vec::new(),
        })
    }
}
