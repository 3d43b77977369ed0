//! Callback records of a bench: they are kept in memory, and worked on when the test says so.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use clock::Timestamp;
use element_model::AppId;

use crate::{Added, CallError, CallbackRecord, CallbackRecords, ErrorKind, InitialState, NewCallbackRecord};

/// Callback records in memory; a record's id is its place.
#[derive(Default)]
pub(super) struct BenchRecords(Mutex<State>);

#[derive(Default)]
struct State {
    all: Vec<NewCallbackRecord>,
    taken: usize,
}

impl BenchRecords {
    /// The records that were added so far.
    pub(super) fn all(&self) -> Vec<NewCallbackRecord> {
        self.state().all.clone()
    }

    /// The records with work left that were added since the last time, as a worker hands them out, with their login
    /// types.
    pub(super) fn take_new(&self, now: Timestamp) -> Vec<(&'static str, CallbackRecord)> {
        let mut state = self.state();
        let (first, count) = (state.taken, state.all.len());
        state.taken = count;
        let new = state.all.iter().enumerate().skip(first);
        let pending = new.filter(|(_, record)| record.initial == InitialState::Pending);
        pending.map(|(place, record)| (record.login_type, handed_out(place, record, now))).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CallbackRecords for BenchRecords {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let mut state = self.state();
        let same = |known: &NewCallbackRecord| {
            (known.login_type, &known.realm, &known.dedup_key) == (record.login_type, &record.realm, &record.dedup_key)
        };
        if let Some(place) = state.all.iter().position(same) {
            return Ok(Added::Repeat(id_at(place)));
        }
        state.all.push(record);
        Ok(Added::New(id_at(state.all.len() - 1)))
    }

    async fn retry(&self, app: &AppId, id: i64) -> Result<(), CallError> {
        let all = self.all();
        if all.iter().enumerate().any(|(place, record)| id_at(place) == id && record.instance.app == *app) {
            return Ok(());
        }
        Err(CallError::new(ErrorKind::UnknownRecord, format!("there is no callback record {id}")))
    }

    async fn wake_waiting(&self, _login_type: &'static str, _realm: &str) -> Result<(), CallError> {
        Ok(())
    }

    fn kept_since(&self) -> Timestamp {
        Timestamp::from_millis(i64::MIN)
    }
}

fn handed_out(place: usize, record: &NewCallbackRecord, received_at: Timestamp) -> CallbackRecord {
    CallbackRecord {
        id: id_at(place),
        realm: record.realm.clone(),
        corp_id: record.corp_id.clone(),
        event_type: record.event_type.clone(),
        event_time: record.event_time,
        received_at,
        payload: record.payload.clone(),
        attempt: 1,
        request_id: record.request_id.clone(),
    }
}

fn id_at(place: usize) -> i64 {
    i64::try_from(place).map_or(i64::MAX, |place| place + 1)
}
