//! Signing keys: what signs access tokens; the private half is sealed.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Access, StorageError,
    engine::column::{millis, moment},
    engine::reach::remove_where,
    engine::sealing::Cell,
    entity::signing_key::{ActiveModel, Column, Entity},
};

/// A key that signs access tokens.
#[derive(Clone, Debug)]
pub struct StoredSigningKey {
    /// Its id.
    pub kid: String,
    /// The algorithm's name (RFC 7518).
    pub algorithm: String,
    /// The private half, as the caller wrote it.
    pub private_key: SecretString,
    /// The public half, a JSON Web Key (RFC 7517).
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs.
    pub activate_at: Timestamp,
    /// When it stops signing; `None` while it has no successor.
    pub retire_at: Option<Timestamp>,
    /// When nothing it signed is valid any more.
    pub remove_at: Option<Timestamp>,
}

/// Keys that sign access tokens.
pub struct SigningKeys<'a, A>(pub(crate) &'a A);

impl<A: Access> SigningKeys<'_, A> {
    /// Adds a key.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its id is taken, or when the database does not do it.
    pub async fn add(&self, key: &StoredSigningKey) -> Result<(), StorageError> {
        let row = ActiveModel {
            kid: Set(key.kid.clone()),
            algorithm: Set(key.algorithm.clone()),
            private_key: Set(self.0.kit().sealer.seal(cell(&key.kid), key.private_key.expose_secret())?),
            public_jwk: Set(key.public_jwk.clone()),
            created_at: Set(key.created_at.as_millis()),
            activate_at: Set(key.activate_at.as_millis()),
            retire_at: Set(millis(key.retire_at)),
            remove_at: Set(millis(key.remove_at)),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// All keys, the one that signs first at the front.
    ///
    /// # Errors
    /// When the database is out of reach or a private half does not open.
    pub async fn list(&self) -> Result<Vec<StoredSigningKey>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::ActivateAt).order_by_asc(Column::Kid);
        let mut keys = Vec::new();
        for row in rows.all(self.0.reader()).await? {
            keys.push(StoredSigningKey {
                private_key: self.0.kit().sealer.open(cell(&row.kid), &row.private_key)?,
                kid: row.kid,
                algorithm: row.algorithm,
                public_jwk: row.public_jwk,
                created_at: Timestamp::from_millis(row.created_at),
                activate_at: Timestamp::from_millis(row.activate_at),
                retire_at: moment(row.retire_at),
                remove_at: moment(row.remove_at),
            });
        }
        Ok(keys)
    }

    /// Says when a key stops signing and when it may go; answers whether there is such a key that was to sign longer.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn retire(&self, kid: &str, at: Timestamp, remove_at: Timestamp) -> Result<bool, StorageError> {
        let change = ActiveModel {
            retire_at: Set(Some(at.as_millis())),
            remove_at: Set(Some(remove_at.as_millis())),
            ..Default::default()
        };
        let signs_longer = Condition::any().add(Column::RetireAt.is_null()).add(Column::RetireAt.gt(at.as_millis()));
        let retired = Entity::update_many()
            .set(change)
            .filter(Column::Kid.eq(kid))
            .filter(signs_longer)
            .exec(self.0.writer())
            .await?;
        Ok(retired.rows_affected == 1)
    }

    /// Removes the keys that may go by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::RemoveAt.lte(now.as_millis())).await
    }
}

pub(crate) fn cell(row: &str) -> Cell<'_> {
    Cell { table: "signing_key", column: "private_key", row }
}
