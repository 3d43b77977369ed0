//! Token families: the refresh tokens that a session gives one client. The rotation of one token after another stays within
//! a family, and so does the end of all of them.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Access, StorageError,
    engine::column::{millis, moment},
    entity::token_family::{ActiveModel, Column, Entity, Model},
};

/// The refresh tokens that a session gives one client. It goes on while it was not ended and its session goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFamily {
    /// Its id.
    pub id: String,
    /// The session that it prolongs; the family goes with it.
    pub session_id: String,
    /// The client that has its tokens: of a plain login the app itself, by its id.
    pub client_id: String,
    /// The scopes that were granted to the client, with blanks between.
    pub scope: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was ended; `None` also when its session was.
    pub revoked_at: Option<Timestamp>,
    /// Why it was ended.
    pub revoke_reason: Option<String>,
}

/// Token families.
pub struct TokenFamilies<'a, A>(pub(crate) &'a A);

impl<A: Access> TokenFamilies<'_, A> {
    /// Adds a family.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its id is there, [`StorageError::NoOwner`] when its session is not, or when the
    /// database does not do it.
    pub async fn add(&self, family: &TokenFamily) -> Result<(), StorageError> {
        let row = ActiveModel {
            id: Set(family.id.clone()),
            session_id: Set(family.session_id.clone()),
            client_id: Set(family.client_id.clone()),
            scope: Set(family.scope.clone()),
            created_at: Set(family.created_at.as_millis()),
            revoked_at: Set(millis(family.revoked_at)),
            revoke_reason: Set(family.revoke_reason.clone()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The family of this id, also when it has ended.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: &str) -> Result<Option<TokenFamily>, StorageError> {
        Ok(Entity::find_by_id(id).one(self.0.reader()).await?.map(TokenFamily::from))
    }

    /// All families of a session, the oldest first, ended ones too.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list_by_session(&self, session_id: &str) -> Result<Vec<TokenFamily>, StorageError> {
        let of_session = Entity::find().filter(Column::SessionId.eq(session_id));
        let by_age = of_session.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
        Ok(by_age.all(self.0.reader()).await?.into_iter().map(TokenFamily::from).collect())
    }

    /// Ends a family; answers whether it had not ended before. Its session and the session's other families go on.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn revoke(&self, id: &str, reason: &str, now: Timestamp) -> Result<bool, StorageError> {
        let change = ActiveModel {
            revoked_at: Set(Some(now.as_millis())),
            revoke_reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        let going_on = Entity::update_many().set(change).filter(Column::Id.eq(id)).filter(Column::RevokedAt.is_null());
        Ok(going_on.exec(self.0.writer()).await?.rows_affected == 1)
    }
}

impl From<Model> for TokenFamily {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            session_id: row.session_id,
            client_id: row.client_id,
            scope: row.scope,
            created_at: Timestamp::from_millis(row.created_at),
            revoked_at: moment(row.revoked_at),
            revoke_reason: row.revoke_reason,
        }
    }
}
