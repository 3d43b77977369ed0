//! `Claim`: a worker's right to a record, which ends in one of four ways.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait},
};

use super::{finish_attempt, waits};
use crate::{
    Access, CallbackStateName, StorageError,
    callbacks::records::queue::queue,
    engine::reach::begin,
    entity::callback_record::{ActiveModel, Column, Entity},
    retry_on_deadlock,
};

/// A worker's right to a record while its lease lasts. Each end consumes it and changes nothing when the claim was lost:
/// another worker took the record over.
#[derive(Debug)]
pub struct Claim {
    id: i64,
    owner: String,
}

impl Claim {
    /// The claim that `owner` was given; the database knows whether it is still held.
    pub fn of(id: i64, owner: &str) -> Self {
        Self { id, owner: owner.to_owned() }
    }

    /// Prolongs the claim; `false` when it is lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn renew(&self, access: &impl Access, lease_until: Timestamp) -> Result<bool, StorageError> {
        let change = ActiveModel { due_at: Set(Some(lease_until.as_millis())), ..Default::default() };
        let renewed = self.held(Entity::update_many().set(change)).exec(access.writer()).await?;
        Ok(renewed.rows_affected == 1)
    }

    /// The work is done. Notes the company that the record turned out to be about; `false` when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn succeed(self, access: &impl Access, now: Timestamp, corp: Option<&str>) -> Result<bool, StorageError> {
        let mut end = over(CallbackStateName::Succeeded, now, None);
        if let Some(corp) = corp {
            end.corp_id = Set(Some(corp.to_owned()));
        }
        self.end(access, now, None, Entity::update_many().set(end)).await
    }

    /// The work failed and is to be attempted again, within an hour; `false` when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn fail(
        self,
        access: &impl Access,
        now: Timestamp,
        error: &str,
        next_attempt_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let end = Entity::update_many().set(waits(error, next_attempt_at));
        self.end(access, now, Some(error), end).await
    }

    /// The work waits for the event that [`wake_waiting`](crate::CallbackRecords::wake_waiting) announces, but not longer
    /// than until `next_attempt_at`, and not at all if that came during this attempt. The attempt is not counted; `false`
    /// when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn wait(
        self,
        access: &impl Access,
        now: Timestamp,
        error: &str,
        next_attempt_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let due_at = Expr::case(Column::Woken.eq(true), now.as_millis()).finally(next_attempt_at.as_millis());
        let end = Entity::update_many()
            .set(ActiveModel { waiting: Set(true), due_at: NotSet, ..waits(error, next_attempt_at) })
            .col_expr(Column::DueAt, due_at.into())
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
        self.end(access, now, Some(error), end).await
    }

    /// The work failed for good; `false` when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn die(self, access: &impl Access, now: Timestamp, reason: &str) -> Result<bool, StorageError> {
        let end = Entity::update_many().set(over(CallbackStateName::Dead, now, Some(reason)));
        self.end(access, now, Some(reason), end).await
    }

    /// Ends the claim as `end` says, then queues the record again if that was wished for meanwhile.
    async fn end<A: Access>(
        self,
        access: &A,
        now: Timestamp,
        error: Option<&str>,
        end: UpdateMany<Entity>,
    ) -> Result<bool, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_end(access, now, error, end.clone()))
    }

    async fn try_end(
        &self,
        access: &impl Access,
        now: Timestamp,
        error: Option<&str>,
        end: UpdateMany<Entity>,
    ) -> Result<bool, StorageError> {
        let transaction = begin(access).await?;
        if self.held(end).exec(&transaction).await?.rows_affected == 0 {
            return Ok(false);
        }
        finish_attempt(&transaction, self.id, now, error).await?;
        if let Some(row) = Entity::find_by_id(self.id).filter(Column::Again.eq(true)).one(&transaction).await? {
            queue(&transaction, &row, now, Column::Again.eq(true)).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Limits the change to a record that no other worker has.
    fn held(&self, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
        let of_record = change.filter(Column::Id.eq(self.id));
        of_record
            .filter(Column::State.eq(CallbackStateName::Running.as_str()))
            .filter(Column::LeaseOwner.eq(self.owner.as_str()))
    }
}

/// A record that nobody works on any more, because nothing is left to do.
fn over(state: CallbackStateName, now: Timestamp, error: Option<&str>) -> ActiveModel {
    ActiveModel {
        state: Set(state.as_str().to_owned()),
        lease_owner: Set(None),
        lane: Set(None),
        running_lane: Set(None),
        due_at: Set(None),
        finished_at: Set(Some(now.as_millis())),
        last_error: Set(error.map(str::to_owned)),
        ..Default::default()
    }
}
