//! Cached tokens: access tokens that outlive the process, sealed.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::{
    Access, Leases, StorageError,
    engine::reach::remove_where,
    engine::sealing::Cell,
    entity::cached_token::{ActiveModel, Column, Entity},
};

/// A token and how long it is good for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CachedToken {
    /// The token.
    pub value: SecretString,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// Access tokens by the caller's key, of at most 185 characters.
pub struct CachedTokens<'a, A>(pub(crate) &'a A);

impl<A: Access> CachedTokens<'_, A> {
    /// The token under `key`, also when it has expired.
    ///
    /// # Errors
    /// When the database is out of reach or the token does not open.
    pub async fn load(&self, key: &str) -> Result<Option<CachedToken>, StorageError> {
        let Some(row) = Entity::find_by_id(key).one(self.0.reader()).await? else { return Ok(None) };
        let value = self.0.kit().sealer.open(cell(key), &row.value)?;
        Ok(Some(CachedToken { value, expires_at: Timestamp::from_millis(row.expires_at) }))
    }

    /// Keeps a token under `key`, in place of another one.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn save(&self, key: &str, value: &SecretString, expires_at: Timestamp) -> Result<(), StorageError> {
        let row = ActiveModel {
            cache_key: Set(key.to_owned()),
            value: Set(self.0.kit().sealer.seal(cell(key), value.expose_secret())?),
            expires_at: Set(expires_at.as_millis()),
        };
        let replace =
            OnConflict::column(Column::CacheKey).update_columns([Column::Value, Column::ExpiresAt]).to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// Lets `owner` alone fetch the token under `key` until `until`, if no other one may at `now`; answers whether it does.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn lease(&self, key: &str, owner: &str, until: Timestamp, now: Timestamp) -> Result<bool, StorageError> {
        Leases(self.0).acquire(&lease_key(key), owner, until, now).await
    }

    /// Gives the lease of the token under `key` back; answers whether `owner` had it.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn release(&self, key: &str, owner: &str) -> Result<bool, StorageError> {
        Leases(self.0).release(&lease_key(key), owner).await
    }

    /// Removes the token under `key` if it still is `value`; answers whether it was. A token that does not open is
    /// removed too.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_if(&self, key: &str, value: &SecretString) -> Result<bool, StorageError> {
        let Some(row) = Entity::find_by_id(key).one(self.0.writer()).await? else { return Ok(false) };
        let another = self.0.kit().sealer.open(cell(key), &row.value).is_ok_and(|stored| !same(&stored, value));
        if another {
            return Ok(false);
        }
        // The sealed text differs each time, so this removes exactly what was compared.
        let removed = Entity::delete_many()
            .filter(Column::CacheKey.eq(key))
            .filter(Column::Value.eq(row.value))
            .exec(self.0.writer())
            .await?;
        Ok(removed.rows_affected == 1)
    }

    /// Removes the token under `key`; answers whether there was one.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, key: &str) -> Result<bool, StorageError> {
        Ok(Entity::delete_by_id(key).exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Removes the tokens whose key begins with `prefix`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_beginning_with(&self, prefix: &str) -> Result<u64, StorageError> {
        let removed = Entity::delete_many().filter(Column::CacheKey.starts_with(prefix));
        Ok(removed.exec(self.0.writer()).await?.rows_affected)
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret().as_bytes().ct_eq(other.expose_secret().as_bytes()).into()
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "cached_token", column: "value", row }
}

/// As long as a lease's key may be, where a token's has at most 185 characters.
fn lease_key(key: &str) -> String {
    format!("token {key}")
}
