//! Assertions that clients proved themselves with: each once (RFC 7523, section 3).

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait};

use crate::{
    Access, StorageError,
    engine::reach::{insert_if_absent, remove_where},
    entity::client_assertion::{ActiveModel, Column, Entity},
};

/// Assertions that were used.
pub struct ClientAssertions<'a, A>(pub(crate) &'a A);

impl<A: Access> ClientAssertions<'_, A> {
    /// Notes that an assertion was used; answers whether it was not before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn spend(&self, hash: &str, expires_at: Timestamp) -> Result<bool, StorageError> {
        let row = ActiveModel { hash: Set(hash.to_owned()), expires_at: Set(expires_at.as_millis()) };
        Ok(insert_if_absent(self.0.writer(), row).await?.is_some())
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}
