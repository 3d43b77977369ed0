//! The cookies that browsers were given for their sessions. One signs its browser in ([`Session::browser_hash`]); those
//! before it lead to the session still, so that a log-out reaches it whichever of them a browser has kept.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Access, Session, StorageError,
    engine::reach::insert_if_absent,
    entity::browser_cookie::{ActiveModel, Column, Entity},
};

/// The cookies that name or named sessions, as hashes; they go with their session.
pub struct BrowserCookies<'a, A>(pub(crate) &'a A);

impl<A: Access> BrowserCookies<'_, A> {
    /// Has a cookie lead to a session; answers the one that it led to before. Of several callers with one cookie each waits
    /// for the one before it.
    ///
    /// # Errors
    /// [`StorageError::NoOwner`] when the session is not there, or when the database does not do it.
    pub async fn put(&self, hash: &str, session_id: &str) -> Result<Option<Session>, StorageError> {
        let row = ActiveModel {
            hash: Set(hash.to_owned()),
            session_id: Set(session_id.to_owned()),
            created_at: Set(self.0.now().as_millis()),
        };
        if insert_if_absent(self.0.writer(), row).await?.is_some() {
            return Ok(None);
        }
        let before = self.owner(hash).await?;
        let change = ActiveModel { session_id: Set(session_id.to_owned()), ..Default::default() };
        Entity::update_many().set(change).filter(Column::Hash.eq(hash)).exec(self.0.writer()).await?;
        Ok(before.filter(|before| before.id != session_id))
    }

    /// The session that a cookie names, or named before it was given another one; also when the session has ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn owner(&self, hash: &str) -> Result<Option<Session>, StorageError> {
        let Some(row) = Entity::find_by_id(hash).one(self.0.writer()).await? else {
            // A process of the version before notes it there alone.
            return self.0.sessions().lookup_by_browser_hash(hash).await;
        };
        self.0.sessions().lookup(&row.session_id).await
    }
}
