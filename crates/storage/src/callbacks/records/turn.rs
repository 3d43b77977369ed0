//! The record whose turn it is: of each lane the first by the time of its event, and only when nobody works in that
//! lane.

use std::time::Duration;

use clock::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::CallbackRecords;
use crate::{
    Access, CallbackStateName, StorageError,
    engine::column::moment,
    entity::callback_record::{Column, Entity},
};

/// Longer than any record waits for its next attempt.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

impl<A: Access> CallbackRecords<'_, A> {
    /// Ids of at most `limit` records that may be claimed at `now`, one a lane and none of the lanes in `taken`, the
    /// earliest event first. A record that waits for its next attempt holds its lane: those behind it are not due. A row
    /// that nobody understands is among them like any other.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn due(&self, now: Timestamp, taken: &[&str], limit: u64) -> Result<Vec<i64>, StorageError> {
        let due = first_of_lanes(now, taken)
            .select_only()
            .column(Column::Id)
            .filter(is_due(now))
            .order_by_asc(Column::EventTime)
            .order_by_asc(Column::Id)
            .limit(limit);
        Ok(due.into_tuple().all(self.0.reader()).await?)
    }

    /// When the next record outside the lanes in `taken` may be claimed; a moment of the past when one may be already,
    /// `None` when none waits.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn next_due(&self, now: Timestamp, taken: &[&str]) -> Result<Option<Timestamp>, StorageError> {
        let earliest = first_of_lanes(now, taken).select_only().column_as(Column::DueAt.min(), "due");
        let earliest: Option<Option<i64>> = earliest.into_tuple().one(self.0.reader()).await?;
        Ok(moment(earliest.flatten()))
    }
}

/// The records that are first in a lane outside `taken` in which nobody else works.
fn first_of_lanes(now: Timestamp, taken: &[&str]) -> Select<Entity> {
    let first = Entity::find().filter(Column::DueAt.is_not_null()).filter(may_go_first(now));
    if taken.is_empty() { first } else { first.filter(Column::Lane.is_not_in(taken.iter().copied())) }
}

/// Whether a record may be claimed at `now`, if it is its turn. A record that nobody has attempted yet is due whatever
/// it was told, and so is one that is to wait longer than any does: the clock was set back since.
pub(super) fn is_due(now: Timestamp) -> Condition {
    let in_state = |state: CallbackStateName| Column::State.eq(state.as_str());
    let too_late = Column::DueAt.gt((now + LONGEST_WAIT).as_millis());
    Condition::any()
        .add(Column::DueAt.lte(now.as_millis()))
        .add(in_state(CallbackStateName::Pending))
        .add(in_state(CallbackStateName::Failed).and(too_late))
}

/// Whether no other record of the lane comes earlier or is being worked on at `now`.
pub(super) fn may_go_first(now: Timestamp) -> Expr {
    let other = Alias::new("other");
    let own = |column| Expr::col((Entity, column));
    let its = |column| Expr::col((other.clone(), column));
    let order = |id, time| Expr::tuple([time, id]);
    let is_earlier = order(its(Column::Id), its(Column::EventTime)).lt(order(own(Column::Id), own(Column::EventTime)));
    let is_running = Condition::all()
        .add(its(Column::State).eq(CallbackStateName::Running.as_str()))
        .add(its(Column::DueAt).gt(now.as_millis()))
        .add(its(Column::Id).ne(own(Column::Id)));
    let before = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, other.clone())
        .and_where(its(Column::Lane).eq(own(Column::Lane)))
        .cond_where(Condition::any().add(is_earlier).add(is_running))
        .take();
    Expr::not_exists(before)
}
