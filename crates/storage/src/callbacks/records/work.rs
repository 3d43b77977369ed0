//! `claim`: gives a record to one worker, under a lease, and begins an attempt at its work.

mod claim;

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};

pub use self::claim::Claim;
use super::{
    CallbackRecords, cell,
    turn::{is_due, may_go_first},
};
use crate::{
    Access, CallbackStateName, ClaimedRecord, StorageError,
    engine::reach::begin,
    entity::{
        callback_attempt,
        callback_record::{ActiveModel, Column, Entity, Model},
    },
    retry_on_deadlock,
};

/// The note on an attempt whose worker never came back.
const LEASE_RAN_OUT: &str = "the worker did not come back: its lease ran out";

/// Attempts of one record that are kept: one that waits for what never comes is attempted for as long as it is there.
const ATTEMPTS_KEPT: i64 = 100;

impl<A: Access> CallbackRecords<'_, A> {
    /// Claims a record that is due at `now` and first in its lane, until `lease_until`, and begins an attempt; `None` when
    /// somebody else was faster. A record whose message does not open is claimed too: only so it can be given up.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn claim(
        &self,
        id: i64,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Claim, ClaimedRecord)>, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_claim(id, owner, lease_until, now))
    }

    async fn try_claim(
        &self,
        id: i64,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Claim, ClaimedRecord)>, StorageError> {
        let transaction = begin(self.0).await?;
        let due = Entity::find_by_id(id).filter(is_due(now)).filter(may_go_first(now));
        let Some(row) = due.one(&transaction).await? else { return Ok(None) };
        let attempts = row.attempts + 1;
        leave_lane(&transaction, row.lane.as_deref(), now).await?;
        let claimed = Entity::update_many()
            .set(ActiveModel {
                running_lane: Set(row.lane.clone()),
                state: Set(CallbackStateName::Running.as_str().to_owned()),
                attempts: Set(attempts),
                lease_owner: Set(Some(owner.to_owned())),
                due_at: Set(Some(lease_until.as_millis())),
                // The attempt that begins now is the one that was wished for, and knows what has come.
                waiting: Set(false),
                woken: Set(false),
                again: Set(false),
                ..Default::default()
            })
            .filter(Column::Id.eq(id))
            .filter(Column::Attempts.eq(row.attempts))
            .filter(Column::DueAt.eq(row.due_at))
            .exec(&transaction)
            .await
            .map_err(StorageError::from);
        match claimed {
            Ok(claimed) if claimed.rows_affected == 1 => {}
            // Another process claimed this record, or another one of its lane.
            Ok(_) | Err(StorageError::Conflict) => return Ok(None),
            Err(error) => return Err(error),
        }
        finish_attempt(&transaction, id, now, Some(LEASE_RAN_OUT)).await?;
        start_attempt(&transaction, id, now).await?;
        transaction.commit().await?;
        let payload = self.0.kit().sealer.open(cell(&row.row_key), &row.payload);
        let lane = row.lane.clone().unwrap_or_else(|| row.row_key.clone());
        let row = Model {
            state: CallbackStateName::Running.as_str().to_owned(),
            attempts,
            lease_owner: Some(owner.to_owned()),
            due_at: Some(lease_until.as_millis()),
            ..row
        };
        Ok(Some((Claim::of(id, owner), ClaimedRecord { record: row.try_into()?, lane, payload })))
    }
}

/// A record that waits in its lane for another attempt.
fn waits(error: &str, next_attempt_at: Timestamp) -> ActiveModel {
    ActiveModel {
        state: Set(CallbackStateName::Failed.as_str().to_owned()),
        lease_owner: Set(None),
        running_lane: Set(None),
        due_at: Set(Some(next_attempt_at.as_millis())),
        last_error: Set(Some(error.to_owned())),
        ..Default::default()
    }
}

/// Takes a lane away from the record whose worker did not come back: it waits in it like any other then.
async fn leave_lane(
    transaction: &impl ConnectionTrait,
    lane: Option<&str>,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { due_at: NotSet, ..waits(LEASE_RAN_OUT, now) })
        .filter(Column::RunningLane.eq(lane))
        .filter(Column::DueAt.lte(now.as_millis()))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn start_attempt(transaction: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<(), StorageError> {
    let last: Option<Option<i64>> = callback_attempt::Entity::find()
        .select_only()
        .column_as(callback_attempt::Column::Number.max(), "last")
        .filter(callback_attempt::Column::RecordId.eq(id))
        .into_tuple()
        .one(transaction)
        .await?;
    let number = last.flatten().unwrap_or(0) + 1;
    if number > ATTEMPTS_KEPT {
        callback_attempt::Entity::delete_many()
            .filter(callback_attempt::Column::RecordId.eq(id))
            .filter(callback_attempt::Column::Number.lte(number - ATTEMPTS_KEPT))
            .exec(transaction)
            .await?;
    }
    let attempt = callback_attempt::ActiveModel {
        record_id: Set(id),
        number: Set(number),
        started_at: Set(now.as_millis()),
        finished_at: Set(None),
        error: Set(None),
    };
    callback_attempt::Entity::insert(attempt).exec_without_returning(transaction).await?;
    Ok(())
}

/// Ends the attempt that goes on, if there is one.
async fn finish_attempt(
    transaction: &impl ConnectionTrait,
    id: i64,
    now: Timestamp,
    error: Option<&str>,
) -> Result<(), StorageError> {
    let end = callback_attempt::ActiveModel {
        finished_at: Set(Some(now.as_millis())),
        error: Set(error.map(str::to_owned)),
        ..Default::default()
    };
    callback_attempt::Entity::update_many()
        .set(end)
        .filter(callback_attempt::Column::RecordId.eq(id))
        .filter(callback_attempt::Column::FinishedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}
