//! What a worker does with records: find due ones, claim one under a lease, end the claim.

use clock::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{CallbackRecords, cell};
use crate::{
    Access, CallbackRecord, CallbackStateName, ClaimedRecord, StorageError,
    column::moment,
    entity::{
        callback_attempt,
        callback_record::{ActiveModel, Column, Entity},
    },
    reach::begin,
};

/// What is noted on a try whose worker never came back.
const LEASE_RAN_OUT: &str = "the worker did not come back: its lease ran out";

impl<A: Access> CallbackRecords<'_, A> {
    /// At most `limit` records that may be claimed at `now`, the earliest event first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn due(&self, now: Timestamp, limit: u64) -> Result<Vec<CallbackRecord>, StorageError> {
        let rows = Entity::find()
            .filter(Column::DueAt.lte(now.as_millis()))
            .order_by_asc(Column::EventTime)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(self.0.reader())
            .await?;
        rows.into_iter().map(CallbackRecord::try_from).collect()
    }

    /// When the next record may be claimed; a moment of the past when one may be already, `None` when none waits.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StorageError> {
        let earliest: Option<Option<i64>> = Entity::find()
            .select_only()
            .column_as(Column::DueAt.min(), "due")
            .into_tuple()
            .one(self.0.reader())
            .await?;
        Ok(moment(earliest.flatten()))
    }

    /// Claims a record that is due at `now`, until `lease_until`, and begins a try; `None` when somebody else did.
    ///
    /// # Errors
    /// When the database does not do it or the message does not open.
    pub async fn claim(
        &self,
        id: i64,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<ClaimedRecord>, StorageError> {
        let transaction = begin(self.0).await?;
        let claimed = Entity::update_many()
            .set(ActiveModel {
                state: Set(CallbackStateName::Running.as_str().to_owned()),
                lease_owner: Set(Some(owner.to_owned())),
                due_at: Set(Some(lease_until.as_millis())),
                ..Default::default()
            })
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.eq(id))
            .filter(Column::DueAt.lte(now.as_millis()))
            .exec(&transaction)
            .await?;
        if claimed.rows_affected == 0 {
            return Ok(None);
        }
        finish_attempt(&transaction, id, now, Some(LEASE_RAN_OUT)).await?;
        start_attempt(&transaction, id, now).await?;
        let row = Entity::find_by_id(id).one(&transaction).await?.ok_or(StorageError::Conflict)?;
        let payload = self.0.kit().sealer.open(cell(&row.row_key), &row.payload)?;
        transaction.commit().await?;
        Ok(Some(ClaimedRecord::new(row, payload)))
    }

    /// Prolongs a claim; `false` when it is lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn renew(&self, id: i64, owner: &str, lease_until: Timestamp) -> Result<bool, StorageError> {
        let renewed = Entity::update_many()
            .set(ActiveModel { due_at: Set(Some(lease_until.as_millis())), ..Default::default() })
            .filter(Column::Id.eq(id))
            .filter(Column::State.eq(CallbackStateName::Running.as_str()))
            .filter(Column::LeaseOwner.eq(owner))
            .exec(self.0.writer())
            .await?;
        Ok(renewed.rows_affected == 1)
    }

    /// Ends a claim: the work is done. Notes the company that the record turned out to be about; `false` when the claim
    /// was lost, then nothing is changed.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn succeed(
        &self,
        id: i64,
        owner: &str,
        now: Timestamp,
        corp: Option<&str>,
    ) -> Result<bool, StorageError> {
        let mut end = ended(CallbackStateName::Succeeded, None);
        end.finished_at = Set(Some(now.as_millis()));
        if let Some(corp) = corp {
            end.corp_id = Set(Some(corp.to_owned()));
        }
        self.end(id, owner, now, end).await
    }

    /// Ends a claim: the work failed and is to be tried again; `false` when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn fail(
        &self,
        id: i64,
        owner: &str,
        now: Timestamp,
        error: &str,
        next_attempt_at: Timestamp,
    ) -> Result<bool, StorageError> {
        let mut end = ended(CallbackStateName::Failed, Some(error));
        end.due_at = Set(Some(next_attempt_at.as_millis()));
        self.end(id, owner, now, end).await
    }

    /// Ends a claim: the work failed for good; `false` when the claim was lost.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn die(&self, id: i64, owner: &str, now: Timestamp, reason: &str) -> Result<bool, StorageError> {
        let mut end = ended(CallbackStateName::Dead, Some(reason));
        end.finished_at = Set(Some(now.as_millis()));
        self.end(id, owner, now, end).await
    }

    async fn end(&self, id: i64, owner: &str, now: Timestamp, end: ActiveModel) -> Result<bool, StorageError> {
        let error = end.last_error.clone().take().flatten();
        let transaction = begin(self.0).await?;
        let ended = Entity::update_many()
            .set(end)
            .filter(Column::Id.eq(id))
            .filter(Column::State.eq(CallbackStateName::Running.as_str()))
            .filter(Column::LeaseOwner.eq(owner))
            .exec(&transaction)
            .await?;
        if ended.rows_affected == 0 {
            return Ok(false);
        }
        finish_attempt(&transaction, id, now, error.as_deref()).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// A record that nobody works on any more.
fn ended(state: CallbackStateName, error: Option<&str>) -> ActiveModel {
    ActiveModel {
        state: Set(state.as_str().to_owned()),
        lease_owner: Set(None),
        due_at: Set(None),
        last_error: Set(error.map(str::to_owned)),
        ..Default::default()
    }
}

async fn start_attempt(transaction: &DatabaseTransaction, id: i64, now: Timestamp) -> Result<(), StorageError> {
    let last: Option<Option<i64>> = callback_attempt::Entity::find()
        .select_only()
        .column_as(callback_attempt::Column::Number.max(), "last")
        .filter(callback_attempt::Column::RecordId.eq(id))
        .into_tuple()
        .one(transaction)
        .await?;
    let attempt = callback_attempt::ActiveModel {
        record_id: Set(id),
        number: Set(last.flatten().unwrap_or(0) + 1),
        started_at: Set(now.as_millis()),
        finished_at: Set(None),
        error: Set(None),
    };
    callback_attempt::Entity::insert(attempt).exec_without_returning(transaction).await?;
    Ok(())
}

/// Ends the try that goes on, if there is one.
async fn finish_attempt(
    transaction: &DatabaseTransaction,
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
