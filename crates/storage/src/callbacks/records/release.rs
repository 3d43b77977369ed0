//! `release`: what a process that crashed had in hand.

use clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::CallbackRecords;
use crate::{
    Access, StorageError,
    callbacks::record::CallbackStateName,
    entity::callback_record::{Column, Entity},
};

impl<A: Access> CallbackRecords<'_, A> {
    /// Ends every lease at `now`, so that the records can be claimed at once; for the start of the one process that works
    /// on this database. Answers how many there were.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn release(&self, now: Timestamp) -> Result<u64, StorageError> {
        let released = Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now.as_millis()))
            .filter(Column::State.eq(CallbackStateName::Running.as_str()))
            .filter(Column::DueAt.gt(now.as_millis()))
            .exec(self.0.writer())
            .await?;
        Ok(released.rows_affected)
    }
}
