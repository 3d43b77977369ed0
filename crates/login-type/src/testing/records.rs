//! Callback records of a bench: they are kept in memory and not worked on.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::{Added, CallError, CallbackRecords, ErrorKind, NewCallbackRecord};

/// Callback records in memory; a record's id is its place.
#[derive(Default)]
pub(super) struct BenchRecords(Mutex<Vec<NewCallbackRecord>>);

impl BenchRecords {
    /// Those that were added so far.
    pub(super) fn all(&self) -> Vec<NewCallbackRecord> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl CallbackRecords for BenchRecords {
    async fn add(&self, record: NewCallbackRecord) -> Result<Added, CallError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &NewCallbackRecord| {
            (known.login_type, &known.realm, &known.dedup_key) == (record.login_type, &record.realm, &record.dedup_key)
        };
        if let Some(place) = all.iter().position(same) {
            return Ok(Added::Repeat(id_at(place)));
        }
        all.push(record);
        Ok(Added::New(id_at(all.len() - 1)))
    }

    async fn retry(&self, id: i64) -> Result<(), CallError> {
        if (0..self.all().len()).any(|place| id_at(place) == id) {
            return Ok(());
        }
        Err(CallError::new(ErrorKind::UnknownRecord, format!("there is no callback record {id}")))
    }

    async fn again(&self, id: i64) -> Result<(), CallError> {
        self.retry(id).await
    }

    async fn hasten(&self, _login_type: &'static str, _realm: &str) -> Result<(), CallError> {
        Ok(())
    }
}

fn id_at(place: usize) -> i64 {
    i64::try_from(place).map_or(i64::MAX, |place| place + 1)
}
