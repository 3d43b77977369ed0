//! Forward sessions: the cookies of browsers at apps that stand behind a proxy, kept as hashes.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    engine::reach::remove_where,
    entity::forward_session::{ActiveModel, Column, Entity, Model},
};

/// A browser at an app behind a proxy; it counts only while its session goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForwardSession {
    /// The hash of the cookie.
    pub hash: String,
    /// The session that it is of, and that it goes with.
    pub session_id: String,
    /// The app whose issuer asked the member to log in.
    pub app: String,
    /// The client that the app behind the proxy is.
    pub client_id: String,
    /// Where the app behind the proxy is: `https://wiki.example/`.
    pub site: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
}

/// The cookies of browsers at apps behind a proxy.
pub struct ForwardSessions<'a, A>(pub(crate) &'a A);

impl<A: Access> ForwardSessions<'_, A> {
    /// Adds a cookie.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, [`StorageError::NoOwner`] when its session is not, or when the
    /// database does not do it.
    pub async fn add(&self, session: &ForwardSession) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(session.hash.clone()),
            session_id: Set(session.session_id.clone()),
            app: Set(session.app.clone()),
            client_id: Set(session.client_id.clone()),
            site: Set(session.site.clone()),
            created_at: Set(session.created_at.as_millis()),
            expires_at: Set(session.expires_at.as_millis()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The session of this cookie, while it is of use.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, hash: &str, now: Timestamp) -> Result<Option<ForwardSession>, StorageError> {
        let unexpired = Entity::find_by_id(hash).filter(Column::ExpiresAt.gt(now.as_millis()));
        Ok(unexpired.one(self.0.reader()).await?.map(ForwardSession::from))
    }

    /// Removes what has expired by `now`; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_expired(&self, now: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::ExpiresAt.lte(now.as_millis())).await
    }
}

impl From<Model> for ForwardSession {
    fn from(row: Model) -> Self {
        Self {
            hash: row.hash,
            session_id: row.session_id,
            app: row.app,
            client_id: row.client_id,
            site: row.site,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        }
    }
}
