//! Leases: what one process at a time may do, among all that share the database.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    engine::reach::{insert_if_absent, remove_where},
    engine::set_back::noted_before,
    entity::lease::{ActiveModel, Column, Entity},
};

/// Leases by the caller's key, of at most 191 characters.
pub struct Leases<'a, A>(pub(crate) &'a A);

impl<A: Access> Leases<'_, A> {
    /// Gives `owner` the lease until `until`, if nobody else has it at `now`; answers whether it did. Whoever has it
    /// already gets it anew. All take a lease of one key for the same time: one that is much longer was taken before the
    /// clock was set back, and holds nobody up.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn acquire(
        &self,
        key: &str,
        owner: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let row = ActiveModel {
            lease_key: Set(key.to_owned()),
            owner: Set(owner.to_owned()),
            leased_until: Set(until.as_millis()),
        };
        let free = Condition::any()
            .add(Column::LeasedUntil.lte(now.as_millis()))
            .add(Column::LeasedUntil.gt(noted_before(until)))
            .add(Column::Owner.eq(owner));
        let taken = Entity::update_many()
            .set(row.clone())
            .filter(Column::LeaseKey.eq(key))
            .filter(free)
            .exec(self.0.writer())
            .await?;
        // A caller who finds that another one added the row meanwhile has lost, and does not wait for it a second time.
        Ok(taken.rows_affected == 1 || insert_if_absent(self.0.writer(), row).await?.is_some())
    }

    /// Gives the lease back; answers whether `owner` had it.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn release(&self, key: &str, owner: &str) -> Result<bool, StorageError> {
        let released = Entity::delete_many()
            .filter(Column::LeaseKey.eq(key))
            .filter(Column::Owner.eq(owner))
            .exec(self.0.writer())
            .await?;
        Ok(released.rows_affected == 1)
    }

    /// Ends every lease; for the start of the one process that uses this database. Answers how many there were.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn end_all(&self) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::LeaseKey.is_not_null()).await
    }

    /// Removes what ran out by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::LeasedUntil.lte(now.as_millis())).await
    }
}
