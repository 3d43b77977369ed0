//! Console sessions: the cookies of administrators' browsers, kept as hashes.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    engine::reach::remove_where,
    entity::console_session::{ActiveModel, Column, Entity, Model},
};

/// The session of an administrator's browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSession {
    /// The hash of the cookie.
    pub hash: String,
    /// Whose it is.
    pub administrator_id: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was used last, as exactly as the caller notes it.
    pub seen_at: Timestamp,
    /// When they proved themselves last.
    pub confirmed_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
}

/// The sessions of administrators' browsers.
pub struct ConsoleSessions<'a, A>(pub(crate) &'a A);

impl<A: Access> ConsoleSessions<'_, A> {
    /// Adds a session.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when its administrator is not there, or when the database does not do it.
    pub async fn add(&self, session: &ConsoleSession) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(session.hash.clone()),
            administrator_id: Set(session.administrator_id.clone()),
            created_at: Set(session.created_at.as_millis()),
            seen_at: Set(session.seen_at.as_millis()),
            confirmed_at: Set(session.confirmed_at.as_millis()),
            expires_at: Set(session.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The session of this cookie, also one that has ended by time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, hash: &str) -> Result<Option<ConsoleSession>, StorageError> {
        Ok(Entity::find_by_id(hash).one(self.0.reader()).await?.map(ConsoleSession::from))
    }

    /// Notes that a session is used.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn touch(&self, hash: &str, now: Timestamp) -> Result<(), StorageError> {
        let seen = ActiveModel { seen_at: Set(now.as_millis()), ..Default::default() };
        Entity::update_many().set(seen).filter(Column::Hash.eq(hash)).exec(self.0.writer()).await?;
        Ok(())
    }

    /// Notes that the administrator of a session proved themselves again.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn confirm(&self, hash: &str, now: Timestamp) -> Result<(), StorageError> {
        let confirmed =
            ActiveModel { confirmed_at: Set(now.as_millis()), seen_at: Set(now.as_millis()), ..Default::default() };
        Entity::update_many().set(confirmed).filter(Column::Hash.eq(hash)).exec(self.0.writer()).await?;
        Ok(())
    }

    /// Ends a session; answers whether it was there.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove(&self, hash: &str) -> Result<bool, StorageError> {
        Ok(remove_where::<A, Entity>(self.0, Column::Hash.eq(hash)).await? == 1)
    }

    /// Ends all sessions of an administrator; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_of(&self, administrator_id: &str) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::AdministratorId.eq(administrator_id)).await
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

impl From<Model> for ConsoleSession {
    fn from(row: Model) -> Self {
        Self {
            hash: row.hash,
            administrator_id: row.administrator_id,
            created_at: Timestamp::from_millis(row.created_at),
            seen_at: Timestamp::from_millis(row.seen_at),
            confirmed_at: Timestamp::from_millis(row.confirmed_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }
    }
}
