//! How much is left to do: what a look at the queue from outside shows.

use clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::CallbackRecords;
use crate::{
    Access, CallbackStateName, StorageError,
    callbacks::record::TABLE,
    engine::column::{Column as Place, moment},
    entity::callback_record::{Column, Entity},
};

/// How much is left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backlog {
    /// Records that are not done, by state; states without records are left out.
    pub open: Vec<(CallbackStateName, u64)>,
    /// Since when the one has been due that is due the longest; `None` where none is.
    pub oldest_due: Option<Timestamp>,
}

impl<A: Access> CallbackRecords<'_, A> {
    /// How much is left to do at `now`, with what is still in the inbox; looks at no record that succeeded.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn backlog(&self, now: Timestamp) -> Result<Backlog, StorageError> {
        // The inbox first: what is sorted in meanwhile is counted twice rather than not at all.
        let (in_inbox, oldest_in_inbox) = self.0.callback_inbox().backlog().await?;
        let open = CallbackStateName::ALL.into_iter().filter(|state| *state != CallbackStateName::Succeeded);
        let rows: Vec<(String, i64)> = Entity::find()
            .select_only()
            .column(Column::State)
            .column_as(Column::Id.count(), "records")
            .filter(Column::State.is_in(open.map(CallbackStateName::as_str)))
            .group_by(Column::State)
            .into_tuple()
            .all(self.0.reader())
            .await?;
        let oldest: Option<Option<i64>> = Entity::find()
            .select_only()
            .column_as(Column::DueAt.min(), "oldest")
            .filter(Column::DueAt.lte(now.as_millis()))
            .into_tuple()
            .one(self.0.reader())
            .await?;
        let open = rows.into_iter().map(counted).collect::<Result<_, _>>()?;
        let oldest_due = moment(oldest.flatten()).into_iter().chain(oldest_in_inbox).min();
        Ok(Backlog { open: with_pending(open, in_inbox), oldest_due })
    }
}

/// These counts with so many pending records more, in the order of a record's life.
pub(super) fn with_pending(mut counts: Vec<(CallbackStateName, u64)>, more: u64) -> Vec<(CallbackStateName, u64)> {
    match counts.iter_mut().find(|(state, _)| *state == CallbackStateName::Pending) {
        Some((_, count)) => *count += more,
        None if more > 0 => counts.push((CallbackStateName::Pending, more)),
        None => {}
    }
    counts.sort_unstable();
    counts
}

/// A row of a state and how many records are in it.
pub(super) fn counted((state, records): (String, i64)) -> Result<(CallbackStateName, u64), StorageError> {
    let state = state.parse().map_err(|_| Place { table: TABLE, name: "state" }.corrupt())?;
    Ok((state, u64::try_from(records).unwrap_or(0)))
}
