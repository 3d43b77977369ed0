//! Personal access tokens: how administrators call, kept as hashes.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Access, StorageError,
    engine::column::{millis, moment},
    entity::personal_access_token::{ActiveModel, Column, Entity, Model},
};

/// A personal access token as the database has it: not the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalAccessToken {
    /// The part of the token that is no secret.
    pub id: String,
    /// The hash of the part that is.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is of no use; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, as exactly as the caller notes it.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// The one app that it is good for; `None` for all, and for the server itself.
    pub app: Option<String>,
    /// Its rights, in the caller's words; `None` for everything.
    pub scopes: Option<String>,
}

/// Administrators' tokens.
pub struct PersonalAccessTokens<'a, A>(pub(crate) &'a A);

impl<A: Access> PersonalAccessTokens<'_, A> {
    /// Adds a token.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its id is taken, or when the database does not do it.
    pub async fn add(&self, token: &PersonalAccessToken) -> Result<(), StorageError> {
        let row = ActiveModel {
            id: Set(token.id.clone()),
            hash: Set(token.hash.clone()),
            name: Set(token.name.clone()),
            created_at: Set(token.created_at.as_millis()),
            expires_at: Set(millis(token.expires_at)),
            last_used_at: Set(millis(token.last_used_at)),
            revoked_at: Set(millis(token.revoked_at)),
            app: Set(token.app.clone()),
            scopes: Set(token.scopes.clone()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The token of this id, also when it is revoked or expired.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, id: &str) -> Result<Option<PersonalAccessToken>, StorageError> {
        Ok(Entity::find_by_id(id).one(self.0.reader()).await?.map(PersonalAccessToken::from))
    }

    /// All tokens, the oldest first.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn list(&self) -> Result<Vec<PersonalAccessToken>, StorageError> {
        let rows = Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(self.0.reader()).await?;
        Ok(rows.into_iter().map(PersonalAccessToken::from).collect())
    }

    /// Revokes a token; answers whether it was not revoked before.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn revoke(&self, id: &str, now: Timestamp) -> Result<bool, StorageError> {
        let revoked = Entity::update_many()
            .set(ActiveModel { revoked_at: Set(Some(now.as_millis())), ..Default::default() })
            .filter(Column::Id.eq(id))
            .filter(Column::RevokedAt.is_null())
            .exec(self.0.writer())
            .await?;
        Ok(revoked.rows_affected == 1)
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn touch(&self, id: &str, now: Timestamp) -> Result<(), StorageError> {
        let used = ActiveModel { last_used_at: Set(Some(now.as_millis())), ..Default::default() };
        Entity::update_many().set(used).filter(Column::Id.eq(id)).exec(self.0.writer()).await?;
        Ok(())
    }
}

impl From<Model> for PersonalAccessToken {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            hash: row.hash,
            name: row.name,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: moment(row.expires_at),
            last_used_at: moment(row.last_used_at),
            revoked_at: moment(row.revoked_at),
            app: row.app,
            scopes: row.scopes,
        }
    }
}
