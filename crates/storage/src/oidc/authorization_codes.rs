//! Authorization codes: what a client turns into tokens, once; kept as hashes.

use clock::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Access, StorageError,
    engine::{
        column::{millis, moment},
        reach::remove_where,
    },
    entity::authorization_code::{ActiveModel, Column, Entity, Model},
};

/// An authorization code as the database has it: not the code itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAuthorizationCode {
    /// The hash of the code.
    pub hash: String,
    /// The app.
    pub app: String,
    /// The client that it was given to.
    pub client_id: String,
    /// The session that it is of; the code goes with it.
    pub session_id: String,
    /// The address that it was sent to.
    pub redirect_uri: String,
    /// The scopes that were granted, with blanks between.
    pub scope: String,
    /// The client's word for the ID token.
    pub nonce: Option<String>,
    /// The challenge of PKCE.
    pub code_challenge: Option<String>,
    /// When it was given.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// The token family that was given for it.
    pub family_id: Option<String>,
}

/// Authorization codes.
pub struct AuthorizationCodes<'a, A>(pub(crate) &'a A);

impl<A: Access> AuthorizationCodes<'_, A> {
    /// Adds a code.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when its hash is there, [`StorageError::NoOwner`] when its session is not, or when the
    /// database does not do it.
    pub async fn add(&self, code: &StoredAuthorizationCode) -> Result<(), StorageError> {
        let row = ActiveModel {
            hash: Set(code.hash.clone()),
            app: Set(code.app.clone()),
            client_id: Set(code.client_id.clone()),
            session_id: Set(code.session_id.clone()),
            redirect_uri: Set(code.redirect_uri.clone()),
            scope: Set(code.scope.clone()),
            nonce: Set(code.nonce.clone()),
            code_challenge: Set(code.code_challenge.clone()),
            created_at: Set(code.created_at.as_millis()),
            expires_at: Set(code.expires_at.as_millis()),
            used_at: Set(millis(code.used_at)),
            family_id: Set(code.family_id.clone()),
        };
        Entity::insert(row).exec_without_returning(self.0.writer()).await?;
        Ok(())
    }

    /// The code of this hash, also when it was used or has expired.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn lookup(&self, hash: &str) -> Result<Option<StoredAuthorizationCode>, StorageError> {
        Ok(Entity::find_by_id(hash).one(self.0.writer()).await?.map(StoredAuthorizationCode::from))
    }

    /// Marks a code as used; of several callers one is told `true`, and the others when that one has finished.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn spend(&self, hash: &str, now: Timestamp) -> Result<bool, StorageError> {
        let change = ActiveModel { used_at: Set(Some(now.as_millis())), ..Default::default() };
        let unused = Entity::update_many().set(change).filter(Column::Hash.eq(hash)).filter(Column::UsedAt.is_null());
        Ok(unused.exec(self.0.writer()).await?.rows_affected == 1)
    }

    /// Notes the token family that was given for a code.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn note_family(&self, hash: &str, family_id: &str) -> Result<(), StorageError> {
        let change = ActiveModel { family_id: Set(Some(family_id.to_owned())), ..Default::default() };
        Entity::update_many().set(change).filter(Column::Hash.eq(hash)).exec(self.0.writer()).await?;
        Ok(())
    }

    /// Removes the codes that were given before a moment; answers how many.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn remove_before(&self, moment: Timestamp) -> Result<u64, StorageError> {
        remove_where::<A, Entity>(self.0, Column::CreatedAt.lt(moment.as_millis())).await
    }
}

impl From<Model> for StoredAuthorizationCode {
    fn from(row: Model) -> Self {
        Self {
            hash: row.hash,
            app: row.app,
            client_id: row.client_id,
            session_id: row.session_id,
            redirect_uri: row.redirect_uri,
            scope: row.scope,
            nonce: row.nonce,
            code_challenge: row.code_challenge,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            used_at: moment(row.used_at),
            family_id: row.family_id,
        }
    }
}
