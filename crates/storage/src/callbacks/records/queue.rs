//! Wishes of others than the worker: one more attempt, an attempt at once, an end of keeping records.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{CallbackRecords, lane};
use crate::{
    Access, CallbackStateName, Requeue, StorageError,
    engine::reach::{begin, remove_where},
    entity::callback_record::{ActiveModel, Column, Entity, Model},
    retry_on_deadlock,
};

/// Rows that are removed in one statement: others write in between.
const PRUNED_AT_ONCE: u64 = 500;

impl<A: Access> CallbackRecords<'_, A> {
    /// Queues a record again, due at once and with all its attempts before it, whatever became of it; one that is being
    /// worked on, as soon as its attempt ended.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn requeue(&self, id: i64, now: Timestamp) -> Result<Requeue, StorageError> {
        self.queue_again(id, now, Column::State.ne(CallbackStateName::Running.as_str())).await
    }

    /// As [`requeue`](Self::requeue), but leaves a record as it is that waits for an attempt already.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn again(&self, id: i64, now: Timestamp) -> Result<Requeue, StorageError> {
        self.queue_again(id, now, is_over()).await
    }

    /// Makes those records of a realm due now that wait for what has come; those that are being worked on and would
    /// wait for it, as soon as their attempt ended. Answers how many were waiting.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn wake_waiting(&self, login_type: &str, realm: &str, now: Timestamp) -> Result<u64, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_wake_waiting(login_type, realm, now))
    }

    async fn try_wake_waiting(&self, login_type: &str, realm: &str, now: Timestamp) -> Result<u64, StorageError> {
        let of_realm = |state: CallbackStateName| {
            Entity::update_many()
                .filter(Column::LoginType.eq(login_type))
                .filter(Column::Realm.eq(realm))
                .filter(Column::State.eq(state.as_str()))
        };
        // The running ones first: one that ends in between is then due at once or among the waiting ones.
        of_realm(CallbackStateName::Running).col_expr(Column::Woken, Expr::value(true)).exec(self.0.writer()).await?;
        let woken = of_realm(CallbackStateName::Failed)
            .col_expr(Column::DueAt, Expr::value(now.as_millis()))
            .filter(Column::Waiting.eq(true))
            .filter(Column::DueAt.gt(now.as_millis()))
            .exec(self.0.writer())
            .await?;
        Ok(woken.rows_affected)
    }

    /// Removes the records that succeeded before `finished_before`, with their attempts; answers how many. An event that is
    /// told again after that is a new one.
    ///
    /// # Errors
    /// When the database does not do it; what was removed until then stays so.
    pub async fn prune(&self, finished_before: Timestamp) -> Result<u64, StorageError> {
        let succeeded = Column::State.eq(CallbackStateName::Succeeded.as_str());
        let is_old = succeeded.and(Column::FinishedAt.lt(finished_before.as_millis()));
        let mut pruned = 0;
        loop {
            let old =
                Entity::find().select_only().column(Column::Id).filter(is_old.clone()).order_by_asc(Column::FinishedAt);
            let old: Vec<i64> = old.limit(PRUNED_AT_ONCE).into_tuple().all(self.0.reader()).await?;
            if old.is_empty() {
                return Ok(pruned);
            }
            pruned += remove_where::<A, Entity>(self.0, Column::Id.is_in(old).and(is_old.clone())).await?;
        }
    }

    async fn queue_again(&self, id: i64, now: Timestamp, when: Expr) -> Result<Requeue, StorageError> {
        retry_on_deadlock!(A::TRIES, self.try_queue_again(id, now, when.clone()))
    }

    async fn try_queue_again(&self, id: i64, now: Timestamp, when: Expr) -> Result<Requeue, StorageError> {
        let transaction = begin(self.0).await?;
        let outcome = queue_or_mark(&transaction, id, now, when).await?;
        transaction.commit().await?;
        Ok(outcome)
    }
}

/// Does as [`CallbackRecords::again`], within a larger change.
pub(super) async fn again(
    transaction: &impl ConnectionTrait,
    id: i64,
    now: Timestamp,
) -> Result<Requeue, StorageError> {
    queue_or_mark(transaction, id, now, is_over()).await
}

fn is_over() -> Expr {
    Column::State.is_in([CallbackStateName::Succeeded, CallbackStateName::Dead].map(CallbackStateName::as_str))
}

/// Queues a record if `when` holds of it; one that is being worked on is to be attempted again after that.
async fn queue_or_mark(
    transaction: &impl ConnectionTrait,
    id: i64,
    now: Timestamp,
    when: Expr,
) -> Result<Requeue, StorageError> {
    // Locked, where the engine has row locks: an attempt that ends now must not slip between the two looks below.
    let row = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
    let Some(row) = row else { return Ok(Requeue::Unknown) };
    if queue(transaction, &row, now, when).await? {
        return Ok(Requeue::Queued);
    }
    let marked = mark(transaction, id).await?;
    Ok(if marked { Requeue::Running } else { Requeue::Waiting })
}

/// Queues the record of this row, due now, if `when` holds of it; answers whether it did.
pub(crate) async fn queue(
    connection: &impl ConnectionTrait,
    row: &Model,
    now: Timestamp,
    when: Expr,
) -> Result<bool, StorageError> {
    let change = ActiveModel {
        state: Set(CallbackStateName::Pending.as_str().to_owned()),
        attempts: Set(0),
        lane: Set(Some(lane(&row.login_type, &row.realm, row.corp_id.as_deref(), &row.row_key))),
        running_lane: Set(None),
        due_at: Set(Some(now.as_millis())),
        waiting: Set(false),
        woken: Set(false),
        again: Set(false),
        lease_owner: Set(None),
        last_error: Set(None),
        finished_at: Set(None),
        ..Default::default()
    };
    let queued = Entity::update_many().set(change).filter(Column::Id.eq(row.id)).filter(when).exec(connection).await?;
    Ok(queued.rows_affected == 1)
}

/// Notes on a record that is being worked on that it is to be attempted again; answers whether it is.
async fn mark(connection: &impl ConnectionTrait, id: i64) -> Result<bool, StorageError> {
    let marked = Entity::update_many()
        .col_expr(Column::Again, Expr::value(true))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(CallbackStateName::Running.as_str()))
        .exec(connection)
        .await?;
    Ok(marked.rows_affected == 1)
}
